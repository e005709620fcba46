package io.seriba.gacha;

import io.seriba.engine.Command;
import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.gacha.PityGroup.Pity;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.DrawCause;
import io.seriba.sbe.DrawDecoder;
import io.seriba.sbe.DrawnEncoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.Reason;
import org.jspecify.annotations.Nullable;

/** Draws: the price is taken and all results of a bundle granted in one step, or nothing. */
final class Drawing {
  private static final int MAX_DRAWS = 100;
  private static final int RESULTS_LENGTH =
      4 + MAX_DRAWS * DrawnEncoder.ResultsEncoder.sbeBlockLength() + 2 + DrawStream.MAX_CLIENT_SEED;

  private final Ledger ledger;
  private final EventWriter events;
  private final Pools pools;
  private final PoolEvents poolEvents;
  private final Epochs epochs;
  private final Grants grants;
  private final SpendLimits spendLimits;
  private final DrawStream stream = new DrawStream();
  private final Choosing choosing = new Choosing();
  private final DrawnEncoder drawn = new DrawnEncoder();
  private Limits.Gacha limits = Limits.Gacha.DEFAULT;
  private int players;

  // The bundle at hand.
  private final int[] rows = new int[MAX_DRAWS];
  private final long[] values = new long[MAX_DRAWS];
  private final long[] bounds = new long[MAX_DRAWS];
  private final DrawCause[] causes = new DrawCause[MAX_DRAWS];
  private final boolean[] duplicates = new boolean[MAX_DRAWS];
  private final int[] goneRows = new int[MAX_DRAWS];
  private int gone;
  private long converted;

  Drawing(
      Ledger ledger,
      EventWriter events,
      Pools pools,
      PoolEvents poolEvents,
      Epochs epochs,
      Grants grants,
      SpendLimits spendLimits) {
    this.ledger = ledger;
    this.events = events;
    this.pools = pools;
    this.poolEvents = poolEvents;
    this.epochs = epochs;
    this.grants = grants;
    this.spendLimits = spendLimits;
  }

  void configure(Limits.Gacha newLimits) {
    limits = newLimits;
  }

