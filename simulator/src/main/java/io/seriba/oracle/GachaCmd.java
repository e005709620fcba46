package io.seriba.oracle;

import java.util.List;

/** The commands of gacha and medals, as {@link Cmd} says commands. */
sealed interface GachaCmd extends Cmd.Domains {

  @Override
  default int domainTemplate() {
    return switch (this) {
      case GrantMedals c -> 208;
      case SpendMedals c -> 209;
      case RefundMedals c -> 210;
      case ReportPaidMedals c -> 211;
      case DefinePool c -> 500;
      case AddPrizes c -> 501;
      case OpenPool c -> 502;
      case ClosePool c -> 503;
      case RotateSeed c -> 504;
      case Draw c -> 505;
      case ExchangeSpark c -> 506;
      case DefineOffer c -> 507;
      case BuyOffer c -> 508;
      case SetSpendLimit c -> 509;
      case AuditPool c -> 510;
    };
  }

  /** The gacha's part of {@link Cmd.Configure}. */
  record Limits(
      int medalLots,
      int refundableSpends,
      int pools,
      int prizes,
      int players,
      int ownedPrizes,
      int seeds,
      int offers,
      int lotsPerHolder) {
    static final Limits DEFAULT =
        new Limits(
            1_000_000,
            100_000,
            10_000,
            2_000_000,
            1_000_000,
            10_000_000,
            1_000_000,
            100_000,
            10_000);
  }

  record GrantMedals(long holder, long units, long expiry, long paid, int kind, String currency)
      implements GachaCmd {}

  record SpendMedals(long holder, long units, int paidOnly) implements GachaCmd {}

  record RefundMedals(long spend) implements GachaCmd {}

  record ReportPaidMedals() implements GachaCmd {}

  /** A bundle's size. */
  record Bundle(int size) {}

  record DefinePool(
      long pool,
      long price,
      long fallback,
      long pityGroup,
      long softStep,
      long sparkRate,
      long closesAt,
      long setReward,
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
      int kind,
      int paidOnly,
      int sparkEnd,
      String exchange,
      List<Bundle> bundles)
      implements GachaCmd {}

  /** A row of a pool's table. */
  record Prize(long prize, long weight, long stock, long duplicate, int rarity, int featured) {}

  record AddPrizes(long pool, List<Prize> prizes) implements GachaCmd {}

  /**
   * Opens a pool.
   *
   * @param seed of which the 32 bytes are the first eight, little-endian, the others 0
   */
  record OpenPool(long seed, long pool) implements GachaCmd {
    @Override
    public Cmd.Body content() {
      return new OpenPool(0, pool);
    }
  }

  record ClosePool(long pool) implements GachaCmd {}

  record RotateSeed(long seed, long pool) implements GachaCmd {
    @Override
    public Cmd.Body content() {
      return new RotateSeed(0, pool);
    }
  }

  record Draw(long pool, int count, String clientSeed) implements GachaCmd {}

  record ExchangeSpark(long pool, long prize) implements GachaCmd {}

  record DefineOffer(long offer, long pool, long prize, long price, long stock)
      implements GachaCmd {}

  record BuyOffer(long offer) implements GachaCmd {}

  record SetSpendLimit(long holder, long monthlySpend, int utcOffset) implements GachaCmd {}

  record AuditPool(long pool, int from) implements GachaCmd {}
}
