package io.seriba.oracle;

/**
 * A store's policies for examples: ten minutes for holds and offers, a quarter of an hour of grace,
 * paid at completion, nothing forbidden; then what differs.
 */
final class StoreTerms {
  private long holdTtl = -1;
  private long waitlistTtl = -1;
  private long noShowPeriod;
  private int noShowCount;
  private int noShowPolicy;
  private int overlapForbidden;
  private int payment;
  private int maxHolds;

  StoreTerms holdTtl(long ttl) {
    holdTtl = ttl;
    return this;
  }

  StoreTerms waitlistTtl(long ttl) {
    waitlistTtl = ttl;
    return this;
  }

  StoreTerms maxHolds(int most) {
    maxHolds = most;
    return this;
  }

  /** From {@code count} no-shows in a period on: 1 they prepay, 2 they are refused. */
  StoreTerms noShows(int count, long period, int policy) {
    noShowCount = count;
    noShowPeriod = period;
    noShowPolicy = policy;
    return this;
  }

  StoreTerms overlapForbidden() {
    overlapForbidden = 1;
    return this;
  }

  StoreTerms paidAtPledge() {
    payment = 1;
    return this;
  }

  Cmd.DefineStore define(long store, long payee, String currency) {
    return new Cmd.DefineStore(
        store,
        payee,
        holdTtl,
        waitlistTtl,
        -1,
        noShowPeriod,
        maxHolds,
        noShowCount,
        noShowPolicy,
        overlapForbidden,
        payment,
        currency);
  }
}
