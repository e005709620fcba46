package io.seriba.gacha;

import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.snapshot.StateOfferDecoder;
import io.seriba.sbe.snapshot.StateOwnedPrizesDecoder;
import io.seriba.sbe.snapshot.StatePlayerDecoder;
import io.seriba.sbe.snapshot.StatePlayerEncoder;
import io.seriba.sbe.snapshot.StatePoolDecoder;
import io.seriba.sbe.snapshot.StatePoolEncoder;
import io.seriba.sbe.snapshot.StatePrizeDecoder;
import io.seriba.sbe.snapshot.StatePrizeEncoder;
import io.seriba.sbe.snapshot.StateSpendLimitDecoder;
import io.seriba.sbe.snapshot.StateUsedSeedsDecoder;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;
import org.jspecify.annotations.Nullable;

/** How pools and all about them get into a snapshot and out of it. Made for one of the two. */
final class GachaState {
  private final Ledger ledger;
  private final Timers timers;
  private final Pools pools;
  private final Drawing drawing;
  private final Epochs epochs;
  private final Grants grants;
  private final Exchange exchange;
  private final SpendLimits spendLimits;
  private @Nullable Pool last;

  GachaState(
      Ledger ledger,
      Timers timers,
      Pools pools,
      Drawing drawing,
      Epochs epochs,
      Grants grants,
      Exchange exchange,
      SpendLimits spendLimits) {
    this.ledger = ledger;
    this.timers = timers;
    this.pools = pools;
    this.drawing = drawing;
    this.epochs = epochs;
    this.grants = grants;
    this.exchange = exchange;
    this.spendLimits = spendLimits;
  }

  void save(StateWriter out) {
    StatePoolEncoder poolRecord = new StatePoolEncoder();
    StatePrizeEncoder prizeRecord = new StatePrizeEncoder();
    StatePlayerEncoder playerRecord = new StatePlayerEncoder();
    for (Pool pool : pools.inOrder()) {
      pool.save(out.open(poolRecord));
      out.close(poolRecord);
      for (int row = 0; row < pool.table.size(); row++) {
        pool.table.save(row, out.open(prizeRecord));
        out.close(prizeRecord);
      }
      for (Player player : pool.playersInOrder) {
        player.save(out.open(playerRecord));
        out.close(playerRecord);
      }
    }
    grants.owned().save(out);
    epochs.usedSeeds().save(out);
    exchange.save(out);
    spendLimits.save(out);
  }

  void load(StateReader in) {
    StatePoolDecoder pool = new StatePoolDecoder();
    StatePrizeDecoder prize = new StatePrizeDecoder();
    StatePlayerDecoder player = new StatePlayerDecoder();
    StateOwnedPrizesDecoder owned = new StateOwnedPrizesDecoder();
    StateUsedSeedsDecoder seeds = new StateUsedSeedsDecoder();
    StateOfferDecoder offer = new StateOfferDecoder();
    StateSpendLimitDecoder spendLimit = new StateSpendLimitDecoder();
    while (in.next()) {
      switch (in.templateId()) {
        case StatePoolDecoder.TEMPLATE_ID -> load(in, in.read(pool));
        case StatePrizeDecoder.TEMPLATE_ID -> load(in, in.read(prize));
        case StatePlayerDecoder.TEMPLATE_ID -> load(in, in.read(player));
        case StateOwnedPrizesDecoder.TEMPLATE_ID -> grants.owned().load(in, in.read(owned));
        case StateUsedSeedsDecoder.TEMPLATE_ID -> epochs.usedSeeds().load(in, in.read(seeds));
        case StateOfferDecoder.TEMPLATE_ID -> exchange.load(in, in.read(offer));
        case StateSpendLimitDecoder.TEMPLATE_ID -> spendLimits.load(in, in.read(spendLimit));
        default -> throw in.bad("isn't known");
      }
    }
    for (Pool each : pools.inOrder()) {
      if (!each.finishLoading()) {
        throw in.bad("is behind pool %d, whose prizes can't be".formatted(each.id));
      }
    }
  }

  private void load(StateReader in, StatePoolDecoder record) {
    PoolTerms terms = PoolTerms.of(record, ledger.currencyByNumber(record.exchange()));
    if (pools.find(record.pool()) != null || !terms.areKnown()) {
      throw in.bad("has unknown terms, or is pool %d again".formatted(record.pool()));
    }
    Pool pool = pools.resume(record, terms);
    if (!pool.resume(record)) {
      throw in.bad("says of pool %d what can't be".formatted(pool.id));
    }
    TimerKind kind = pool.isOpen() ? TimerKind.POOL_CLOSE : TimerKind.SPARK_CONVERSION;
    timers.load(pool.timer, kind, pool.id, record.timer());
    last = pool;
  }

  private Pool last(StateReader in) {
    Pool pool = last;
    if (pool == null) {
      throw in.bad("is of no pool");
    }
    return pool;
  }

  private void load(StateReader in, StatePrizeDecoder record) {
    Pool pool = last(in);
    boolean isPossible =
        record.weight() > 0
            && record.stock() >= 0
            && record.left() >= 0
            && record.left() <= record.stock();
    if (!isPossible || pool.table.find(record.prize()) != PrizeTable.NO_ROW) {
      throw in.bad(
          "has a weight or stock that can't be, or prize %d again".formatted(record.prize()));
    }
    pools.resume(pool, record);
  }

  private void load(StateReader in, StatePlayerDecoder record) {
    Pool pool = last(in);
    Account account = ledger.accountByNumber(record.account());
    if (pool.players.containsKey(account.id)) {
      throw in.bad("has account %d again".formatted(account.id));
    }
    drawing.add(pool, account).resume(record);
  }
}
