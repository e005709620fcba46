package io.seriba.ledger;

import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.sbe.snapshot.StateAccountDecoder;
import io.seriba.sbe.snapshot.StateAccountDecoder.BalancesDecoder;
import io.seriba.sbe.snapshot.StateAccountEncoder;
import io.seriba.sbe.snapshot.StateAccountEncoder.BalancesEncoder;
import io.seriba.sbe.snapshot.StateCurrencyDecoder;
import io.seriba.sbe.snapshot.StateCurrencyEncoder;
import io.seriba.sbe.snapshot.StateHoldDecoder;
import io.seriba.sbe.snapshot.StateMedalLotDecoder;
import io.seriba.sbe.snapshot.StateMedalSpendDecoder;
import io.seriba.sbe.snapshot.StateMedalTakingDecoder;
import java.util.List;

/** How the ledger gets into a snapshot and out of it. Made for one of the two. */
final class LedgerState {
  private final Ledger ledger;
  private final Holds holds;
  private final MedalState medals;

  private final StateCurrencyEncoder currencyRecord = new StateCurrencyEncoder();
  private final StateAccountEncoder accountRecord = new StateAccountEncoder();
  private final Balance[] balances = new Balance[Ledger.MAX_CURRENCIES];

  /** Of each currency what all accounts loaded so far have, the outside world's included. */
  private final long[] sums = new long[Ledger.MAX_CURRENCIES];

  private int accounts;

  LedgerState(Ledger ledger, Holds holds, MedalState medals) {
    this.ledger = ledger;
    this.holds = holds;
    this.medals = medals;
  }

  void save(StateWriter out, List<Account> accountsInOrder) {
    for (Currency currency : ledger.currencies()) {
      StateCurrencyEncoder record = out.open(currencyRecord);
      currency.putCode(
          record.buffer(), record.offset() + StateCurrencyEncoder.codeEncodingOffset());
      out.close(record.exponent((short) currency.exponent()));
    }
    for (Account account : accountsInOrder) {
      save(out, account);
    }
    holds.save(out);
    medals.save(out);
  }

  private void save(StateWriter out, Account account) {
    StateAccountEncoder record =
        out.open(accountRecord)
            .account(account.id)
            .topicOffset(account.offset())
            .suspended((short) (account.isSuspended() ? 1 : 0));
    int count = 0;
    for (Balance each = account.latestBalance(); each != null; each = each.next) {
      balances[count++] = each;
    }
    BalancesEncoder row = record.balancesCount(count);
    while (count > 0) {
      Balance balance = balances[--count];
      row.next()
          .posted(balance.posted())
          .held(balance.held())
          .creditLimit(balance.creditLimit())
          .currency((short) balance.currency().number());
    }
    out.close(record);
  }

  void load(StateReader in) {
    StateCurrencyDecoder currency = new StateCurrencyDecoder();
    StateAccountDecoder account = new StateAccountDecoder();
    StateHoldDecoder hold = new StateHoldDecoder();
    StateMedalLotDecoder medalLot = new StateMedalLotDecoder();
    StateMedalSpendDecoder spend = new StateMedalSpendDecoder();
    StateMedalTakingDecoder taking = new StateMedalTakingDecoder();
    while (in.next()) {
      switch (in.templateId()) {
        case StateCurrencyDecoder.TEMPLATE_ID -> load(in, in.read(currency));
        case StateAccountDecoder.TEMPLATE_ID -> load(in, in.read(account));
        case StateHoldDecoder.TEMPLATE_ID -> holds.load(in, in.read(hold));
        case StateMedalLotDecoder.TEMPLATE_ID -> medals.load(in, in.read(medalLot));
        case StateMedalSpendDecoder.TEMPLATE_ID -> medals.load(in.read(spend));
        case StateMedalTakingDecoder.TEMPLATE_ID -> medals.load(in, in.read(taking));
        default -> throw in.bad("isn't known");
      }
    }
    ledger.resumeIds();
    for (int number = 0; number < sums.length; number++) {
      if (sums[number] != 0) {
        throw in.bad("ends a ledger whose sum in currency %d isn't zero".formatted(number));
      }
    }
  }

  private void load(StateReader in, StateCurrencyDecoder record) {
    int codeOffset = record.offset() + StateCurrencyDecoder.codeEncodingOffset();
    if (ledger.findCurrency(record.buffer(), codeOffset) != null
        || ledger.currencies().size() == Ledger.MAX_CURRENCIES) {
      throw in.bad("declares a currency twice, or one too many");
    }
    ledger.declare(record.buffer(), codeOffset, record.exponent());
  }

  private void load(StateReader in, StateAccountDecoder record) {
    boolean isFirst = accounts == 0;
    long id = record.account();
    if (isFirst ? id != 0 : id <= 0) {
      throw in.bad("opens account %d as number %d".formatted(id, accounts));
    }
    Account account = isFirst ? ledger.account(id) : new Account(id, accounts);
    if (!isFirst) {
      ledger.resume(account);
    }
    accounts++;
    account.resume(record.topicOffset(), record.suspended() != 0);
    for (BalancesDecoder row : record.balances()) {
      Currency currency = ledger.currencyByNumber(row.currency());
      if (account.balance(currency) != null) {
        throw in.bad("has two balances of account %d in currency %d".formatted(id, row.currency()));
      }
      account.openBalance(currency).resume(row.posted(), row.held(), row.creditLimit());
      sums[row.currency()] += row.posted();
    }
  }
}
