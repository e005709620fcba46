package io.seriba.ledger;

import io.seriba.timer.Timer;
import org.jspecify.annotations.Nullable;

/** An amount promised until it is captured, released, or expires. Pooled by the {@link Ledger}. */
final class Hold {
  /** Set if the hold expires by itself. */
  final Timer expiry = new Timer();

  private long id;
  private long amount;
  private @Nullable Balance balance;

  void place(long id, Balance balance, long amount) {
    this.id = id;
    this.balance = balance;
    this.amount = amount;
  }

  long id() {
    return id;
  }

  long amount() {
    return amount;
  }

  Balance balance() {
    assert balance != null : "a hold of the pool is in use";
    return balance;
  }
}
