package io.seriba.oracle;

import io.seriba.sbe.PoolStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The commands of gacha and medals by weight, and their contents: few pools, prizes and medals. */
final class GachaMix {
  private static final long HOUR = 3_600_000_000L;
  private static final long MOST_WEIGHT = 1L << 40;

  private final Dice dice;
  private final Oracle oracle;
  private final boolean rich;
  private final List<Supplier<Cmd.Body>> mix = new ArrayList<>();
  private long now;
  private long seeds;
  private int sequence;

  GachaMix(Dice dice, Oracle oracle, boolean rich) {
    this.dice = dice;
    this.oracle = oracle;
    this.rich = rich;
    mix(30, this::draw);
    mix(9, this::grant);
    mix(3, this::definePool);
    mix(4, this::addPrizes);
    mix(3, () -> new GachaCmd.OpenPool(seed(), pool(PoolStatus.DRAFT)));
    mix(2, () -> new GachaCmd.RotateSeed(seed(), pool(PoolStatus.OPEN)));
    mix(1, () -> new GachaCmd.ClosePool(pool(PoolStatus.OPEN)));
    mix(3, this::spend);
    mix(4, () -> new GachaCmd.RefundMedals(spent()));
    mix(2, GachaCmd.ReportPaidMedals::new);
    mix(rich ? 12 : 5, this::exchangeSpark);
    mix(2, this::defineOffer);
    mix(4, () -> new GachaCmd.BuyOffer(offer()));
    mix(2, () -> new GachaCmd.SetSpendLimit(account(), dice.pick(0L, 1L, 5L, 20L), offset()));
    mix(3, () -> new GachaCmd.AuditPool(pool(PoolStatus.OPEN), dice.pick(0, 0, 1, 3, 60)));
  }

  private void mix(int weight, Supplier<Cmd.Body> command) {
    mix.addAll(Collections.nCopies(weight, command));
  }

  GachaCmd.Limits limits() {
    return new GachaCmd.Limits(
        dice.pick(3, 8, 100, 100, 100),
        dice.pick(1, 2, 5, 100),
        dice.pick(1, 2, 3, 100, 100),
        dice.pick(3, 8, 20, 100, 100),
        dice.pick(1, 2, 4, 100, 100),
        dice.pick(2, 5, 100, 100),
        dice.pick(1, 2, 5, 100, 100),
        dice.pick(1, 2, 100),
        dice.pick(3, 100, 100));
  }

  /** Returns a command: to have a pool open most of the time, what that takes. */
  Cmd.Body next(long time, int made) {
    now = time;
    sequence = made;
    boolean open =
        oracle.gacha.pools.values().stream().anyMatch(each -> each.status == PoolStatus.OPEN);
    return dice.chance(open ? 2 : 70) ? goOn() : mix.get(dice.below(mix.size())).get();
  }

  private Cmd.Body goOn() {
    for (GachaPool pool : oracle.gacha.pools.values()) {
      if (pool.status == PoolStatus.DRAFT) {
        return pool.prizes.size() < 2 + dice.below(4)
            ? addPrizes()
            : new GachaCmd.OpenPool(seed(), pool.terms.pool());
      }
    }
    return definePool();
  }

  private Cmd.Body draw() {
    long id = pool(PoolStatus.OPEN);
    GachaPool pool = oracle.gacha.pools.get(id);
    int count =
        pool == null || dice.chance(4)
            ? dice.pick(1, 2, 10)
            : dice.any(pool.terms.bundles()).size();
    return new GachaCmd.Draw(id, count, dice.pick("", "a", "運", "x".repeat(29), "y".repeat(30)));
  }

  private Cmd.Body grant() {
    long expiry = dice.chance(40) ? 0 : now + dice.pick(0L, 1L, 5L, 20L, 100L, 1_000L);
    int kind = dice.below(2);
    long paid = (kind == 1) != dice.chance(3) ? dice.pick(1L, 7L, 100L, 999L) : 0;
    long units = dice.pick(1L, 2L, 3L, 10L, 50L, 200L);
    return new GachaCmd.GrantMedals(account(), units, expiry, paid, kind, currency());
  }

