package io.seriba.gacha;

import io.seriba.ledger.Currency;
import io.seriba.sbe.DefinePoolDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.PoolKind;
import io.seriba.sbe.SparkEnd;
import io.seriba.sbe.snapshot.StatePoolDecoder;
import io.seriba.sbe.snapshot.StatePoolEncoder;

/**
 * A pool's terms, which never change. 0 stands for none. Times are microseconds, prices medals, the
 * offset minutes.
 */
record PoolTerms(
    long price,
    long fallback,
    long pityGroup,
    long softStep,
    long sparkRate,
    long closesAt,
    long monthlySpend,
    int softFrom,
    int hardPity,
    int dailyDraws,
    int totalDraws,
    int sparkPoints,
    int sparkPrice,
    int utcOffset,
    int guaranteeFrom,
    int pityRarity,
    int guaranteeRarity,
    int featuredRarity,
    PoolKind kind,
    boolean isPaidOnly,
    SparkEnd sparkEnd,
    Currency exchange,
    Bundles bundles) {

  static PoolTerms of(DefinePoolDecoder command, Currency exchange) {
    return new PoolTerms(
        command.price(),
        command.fallback(),
        command.pityGroup(),
        command.softStep(),
        command.sparkRate(),
        command.closesAt(),
        command.monthlySpend(),
        command.softFrom(),
        command.hardPity(),
        command.dailyDraws(),
        command.totalDraws(),
        command.sparkPoints(),
        command.sparkPrice(),
        command.utcOffset(),
        command.guaranteeFrom(),
        command.pityRarity(),
        command.guaranteeRarity(),
        command.featuredRarity(),
        command.kind(),
        command.paidOnly() == Flag.YES,
        command.sparkEnd(),
        exchange,
        Bundles.of(command.sbeRewind().bundles()));
  }

  static PoolTerms of(StatePoolDecoder record, Currency exchange) {
    return new PoolTerms(
        record.price(),
        record.fallback(),
        record.pityGroup(),
        record.softStep(),
        record.sparkRate(),
        record.closesAt(),
        record.monthlySpend(),
        record.softFrom(),
        record.hardPity(),
        record.dailyDraws(),
        record.totalDraws(),
        record.sparkPoints(),
        record.sparkPrice(),
        record.utcOffset(),
        record.guaranteeFrom(),
        record.pityRarity(),
        record.guaranteeRarity(),
        record.featuredRarity(),
        PoolKind.get(record.kind()),
        record.paidOnly() != 0,
        SparkEnd.get(record.sparkEnd()),
        exchange,
        Bundles.of(record.bundles()));
  }

  /** Writes all of them but the bundles. */
  void save(StatePoolEncoder record) {
    record
        .price(price)
        .fallback(fallback)
        .pityGroup(pityGroup)
        .softStep(softStep)
        .sparkRate(sparkRate)
        .closesAt(closesAt)
        .monthlySpend(monthlySpend)
        .softFrom(softFrom)
        .hardPity(hardPity)
        .dailyDraws(dailyDraws)
        .totalDraws(totalDraws)
        .sparkPoints(sparkPoints)
        .sparkPrice(sparkPrice)
        .utcOffset(utcOffset)
        .guaranteeFrom(guaranteeFrom)
        .pityRarity((short) pityRarity)
        .guaranteeRarity((short) guaranteeRarity)
        .featuredRarity((short) featuredRarity)
        .kind(kind.value())
        .paidOnly((short) (isPaidOnly ? 1 : 0))
        .sparkEnd(sparkEnd.value())
        .exchange((short) exchange.number());
  }

  /** Tells whether this version knows what was loaded. */
  boolean areKnown() {
    return kind != PoolKind.NULL_VAL
        && sparkEnd != SparkEnd.NULL_VAL
        && bundles.count() > 0
        && isRarity(pityRarity)
        && isRarity(guaranteeRarity)
        && isRarity(featuredRarity);
  }

  private static boolean isRarity(int number) {
    return number >= 0 && number <= PrizeTable.RARITIES;
  }

  /**
   * Tells whether a pool's terms agree with each other:
   *
   * <ul>
   *   <li>1 to 8 bundle sizes, strictly ascending;
   *   <li>it closes later than now;
   *   <li>a box has no fallback: what is gone from it has no weight to leave;
   *   <li>a pity rarity and soft or hard pity come together; soft pity's start and step too; soft
   *       pity starts before hard pity strikes;
   *   <li>a pity group needs a pity or featured rarity; a guarantee its rarity and bundle size;
   *   <li>spark points have a price; they convert at a rate, or expire without one.
   * </ul>
   */
  static boolean areValid(DefinePoolDecoder command, long now) {
    return (command.closesAt() == 0 || command.closesAt() > now)
        && (command.kind() == PoolKind.TABLE || command.fallback() == 0)
        && isPityValid(command)
        && (command.guaranteeRarity() == 0) == (command.guaranteeFrom() == 0)
        && isSparkValid(command)
        && Bundles.areValid(command.sbeRewind().bundles());
  }

  private static boolean isPityValid(DefinePoolDecoder command) {
    boolean isSoft = command.softFrom() != 0;
    boolean isHard = command.hardPity() != 0;
    return (isSoft || isHard) == (command.pityRarity() != 0)
        && isSoft == (command.softStep() != 0)
        && (!isSoft || !isHard || command.softFrom() < command.hardPity())
        && (command.pityGroup() == 0 || command.pityRarity() != 0 || command.featuredRarity() != 0);
  }

  private static boolean isSparkValid(DefinePoolDecoder command) {
    boolean converts = command.sparkEnd() == SparkEnd.CONVERT;
    return (command.sparkPoints() == 0) == (command.sparkPrice() == 0)
        && converts == (command.sparkRate() != 0)
        && (!converts || command.sparkPoints() != 0);
  }

  boolean isBox() {
    return kind == PoolKind.BOX;
  }
}
