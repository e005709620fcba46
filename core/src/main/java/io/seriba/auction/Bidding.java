package io.seriba.auction;

import io.seriba.engine.EventWriter;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.BidVoidedEncoder;
import io.seriba.sbe.BuyNowDecoder;
import io.seriba.sbe.DepositEnd;
import io.seriba.sbe.MaxRaisedEncoder;
import io.seriba.sbe.PlaceBidDecoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.SoftClose;
import io.seriba.sbe.VoidBidDecoder;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;
import org.jspecify.annotations.Nullable;

/** Bids, buy-now and their undoing (rules, section 2). */
final class Bidding {
  /** The greatest bid count that the schema knows; it stays there. */
  private static final int MAX_BID_COUNT = Integer.MAX_VALUE - 1;

  private final Catalogue catalogue;
  private final Ledger ledger;
  private final EventWriter events;
  private final LotEvents lotEvents;
  private final Deposits deposits;
  private final BidHistory history;
  private final LotLife lotLife;
  private final Timers timers;
  private final MaxRaisedEncoder maxRaised = new MaxRaisedEncoder();
  private final BidVoidedEncoder bidVoided = new BidVoidedEncoder();

  // What the last check found, for the apply that follows it.
  private @Nullable Lot lot;
  private @Nullable Account bidder;

  Bidding(
      Catalogue catalogue,
      Ledger ledger,
      EventWriter events,
      LotEvents lotEvents,
      Deposits deposits,
      BidHistory history,
      LotLife lotLife,
      Timers timers) {
    this.catalogue = catalogue;
    this.ledger = ledger;
    this.events = events;
    this.lotEvents = lotEvents;
    this.deposits = deposits;
    this.history = history;
    this.lotLife = lotLife;
    this.timers = timers;
  }

