package io.seriba.auction;

import io.seriba.engine.EventWriter;
import io.seriba.ledger.Account;
import io.seriba.ledger.Balance;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.DepositCapturedEncoder;
import io.seriba.sbe.DepositEnd;
import io.seriba.sbe.DepositHeldEncoder;
import io.seriba.sbe.DepositReleasedEncoder;
import io.seriba.sbe.DepositShortEncoder;

/**
 * What leaders have held for their lots: at most one deposit for each lot, its leader's or
 * winner's.
 */
final class Deposits {
  private final Ledger ledger;
  private final EventWriter events;
  private final DepositHeldEncoder depositHeld = new DepositHeldEncoder();
  private final DepositReleasedEncoder depositReleased = new DepositReleasedEncoder();
  private final DepositCapturedEncoder depositCaptured = new DepositCapturedEncoder();
  private final DepositShortEncoder depositShort = new DepositShortEncoder();

  Deposits(Ledger ledger, EventWriter events) {
    this.ledger = ledger;
    this.events = events;
  }

  /** Tells whether the account can have held what this max takes, less what it has here already. */
  boolean canHold(Lot lot, Account bidder, long max) {
    long missing = lot.depositFor(max) - lot.depositOf(bidder);
    return missing <= 0 || missing <= bidder.available(lot.currency);
  }

  /** Holds what the leader's max takes and isn't held yet; {@link #canHold} said yes. */
  void holdFor(Lot lot, Account leader, long max) {
    long missing = lot.depositFor(max) - lot.deposit;
    if (missing > 0) {
      hold(lot, leader, missing);
    }
  }

  /** Holds for a leader who leads once more as much as there is, and says what is missing. */
  void reinstate(Lot lot, Account leader) {
    long wanted = lot.depositFor(lot.max) - lot.deposit;
    long taken = Math.min(wanted, leader.available(lot.currency));
    if (taken > 0) {
      hold(lot, leader, taken);
    }
    if (wanted > taken) {
      events.close(
          events
              .open(depositShort, leader)
              .account(leader.id)
              .lot(lot.id)
              .missing(wanted - Math.max(taken, 0)));
    }
  }

  private void hold(Lot lot, Account leader, long amount) {
    Balance balance = leader.openBalance(lot.currency);
    balance.hold(amount);
    lot.deposit += amount;
    lot.depositBalance = balance;
    events.close(
        events
            .open(depositHeld, leader)
            .account(leader.id)
            .lot(lot.id)
            .change(amount)
            .deposit(lot.deposit));
  }

  /** Gives back all that is held for the lot. */
  void release(Lot lot, DepositEnd cause) {
    releaseDownTo(lot, 0, cause);
  }

  /** Gives back what is held for the lot beyond an amount. */
  void releaseDownTo(Lot lot, long kept, DepositEnd cause) {
    long change = lot.deposit - kept;
    if (change <= 0) {
      return;
    }
    Balance balance = depositBalance(lot);
    Account account = balance.account();
    balance.release(change);
    lot.deposit = kept;
    events.close(
        events
            .open(depositReleased, account)
            .account(account.id)
            .lot(lot.id)
            .change(change)
            .deposit(kept)
            .cause(cause));
  }

  boolean canCapture(Lot lot) {
    if (lot.deposit == 0) {
      return true;
    }
    Balance seller = lot.seller.balance(lot.currency);
    return depositBalance(lot).canPost(-lot.deposit)
        && (seller == null || seller.canPost(lot.deposit));
  }

  /** Pays all that is held for the lot to its seller. */
  void capture(Lot lot) {
    long amount = lot.deposit;
    if (amount == 0) {
      return;
    }
    Balance balance = depositBalance(lot);
    Account account = balance.account();
    balance.release(amount);
    lot.deposit = 0;
    events.close(
        events.open(depositCaptured, account).account(account.id).lot(lot.id).amount(amount));
    ledger.pay(balance, lot.seller.openBalance(lot.currency), amount);
  }

  private static Balance depositBalance(Lot lot) {
    Balance balance = lot.depositBalance;
    assert balance != null;
    return balance;
  }
}
