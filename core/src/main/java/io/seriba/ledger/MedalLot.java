package io.seriba.ledger;

import io.seriba.sbe.MedalKind;
import io.seriba.timer.Timer;
import org.jspecify.annotations.Nullable;

/** Medals that were granted together: what is left of them, and what they cost. Pooled. */
final class MedalLot {
  /** Set while something is left and it expires. */
  final Timer expiryTimer = new Timer();

  /** The sequence of its grant. */
  long id;

  @Nullable MedalPurse purse;
  MedalKind kind = MedalKind.FREE;
  long granted;
  long left;

  /** Microseconds; {@link Long#MAX_VALUE}: never. */
  long expiry;

  /** What all of it cost, minor units of the currency; 0 for free ones. */
  long paid;

  @Nullable Currency currency;

  /** How many remembered spends took from it: as long as there is one, it is kept. */
  int takings;

  /** Neighbours in its purse, in the order of spending; meaningless while nothing is left. */
  @Nullable MedalLot before;

  @Nullable MedalLot after;

  MedalPurse purse() {
    assert purse != null : "a lot of the pool is in use";
    return purse;
  }

  Currency currency() {
    assert currency != null : "a lot of the pool is in use";
    return currency;
  }

  /** Changes what is left, and with it what the currency's unspent medals cost. */
  void left(long units) {
    assert units >= 0 && units <= granted;
    Currency cost = currency;
    if (kind == MedalKind.PAID && cost != null) {
      // At most 9 * 10^9 times 10^9: no overflow.
      cost.unspentPaid += paid * units / granted - paid * left / granted;
    }
    left = units;
  }

  boolean isSpentBefore(MedalLot other) {
    return expiry < other.expiry || (expiry == other.expiry && id < other.id);
  }
}
