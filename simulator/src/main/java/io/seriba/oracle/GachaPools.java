package io.seriba.oracle;

import static io.seriba.oracle.Emitted.Topic.account;
import static io.seriba.oracle.Event.field;

import io.seriba.oracle.Emitted.Topic;
import io.seriba.oracle.Event.Field;
import io.seriba.oracle.GachaPool.Pity;
import io.seriba.oracle.GachaPool.Player;
import io.seriba.sbe.PoolStatus;
import io.seriba.sbe.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** rules.md, section 4: pools from their definition to their close. */
final class GachaPools {
  private static final long MOST_WEIGHT = 1L << 40;
  private static final String NO_HASH = "0".repeat(64);

  private record Rarities(int pity, int featured) {}

  private record Group(Rarities rarities, Map<Long, Pity> pity) {}

  private final Map<Long, Group> groups = new HashMap<>();
  private final Set<Long> seeds = new HashSet<>();
  private final Map<Long, GachaPool> pools;
  private final PlantedBug bug;
  private final Emitted emitted;
  private final Timers timers;
  private final Ledger ledger;

  GachaPools(
      PlantedBug bug, Emitted emitted, Timers timers, Ledger ledger, Map<Long, GachaPool> pools) {
    this.bug = bug;
    this.emitted = emitted;
    this.timers = timers;
    this.ledger = ledger;
    this.pools = pools;
  }

  Reason define(GachaCmd.DefinePool c, GachaCmd.Limits limits) {
    if (pools.containsKey(c.pool())) {
      return Reason.POOL_EXISTS;
    }
    if (!ledger.currencies.contains(c.exchange())) {
      return Reason.UNKNOWN_CURRENCY;
    }
    if (c.setReward() != 0) {
      return Reason.COMPLETE_SET_FORBIDDEN;
    }
    Rarities rarities = new Rarities(c.pityRarity(), c.featuredRarity());
    Group group = c.pityGroup() == 0 ? null : groups.get(c.pityGroup());
    if (contradictory(c) || (group != null && !group.rarities().equals(rarities))) {
      return Reason.INVALID_POOL;
    }
    if (pools.size() >= limits.pools()) {
      return Reason.CAPACITY_EXCEEDED;
    }
    if (group == null) {
      group = new Group(rarities, new HashMap<>());
      if (c.pityGroup() != 0) {
        groups.put(c.pityGroup(), group);
      }
    }
    GachaPool pool = new GachaPool(c, group.pity());
    pools.put(c.pool(), pool);
    emitted.event(Topic.pool(c.pool()), "PoolState", state(pool));
    return Reason.ACCEPTED;
  }

  private boolean contradictory(GachaCmd.DefinePool c) {
    List<Integer> sizes = c.bundles().stream().map(GachaCmd.Bundle::size).toList();
    boolean sized =
        !sizes.isEmpty()
            && sizes.size() <= 8
            && sizes.equals(sizes.stream().distinct().sorted().toList());
    boolean soft = c.softFrom() != 0;
    boolean hard = c.hardPity() != 0;
    boolean pityWrong =
        (soft || hard) != (c.pityRarity() != 0)
            || soft != (c.softStep() != 0)
            || (soft && hard && c.softFrom() >= c.hardPity())
            || (c.pityGroup() != 0 && c.pityRarity() == 0 && c.featuredRarity() == 0);
    boolean converts = c.sparkEnd() == 1;
    boolean sparkWrong =
        (c.sparkPoints() == 0) != (c.sparkPrice() == 0)
            || converts != (c.sparkRate() != 0)
            || (converts && c.sparkPoints() == 0);
    return !sized
        || (c.closesAt() != 0 && c.closesAt() <= emitted.now())
        || (c.kind() == 1 && c.fallback() != 0)
        || pityWrong
        || (c.guaranteeRarity() == 0) != (c.guaranteeFrom() == 0)
        || sparkWrong;
  }

