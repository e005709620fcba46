package io.seriba.oracle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One draw's numbers and prize, as rules.md, section 4, says it: the JDK's HMAC, and BigInteger.
 */
final class Lottery {
  /** A result, and the number that led to it. */
  record Result(GachaPool.Prize prize, long value, long bound, String cause, boolean plain) {}

  private static final BigInteger ALL = BigInteger.ONE.shiftLeft(64);

  private final PlantedBug bug;
  private final GachaPool pool;
  private final byte[] message;
  private final List<BigInteger> numbers = new ArrayList<>();
  private int block;

  Lottery(PlantedBug bug, GachaPool pool, long account, String clientSeed, long k) {
    this.bug = bug;
    this.pool = pool;
    byte[] client = clientSeed.getBytes(StandardCharsets.UTF_8);
    ByteBuffer text = ByteBuffer.allocate(14 + 12 + 36 + 12 + 4 + client.length + 8);
    text.put("seriba/draw/v1".getBytes(StandardCharsets.US_ASCII));
    text.putInt(8).putLong(pool.terms.pool());
    text.putInt(32).put(pool.tableHash);
    text.putInt(8).putLong(account);
    text.putInt(client.length).put(client);
    text.putLong(bug == PlantedBug.DRAWS_COUNTED_FROM_ZERO ? k - 1 : k);
    message = text.array();
  }

  private BigInteger next() {
    if (numbers.isEmpty()) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(pool.seed, "HmacSHA256"));
        mac.update(message);
        mac.update(ByteBuffer.allocate(4).putInt(block++).array());
        byte[] hash = mac.doFinal();
        for (int i = 0; i < 32; i += 8) {
          numbers.add(new BigInteger(1, hash, i, 8));
        }
      } catch (GeneralSecurityException e) {
        throw new LinkageError("every JDK has HmacSHA256", e);
      }
    }
    return numbers.removeFirst();
  }

  private long uniform(long below) {
    BigInteger n = BigInteger.valueOf(below);
    BigInteger limit = ALL.subtract(ALL.mod(n));
    BigInteger x = next();
    while (x.compareTo(limit) >= 0) {
      x = next();
    }
    return x.mod(n).longValueExact();
  }

  /** Returns the prizes of the table in its order: by rarity, featured ones last. */
  private List<GachaPool.Prize> table(Predicate<GachaPool.Prize> which) {
    List<GachaPool.Prize> table = new ArrayList<>(pool.prizes.stream().filter(which).toList());
    table.sort(
        Comparator.comparingInt((GachaPool.Prize prize) -> prize.terms.rarity())
            .thenComparingInt(prize -> prize.terms.featured()));
    return table;
  }

  private static long weight(List<GachaPool.Prize> prizes) {
    return prizes.stream().mapToLong(prize -> prize.now).sum();
  }

  private static GachaPool.Prize at(List<GachaPool.Prize> prizes, long number) {
    long rest = number;
    for (GachaPool.Prize prize : prizes) {
      if (rest < prize.now) {
        return prize;
      }
      rest -= prize.now;
    }
    throw new IllegalStateException("beyond the table: " + number);
  }

  private Result from(int rarity, String cause) {
    List<GachaPool.Prize> some = table(prize -> prize.terms.rarity() >= rarity);
    long bound = weight(some);
    long value = uniform(bound);
    return new Result(at(some, value), value, bound, cause, false);
  }

  private boolean isThere(int rarity) {
    return weight(table(prize -> prize.terms.rarity() >= rarity)) > 0;
  }

  /** Draws once; {@code promised} is the rarity that the bundle still owes, or 0. */
  Result draw(GachaPool.Pity pity, int promised) {
    Result result = first(pity.count + 1, promised);
    GachaCmd.DefinePool terms = pool.terms;
    List<GachaPool.Prize> featured =
        table(
            prize -> prize.terms.rarity() == terms.featuredRarity() && prize.terms.featured() == 1);
    boolean missed =
        result.prize().terms.rarity() == terms.featuredRarity()
            && result.prize().terms.featured() == 0;
    if (result.plain()) {
      result.prize().plain++;
    }
    if (pity.featuredDue && missed && weight(featured) > 0) {
      long bound = weight(featured);
      long value = uniform(bound);
      return new Result(at(featured, value), value, bound, "FEATURED", result.plain());
    }
    return result;
  }

  private Result first(int nth, int promised) {
    GachaCmd.DefinePool terms = pool.terms;
    int hardAt = terms.hardPity() + (bug == PlantedBug.HARD_PITY_ONE_LATE ? 1 : 0);
    boolean hard = terms.hardPity() != 0 && nth >= hardAt && isThere(terms.pityRarity());
    boolean owed = promised != 0 && isThere(promised);
    if (hard && (!owed || terms.pityRarity() >= promised)) {
      return from(terms.pityRarity(), "HARD_PITY");
    }
    if (owed) {
      return from(promised, "GUARANTEE");
    }
    long more = 0;
    if (terms.softFrom() != 0 && nth >= terms.softFrom() && isThere(terms.pityRarity())) {
      int steps = nth - terms.softFrom() + (bug == PlantedBug.SOFT_PITY_ONE_LATE ? 0 : 1);
      more = terms.softStep() * steps;
    }
    List<GachaPool.Prize> all = table(prize -> true);
    long bound = weight(all) + more;
    long value = uniform(bound);
    if (value < weight(all)) {
      return new Result(at(all, value), value, bound, "PLAIN", more == 0);
    }
    return from(terms.pityRarity(), "SOFT_PITY");
  }
}
