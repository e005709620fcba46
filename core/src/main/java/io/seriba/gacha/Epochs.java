package io.seriba.gacha;

import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.sbe.OpenPoolDecoder;
import io.seriba.sbe.PoolStatus;
import io.seriba.sbe.Reason;
import io.seriba.sbe.RotateSeedDecoder;
import io.seriba.sbe.SparkConvertedEncoder;
import io.seriba.sbe.SparkEnd;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;
import org.agrona.DirectBuffer;

/**
 * Opening, rotating and closing: what is committed to, and what is revealed.
 *
 * <p>A seed comes with the command that starts its epoch, goes into no event before the epoch is
 * over, and is used once: of every seed that ever was, the commitment is kept.
 */
final class Epochs {
  /** Accounts whose points are converted at a time. */
  private static final int BATCH = 256;

  /** Microseconds between two batches: room for other commands. */
  private static final long BATCH_EVERY = 1_000;

  private final Pools pools;
  private final EventWriter events;
  private final PoolEvents poolEvents;
  private final Grants grants;
  private final Timers timers;
  private final UsedSeeds usedSeeds = new UsedSeeds();
  private final Sha256 sha = new Sha256();
  private final byte[] seed = new byte[Sha256.LENGTH];
  private final byte[] commitment = new byte[Sha256.LENGTH];
  private final SparkConvertedEncoder sparkConverted = new SparkConvertedEncoder();
  private Limits.Gacha limits = Limits.Gacha.DEFAULT;

  Epochs(Pools pools, EventWriter events, PoolEvents poolEvents, Grants grants, Timers timers) {
    this.pools = pools;
    this.events = events;
    this.poolEvents = poolEvents;
    this.grants = grants;
    this.timers = timers;
  }

  void configure(Limits.Gacha newLimits) {
    limits = newLimits;
  }

  UsedSeeds usedSeeds() {
    return usedSeeds;
  }

  Reason check(OpenPoolDecoder command, long now) {
    Pool pool = pools.find(command.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (pool.status != PoolStatus.DRAFT) {
      return Reason.WRONG_POOL_STATUS;
    }
    if (!canOpen(pool, now)) {
      return Reason.INVALID_POOL;
    }
    return checkSeed(command.buffer(), command.offset() + OpenPoolDecoder.seedEncodingOffset());
  }

  /** Tells whether it has prizes of every kind that its terms name, and closes later than now. */
  private static boolean canOpen(Pool pool, long now) {
    PoolTerms terms = pool.terms;
    PrizeTable table = pool.table;
    return table.size() > 0
        && (terms.closesAt() == 0 || terms.closesAt() > now)
        && (terms.fallback() == 0 || pool.fallbackRow != PrizeTable.NO_ROW)
        && (terms.pityRarity() == 0 || table.weightFrom(terms.pityRarity()) > 0)
        && (terms.guaranteeRarity() == 0 || table.weightFrom(terms.guaranteeRarity()) > 0)
        && (terms.featuredRarity() == 0 || table.weightOfFeatured(terms.featuredRarity()) > 0);
  }

  private Reason checkSeed(DirectBuffer buffer, int at) {
    buffer.getBytes(at, seed);
    sha.hash(seed, seed.length, commitment);
    boolean isEmpty = true;
    for (byte each : seed) {
      isEmpty &= each == 0;
    }
    if (isEmpty || usedSeeds.contains(commitment)) {
      return Reason.SEED_REUSED;
    }
    return usedSeeds.size() < limits.seeds() ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  void open(Pool pool) {
    pool.status = PoolStatus.OPEN;
    begin(pool);
    if (pool.terms.closesAt() != 0) {
      timers.set(pool.timer, TimerKind.POOL_CLOSE, pool.id, pool.terms.closesAt());
    }
    poolEvents.opened(pool);
  }

  /** Begins an epoch with the seed that was just checked. */
  private void begin(Pool pool) {
    usedSeeds.add(commitment);
    System.arraycopy(commitment, 0, pool.commitment, 0, commitment.length);
    pool.key = new DrawKey(seed, pool.id, pool.tableHash);
    pool.epoch++;
  }

  Reason checkClose(long id) {
    Pool pool = pools.find(id);
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    return pool.isOpen() ? Reason.ACCEPTED : Reason.WRONG_POOL_STATUS;
  }

  Reason check(RotateSeedDecoder command) {
    Reason reason = checkClose(command.pool());
    return reason == Reason.ACCEPTED
        ? checkSeed(command.buffer(), command.offset() + RotateSeedDecoder.seedEncodingOffset())
        : reason;
  }

  /** The next commitment stands before the last seed is known. */
  void rotate(Pool pool) {
    DrawKey ended = pool.key();
    begin(pool);
    poolEvents.committed(pool);
    poolEvents.revealed(pool, ended, pool.epoch - 1);
  }

  /**
   * Closes an open pool: the odds are revealed, points expire or begin to be converted.
   *
   * @param at effective time, microseconds
   */
  void close(Pool pool, long at) {
    timers.cancel(pool.timer);
    pool.status = PoolStatus.CLOSED;
    poolEvents.revealed(pool, pool.key(), pool.epoch);
    pool.key = null;
    poolEvents.closed(pool);
    if (pool.terms.sparkEnd() == SparkEnd.CONVERT && !pool.playersInOrder.isEmpty()) {
      convertLater(pool, at);
    }
  }

  private void convertLater(Pool pool, long at) {
    timers.set(pool.timer, TimerKind.SPARK_CONVERSION, pool.id, at + BATCH_EVERY);
  }

  /** Converts the points of the next accounts, in the order of their first draws. */
  void convert(Pool pool, long at) {
    int end = Math.min(pool.playersInOrder.size(), pool.nextToConvert + BATCH);
    for (int i = pool.nextToConvert; i < end; i++) {
      Player player = pool.playersInOrder.get(i);
      if (player.sparkPoints > 0) {
        convert(pool, player);
      }
    }
    pool.nextToConvert = end;
    if (end < pool.playersInOrder.size()) {
      convertLater(pool, at);
    }
  }

  private void convert(Pool pool, Player player) {
    long amount = player.sparkPoints * pool.terms.sparkRate();
    long converted = grants.canCredit(pool, player.account, amount) ? amount : 0;
    events.close(
        events
            .open(sparkConverted, player.account)
            .account(player.account.id)
            .pool(pool.id)
            .converted(converted)
            .points(player.sparkPoints));
    player.sparkPoints = 0;
    grants.credit(pool, player.account, converted);
  }
}
