package io.seriba.oracle;

import static io.seriba.oracle.Ranges.amount;
import static io.seriba.oracle.Ranges.currency;
import static io.seriba.oracle.Ranges.flag;
import static io.seriba.oracle.Ranges.id;
import static io.seriba.oracle.Ranges.idOrZero;
import static io.seriba.oracle.Ranges.limit;
import static io.seriba.oracle.Ranges.time;
import static io.seriba.oracle.Ranges.within;

/** The ranges of gacha's and medals' commands, written out by hand. */
final class GachaRanges {
  private static final long MOST_MEDALS = 1_000_000_000L;
  private static final long MOST_WEIGHT = 1L << 40;

  private GachaRanges() {}

  static boolean hold(GachaCmd.Limits c) {
    return limit(c.medalLots())
        && limit(c.refundableSpends())
        && limit(c.pools())
        && limit(c.prizes())
        && limit(c.players())
        && limit(c.ownedPrizes())
        && limit(c.seeds())
        && limit(c.offers())
        && limit(c.lotsPerHolder());
  }

  static boolean hold(GachaCmd body) {
    return switch (body) {
      case GachaCmd.GrantMedals c ->
          id(c.holder())
              && within(c.units(), 1, MOST_MEDALS)
              && time(c.expiry())
              && within(c.paid(), 0, 9_000_000_000L)
              && flag(c.kind())
              && currency(c.currency());
      case GachaCmd.SpendMedals c ->
          id(c.holder()) && within(c.units(), 1, MOST_MEDALS) && flag(c.paidOnly());
      case GachaCmd.RefundMedals c -> id(c.spend());
      case GachaCmd.ReportPaidMedals c -> true;
      case GachaCmd.DefinePool c -> definePool(c);
      case GachaCmd.AddPrizes c ->
          id(c.pool())
              && c.prizes().size() <= 50
              && c.prizes().stream().allMatch(GachaRanges::prize);
      case GachaCmd.OpenPool c -> id(c.pool());
      case GachaCmd.ClosePool c -> id(c.pool());
      case GachaCmd.RotateSeed c -> id(c.pool());
      case GachaCmd.Draw c ->
          id(c.pool()) && within(c.count(), 1, 100) && GachaWire.length(c.clientSeed()) <= 64;
      case GachaCmd.ExchangeSpark c -> id(c.pool()) && id(c.prize());
      case GachaCmd.DefineOffer c ->
          id(c.offer()) && id(c.pool()) && id(c.prize()) && amount(c.price()) && weight(c.stock());
      case GachaCmd.BuyOffer c -> id(c.offer());
      case GachaCmd.SetSpendLimit c ->
          id(c.holder()) && medalsOrNone(c.monthlySpend()) && offset(c.utcOffset());
      case GachaCmd.AuditPool c -> id(c.pool()) && within(c.from(), 0, Integer.MAX_VALUE - 1);
    };
  }

  private static boolean definePool(GachaCmd.DefinePool c) {
    return id(c.pool())
        && medalsOrNone(c.price())
        && idOrZero(c.fallback())
        && idOrZero(c.pityGroup())
        && weight(c.softStep())
        && medalsOrNone(c.sparkRate())
        && time(c.closesAt())
        && idOrZero(c.setReward())
        && medalsOrNone(c.monthlySpend())
        && million(c.softFrom())
        && million(c.hardPity())
        && million(c.dailyDraws())
        && million(c.totalDraws())
        && million(c.sparkPoints())
        && million(c.sparkPrice())
        && offset(c.utcOffset())
        && within(c.guaranteeFrom(), 0, 100)
        && within(c.pityRarity(), 0, 8)
        && within(c.guaranteeRarity(), 0, 8)
        && within(c.featuredRarity(), 0, 8)
        && flag(c.kind())
        && flag(c.paidOnly())
        && flag(c.sparkEnd())
        && currency(c.exchange())
        && c.bundles().size() <= 100
        && c.bundles().stream().allMatch(bundle -> within(bundle.size(), 1, 100));
  }

  private static boolean prize(GachaCmd.Prize c) {
    return id(c.prize())
        && weight(c.weight())
        && weight(c.stock())
        && medalsOrNone(c.duplicate())
        && within(c.rarity(), 1, 8)
        && flag(c.featured());
  }

  private static boolean medalsOrNone(long value) {
    return within(value, 0, MOST_MEDALS);
  }

  private static boolean weight(long value) {
    return within(value, 0, MOST_WEIGHT);
  }

  private static boolean million(int value) {
    return within(value, 0, 1_000_000);
  }

  private static boolean offset(int minutes) {
    return within(minutes, -1080, 1080);
  }
}