  Reason check(PlaceBidDecoder command) {
    Lot lot = catalogue.findLot(command.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    Account bidder = ledger.find(command.account());
    if (bidder == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    this.lot = lot;
    this.bidder = bidder;
    if (!lot.isOpen()) {
      return Reason.LOT_NOT_OPEN;
    }
    long max = command.max();
    if (bidder == lot.leader) {
      if (max <= lot.max) {
        return Reason.MAX_NOT_RAISED;
      }
    } else if (max < English.minimumBid(lot)) {
      return Reason.BID_TOO_LOW;
    }
    return checkBidder(lot, bidder, max);
  }

  Reason check(BuyNowDecoder command) {
    Lot lot = catalogue.findLot(command.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    Account buyer = ledger.find(command.account());
    if (buyer == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    this.lot = lot;
    this.bidder = buyer;
    if (!lot.isOpen()) {
      return Reason.LOT_NOT_OPEN;
    }
    if (!lot.isBuyNowAvailable()) {
      return Reason.BUY_NOW_UNAVAILABLE;
    }
    return checkBidder(lot, buyer, lot.terms.buyNow());
  }

  private Reason checkBidder(Lot lot, Account bidder, long max) {
    if (bidder == lot.seller || bidder.isSuspended() || !lot.sale.mayBid(bidder)) {
      return Reason.NOT_ALLOWED;
    }
    return deposits.canHold(lot, bidder, max) ? Reason.ACCEPTED : Reason.INSUFFICIENT_FUNDS;
  }

  /** Decides a bid that {@link #check(PlaceBidDecoder)} just accepted. */
  void placeBid(long max, long now) {
    Lot lot = checked(this.lot);
    Account bidder = checked(this.bidder);
    switch (lot.format) {
      case ENGLISH -> placeEnglishBid(lot, bidder, max, now);
      case NULL_VAL -> throw new AssertionError("the command's ranges were checked");
    }
  }

  private void placeEnglishBid(Lot lot, Account bidder, long max, long now) {
    history.push(lot, bidder);
    if (bidder == lot.leader) {
      raise(lot, bidder, max, now);
    } else if (lot.leader == null) {
      lead(lot, bidder, max, English.firstPrice(lot, max));
      lotChanged(lot, bidder, lot.price, now);
    } else if (max > lot.max) {
      long price = English.priceWhenOutbid(lot, max);
      deposits.release(lot, DepositEnd.OUTBID);
      lead(lot, bidder, max, price);
      lotChanged(lot, bidder, lot.price, now);
    } else {
      answer(lot, bidder, max, now);
    }
  }

  private void raise(Lot lot, Account leader, long max, long now) {
    long price = English.priceWhenRaised(lot, max);
    boolean isPriceChanged = price != lot.price;
    lot.max = max;
    lot.price = price;
    if (isPriceChanged) {
      count(lot, 1);
    }
    deposits.holdFor(lot, leader, max);
    events.close(events.open(maxRaised, leader).account(leader.id).lot(lot.id).max(max));
    if (isPriceChanged) {
      lotChanged(lot, leader, price, now);
    }
  }

  private void lead(Lot lot, Account leader, long max, long price) {
    assert price <= max && price >= lot.price;
    lot.leader = leader;
    lot.max = max;
    lot.price = price;
    count(lot, 1);
    deposits.holdFor(lot, leader, max);
  }

  private void answer(Lot lot, Account bidder, long max, long now) {
    long price = English.priceWhenAnswered(lot, max);
    boolean isPriceChanged = price != lot.price;
    lot.price = price;
    count(lot, 2);
    if (isPriceChanged) {
      lotChanged(lot, bidder, max, now);
    }
  }

  /** Leader or price changed: the end may move, and everybody gets to know. */
  private void lotChanged(Lot lot, Account bidder, long amount, long now) {
    boolean isExtended = extendLateBid(lot, now);
    lotEvents.priceChanged(lot, bidder, amount);
    if (isExtended) {
      lotEvents.extended(lot);
    }
  }

  private boolean extendLateBid(Lot lot, long now) {
    if (lot.end - now >= lot.window) {
      return false;
    }
    long end =
        lot.terms.softClose() == SoftClose.ADD
            ? lot.end + lot.terms.extension()
            : now + lot.terms.extension();
    end = Math.min(end, now + Lot.LONGEST);
    if (lot.terms.latestEnd() != 0) {
      end = Math.min(end, lot.terms.latestEnd());
    }
    if (end <= lot.end) {
      return false;
    }
    lot.end = end;
    timers.set(lot.timer, TimerKind.LOT_CLOSE, lot.id, end);
    return true;
  }

  /** Sells at once, to a buyer whom {@link #check(BuyNowDecoder)} just accepted. */
  void buyNow(long now) {
    Lot lot = checked(this.lot);
    Account buyer = checked(this.bidder);
    history.push(lot, buyer);
    if (buyer != lot.leader) {
      deposits.release(lot, DepositEnd.OUTBID);
    }
    lead(lot, buyer, lot.terms.buyNow(), lot.terms.buyNow());
    lotEvents.priceChanged(lot, buyer, lot.price);
    lotLife.close(lot, now);
  }

  Reason check(VoidBidDecoder command) {
    Lot lot = catalogue.findLot(command.lot());
    if (lot == null) {
      return Reason.UNKNOWN_LOT;
    }
    if (!lot.isOpenOrPaused()) {
      return Reason.WRONG_LOT_STATUS;
    }
    return lot.historySize > 0 ? Reason.ACCEPTED : Reason.NO_BID_TO_VOID;
  }

  /** Takes the last bid back; the end stays. */
  void voidBid(VoidBidDecoder command) {
    Lot lot = catalogue.lot(command.lot());
    int formerLeaderNumber = history.formerLeader(lot);
    Account formerLeader =
        formerLeaderNumber == 0 ? null : ledger.accountByNumber(formerLeaderNumber);
    Account voidedBidder = ledger.accountByNumber(history.bidder(lot));
    boolean isLeaderChanged = formerLeader != lot.leader;
    lot.max = history.formerMax(lot);
    if (isLeaderChanged) {
      deposits.release(lot, DepositEnd.VOIDED);
    } else {
      deposits.releaseDownTo(lot, lot.depositFor(lot.max), DepositEnd.VOIDED);
    }
    lot.leader = formerLeader;
    lot.price = history.formerPrice(lot);
    lot.bidCount = history.formerBidCount(lot);
    history.pop(lot);
    if (isLeaderChanged && formerLeader != null) {
      deposits.reinstate(lot, formerLeader);
    }
    BidVoidedEncoder event =
        events
            .open(bidVoided, lot)
            .lot(lot.id)
            .bidder(voidedBidder.id)
            .price(lot.price)
            .leader(LotEvents.idOf(formerLeader))
            .bidCount(lot.bidCount)
            .reserveMet(LotEvents.flag(lot.isReserveMet()));
    int textLength = command.textLength();
    event.putText(
        command.buffer(), command.limit() + VoidBidDecoder.textHeaderLength(), textLength);
    events.close(event);
  }

  private static void count(Lot lot, int bids) {
    lot.bidCount = Math.min(MAX_BID_COUNT - bids, lot.bidCount) + bids;
  }

  private static <T> T checked(@Nullable T found) {
    assert found != null : "applied without a check";
    return found;
  }
}
