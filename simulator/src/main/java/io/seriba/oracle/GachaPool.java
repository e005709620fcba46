package io.seriba.oracle;

import io.seriba.sbe.PoolStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pool as a list of prizes, and what accounts did there. */
final class GachaPool {
  /** A prize, and how it stands. */
  static final class Prize {
    final GachaCmd.Prize terms;

    /** What the table published; a box's is its stock. */
    final long weight;

    /** What it weighs now. */
    long now;

    long left;
    long drawn;
    long plain;
    long until = -1;

    Prize(GachaCmd.Prize terms, boolean isBox) {
      this.terms = terms;
      this.weight = isBox ? terms.stock() : terms.weight();
      this.now = weight;
      this.left = terms.stock();
    }

    boolean isGone() {
      return terms.stock() != 0 && left == 0;
    }
  }

  /** What one account did here. */
  static final class Player {
    long total;
    long points;
    final Map<Integer, Long> byEpoch = new HashMap<>();
    final Map<Long, Long> byDay = new HashMap<>();
    final Map<String, Long> paidByMonth = new HashMap<>();
  }

  /** What a pity group knows of one account. */
  static final class Pity {
    int count;
    boolean featuredDue;
  }

  final GachaCmd.DefinePool terms;
  final List<Prize> prizes = new ArrayList<>();
  final Map<Long, Pity> pity;
  final LinkedHashMap<Long, Player> players = new LinkedHashMap<>();
  PoolStatus status = PoolStatus.DRAFT;
  byte[] tableHash;
  byte[] commitment = new byte[32];
  byte[] seed = new byte[32];
  int epoch;
  long draws;
  long plainDraws;
  int converted;
  Timers.@Nullable Key timer;

  GachaPool(GachaCmd.DefinePool terms, Map<Long, Pity> pity) {
    this.terms = terms;
    this.pity = pity;
    ByteBuffer text = ByteBuffer.allocate(1_000);
    text.put("seriba/table/v1".getBytes(StandardCharsets.US_ASCII));
    for (long number :
        new long[] {
          terms.pool(),
          terms.kind(),
          terms.price(),
          terms.paidOnly(),
          terms.fallback(),
          terms.pityGroup(),
          terms.pityRarity(),
          terms.softFrom(),
          terms.softStep(),
          terms.hardPity(),
          terms.guaranteeRarity(),
          terms.guaranteeFrom(),
          terms.featuredRarity(),
          terms.bundles().size()
        }) {
      text.putLong(number);
    }
    terms.bundles().forEach(bundle -> text.putLong(bundle.size()));
    tableHash = sha256(text);
  }

  void add(GachaCmd.Prize prize) {
    prizes.add(new Prize(prize, isBox()));
    ByteBuffer text = ByteBuffer.allocate(1_000).put(tableHash);
    text.putLong(prize.prize()).putLong(prize.weight()).putLong(prize.stock());
    text.putLong(prize.duplicate()).putLong(prize.rarity()).putLong(prize.featured());
    tableHash = sha256(text);
  }

  static byte[] sha256(ByteBuffer text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(text.flip());
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new LinkageError("every JDK has SHA-256", e);
    }
  }

  boolean isBox() {
    return terms.kind() == 1;
  }

  long totalWeight() {
    return prizes.stream().mapToLong(prize -> prize.weight).sum();
  }

  long left() {
    return isBox() ? prizes.stream().mapToLong(prize -> prize.left).sum() : 0;
  }

  @Nullable Prize find(long id) {
    return prizes.stream().filter(prize -> prize.terms.prize() == id).findFirst().orElse(null);
  }

  long greatestDuplicate() {
    return prizes.stream().mapToLong(prize -> prize.terms.duplicate()).max().orElse(0);
  }
}
