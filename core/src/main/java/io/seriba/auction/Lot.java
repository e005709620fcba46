package io.seriba.auction;

import io.seriba.engine.Topic;
import io.seriba.ledger.Account;
import io.seriba.ledger.Balance;
import io.seriba.ledger.Currency;
import io.seriba.sbe.LotFormat;
import io.seriba.sbe.LotStatus;
import io.seriba.sbe.LotTimerEncoder;
import io.seriba.sbe.Settlement;
import io.seriba.sbe.snapshot.StateLotDecoder;
import io.seriba.timer.Timer;
import org.jspecify.annotations.Nullable;

/**
 * One auction: its terms, which never change, and where it stands. Amounts are minor units of its
 * currency, times and durations microseconds.
 */
final class Lot extends Topic {
  /** No clock runs for longer from now on: what the schema's durations can say, 365 days. */
  static final long LONGEST = LotTimerEncoder.remainingMaxValue();

  /** What it was defined with. */
  final LotTerms terms;

  // Those of the terms that every bid needs, here again: a bid then touches one object, not two.
  final Sale sale;
  final Account seller;
  final Currency currency;
  final IncrementTable increments;
  final LotFormat format;
  final long openingPrice;
  final long reserve;
  final long window;
  final int depositBasisPoints;
  final int position;

  LotStatus status = LotStatus.SCHEDULED;

  /** Fires at {@link LotTerms#opensAt} or {@link #end}. */
  final Timer timer = new Timer();

  /** When it closes or closed; 0 while it is scheduled, paused or cancelled. */
  long end;

  /** What was left when it was paused, else 0. */
  long remaining;

  /** Visible price; 0 as long as no bid stands. */
  long price;

  @Nullable Account leader;

  /** The leader's max: secret. */
  long max;

  int bidCount;

  /** What the leader has held as deposit, and where; nobody else has one for this lot. */
  long deposit;

  @Nullable Balance depositBalance;

  /** The winner, while the lot is sold. */
  @Nullable Account winner;

  long hammerPrice;
  Settlement settlement = Settlement.UNSETTLED;

  /** Where {@link BidHistory} keeps this lot's bids, how many, and which is the last. */
  int historyBlock = BidHistory.NO_BLOCK;

  int historySize;
  int historyLast;

  Lot(LotTerms terms) {
    super(terms.lot(), terms.sale().id);
    this.terms = terms;
    this.sale = terms.sale();
    this.seller = terms.seller();
    this.currency = terms.currency();
    this.increments = terms.increments();
    this.format = terms.format();
    this.openingPrice = terms.openingPrice();
    this.reserve = terms.reserve();
    this.window = terms.window();
    this.depositBasisPoints = terms.depositBasisPoints();
    this.position = terms.position();
  }

  /** Takes over where a saved lot stood; its timer and its bids follow. */
  void resume(StateLotDecoder record, @Nullable Account newLeader, @Nullable Account newWinner) {
    offset(record.topicOffset());
    status = LotStatus.get(record.status());
    settlement = Settlement.get(record.settlement());
    end = record.end();
    remaining = record.remaining();
    price = record.price();
    leader = newLeader;
    max = record.max();
    bidCount = record.bidCount();
    winner = newWinner;
    hammerPrice = record.hammerPrice();
    deposit = record.deposit();
    depositBalance = newLeader == null || deposit == 0 ? null : newLeader.balance(currency);
  }

  /** Tells whether nobody but the leader has a deposit: so whose it is needn't be saved. */
  boolean isDepositTheLeaders() {
    return deposit == 0
        || (deposit > 0
            && leader != null
            && depositBalance != null
            && depositBalance.account() == leader
            && depositBalance.held() >= deposit);
  }

  boolean opensByItself() {
    return terms.opensAt() != 0;
  }

  boolean isOpen() {
    return status == LotStatus.OPEN;
  }

  boolean isOpenOrPaused() {
    return status == LotStatus.OPEN || status == LotStatus.PAUSED;
  }

  /** Tells whether it is closed, sold or passed, and could be opened once more. */
  boolean canReopen() {
    return (status == LotStatus.SOLD || status == LotStatus.PASSED)
        && settlement == Settlement.UNSETTLED;
  }

  boolean isSoldAndUnsettled() {
    return status == LotStatus.SOLD && settlement == Settlement.UNSETTLED;
  }

  /** The fact is public, the reserve isn't. */
  boolean isReserveMet() {
    return leader != null && (reserve == 0 || max >= reserve);
  }

  /** Offered until the first bid meets the reserve, or, without one, until any bid. */
  boolean isBuyNowAvailable() {
    return terms.buyNow() != 0 && !isReserveMet();
  }

  /** Returns what must be held for a max: the declared share of it, rounded up. */
  long depositFor(long bidMax) {
    long whole = bidMax / 10_000 * depositBasisPoints;
    long rest = (bidMax % 10_000 * depositBasisPoints + 9_999) / 10_000;
    return whole + rest;
  }

  /** Returns what is held for this lot by an account. */
  long depositOf(Account account) {
    return account == leader ? deposit : 0;
  }
}