  Reason check(DrawDecoder command, long now) {
    Pool pool = pools.find(command.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    Account account = ledger.find(command.account());
    if (account == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (!pool.isOpen()) {
      return Reason.POOL_NOT_OPEN;
    }
    int count = command.count();
    if (!pool.terms.bundles().has(count)) {
      return Reason.NO_SUCH_BUNDLE;
    }
    if (account.isSuspended()) {
      return Reason.NOT_ALLOWED;
    }
    if (pool.terms.isBox() && pool.left() < count) {
      return Reason.SOLD_OUT;
    }
    Player player = pool.players.get(account.id);
    Reason reason = checkLimits(pool, player, count, now);
    if (reason == Reason.ACCEPTED) {
      reason = checkPrice(pool, account, player, count, now);
    }
    if (reason == Reason.ACCEPTED) {
      reason = grants.check(pool, account, count);
    }
    if (reason == Reason.ACCEPTED && player == null && players >= limits.players()) {
      reason = Reason.CAPACITY_EXCEEDED;
    }
    return reason;
  }

  private static Reason checkLimits(Pool pool, @Nullable Player player, int count, long now) {
    PoolTerms terms = pool.terms;
    long total = player == null ? 0 : player.total;
    if (terms.totalDraws() != 0 && total + count > terms.totalDraws()) {
      return Reason.TOTAL_LIMIT;
    }
    long day = LocalTime.day(now, terms.utcOffset());
    long today = player == null ? 0 : player.drawnInDay(day);
    return terms.dailyDraws() != 0 && today + count > terms.dailyDraws()
        ? Reason.DAILY_LIMIT
        : Reason.ACCEPTED;
  }

  private Reason checkPrice(
      Pool pool, Account account, @Nullable Player player, int count, long now) {
    PoolTerms terms = pool.terms;
    long price = terms.price() * count;
    if (ledger.medals().spendable(account, terms.isPaidOnly()) < price) {
      return Reason.INSUFFICIENT_MEDALS;
    }
    long paid = ledger.medals().paidOf(account, price, terms.isPaidOnly());
    long month = LocalTime.month(now, terms.utcOffset());
    long spent = player == null ? 0 : player.spentInMonth(month);
    boolean isAllowed =
        (terms.monthlySpend() == 0 || spent + paid <= terms.monthlySpend())
            && spendLimits.allows(account.id, paid, now);
    return isAllowed ? Reason.ACCEPTED : Reason.SPEND_LIMIT;
  }

  void apply(DrawDecoder command, Command stamped) {
    Pool pool = pools.pool(command.pool());
    Account account = ledger.account(command.account());
    int count = command.count();
    long now = stamped.time();
    PoolTerms terms = pool.terms;
    Player player = player(pool, account);
    long price = terms.price() * count;
    long paid = price == 0 ? 0 : ledger.medals().paidOf(account, price, terms.isPaidOnly());
    if (price > 0) {
      ledger.medals().spend(account, price, terms.isPaidOnly(), stamped.sequence());
    }
    spendLimits.count(account.id, paid, now);
    long first = player.drawnInEpoch(pool.epoch) + 1;
    int pity = player.pity.count;
    boolean isFeaturedDue = player.pity.isFeaturedDue;
    int seedLength = command.sbeRewind().clientSeedLength();
    int seed = command.limit() + 2;
    stream.start(pool.key(), account.id, command.buffer(), seed, seedLength);
    draw(pool, account, player.pity, first, count);
    player.draw(
        count,
        pool.epoch,
        LocalTime.day(now, terms.utcOffset()),
        LocalTime.month(now, terms.utcOffset()),
        paid);
    player.addPoints((long) terms.sparkPoints() * count);
    DrawnEncoder event =
        events
            .open(drawn, account, RESULTS_LENGTH)
            .account(account.id)
            .pool(pool.id)
            .firstDraw(first)
            .spend(price > 0 ? stamped.sequence() : DrawnEncoder.spendNullValue())
            .converted(converted)
            .epoch(pool.epoch)
            .pity(pity)
            .sparkPoints(player.sparkPoints)
            .featuredDue(isFeaturedDue ? Flag.YES : Flag.NO);
    putResults(event, pool, count);
    event.putClientSeed(command.buffer(), seed, seedLength);
    events.close(event);
    grants.credit(pool, account, converted);
    finish(pool, now);
  }

  private Player player(Pool pool, Account account) {
    Player player = pool.players.get(account.id);
    return player == null ? add(pool, account) : player;
  }

  /** Adds an account that hasn't drawn from a pool yet. */
  Player add(Pool pool, Account account) {
    Player player = new Player(account, pool.pityGroup.of(account.id));
    pool.players.put(account.id, player);
    pool.playersInOrder.add(player);
    players++;
    return player;
  }

  private void draw(Pool pool, Account account, Pity pity, long first, int count) {
    PoolTerms terms = pool.terms;
    boolean isGuaranteed = terms.guaranteeFrom() != 0 && count >= terms.guaranteeFrom();
    int rarest = 0;
    gone = 0;
    converted = 0;
    for (int i = 0; i < count; i++) {
      boolean isPromised = isGuaranteed && i == count - 1 && rarest < terms.guaranteeRarity();
      stream.draw(first + i);
      choosing.choose(pool, pity, isPromised ? terms.guaranteeRarity() : 0, stream);
      int row = choosing.row();
      rows[i] = row;
      values[i] = choosing.value();
      bounds[i] = choosing.bound();
      causes[i] = choosing.cause();
      pool.draws++;
      pool.plainDraws += choosing.isPlain() ? 1 : 0;
      pool.table.countDrawn(row);
      take(pool, row);
      rarest = Math.max(rarest, pool.table.rarity(row));
      count(terms, pity, pool.table.rarity(row), pool.table.isFeatured(row));
      duplicates[i] = grants.isDuplicate(pool, row, account);
      converted += duplicates[i] ? pool.table.duplicate(row) : 0;
    }
  }

  private static void count(PoolTerms terms, Pity pity, int rarity, boolean isFeatured) {
    if (terms.pityRarity() != 0) {
      boolean isReset = rarity >= terms.pityRarity();
      pity.count = isReset ? 0 : Math.min(PityGroup.MOST, pity.count + 1);
    }
    if (rarity == terms.featuredRarity()) {
      pity.isFeaturedDue = !isFeatured;
    }
  }

  private void take(Pool pool, int row) {
    if (pool.table.take(row, pool.terms.isBox(), pool.fallbackRow, pool.plainDraws)) {
      goneRows[gone++] = row;
    }
  }

  private void putResults(DrawnEncoder event, Pool pool, int count) {
    DrawnEncoder.ResultsEncoder results = event.resultsCount(count);
    for (int i = 0; i < count; i++) {
      results
          .next()
          .prize(pool.table.id(rows[i]))
          .value(values[i])
          .bound(bounds[i])
          .cause(causes[i])
          .duplicate(duplicates[i] ? Flag.YES : Flag.NO);
    }
  }

  /** Takes a prize that somebody chose; {@link #finish} follows, behind the events of that. */
  void takeChosen(Pool pool, int row) {
    gone = 0;
    take(pool, row);
  }

  /** Writes what became of the pool; an empty box closes. */
  void finish(Pool pool, long now) {
    for (int i = 0; i < gone; i++) {
      poolEvents.gone(pool, goneRows[i]);
    }
    poolEvents.progressed(pool);
    if (pool.terms.isBox() && pool.left() == 0) {
      epochs.close(pool, now);
    }
  }
}
