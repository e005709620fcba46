package io.seriba.auction;

import io.seriba.engine.EventWriter;
import io.seriba.sbe.DepositEnd;
import io.seriba.sbe.LotSettledEncoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.Settlement;

/** What becomes of a sold lot's deposit. */
final class Settling {
  private final Catalogue catalogue;
  private final EventWriter events;
  private final Deposits deposits;
  private final BidHistory history;
  private final LotSettledEncoder lotSettled = new LotSettledEncoder();

  Settling(Catalogue catalogue, EventWriter events, Deposits deposits, BidHistory history) {
    this.catalogue = catalogue;
    this.events = events;
    this.deposits = deposits;
    this.history = history;
  }

  Reason checkSettle(long id) {
    Lot lot = catalogue.findLot(id);
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (!lot.isSoldAndUnsettled()) {
      return Reason.NOTHING_TO_SETTLE;
    }
    return deposits.canCapture(lot) ? Reason.ACCEPTED : Reason.AMOUNT_OVERFLOW;
  }

  Reason checkRelease(long id) {
    Lot lot = catalogue.findLot(id);
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    return lot.isSoldAndUnsettled() ? Reason.ACCEPTED : Reason.NOTHING_TO_SETTLE;
  }

  void settle(Lot lot) {
    deposits.capture(lot);
    end(lot, Settlement.SETTLED);
  }

  void release(Lot lot) {
    deposits.release(lot, DepositEnd.RELEASED);
    end(lot, Settlement.RELEASED);
  }

  private void end(Lot lot, Settlement settlement) {
    lot.settlement = settlement;
    history.clear(lot);
    events.close(events.open(lotSettled, lot).lot(lot.id).settlement(settlement));
  }
}
