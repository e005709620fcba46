package io.seriba.gacha;

import io.seriba.engine.EventWriter;
import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.Reason;
import io.seriba.sbe.SetSpendLimitDecoder;
import io.seriba.sbe.SpendLimitSetEncoder;
import io.seriba.sbe.snapshot.StateSpendLimitDecoder;
import io.seriba.sbe.snapshot.StateSpendLimitEncoder;
import org.agrona.collections.Long2ObjectHashMap;

/** Monthly limits of accounts, over all pools; at most one for each account. */
final class SpendLimits {
  private static final class SpendLimit {
    private long monthly;
    private int utcOffset;
    private long month;
    private long spent;
  }

  private final Ledger ledger;
  private final EventWriter events;
  private final Long2ObjectHashMap<SpendLimit> limits = new Long2ObjectHashMap<>();
  private final SpendLimitSetEncoder spendLimitSet = new SpendLimitSetEncoder();

  SpendLimits(Ledger ledger, EventWriter events) {
    this.ledger = ledger;
    this.events = events;
  }

  Reason check(SetSpendLimitDecoder command) {
    return ledger.find(command.holder()) == null ? Reason.UNKNOWN_ACCOUNT : Reason.ACCEPTED;
  }

  /**
   * Sets a limit. What was spent this month under an earlier one still counts, also when the new
   * one counts months by another offset and another month is the present one by that.
   */
  void apply(SetSpendLimitDecoder command, long now) {
    Account holder = ledger.account(command.holder());
    if (command.monthlySpend() == SetSpendLimitDecoder.monthlySpendNullValue()) {
      limits.remove(holder.id);
    } else {
      SpendLimit limit = limits.get(holder.id);
      if (limit == null) {
        limit = new SpendLimit();
        limits.put(holder.id, limit);
      }
      limit.spent = spent(limit, now);
      limit.monthly = command.monthlySpend();
      limit.utcOffset = command.utcOffset();
      limit.month = LocalTime.month(now, limit.utcOffset);
    }
    events.close(
        events
            .open(spendLimitSet, holder)
            .account(holder.id)
            .monthlySpend(command.monthlySpend())
            .utcOffset(command.utcOffset()));
  }

  boolean allows(long account, long paid, long now) {
    SpendLimit limit = limits.get(account);
    return limit == null || spent(limit, now) + paid <= limit.monthly;
  }

  void count(long account, long paid, long now) {
    SpendLimit limit = limits.get(account);
    if (limit != null) {
      limit.spent = spent(limit, now) + paid;
      limit.month = LocalTime.month(now, limit.utcOffset);
    }
  }

  private static long spent(SpendLimit limit, long now) {
    return limit.month == LocalTime.month(now, limit.utcOffset) ? limit.spent : 0;
  }

  void save(StateWriter out) {
    StateSpendLimitEncoder record = new StateSpendLimitEncoder();
    long[] accounts = StateWriter.inOrder(limits.keySet());
    for (long account : accounts) {
      SpendLimit limit = limits.get(account);
      assert limit != null;
      out.close(
          out.open(record)
              .account(account)
              .monthly(limit.monthly)
              .month(limit.month)
              .spent(limit.spent)
              .utcOffset(limit.utcOffset));
    }
  }

  void load(StateReader in, StateSpendLimitDecoder record) {
    SpendLimit limit = new SpendLimit();
    limit.monthly = record.monthly();
    limit.month = record.month();
    limit.spent = record.spent();
    limit.utcOffset = record.utcOffset();
    if (ledger.find(record.account()) == null || limits.put(record.account(), limit) != null) {
      throw in.bad("has no account, or account %d again".formatted(record.account()));
    }
  }
}
