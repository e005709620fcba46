package io.seriba.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What one account has in one currency, minor units.
 *
 * <p>Always {@code posted - held >= -creditLimit}, but for the outside world's, which has no limit
 * and no holds.
 */
public final class Balance {
  /** No balance may lie further from zero: so sums of two never overflow. */
  static final long MAX = 4_000_000_000_000_000_000L;

  private final Account account;
  private final Currency currency;
  final @Nullable Balance next;
  private long posted;
  private long held;
  private long creditLimit;

  Balance(Account account, Currency currency, @Nullable Balance next) {
    this.account = account;
    this.currency = currency;
    this.next = next;
  }

  /**
   * Takes over where a saved balance stood.
   *
   * @throws IllegalStateException if no balance can stand there
   */
  void resume(long savedPosted, long savedHeld, long savedCreditLimit) {
    posted = savedPosted;
    held = savedHeld;
    creditLimit = savedCreditLimit;
    boolean isCovered = account.isOutside() ? held == 0 : posted - held >= -creditLimit;
    if (!canPost(0) || held < 0 || held > MAX || creditLimit < 0 || !isCovered) {
      throw new IllegalStateException(
          "a balance of %d with %d held and a credit limit of %d"
              .formatted(posted, held, creditLimit));
    }
  }

  public Account account() {
    return account;
  }

  public Currency currency() {
    return currency;
  }

  /** Returns what is there. */
  public long posted() {
    return posted;
  }

  /** Returns what of it is promised. */
  public long held() {
    return held;
  }

  long creditLimit() {
    return creditLimit;
  }

  void creditLimit(long limit) {
    assert posted - held >= -limit;
    creditLimit = limit;
  }

  /** Returns the most that can be debited or newly held; 0 if there is nothing. */
  public long available() {
    return account.isOutside() ? MAX : Math.max(0, posted - held + creditLimit);
  }

  /** Tells whether adding {@code change} to what is posted stays within what a balance can hold. */
  public boolean canPost(long change) {
    long sum = posted + change;
    return sum >= -MAX && sum <= MAX;
  }

  /** Promises an amount; the caller has checked that it is available. */
  public void hold(long amount) {
    assert amount > 0 && amount <= available() && !account.isOutside();
    held += amount;
  }

  /** Ends a promise. */
  public void release(long amount) {
    assert amount > 0 && amount <= held;
    held -= amount;
  }

  /** Moves a posted amount to another balance of the same currency. */
  void pay(Balance credit, long amount) {
    assert amount > 0 && credit != this && credit.currency == currency;
    assert canPost(-amount) && credit.canPost(amount);
    posted -= amount;
    credit.posted += amount;
    assert account.isOutside() || posted - held >= -creditLimit;
  }
}