  private Cmd.Body spend() {
    long account = account();
    int paidOnly = dice.below(2);
    long most = oracle.medals.spendable(account, paidOnly == 1);
    long units = dice.chance(50) ? most + dice.below(2) : 1 + dice.below(20);
    return new GachaCmd.SpendMedals(account, Math.max(1, units), paidOnly);
  }

  private long spent() {
    List<Long> all = new ArrayList<>(oracle.medals.spends.keySet());
    return all.isEmpty() || dice.chance(10) ? 1L + dice.below(sequence + 1) : dice.any(all);
  }

  private Cmd.Body definePool() {
    boolean box = dice.chance(30);
    boolean pity = dice.chance(60);
    boolean soft = pity && dice.chance(50);
    boolean hard = pity && (!soft || dice.chance(60));
    boolean guarantee = dice.chance(50);
    boolean featured = dice.chance(50);
    boolean spark = dice.chance(60);
    boolean convert = spark && dice.chance(50);
    int softFrom = soft ? dice.pick(1, 2, 3) : 0;
    return wrong(
        new GachaCmd.DefinePool(
            1 + dice.below(dice.chance(5) ? 6 : 4),
            dice.pick(0L, 1L, 1L, 2L, 5L),
            !box && dice.chance(50) ? 1 : 0,
            (pity || featured) && dice.chance(50) ? 1 + dice.below(2) : 0,
            soft ? dice.pick(1L, 5L, 1_000L, MOST_WEIGHT) : 0,
            convert ? dice.pick(1L, 3L, 1_000_000_000L) : 0,
            dice.chance(70) ? 0 : now + dice.pick(0L, 20L, 2_000L, 50 * HOUR, 50 * HOUR),
            dice.chance(2) ? 1 : 0,
            dice.chance(75) ? 0 : dice.pick(1L, 5L, 20L),
            softFrom,
            hard ? softFrom + dice.pick(1, 2, 4) : 0,
            dice.chance(55) ? 0 : dice.pick(1, 1, 3, 6),
            dice.chance(70) ? 0 : dice.pick(1, 3, 9),
            spark ? dice.pick(1, 2, 1_000_000) : 0,
            spark ? dice.pick(1, 2, 3, 5) : 0,
            offset(),
            guarantee ? dice.pick(1, 2, 3) : 0,
            pity ? dice.pick(2, 3) : 0,
            guarantee ? dice.pick(2, 3) : 0,
            featured ? dice.pick(2, 3) : 0,
            box ? 1 : 0,
            dice.chance(20) ? 1 : 0,
            convert ? 1 : 0,
            currency(),
            dice.pick(
                List.of(new GachaCmd.Bundle(1), new GachaCmd.Bundle(3)),
                List.of(new GachaCmd.Bundle(1), new GachaCmd.Bundle(2), new GachaCmd.Bundle(10)),
                List.of(new GachaCmd.Bundle(1)))));
  }

  /** Sometimes makes terms contradict each other. */
  private GachaCmd.DefinePool wrong(GachaCmd.DefinePool c) {
    if (dice.chance(92)) {
      return c;
    }
    boolean bundles = dice.chance(20);
    return new GachaCmd.DefinePool(
        c.pool(),
        c.price(),
        c.fallback(),
        dice.pick(0L, 1L, c.pityGroup()),
        dice.pick(0L, 1L, c.softStep()),
        dice.pick(0L, 1L, c.sparkRate()),
        c.closesAt(),
        0,
        c.monthlySpend(),
        c.softFrom(),
        dice.pick(0, 1, c.hardPity()),
        c.dailyDraws(),
        c.totalDraws(),
        dice.pick(0, c.sparkPoints()),
        c.sparkPrice(),
        c.utcOffset(),
        dice.pick(0, 1, c.guaranteeFrom()),
        dice.pick(0, 2, c.pityRarity()),
        c.guaranteeRarity(),
        c.featuredRarity(),
        dice.pick(0, 1, c.kind()),
        c.paidOnly(),
        c.sparkEnd(),
        c.exchange(),
        bundles
            ? dice.pick(
                List.of(),
                List.of(new GachaCmd.Bundle(2), new GachaCmd.Bundle(1)),
                Collections.nCopies(9, new GachaCmd.Bundle(1)))
            : c.bundles());
  }

