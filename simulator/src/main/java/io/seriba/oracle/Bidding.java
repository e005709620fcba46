package io.seriba.oracle;

import static io.seriba.oracle.Emitted.Topic.account;
import static io.seriba.oracle.Event.field;

import io.seriba.oracle.Lot.Bid;
import io.seriba.sbe.DepositEnd;
import io.seriba.sbe.LotStatus;
import io.seriba.sbe.Reason;
import io.seriba.sbe.Settlement;

/** rules.md, section 2: bids, what they do to price and end, their undoing, and the payment. */
final class Bidding {
  private final PlantedBug bug;
  private final Book book;
  private final Emitted emitted;
  private final Ledger ledger;
  private final LotClock clock;
  private final Deposits deposits;

  Bidding(
      PlantedBug bug,
      Book book,
      Emitted emitted,
      Ledger ledger,
      LotClock clock,
      Deposits deposits) {
    this.bug = bug;
    this.emitted = emitted;
    this.ledger = ledger;
    this.book = book;
    this.clock = clock;
    this.deposits = deposits;
  }

  Reason placeBid(long bidder, Cmd.PlaceBid c, int voidableBids) {
    Lot lot = book.lots.get(c.lot());
    long max = c.max();
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (!ledger.isOpen(bidder)) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (lot.status != LotStatus.OPEN) {
      return Reason.LOT_NOT_OPEN;
    }
    if (bidder == lot.leader && max <= lot.max) {
      return Reason.MAX_NOT_RAISED;
    }
    if (bidder != lot.leader && max < lot.minimumNextBid()) {
      return Reason.BID_TOO_LOW;
    }
    if (!mayBid(lot, bidder)) {
      return Reason.NOT_ALLOWED;
    }
    long needed = deposits.needed(lot, bidder, max);
    if (needed > 0 && needed > ledger.room(bidder, lot.currency)) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    keep(lot, bidder, voidableBids);
    decide(lot, bidder, max, needed);
    return Reason.ACCEPTED;
  }

  private void decide(Lot lot, long bidder, long max, long deposit) {
    long formerPrice = lot.price;
    long formerLeader = lot.leader;
    if (bidder == lot.leader) {
      long formerMax = lot.max;
      deposits.hold(lot, deposit);
      lot.max = max;
      if (formerMax < lot.reserve
          && max >= lot.reserve
          && bug != PlantedBug.RAISE_IGNORES_RESERVE) {
        lot.price = Math.max(lot.price, lot.reserve);
        lot.bidCount += 1;
      }
      emitted.event(
          account(bidder),
          "MaxRaised",
          field("account", bidder),
          field("lot", lot.id),
          field("max", lot.max));
    } else if (lot.leader == 0
        || max > lot.max
        || (max == lot.max && bug == PlantedBug.TIE_GOES_TO_THE_LATER)) {
      long price = lot.leader == 0 ? lot.openingPrice : oneStepAbove(lot.max, lot, max);
      lead(lot, bidder, max, price, deposit);
    } else {
      long answer = Math.min(lot.max, max + lot.step(max));
      lot.price = Math.max(lot.price, answer);
      lot.bidCount += bug == PlantedBug.ANSWER_NOT_COUNTED ? 1 : 2;
    }
    boolean visible = lot.price != formerPrice || lot.leader != formerLeader;
    boolean extended =
        (visible || bug == PlantedBug.SOFT_CLOSE_ON_A_SILENT_RAISE) && softClose(lot);
    if (visible) {
      priceChanged(lot, bidder, bidder == lot.leader ? lot.price : max);
    }
    if (extended) {
      emitted.event(Book.topic(lot), "LotExtended", field("lot", lot.id), field("end", lot.end));
    }
  }

  private long oneStepAbove(long beaten, Lot lot, long max) {
    long price = beaten + lot.step(beaten);
    return bug == PlantedBug.SECOND_PRICE_UNCAPPED ? price : Math.min(max, price);
  }

  /** Makes the bidder lead at {@code price}, or at the reserve if the max reaches that. */
  private void lead(Lot lot, long bidder, long max, long price, long deposit) {
    outbid(lot);
    lot.leader = bidder;
    deposits.hold(lot, deposit);
    lot.max = max;
    lot.price = max >= lot.reserve ? Math.max(price, lot.reserve) : price;
    lot.bidCount += 1;
  }

  private void outbid(Lot lot) {
    if (bug == PlantedBug.OUTBID_KEEPS_DEPOSIT) {
      lot.deposit = 0;
    }
    deposits.release(lot, 0, DepositEnd.OUTBID);
  }

  /** Moves the end if little is left; returns whether it moved. */
  private boolean softClose(Lot lot) {
    long left = lot.end - emitted.now();
    boolean late =
        left < lot.window || (left == lot.window && bug == PlantedBug.SOFT_CLOSE_AT_THE_WINDOW);
    if (!late) {
      return false;
    }
    long end = (lot.adds ? lot.end : emitted.now()) + lot.extension;
    if (lot.latestEnd != 0 && bug != PlantedBug.EXTENSION_BEYOND_LATEST_END) {
      end = Math.min(end, lot.latestEnd);
    }
    end = Math.min(end, emitted.now() + LotClock.LONGEST);
    if (end <= lot.end) {
      return false;
    }
    clock.run(lot, end);
    return true;
  }