  static List<Field> state(GachaPool pool) {
    GachaCmd.DefinePool c = pool.terms;
    List<Object> bundles = new ArrayList<>();
    c.bundles().forEach(bundle -> bundles.add((long) bundle.size()));
    return List.of(
        field("pool", c.pool()),
        field("price", c.price()),
        field("fallback", c.fallback()),
        field("pityGroup", c.pityGroup()),
        field("softStep", c.softStep()),
        field("sparkRate", c.sparkRate()),
        field("closesAt", c.closesAt()),
        field("draws", pool.draws),
        field("left", pool.left()),
        field("totalWeight", pool.totalWeight()),
        field("monthlySpend", c.monthlySpend()),
        field("epoch", pool.epoch),
        field("prizeCount", pool.prizes.size()),
        field("softFrom", c.softFrom()),
        field("hardPity", c.hardPity()),
        field("dailyDraws", c.dailyDraws()),
        field("totalDraws", c.totalDraws()),
        field("sparkPoints", c.sparkPoints()),
        field("sparkPrice", c.sparkPrice()),
        field("utcOffset", c.utcOffset()),
        field("guaranteeFrom", c.guaranteeFrom()),
        field("pityRarity", c.pityRarity()),
        field("guaranteeRarity", c.guaranteeRarity()),
        field("featuredRarity", c.featuredRarity()),
        field("kind", c.kind() == 1 ? "BOX" : "TABLE"),
        field("paidOnly", Book.flag(c.paidOnly() == 1)),
        field("sparkEnd", c.sparkEnd() == 1 ? "CONVERT" : "EXPIRE"),
        field("exchange", c.exchange()),
        field("status", pool.status.name()),
        field("commitment", hex(pool.commitment)),
        field("tableHash", pool.epoch == 0 ? NO_HASH : hex(pool.tableHash)),
        field("bundles", bundles));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  List<Event> describe() {
    List<Event> all = new ArrayList<>();
    pools
        .values()
        .forEach(
            pool ->
                all.add(emitted.state(Topic.pool(pool.terms.pool()), "PoolState", state(pool))));
    return all;
  }

  Reason addPrizes(GachaCmd.AddPrizes c, GachaCmd.Limits limits) {
    GachaPool pool = pools.get(c.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (pool.status != PoolStatus.DRAFT) {
      return Reason.WRONG_POOL_STATUS;
    }
    long total = pool.totalWeight();
    Set<Long> ids = new HashSet<>();
    pool.prizes.forEach(prize -> ids.add(prize.terms.prize()));
    for (GachaCmd.Prize prize : c.prizes()) {
      total += pool.isBox() ? prize.stock() : prize.weight();
      if (unfit(pool, prize) || total > MOST_WEIGHT) {
        return Reason.INVALID_PRIZE;
      }
      if (!ids.add(prize.prize())) {
        return Reason.PRIZE_EXISTS;
      }
    }
    if (c.prizes().isEmpty()) {
      return Reason.INVALID_PRIZE;
    }
    long all = pools.values().stream().mapToLong(each -> each.prizes.size()).sum();
    if (all + c.prizes().size() > limits.prizes()) {
      return Reason.CAPACITY_EXCEEDED;
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (GachaCmd.Prize prize : c.prizes()) {
      pool.add(prize);
      rows.add(
          Event.row(
              field("prize", prize.prize()),
              field("weight", prize.weight()),
              field("stock", prize.stock()),
              field("duplicate", prize.duplicate()),
              field("rarity", prize.rarity()),
              field("featured", Book.flag(prize.featured() == 1))));
    }
    emitted.event(
        Topic.pool(c.pool()),
        "PrizesAdded",
        field("pool", c.pool()),
        field("totalWeight", total),
        field("left", pool.left()),
        field("prizeCount", pool.prizes.size()),
        field("prizes", rows));
    return Reason.ACCEPTED;
  }

  private static boolean unfit(GachaPool pool, GachaCmd.Prize prize) {
    if (pool.isBox()) {
      return prize.weight() != 0 || prize.stock() == 0;
    }
    long fallback = pool.terms.fallback();
    return prize.weight() == 0
        || (prize.stock() != 0 && (fallback == 0 || fallback == prize.prize()));
  }

  Reason open(GachaCmd.OpenPool c, GachaCmd.Limits limits) {
    GachaPool pool = pools.get(c.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (pool.status != PoolStatus.DRAFT) {
      return Reason.WRONG_POOL_STATUS;
    }
    GachaCmd.DefinePool terms = pool.terms;
    boolean incomplete =
        pool.prizes.isEmpty()
            || (terms.closesAt() != 0 && terms.closesAt() <= emitted.now())
            || (terms.fallback() != 0 && pool.find(terms.fallback()) == null)
            || !hasFrom(pool, terms.pityRarity())
            || !hasFrom(pool, terms.guaranteeRarity())
            || (terms.featuredRarity() != 0
                && pool.prizes.stream()
                    .noneMatch(
                        prize ->
                            prize.terms.rarity() == terms.featuredRarity()
                                && prize.terms.featured() == 1));
    if (incomplete) {
      return Reason.INVALID_POOL;
    }
    Reason reason = seed(c.seed(), limits);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    begin(pool, c.seed());
    pool.status = PoolStatus.OPEN;
    if (terms.closesAt() != 0) {
      pool.timer =
          timers.set(
              terms.closesAt(),
              at -> {
                emitted.time(at);
                close(pool);
              });
    }
    emitted.event(
        Topic.pool(c.pool()),
        "PoolOpened",
        field("pool", c.pool()),
        field("commitment", hex(pool.commitment)),
        field("tableHash", hex(pool.tableHash)),
        field("totalWeight", pool.totalWeight()),
        field("epoch", 1),
        field("status", "OPEN"));
    return Reason.ACCEPTED;
  }

  private static boolean hasFrom(GachaPool pool, int rarity) {
    return rarity == 0 || pool.prizes.stream().anyMatch(prize -> prize.terms.rarity() >= rarity);
  }

  private Reason seed(long seed, GachaCmd.Limits limits) {
    if (seed == 0 || (seeds.contains(seed) && bug != PlantedBug.SEED_USED_TWICE)) {
      return Reason.SEED_REUSED;
    }
    return seeds.size() >= limits.seeds() ? Reason.CAPACITY_EXCEEDED : Reason.ACCEPTED;
  }

  private void begin(GachaPool pool, long seed) {
    seeds.add(seed);
    pool.seed = GachaWire.seed(seed);
    pool.commitment = GachaPool.sha256(ByteBuffer.allocate(32).put(pool.seed));
    pool.epoch++;
  }

  Reason rotate(GachaCmd.RotateSeed c, GachaCmd.Limits limits) {
    GachaPool pool = pools.get(c.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (pool.status != PoolStatus.OPEN) {
      return Reason.WRONG_POOL_STATUS;
    }
    Reason reason = seed(c.seed(), limits);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    byte[] ended = pool.seed;
    begin(pool, c.seed());
    if (bug == PlantedBug.SEED_REVEALED_BEFORE_THE_NEXT_COMMITMENT) {
      revealed(pool, ended, pool.epoch - 1);
    }
    emitted.event(
        Topic.pool(c.pool()),
        "SeedCommitted",
        field("pool", c.pool()),
        field("commitment", hex(pool.commitment)),
        field("epoch", pool.epoch));
    if (bug != PlantedBug.SEED_REVEALED_BEFORE_THE_NEXT_COMMITMENT) {
      revealed(pool, ended, pool.epoch - 1);
    }
    return Reason.ACCEPTED;
  }

  private void revealed(GachaPool pool, byte[] seed, int epoch) {
    emitted.event(
        Topic.pool(pool.terms.pool()),
        "SeedRevealed",
        field("pool", pool.terms.pool()),
        field("seed", hex(seed)),
        field("endedEpoch", epoch));
  }

  Reason close(GachaCmd.ClosePool c) {
    GachaPool pool = pools.get(c.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (pool.status != PoolStatus.OPEN) {
      return Reason.WRONG_POOL_STATUS;
    }
    close(pool);
    return Reason.ACCEPTED;
  }

  void close(GachaPool pool) {
    timers.remove(pool.timer);
    pool.status = PoolStatus.CLOSED;
    revealed(pool, pool.seed, pool.epoch);
    emitted.event(
        Topic.pool(pool.terms.pool()),
        "PoolClosed",
        field("pool", pool.terms.pool()),
        field("draws", pool.draws),
        field("status", "CLOSED"));
    if (pool.terms.sparkEnd() == 1 && !pool.players.isEmpty()) {
      convertLater(pool);
    }
  }

  private void convertLater(GachaPool pool) {
    timers.set(
        emitted.now() + 1_000,
        at -> {
          emitted.time(at);
          convert(pool);
        });
  }

  private void convert(GachaPool pool) {
    List<Long> accounts = List.copyOf(pool.players.keySet());
    int end = Math.min(accounts.size(), pool.converted + 256);
    for (long account : accounts.subList(pool.converted, end)) {
      Player player = pool.players.get(account);
      if (player != null && player.points > 0) {
        long worth = player.points * pool.terms.sparkRate();
        String exchange = pool.terms.exchange();
        long converted = ledger.overflows(0, account, exchange, worth) ? 0 : worth;
        emitted.event(
            account(account),
            "SparkConverted",
            field("account", account),
            field("pool", pool.terms.pool()),
            field("converted", converted),
            field("points", player.points));
        player.points = 0;
        if (converted > 0) {
          ledger.move(0, account, exchange, converted);
        }
      }
    }
    pool.converted = end;
    if (end < accounts.size()) {
      convertLater(pool);
    }
  }

  Reason audit(long actor, GachaCmd.AuditPool c) {
    GachaPool pool = pools.get(c.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (!ledger.isOpen(actor)) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    pool.prizes.stream()
        .skip(c.from())
        .limit(50)
        .forEach(
            prize ->
                rows.add(
                    Event.row(
                        field("prize", prize.terms.prize()),
                        field("weight", prize.weight),
                        field("left", prize.left),
                        field("drawn", prize.drawn),
                        field("plain", prize.plain),
                        field("until", prize.until < 0 ? pool.plainDraws : prize.until),
                        field("rarity", prize.terms.rarity()),
                        field("featured", Book.flag(prize.terms.featured() == 1)),
                        field("stock", prize.terms.stock()),
                        field("duplicate", prize.terms.duplicate()))));
    emitted.event(
        account(actor),
        "PoolAudited",
        field("account", actor),
        field("pool", c.pool()),
        field("draws", pool.draws),
        field("plainDraws", pool.plainDraws),
        field("totalWeight", pool.totalWeight()),
        field("from", c.from()),
        field("prizeCount", pool.prizes.size()),
        field("prizes", rows));
    return Reason.ACCEPTED;
  }
}
