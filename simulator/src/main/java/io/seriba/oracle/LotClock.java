package io.seriba.oracle;

import static io.seriba.oracle.Event.field;

import io.seriba.oracle.Lot.Sale;
import io.seriba.sbe.DepositEnd;
import io.seriba.sbe.LotStatus;
import io.seriba.sbe.Reason;
import io.seriba.sbe.Settlement;

/** rules.md, section 2: a lot's way through time, and that of a sale from lot to lot. */
final class LotClock {
  static final long LONGEST = 365L * 24 * 60 * 60 * 1_000_000;

  private final PlantedBug bug;
  private final Book book;
  private final Emitted emitted;
  private final Timers timers;
  private final Deposits deposits;

  /** When the command at hand was stamped, even while a timer of an earlier deadline fires. */
  private long stamped;

  LotClock(PlantedBug bug, Book book, Emitted emitted, Timers timers, Deposits deposits) {
    this.bug = bug;
    this.book = book;
    this.emitted = emitted;
    this.timers = timers;
    this.deposits = deposits;
  }

  void stamped(long time) {
    stamped = time;
  }

  Reason openLot(Cmd.OpenLot c) {
    Lot lot = book.lots.get(c.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    boolean again = lot.is(LotStatus.SOLD, LotStatus.PASSED);
    if (!(lot.status == LotStatus.SCHEDULED || (again && lot.settlement == Settlement.UNSETTLED))) {
      return Reason.WRONG_LOT_STATUS;
    }
    if (again) {
      lot.winner = 0;
      lot.hammerPrice = 0;
      deposits.reinstate(lot);
    }
    open(lot, emitted.now());
    if (again) {
      emitted.event(Book.topic(lot), "LotState", Book.state(lot));
    }
    return Reason.ACCEPTED;
  }

  void openByItself(Lot lot, long at) {
    emitted.time(at);
    open(lot, at);
  }

  private void open(Lot lot, long at) {
    timers.remove(lot.sale.next);
    lot.sale.next = null;
    run(lot, at + lot.duration);
    clockChanged(lot);
  }

  Reason pauseLot(Cmd.PauseLot c) {
    Lot lot = book.lots.get(c.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (lot.status != LotStatus.OPEN) {
      return Reason.WRONG_LOT_STATUS;
    }
    long remaining = lot.end - emitted.now();
    timers.remove(lot.timer);
    lot.status = LotStatus.PAUSED;
    lot.end = 0;
    lot.remaining = remaining;
    clockChanged(lot);
    return Reason.ACCEPTED;
  }

  Reason resumeLot(Cmd.ResumeLot c) {
    Lot lot = book.lots.get(c.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (lot.status != LotStatus.PAUSED) {
      return Reason.WRONG_LOT_STATUS;
    }
    run(lot, emitted.now() + lot.remaining);
    clockChanged(lot);
    return Reason.ACCEPTED;
  }

  Reason extendLot(Cmd.ExtendLot c) {
    Lot lot = book.lots.get(c.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (lot.status != LotStatus.OPEN) {
      return Reason.WRONG_LOT_STATUS;
    }
    long end = lot.end + c.by();
    if ((lot.latestEnd != 0 && end > lot.latestEnd) || end > emitted.now() + LONGEST) {
      return Reason.END_NOT_LATER;
    }
    run(lot, end);
    clockChanged(lot);
    return Reason.ACCEPTED;
  }

  Reason closeLot(Cmd.CloseLot c) {
    Lot lot = book.lots.get(c.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (!lot.is(LotStatus.OPEN, LotStatus.PAUSED)) {
      return Reason.WRONG_LOT_STATUS;
    }
    close(lot, emitted.now());
    return Reason.ACCEPTED;
  }

  Reason cancelLot(Cmd.CancelLot c) {
    Lot lot = book.lots.get(c.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (!lot.is(LotStatus.SCHEDULED, LotStatus.OPEN, LotStatus.PAUSED)) {
      return Reason.WRONG_LOT_STATUS;
    }
    boolean wasRunning = lot.status != LotStatus.SCHEDULED;
    deposits.release(lot, 0, DepositEnd.CANCELLED);
    timers.remove(lot.timer);
    lot.status = LotStatus.CANCELLED;
    lot.end = 0;
    lot.remaining = 0;
    lot.kept.clear();
    clockChanged(lot);
    if (wasRunning) {
      ended(lot, emitted.now());
    }
    return Reason.ACCEPTED;
  }

  /** Lets a lot take bids until {@code end}. */
  void run(Lot lot, long end) {
    timers.remove(lot.timer);
    lot.status = LotStatus.OPEN;
    lot.end = end;
    lot.remaining = 0;
    lot.timer =
        bug == PlantedBug.NEW_END_KEEPS_SET_ORDER && lot.timer != null
            ? timers.set(end, lot.timer.order(), at -> closeByItself(lot, at))
            : timers.set(end, at -> closeByItself(lot, at));
  }

  private void closeByItself(Lot lot, long at) {
    emitted.time(at);
    close(lot, at);
  }

  /** Decides a lot at {@code at}. */
  void close(Lot lot, long at) {
    timers.remove(lot.timer);
    lot.end = at;
    lot.remaining = 0;
    if (lot.reserveMet()) {
      lot.status = LotStatus.SOLD;
      lot.winner = lot.leader;
      lot.hammerPrice = lot.price;
    } else {
      lot.status = LotStatus.PASSED;
      deposits.release(lot, 0, DepositEnd.PASSED);
    }
    emitted.event(
        Book.topic(lot),
        "LotClosed",
        field("lot", lot.id),
        field("winner", lot.winner),
        field("hammerPrice", lot.hammerPrice),
        field("end", lot.end),
        field("remaining", lot.remaining),
        field("bidCount", lot.bidCount),
        field("status", lot.status.name()));
    ended(lot, at);
  }

  /** Starts the gap before the sale's next lot, if no other lot is running. */
  private void ended(Lot lot, long at) {
    Sale sale = lot.sale;
    boolean running =
        sale.lots.values().stream().anyMatch(each -> each.is(LotStatus.OPEN, LotStatus.PAUSED));
    if (sale.gap != -1 && !running) {
      timers.remove(sale.next);
      long from = bug == PlantedBug.GAP_FROM_THE_COMMAND ? stamped : at;
      sale.next = timers.set(from + sale.gap, due -> openNext(sale, lot.position, due));
    }
  }

  private void openNext(Sale sale, int after, long at) {
    sale.next = null;
    emitted.time(at);
    sale.lots.tailMap(after, false).values().stream()
        .filter(lot -> lot.status == LotStatus.SCHEDULED)
        .filter(lot -> lot.opensAt == 0 || bug == PlantedBug.NEXT_LOT_IGNORES_OPENS_AT)
        .findFirst()
        .ifPresent(lot -> open(lot, at));
  }

  private void clockChanged(Lot lot) {
    emitted.event(
        Book.topic(lot),
        "LotTimer",
        field("lot", lot.id),
        field("end", lot.end),
        field("remaining", lot.remaining),
        field("status", lot.status.name()));
  }
}
