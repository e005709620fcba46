package io.seriba.server.draws;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes draws from events as clients get them, in order.
 *
 * <p>Seeds are revealed after the draws; so all events are kept until {@link #verify} goes through
 * them. Draws from stock need all draws of the pool, which no single player gets: then the numbers
 * are checked, and that the prize couldn't be is said.
 */
public final class DrawVerifier {
  /** What became of checking one thing. */
  public enum Verdict {
    /** Recomputed, and the same. */
    RIGHT,
    /** The numbers are right; which prize they chose depends on draws that aren't there. */
    NUMBERS_RIGHT,
    /** The epoch's seed isn't revealed yet. */
    NOT_REVEALED,
    /** It isn't what was published. */
    WRONG
  }

  /**
   * One thing that was checked.
   *
   * @param sequence of its event
   * @param text what it is, and what is wrong with it
   */
  public record Finding(long sequence, Verdict verdict, String text) {}

  private record Epoch(long pool, int number) {}

  private final List<JsonNode> events = new ArrayList<>();
  private final Map<Epoch, byte[]> seeds = new HashMap<>();
  private final Map<Long, PublishedPool> pools = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  /** Takes the next event; others than the gacha's are left out. */
  public void add(JsonNode event) {
    String type = event.path("type").asText();
    if (!type.startsWith("gacha:")) {
      return;
    }
    events.add(event);
    if (type.equals("gacha:seed-revealed")) {
      Epoch epoch = new Epoch(event.path("pool").asLong(), event.path("endedEpoch").asInt());
      seeds.put(epoch, bytes(event.path("seed").asText()));
    }
  }

  private static byte[] bytes(String hex) {
    return hex.matches("([0-9a-fA-F]{2})*") ? HexFormat.of().parseHex(hex) : new byte[0];
  }

  /** Returns what came of it: each table, each revealed seed, each draw, in order. */
  public List<Finding> verify() {
    findings.clear();
    pools.clear();
    for (JsonNode event : events) {
      PublishedPool pool = pools.get(event.path("pool").asLong());
      String type = event.path("type").asText();
      if (type.equals("gacha:pool")) {
        // The first is the pool's own; what comes from joining it later has the same terms.
        pools.computeIfAbsent(event.path("pool").asLong(), id -> new PublishedPool(event));
      } else if (pool != null) {
        follow(type, event, pool);
      } else if (type.equals("gacha:drawn")) {
        find(event, Verdict.WRONG, "the pool's terms aren't among the events");
      }
    }
    return List.copyOf(findings);
  }

  private void follow(String type, JsonNode event, PublishedPool pool) {
    switch (type) {
      case "gacha:prizes-added" -> pool.addPrizes(event.path("prizes"));
      case "gacha:opened" -> {
        boolean isSame = hex(pool.tableHash()).equals(event.path("tableHash").asText());
        find(event, isSame ? Verdict.RIGHT : Verdict.WRONG, "pool " + pool.id + ": table hash");
        pool.commitments.put(1, event.path("commitment").asText());
      }
      case "gacha:seed-committed" ->
          pool.commitments.put(event.path("epoch").asInt(), event.path("commitment").asText());
      case "gacha:seed-revealed" -> revealed(event, pool);
      case "gacha:spark-exchanged" -> pool.take(event.path("prize").asLong());
      case "gacha:drawn" -> drawn(event, pool);
      default -> {
        // Nothing that a draw depends on.
      }
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private void find(JsonNode event, Verdict verdict, String text) {
    findings.add(new Finding(event.path("sequence").asLong(), verdict, text));
  }

  private void revealed(JsonNode event, PublishedPool pool) {
    int epoch = event.path("endedEpoch").asInt();
    byte[] seed = bytes(event.path("seed").asText());
    String hash = hex(DrawNumbers.sha256(ByteBuffer.allocate(64).put(seed)));
    boolean isSame = hash.equals(pool.commitments.get(epoch));
    find(
        event,
        isSame ? Verdict.RIGHT : Verdict.WRONG,
        "pool %d: seed of epoch %d and its commitment".formatted(pool.id, epoch));
  }

  private void drawn(JsonNode event, PublishedPool pool) {
    int epoch = event.path("epoch").asInt();
    byte[] seed = seeds.get(new Epoch(pool.id, epoch));
    JsonNode results = event.path("results");
    String text =
        "pool %d, account %d: draws %d to %d of epoch %d"
            .formatted(
                pool.id,
                event.path("account").asLong(),
                event.path("firstDraw").asLong(),
                event.path("firstDraw").asLong() + results.size() - 1,
                epoch);
    int pity = event.path("pity").asInt();
    boolean isDue = event.path("featuredDue").asBoolean();
    int rarest = 0;
    Verdict verdict = seed == null ? Verdict.NOT_REVEALED : Verdict.RIGHT;
    for (int i = 0; i < results.size(); i++) {
      JsonNode result = results.get(i);
      if (seed != null && verdict != Verdict.WRONG) {
        int owed = i == results.size() - 1 ? pool.guarantee(results.size(), rarest) : 0;
        DrawNumbers numbers = numbers(event, pool, seed, i);
        String wrong = compare(pool, numbers, result, pity, isDue, owed);
        if (wrong != null && hasNumbers(event, pool, seed, i, result)) {
          verdict = Verdict.NUMBERS_RIGHT;
        } else if (wrong != null) {
          verdict = Verdict.WRONG;
          text += ": draw " + (i + 1) + " of the bundle " + wrong;
        }
      }
      long prize = result.path("prize").asLong();
      pool.take(prize);
      int rarity = pool.rarity(prize);
      rarest = Math.max(rarest, rarity);
      pity = !pool.hasPity() || pool.isPity(rarity) ? 0 : Math.min(1_000_000, pity + 1);
      isDue = pool.isFeaturedRarity(rarity) ? !pool.isFeatured(prize) : isDue;
    }
    find(event, verdict, text);
  }

  private static DrawNumbers numbers(JsonNode event, PublishedPool pool, byte[] seed, int i) {
    return new DrawNumbers(
        seed,
        pool.id,
        pool.tableHash(),
        event.path("account").asLong(),
        event.path("clientSeed").asText(),
        event.path("firstDraw").asLong() + i);
  }

  /** Returns how a result differs from what it should be, or null. */
  private static @Nullable String compare(
      PublishedPool pool, DrawNumbers numbers, JsonNode result, int pity, boolean isDue, int owed) {
    if (pool.weight() == 0) {
      return "came from an empty pool";
    }
    PublishedPool.Result expected = pool.draw(numbers, pity, isDue, owed);
    PublishedPool.Result actual =
        new PublishedPool.Result(
            result.path("prize").asLong(),
            result.path("value").asLong(),
            result.path("bound").asLong(),
            result.path("cause").asText());
    return expected.equals(actual) ? null : "is " + actual + ", must be " + expected;
  }

  /** Tells whether a plain draw from a box has the right number, whatever else was drawn before. */
  private static boolean hasNumbers(
      JsonNode event, PublishedPool pool, byte[] seed, int i, JsonNode result) {
    long bound = result.path("bound").asLong();
    return pool.isBox
        && bound > 0
        && bound < pool.weight()
        && numbers(event, pool, seed, i).uniform(bound) == result.path("value").asLong();
  }
}
