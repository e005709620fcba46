package io.seriba.ledger;

import io.seriba.engine.Topic;
import org.jspecify.annotations.Nullable;

/** Somebody who acts or pays. Account 0 is the outside world. */
public final class Account extends Topic {
  private @Nullable Balance balances;
  private final int number;
  private boolean suspended;

  /** Its medals; null as long as it never had any. */
  @Nullable MedalPurse medals;

  Account(long id, int number) {
    super(id, 0);
    this.number = number;
  }

  /** Returns its place in the order in which accounts were opened: 1, 2, 3; account 0 has 0. */
  public int number() {
    return number;
  }

  /** Tells whether this is account 0. */
  public boolean isOutside() {
    return id == 0;
  }

  /** Tells whether the account may not bid. */
  public boolean isSuspended() {
    return suspended;
  }

  void suspended(boolean suspended) {
    this.suspended = suspended;
  }

  /** Takes over where a saved account stood; its balances follow. */
  void resume(long topicOffset, boolean isSuspended) {
    offset(topicOffset);
    suspended = isSuspended;
  }

  /** Returns the balance that came into being last; the one before it is its {@code next}. */
  @Nullable Balance latestBalance() {
    return balances;
  }

  /** Returns the account's balance in a currency, or null as long as nothing ever moved in it. */
  public @Nullable Balance balance(Currency currency) {
    Balance balance = balances;
    while (balance != null && balance.currency() != currency) {
      balance = balance.next;
    }
    return balance;
  }

  /** Returns the account's balance in a currency; it comes into being at first use. */
  public Balance openBalance(Currency currency) {
    Balance balance = balance(currency);
    if (balance == null) {
      balance = new Balance(this, currency, balances);
      balances = balance;
    }
    return balance;
  }

  /** Returns the most that can be debited or newly held in a currency, minor units. */
  public long available(Currency currency) {
    Balance balance = balance(currency);
    if (balance == null) {
      return isOutside() ? Balance.MAX : 0;
    }
    return balance.available();
  }
}
