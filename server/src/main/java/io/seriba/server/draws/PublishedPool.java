package io.seriba.server.draws;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A pool as its public events tell of it, and what is left of its prizes. */
final class PublishedPool {
  /** One prize; its weight falls and rises as the pool's terms say. */
  static final class Prize {
    final long id;
    final int rarity;
    final boolean isFeatured;
    final boolean isLimited;
    final long published;
    long weight;
    long left;

    Prize(JsonNode row, boolean isBox) {
      id = row.path("prize").asLong();
      rarity = row.path("rarity").asInt();
      isFeatured = row.path("featured").asBoolean();
      left = row.path("stock").asLong();
      isLimited = left != 0;
      published = isBox ? left : row.path("weight").asLong();
      weight = published;
    }
  }

  /** What a draw should have given. */
  record Result(long prize, long value, long bound, String cause) {}

  private static final String[] TERMS = {
    "fallback",
    "pityGroup",
    "pityRarity",
    "softFrom",
    "softStep",
    "hardPity",
    "guaranteeRarity",
    "guaranteeFrom",
    "featuredRarity"
  };

  final long id;
  final boolean isBox;
  final Map<Integer, String> commitments = new HashMap<>();
  private final JsonNode terms;
  private final List<Prize> prizes = new ArrayList<>();
  private byte[] tableHash;

  PublishedPool(JsonNode state) {
    terms = state;
    id = state.path("pool").asLong();
    isBox = state.path("kind").asText().equals("BOX");
    ByteBuffer text = ByteBuffer.allocate(1_024);
    text.put("seriba/table/v1".getBytes(StandardCharsets.US_ASCII));
    text.putLong(id).putLong(isBox ? 1 : 0).putLong(term("price"));
    text.putLong(state.path("paidOnly").asBoolean() ? 1 : 0);
    for (String name : TERMS) {
      text.putLong(term(name));
    }
    JsonNode bundles = state.path("bundles");
    text.putLong(bundles.size());
    bundles.forEach(bundle -> text.putLong(bundle.path("size").asLong()));
    tableHash = DrawNumbers.sha256(text);
  }

  private long term(String name) {
    return terms.path(name).asLong();
  }

  void addPrizes(JsonNode rows) {
    for (JsonNode row : rows) {
      Prize prize = new Prize(row, isBox);
      prizes.add(prize);
      ByteBuffer text = ByteBuffer.allocate(128).put(tableHash).putLong(prize.id);
      text.putLong(row.path("weight").asLong()).putLong(row.path("stock").asLong());
      text.putLong(row.path("duplicate").asLong()).putLong(prize.rarity);
      text.putLong(prize.isFeatured ? 1 : 0);
      tableHash = DrawNumbers.sha256(text);
    }
  }

  byte[] tableHash() {
    return tableHash;
  }

  /** Returns the weight of all that can be drawn now. */
  long weight() {
    return weight(prizes);
  }

  private static long weight(List<Prize> some) {
    return some.stream().mapToLong(prize -> prize.weight).sum();
  }

  /** Takes one of a prize, if it is limited; what is gone leaves its weight to the fallback. */
  void take(long prizeId) {
    Prize prize = find(prizeId);
    if (prize == null || !prize.isLimited || prize.left == 0) {
      return;
    }
    prize.left--;
    if (isBox) {
      prize.weight--;
    } else if (prize.left == 0) {
      Prize fallback = find(term("fallback"));
      prize.weight = 0;
      if (fallback != null) {
        fallback.weight += prize.published;
      }
    }
  }

  private @Nullable Prize find(long prizeId) {
    return prizes.stream().filter(prize -> prize.id == prizeId).findFirst().orElse(null);
  }

  /** Returns the rarity of a prize; 0 if the pool has no such prize. */
  int rarity(long prizeId) {
    Prize prize = find(prizeId);
    return prize == null ? 0 : prize.rarity;
  }

  boolean isFeatured(long prizeId) {
    Prize prize = find(prizeId);
    return prize != null && prize.isFeatured;
  }

  boolean isPity(int rarity) {
    return term("pityRarity") != 0 && rarity >= term("pityRarity");
  }

  boolean hasPity() {
    return term("pityRarity") != 0;
  }

  boolean isFeaturedRarity(int rarity) {
    return rarity == term("featuredRarity");
  }

  /** Returns the rarity that the last draw of a bundle owes; 0: none. */
  int guarantee(int count, int rarest) {
    boolean owes =
        term("guaranteeFrom") != 0
            && count >= term("guaranteeFrom")
            && rarest < term("guaranteeRarity");
    return owes ? (int) term("guaranteeRarity") : 0;
  }

  /**
   * Draws once; takes nothing.
   *
   * @param pity draws since the last prize of the pity rarity
   * @param owed the rarity that the bundle owes; 0: none
   */
  Result draw(DrawNumbers numbers, int pity, boolean isFeaturedDue, int owed) {
    Result result = first(numbers, pity + 1, owed);
    long featuredRarity = term("featuredRarity");
    List<Prize> featured = table(prize -> prize.isFeatured && prize.rarity == featuredRarity);
    boolean isOther = isFeaturedRarity(rarity(result.prize())) && !isFeatured(result.prize());
    return isFeaturedDue && isOther && weight(featured) > 0
        ? choose(numbers, featured, "FEATURED")
        : result;
  }

  private Result first(DrawNumbers numbers, int nth, int owed) {
    long hard = term("hardPity") != 0 && nth >= term("hardPity") ? term("pityRarity") : 0;
    hard = weight(from(hard)) > 0 ? hard : 0;
    long promised = owed > 0 && weight(from(owed)) > 0 ? owed : 0;
    if (hard != 0 || promised != 0) {
      String cause = hard >= promised ? "HARD_PITY" : "GUARANTEE";
      return choose(numbers, from(Math.max(hard, promised)), cause);
    }
    List<Prize> rare = from(term("pityRarity"));
    boolean isSoft = term("softFrom") != 0 && nth >= term("softFrom") && weight(rare) > 0;
    long added = isSoft ? term("softStep") * (nth - term("softFrom") + 1) : 0;
    long bound = weight() + added;
    long value = numbers.uniform(bound);
    return value < weight()
        ? new Result(at(from(0), value), value, bound, "PLAIN")
        : choose(numbers, rare, "SOFT_PITY");
  }

  private static Result choose(DrawNumbers numbers, List<Prize> some, String cause) {
    long bound = weight(some);
    long value = numbers.uniform(bound);
    return new Result(at(some, value), value, bound, cause);
  }

  private List<Prize> from(long rarity) {
    return table(prize -> prize.rarity >= rarity);
  }

  /** Returns some prizes in the table's order: by rarity, featured ones last. */
  private List<Prize> table(Predicate<Prize> which) {
    return prizes.stream()
        .filter(which)
        .sorted(
            Comparator.comparingInt((Prize prize) -> prize.rarity)
                .thenComparing(prize -> prize.isFeatured))
        .toList();
  }

  private static long at(List<Prize> some, long value) {
    long rest = value;
    for (Prize prize : some) {
      if (rest < prize.weight) {
        return prize.id;
      }
      rest -= prize.weight;
    }
    throw new IllegalStateException("no prize at " + value);
  }
}
