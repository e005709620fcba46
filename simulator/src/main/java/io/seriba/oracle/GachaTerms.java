package io.seriba.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pool's terms for examples: a table at one medal a draw, in bundles of 1 and 10; then what
 * differs.
 */
final class GachaTerms {
  private long price = 1;
  private long fallback;
  private long pityGroup;
  private long softStep;
  private long sparkRate;
  private long closesAt;
  private long setReward;
  private long monthlySpend;
  private int softFrom;
  private int hardPity;
  private int dailyDraws;
  private int totalDraws;
  private int sparkPoints;
  private int sparkPrice;
  private int utcOffset;
  private int guaranteeFrom;
  private int pityRarity;
  private int guaranteeRarity;
  private int featuredRarity;
  private int kind;
  private int paidOnly;
  private List<GachaCmd.Bundle> bundles = bundlesOf(1, 10);

  private static List<GachaCmd.Bundle> bundlesOf(int... sizes) {
    return Arrays.stream(sizes).mapToObj(GachaCmd.Bundle::new).toList();
  }

  GachaTerms price(long medals) {
    price = medals;
    return this;
  }

  GachaTerms fallback(long prize) {
    fallback = prize;
    return this;
  }

  GachaTerms group(long group) {
    pityGroup = group;
    return this;
  }

  GachaTerms softPity(int rarity, int from, long step) {
    pityRarity = rarity;
    softFrom = from;
    softStep = step;
    return this;
  }

  GachaTerms hardPity(int rarity, int draw) {
    pityRarity = rarity;
    hardPity = draw;
    return this;
  }

  GachaTerms guarantee(int rarity, int from) {
    guaranteeRarity = rarity;
    guaranteeFrom = from;
    return this;
  }

  GachaTerms featured(int rarity) {
    featuredRarity = rarity;
    return this;
  }

  GachaTerms spark(int points, int forPrize) {
    sparkPoints = points;
    sparkPrice = forPrize;
    return this;
  }

  GachaTerms sparkRate(long rate) {
    sparkRate = rate;
    return this;
  }

  GachaTerms closesAt(long time) {
    closesAt = time;
    return this;
  }

  GachaTerms setReward(long reward) {
    setReward = reward;
    return this;
  }

  GachaTerms monthlySpend(long medals) {
    monthlySpend = medals;
    return this;
  }

  GachaTerms draws(int daily, int total) {
    dailyDraws = daily;
    totalDraws = total;
    return this;
  }

  GachaTerms utcOffset(int minutes) {
    utcOffset = minutes;
    return this;
  }

  GachaTerms box() {
    kind = 1;
    return this;
  }

  GachaTerms paidOnly() {
    paidOnly = 1;
    return this;
  }

  GachaTerms bundles(int... sizes) {
    bundles = bundlesOf(sizes);
    return this;
  }

  GachaCmd.DefinePool define(long pool, String exchange) {
    return new GachaCmd.DefinePool(
        pool,
        price,
        fallback,
        pityGroup,
        softStep,
        sparkRate,
        closesAt,
        setReward,
        monthlySpend,
        softFrom,
        hardPity,
        dailyDraws,
        totalDraws,
        sparkPoints,
        sparkPrice,
        utcOffset,
        guaranteeFrom,
        pityRarity,
        guaranteeRarity,
        featuredRarity,
        kind,
        paidOnly,
        sparkRate == 0 ? 0 : 1,
        exchange,
        new ArrayList<>(bundles));
  }

  /** Returns a prize of a table, of which there are any number. */
  static GachaCmd.Prize prize(long prize, long weight, int rarity) {
    return new GachaCmd.Prize(prize, weight, 0, 0, rarity, 0);
  }

  /** Returns a prize of a box. */
  static GachaCmd.Prize boxed(long prize, long stock) {
    return new GachaCmd.Prize(prize, 0, stock, 0, 1, 0);
  }
}
