package io.seriba.oracle;

import static io.seriba.oracle.Emitted.Topic.account;
import static io.seriba.oracle.Event.field;

import io.seriba.sbe.DepositEnd;

/** What a lot's leader must have held: a share of the max, from the leader's available funds. */
final class Deposits {
  private final PlantedBug bug;
  private final Emitted emitted;
  private final Ledger ledger;

  Deposits(PlantedBug bug, Emitted emitted, Ledger ledger) {
    this.bug = bug;
    this.emitted = emitted;
    this.ledger = ledger;
  }

  long wanted(Lot lot, long max) {
    if (bug == PlantedBug.DEPOSIT_ROUNDED_DOWN) {
      return Math.max(0, lot.depositFor(max) - (max * lot.depositShare % 10_000 == 0 ? 0 : 1));
    }
    return lot.depositFor(max);
  }

  /** Returns what {@code bidder} needs on top of what is held already to bid up to {@code max}. */
  long needed(Lot lot, long bidder, long max) {
    boolean counts = lot.leader == bidder && bug != PlantedBug.RAISE_NEEDS_WHOLE_DEPOSIT;
    return wanted(lot, max) - (counts ? lot.deposit : 0);
  }

  /** Holds more for the leader; nothing happens for 0 or less. */
  void hold(Lot lot, long change) {
    if (change > 0) {
      ledger.hold(lot.leader, lot.currency, change);
      lot.deposit += change;
      emitted.event(
          account(lot.leader),
          "DepositHeld",
          field("account", lot.leader),
          field("lot", lot.id),
          field("change", change),
          field("deposit", lot.deposit));
    }
  }

  /** Gives the leader's deposit back down to {@code rest}. */
  void release(Lot lot, long rest, DepositEnd cause) {
    long change = lot.deposit - rest;
    if (change > 0) {
      ledger.unhold(lot.leader, lot.currency, change);
      lot.deposit = rest;
      emitted.event(
          account(lot.leader),
          "DepositReleased",
          field("account", lot.leader),
          field("lot", lot.id),
          field("change", change),
          field("deposit", rest),
          field("cause", cause.name()));
    }
  }

  /** Holds again what a leader who came back needs, as far as the funds go. */
  void reinstate(Lot lot) {
    if (lot.leader == 0) {
      return;
    }
    long wanted = needed(lot, lot.leader, lot.max);
    long take = Math.max(0, Math.min(wanted, ledger.room(lot.leader, lot.currency)));
    hold(lot, take);
    if (wanted - take > 0) {
      emitted.event(
          account(lot.leader),
          "DepositShort",
          field("account", lot.leader),
          field("lot", lot.id),
          field("missing", wanted - take));
    }
  }
}