  private Cmd.Body addPrizes() {
    long id = pool(PoolStatus.DRAFT);
    GachaPool pool = oracle.gacha.pools.get(id);
    boolean box = pool != null && pool.isBox();
    boolean fallback = pool != null && pool.terms.fallback() != 0;
    List<GachaCmd.Prize> prizes = new ArrayList<>();
    long next = pool == null ? 1 : pool.prizes.size() + 1;
    int count = dice.chance(3) ? 0 : 1 + dice.below(4);
    for (int i = 0; i < count; i++) {
      boolean stocked = box || (fallback && next != 1 && dice.chance(60)) || dice.chance(2);
      prizes.add(
          new GachaCmd.Prize(
              dice.chance(97) ? next : 1 + dice.below(4),
              box != dice.chance(1) ? 0 : weight(),
              stocked ? dice.pick(1L, 1L, 2L, 5L) : 0,
              dice.chance(60) ? 0 : dice.pick(1L, 5L, 1_000_000_000L),
              dice.pick(1, 1, 2, 3, 3, 4),
              dice.chance(50) ? 1 : 0));
      next++;
    }
    return new GachaCmd.AddPrizes(id, prizes);
  }

  private long weight() {
    return dice.chance(3) ? MOST_WEIGHT : dice.pick(1L, 3L, 10L, 100L);
  }

  private Cmd.Body exchangeSpark() {
    return new GachaCmd.ExchangeSpark(pool(PoolStatus.OPEN), 1 + dice.below(6));
  }

  private Cmd.Body defineOffer() {
    return new GachaCmd.DefineOffer(
        1 + dice.below(4),
        1 + dice.below(5),
        1 + dice.below(4),
        dice.pick(1L, 5L, 50L),
        dice.pick(0L, 1L, 2L));
  }

  private long offer() {
    List<Long> all = new ArrayList<>(oracle.gacha.offers().keySet());
    return all.isEmpty() || dice.chance(10) ? 1 + dice.below(5) : dice.any(all);
  }

  /** Returns a seed, at times none or one that was used. */
  private long seed() {
    int percent = dice.below(100);
    return percent < 2 ? 0 : percent < 8 ? 1 + dice.below(3) : ++seeds + 3;
  }

  private int offset() {
    return dice.pick(0, 0, 540, -600, 1080);
  }

  private String currency() {
    return dice.chance(96) ? "JPY" : dice.pick("USD", "EUR", "MEDAL_PAID");
  }

  private long account() {
    return rich && dice.chance(40) ? Mix.RICH_ACCOUNT : 1 + dice.below(dice.chance(5) ? 7 : 3);
  }

  /** Returns a pool, mostly one with a status. */
  private long pool(PoolStatus status) {
    Predicate<GachaPool> fits = each -> each.status == status;
    List<Long> fitting = new ArrayList<>();
    for (GachaPool each : oracle.gacha.pools.values()) {
      if (fits.test(each)) {
        fitting.add(each.terms.pool());
      }
    }
    return fitting.isEmpty() || dice.chance(8) ? 1 + dice.below(5) : dice.any(fitting);
  }

  /** Returns who sends a command of this kind. */
  static long sender(Dice dice, boolean rich, long otherwise) {
    return rich && dice.chance(40)
        ? Mix.RICH_ACCOUNT
        : dice.chance(95) ? 1 + dice.below(dice.chance(5) ? 7 : 3) : otherwise;
  }
}
