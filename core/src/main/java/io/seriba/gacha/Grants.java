package io.seriba.gacha;

import io.seriba.engine.Limits;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.Reason;

/** Who owns what, and what duplicates become. */
final class Grants {
  private final Ledger ledger;
  private final OwnedPrizes owned = new OwnedPrizes();
  private Limits.Gacha limits = Limits.Gacha.DEFAULT;

  Grants(Ledger ledger) {
    this.ledger = ledger;
  }

  void configure(Limits.Gacha newLimits) {
    limits = newLimits;
  }

  OwnedPrizes owned() {
    return owned;
  }

  /** Tells whether an account could be given so many prizes, each of which might be a duplicate. */
  Reason check(Pool pool, Account account, int prizes) {
    long most = (long) pool.table.greatestDuplicate() * prizes;
    if (most == 0) {
      return Reason.ACCEPTED;
    }
    if (!canCredit(pool, account, most)) {
      return Reason.AMOUNT_OVERFLOW;
    }
    return owned.size() + prizes <= limits.ownedPrizes()
        ? Reason.ACCEPTED
        : Reason.CAPACITY_EXCEEDED;
  }

  /** Tells whether an account could get an amount of a pool's exchange currency. */
  boolean canCredit(Pool pool, Account account, long amount) {
    return Ledger.canPost(ledger.account(0), pool.terms.exchange(), -amount)
        && Ledger.canPost(account, pool.terms.exchange(), amount);
  }

  /** Tells whether the account has it; if not, it does now. Prizes without a rate don't count. */
  boolean isDuplicate(Pool pool, int row, Account account) {
    return pool.table.duplicate(row) != 0 && !owned.add(account.id, pool.table.id(row));
  }

  /** Credits what duplicates became, and writes the events. */
  void credit(Pool pool, Account account, long amount) {
    if (amount > 0) {
      ledger.pay(
          ledger.account(0).openBalance(pool.terms.exchange()),
          account.openBalance(pool.terms.exchange()),
          amount);
    }
  }
}
