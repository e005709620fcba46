package io.seriba.ledger;

import io.seriba.sbe.MedalKind;
import org.jspecify.annotations.Nullable;

/** One account's medals: for each kind the lots that something is left of, in spending order. */
final class MedalPurse {
  final Account account;
  private @Nullable MedalLot firstFree;
  private @Nullable MedalLot lastFree;
  private @Nullable MedalLot firstPaid;
  private @Nullable MedalLot lastPaid;
  private long free;
  private long paid;

  /** Its lots, those included that nothing is left of but that a refund could put back. */
  int lots;

  MedalPurse(Account account) {
    this.account = account;
  }

  long units(MedalKind kind) {
    return kind == MedalKind.PAID ? paid : free;
  }

  @Nullable MedalLot first(MedalKind kind) {
    return kind == MedalKind.PAID ? firstPaid : firstFree;
  }

  /** Adds units to a lot, which takes its place in the order if it had none left. */
  void put(MedalLot lot, long units) {
    boolean wasEmpty = lot.left == 0;
    lot.left(lot.left + units);
    count(lot.kind, units);
    if (wasEmpty) {
      insert(lot);
    }
  }

  /** Takes units from a lot; one that nothing is left of loses its place. */
  void take(MedalLot lot, long units) {
    lot.left(lot.left - units);
    count(lot.kind, -units);
    if (lot.left == 0) {
      remove(lot);
    }
  }

  private void count(MedalKind kind, long change) {
    if (kind == MedalKind.PAID) {
      paid += change;
    } else {
      free += change;
    }
  }

  private void insert(MedalLot lot) {
    // From the end: what is granted now mostly expires last.
    MedalLot before = lot.kind == MedalKind.PAID ? lastPaid : lastFree;
    while (before != null && lot.isSpentBefore(before)) {
      before = before.before;
    }
    MedalLot after = before == null ? first(lot.kind) : before.after;
    lot.before = before;
    lot.after = after;
    link(lot.kind, before, lot);
    link(lot.kind, lot, after);
  }

  private void remove(MedalLot lot) {
    link(lot.kind, lot.before, lot.after);
    lot.before = null;
    lot.after = null;
  }

  private void link(MedalKind kind, @Nullable MedalLot before, @Nullable MedalLot after) {
    if (before != null) {
      before.after = after;
    } else if (kind == MedalKind.PAID) {
      firstPaid = after;
    } else {
      firstFree = after;
    }
    if (after != null) {
      after.before = before;
    } else if (kind == MedalKind.PAID) {
      lastPaid = before;
    } else {
      lastFree = before;
    }
  }
}