  private void priceChanged(Lot lot, long bidder, long amount) {
    emitted.event(
        Book.topic(lot),
        "PriceChanged",
        field("lot", lot.id),
        field("price", lot.price),
        field("leader", lot.leader),
        field("bidder", bidder),
        field("amount", amount),
        field("end", lot.end),
        field("bidCount", lot.bidCount),
        field("reserveMet", Book.flag(lot.reserveMet())));
  }

  private boolean mayBid(Lot lot, long bidder) {
    return bidder != lot.seller
        && !ledger.suspended.contains(bidder)
        && (!lot.sale.approvalRequired || lot.sale.approved.contains(bidder));
  }

  Reason buyNow(long buyer, Cmd.BuyNow c, int voidableBids) {
    Lot lot = book.lots.get(c.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (!ledger.isOpen(buyer)) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (lot.status != LotStatus.OPEN) {
      return Reason.LOT_NOT_OPEN;
    }
    boolean planted =
        bug == PlantedBug.BUY_NOW_AT_THE_RESERVE
            && lot.buyNow != 0
            && lot.reserve != 0
            && lot.max == lot.reserve;
    if (!lot.offersBuyNow() && !planted) {
      return Reason.BUY_NOW_UNAVAILABLE;
    }
    if (!mayBid(lot, buyer)) {
      return Reason.NOT_ALLOWED;
    }
    long needed = deposits.needed(lot, buyer, lot.buyNow);
    if (needed > 0 && needed > ledger.room(buyer, lot.currency)) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    keep(lot, buyer, voidableBids);
    if (buyer != lot.leader) {
      outbid(lot);
    }
    lot.leader = buyer;
    deposits.hold(lot, needed);
    lot.max = lot.buyNow;
    lot.price = lot.buyNow;
    lot.bidCount += 1;
    priceChanged(lot, buyer, lot.price);
    clock.close(lot, emitted.now());
    return Reason.ACCEPTED;
  }

  /** Remembers what stands before a bid; of each lot only the last bids are kept. */
  private void keep(Lot lot, long bidder, int voidableBids) {
    lot.kept.addLast(new Bid(bidder, lot.leader, lot.max, lot.price, lot.bidCount));
    trim(lot, voidableBids);
  }

  void trim(Lot lot, int voidableBids) {
    int most = voidableBids + (bug == PlantedBug.ONE_VOID_TOO_MANY ? 1 : 0);
    while (lot.kept.size() > most) {
      lot.kept.removeFirst();
    }
  }

  Reason voidBid(Cmd.VoidBid c) {
    Lot lot = book.lots.get(c.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (!lot.is(LotStatus.OPEN, LotStatus.PAUSED)) {
      return Reason.WRONG_LOT_STATUS;
    }
    Bid bid = lot.kept.pollLast();
    if (bid == null) {
      return Reason.NO_BID_TO_VOID;
    }
    boolean leaderChanges = bid.leader() != lot.leader;
    long rest = leaderChanges ? 0 : Math.min(lot.deposit, deposits.wanted(lot, bid.max()));
    deposits.release(lot, rest, DepositEnd.VOIDED);
    lot.leader = bid.leader();
    lot.max = bid.max();
    lot.price = bid.price();
    if (bug != PlantedBug.VOID_KEEPS_BID_COUNT) {
      lot.bidCount = bid.bidCount();
    }
    if (leaderChanges && bug != PlantedBug.VOID_FORGETS_DEPOSIT) {
      deposits.reinstate(lot);
    }
    emitted.event(
        Book.topic(lot),
        "BidVoided",
        field("lot", lot.id),
        field("bidder", bid.bidder()),
        field("price", lot.price),
        field("leader", lot.leader),
        field("bidCount", lot.bidCount),
        field("reserveMet", Book.flag(lot.reserveMet())),
        field("text", c.text()));
    return Reason.ACCEPTED;
  }

  Reason settleLot(Cmd.SettleLot c) {
    Lot lot = book.lots.get(c.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (lot.status != LotStatus.SOLD || lot.settlement != Settlement.UNSETTLED) {
      return Reason.NOTHING_TO_SETTLE;
    }
    long amount = lot.deposit;
    if (ledger.overflows(lot.winner, lot.seller, lot.currency, amount)) {
      return Reason.AMOUNT_OVERFLOW;
    }
    if (amount > 0) {
      ledger.unhold(lot.winner, lot.currency, amount);
      lot.deposit = 0;
      emitted.event(
          account(lot.winner),
          "DepositCaptured",
          field("account", lot.winner),
          field("lot", lot.id),
          field("amount", amount));
      ledger.move(lot.winner, lot.seller, lot.currency, amount);
    }
    settled(lot, Settlement.SETTLED);
    return Reason.ACCEPTED;
  }

  Reason releaseLot(Cmd.ReleaseLot c) {
    Lot lot = book.lots.get(c.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (lot.status != LotStatus.SOLD || lot.settlement != Settlement.UNSETTLED) {
      return Reason.NOTHING_TO_SETTLE;
    }
    deposits.release(lot, 0, DepositEnd.RELEASED);
    settled(lot, Settlement.RELEASED);
    return Reason.ACCEPTED;
  }

  private void settled(Lot lot, Settlement settlement) {
    lot.settlement = settlement;
    lot.kept.clear();
    emitted.event(
        Book.topic(lot),
        "LotSettled",
        field("lot", lot.id),
        field("settlement", settlement.name()));
  }
}
