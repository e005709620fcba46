package io.seriba.auction;

import io.seriba.sbe.DepositEnd;
import io.seriba.sbe.ExtendLotDecoder;
import io.seriba.sbe.LotStatus;
import io.seriba.sbe.Reason;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;

/**
 * A lot's way from scheduled to closed, and a sale's from lot to lot: the auctioneer's commands and
 * the timers.
 */
final class LotLife {
  /** No end may lie beyond this: the greatest time that the schema knows. */
  private final Catalogue catalogue;

  private final LotEvents events;
  private final Deposits deposits;
  private final BidHistory history;
  private final Timers timers;

  LotLife(
      Catalogue catalogue, LotEvents events, Deposits deposits, BidHistory history, Timers timers) {
    this.catalogue = catalogue;
    this.events = events;
    this.deposits = deposits;
    this.history = history;
    this.timers = timers;
  }

  Reason checkOpen(long id) {
    Lot lot = catalogue.findLot(id);
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    return when(lot.status == LotStatus.SCHEDULED || lot.canReopen());
  }

  Reason checkPause(long id) {
    Lot lot = catalogue.findLot(id);
    return lot == null ? Reason.UNKNOWN_LOT : when(lot.isOpen());
  }

  Reason checkResume(long id) {
    Lot lot = catalogue.findLot(id);
    return lot == null ? Reason.UNKNOWN_LOT : when(lot.status == LotStatus.PAUSED);
  }

  Reason checkClose(long id) {
    Lot lot = catalogue.findLot(id);
    return lot == null ? Reason.UNKNOWN_LOT : when(lot.isOpenOrPaused());
  }

  Reason checkCancel(long id) {
    Lot lot = catalogue.findLot(id);
    return lot == null
        ? Reason.UNKNOWN_LOT
        : when(lot.status == LotStatus.SCHEDULED || lot.isOpenOrPaused());
  }

  Reason check(ExtendLotDecoder command, long now) {
    Lot lot = catalogue.findLot(command.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (!lot.isOpen()) {
      return Reason.WRONG_LOT_STATUS;
    }
    long end = lot.end + command.by();
    boolean isPossible =
        end - now <= Lot.LONGEST && (lot.terms.latestEnd() == 0 || end <= lot.terms.latestEnd());
    return isPossible ? Reason.ACCEPTED : Reason.END_NOT_LATER;
  }

  private static Reason when(boolean statusAllows) {
    return statusAllows ? Reason.ACCEPTED : Reason.WRONG_LOT_STATUS;
  }

  /** Opens a scheduled lot, or a closed one once more: its leader and price stand then. */
  void open(Lot lot, long now) {
    boolean isFirst = lot.status == LotStatus.SCHEDULED;
    if (!isFirst) {
      lot.winner = null;
      lot.hammerPrice = 0;
      if (lot.leader != null) {
        deposits.reinstate(lot, lot.leader);
      }
    }
    startClock(lot, now + lot.terms.duration());
    enter(lot);
    events.timer(lot);
    if (!isFirst) {
      events.state(lot);
    }
  }

  void pause(Lot lot, long now) {
    assert lot.end > now : "its timer would have closed it";
    timers.cancel(lot.timer);
    lot.status = LotStatus.PAUSED;
    lot.remaining = lot.end - now;
    lot.end = 0;
    events.timer(lot);
  }

  void resume(Lot lot, long now) {
    startClock(lot, now + lot.remaining);
    lot.remaining = 0;
    events.timer(lot);
  }

  void extend(Lot lot, long by) {
    startClock(lot, lot.end + by);
    events.timer(lot);
  }

  /** Closes an open or paused lot: sold to its leader if the reserve is met, else passed. */
  void close(Lot lot, long now) {
    timers.cancel(lot.timer);
    lot.end = now;
    lot.remaining = 0;
    if (lot.isReserveMet()) {
      lot.status = LotStatus.SOLD;
      lot.winner = lot.leader;
      lot.hammerPrice = lot.price;
    } else {
      lot.status = LotStatus.PASSED;
      deposits.release(lot, DepositEnd.PASSED);
    }
    events.closed(lot);
    leave(lot, now);
  }

  /** Takes a lot off; its leader and price stay on record. */
  void cancel(Lot lot, long now) {
    boolean wasActive = lot.isOpenOrPaused();
    timers.cancel(lot.timer);
    deposits.release(lot, DepositEnd.CANCELLED);
    history.clear(lot);
    lot.status = LotStatus.CANCELLED;
    lot.end = 0;
    lot.remaining = 0;
    events.timer(lot);
    if (wasActive) {
      leave(lot, now);
    }
  }

  /** Opens the sale's next lot, its gap being over. */
  void openNext(Sale sale, long now) {
    Lot lot = sale.nextScheduled(sale.closedPosition);
    if (lot != null) {
      open(lot, now);
    }
  }

  private void startClock(Lot lot, long end) {
    lot.status = LotStatus.OPEN;
    lot.end = end;
    timers.set(lot.timer, TimerKind.LOT_CLOSE, lot.id, end);
  }

  /** A lot of the sale opened: the next one waits for its close. */
  private void enter(Lot lot) {
    lot.sale.active++;
    timers.cancel(lot.sale.next);
  }

  /** An open or paused lot is done: after the gap the next one opens, if it was the only one. */
  private void leave(Lot lot, long now) {
    Sale sale = lot.sale;
    sale.active--;
    assert sale.active >= 0;
    if (sale.active == 0 && sale.gap != Sale.NO_GAP) {
      sale.closedPosition = lot.position;
      timers.set(sale.next, TimerKind.SALE_NEXT, sale.id, now + sale.gap);
    }
  }
}
