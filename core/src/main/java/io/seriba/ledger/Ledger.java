package io.seriba.ledger;

import io.seriba.engine.Command;
import io.seriba.engine.Domain;
import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.engine.TopicMap;
import io.seriba.sbe.AccountOpenedEncoder;
import io.seriba.sbe.BalanceChangedEncoder;
import io.seriba.sbe.CaptureHoldDecoder;
import io.seriba.sbe.CreditLimitSetEncoder;
import io.seriba.sbe.CurrencyDeclaredEncoder;
import io.seriba.sbe.DeclareCurrencyDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.GrantMedalsDecoder;
import io.seriba.sbe.OpenAccountDecoder;
import io.seriba.sbe.PlaceHoldDecoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.RefundMedalsDecoder;
import io.seriba.sbe.ReleaseHoldDecoder;
import io.seriba.sbe.ReportPaidMedalsDecoder;
import io.seriba.sbe.SetCreditLimitDecoder;
import io.seriba.sbe.SetSuspendedDecoder;
import io.seriba.sbe.SpendMedalsDecoder;
import io.seriba.sbe.SuspensionSetEncoder;
import io.seriba.sbe.TransferDecoder;
import io.seriba.timer.Timer;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's commands: rules, section 1. Posted amounts only ever move from one balance to
 * another, so their sum over all accounts, the outside world's included, is always zero.
 */
public final class Ledger implements Domain {
  static final int MAX_CURRENCIES = 64;

  private final EventWriter events;
  private final TopicMap<Account> accounts = new TopicMap<>();
  private final ArrayList<Account> accountsInOrder = new ArrayList<>();
  private final ArrayList<Currency> currencies = new ArrayList<>();
  private final Holds holds;
  private final Medals medals;
  private Limits limits = Limits.DEFAULT;

  private final DeclareCurrencyDecoder declareCurrency = new DeclareCurrencyDecoder();
  private final OpenAccountDecoder openAccount = new OpenAccountDecoder();
  private final SetCreditLimitDecoder setCreditLimit = new SetCreditLimitDecoder();
  private final SetSuspendedDecoder setSuspended = new SetSuspendedDecoder();
  private final TransferDecoder transfer = new TransferDecoder();
  private final PlaceHoldDecoder placeHold = new PlaceHoldDecoder();
  private final CaptureHoldDecoder captureHold = new CaptureHoldDecoder();
  private final ReleaseHoldDecoder releaseHold = new ReleaseHoldDecoder();
  private final GrantMedalsDecoder grantMedals = new GrantMedalsDecoder();
  private final SpendMedalsDecoder spendMedals = new SpendMedalsDecoder();
  private final RefundMedalsDecoder refundMedals = new RefundMedalsDecoder();

  private final CurrencyDeclaredEncoder currencyDeclared = new CurrencyDeclaredEncoder();
  private final AccountOpenedEncoder accountOpened = new AccountOpenedEncoder();
  private final CreditLimitSetEncoder creditLimitSet = new CreditLimitSetEncoder();
  private final SuspensionSetEncoder suspensionSet = new SuspensionSetEncoder();
  private final BalanceChangedEncoder balanceChanged = new BalanceChangedEncoder();

  /** Makes a ledger that only the outside world has an account in. */
  public Ledger(EventWriter events, Timers timers) {
    this.events = events;
    this.holds = new Holds(this, events, timers);
    this.medals = new Medals(this, events, timers);
    add(new Account(0, 0));
  }

  /** Returns the account, or null if it isn't open. */
  public @Nullable Account find(long account) {
    return accounts.get(account);
  }

  /** Returns the account, which is open. */
  public Account account(long id) {
    Account account = accounts.get(id);
    assert account != null : id;
    return account;
  }

  /** Returns the account with this {@link Account#number}, which is open. */
  public Account accountByNumber(int number) {
    return accountsInOrder.get(number);
  }

  /** Returns how many accounts there are, the outside world's included: above all numbers. */
  public int accountCount() {
    return accountsInOrder.size();
  }

  private void add(Account account) {
    assert account.number() == accountsInOrder.size();
    accounts.put(account);
    accountsInOrder.add(account);
  }

  /** Adds the next saved account; it has its number, and after {@link #resumeIds} its id. */
  void resume(Account account) {
    assert account.number() == accountsInOrder.size();
    accountsInOrder.add(account);
  }

  /**
   * Lets all saved accounts be found by their ids.
   *
   * @throws IllegalStateException if two have the same
   */
  void resumeIds() {
    accounts.putAll(accountsInOrder.subList(1, accountsInOrder.size()));
  }

  /** Returns the accounts' medals. */
  public Medals medals() {
    return medals;
  }

  /** Returns the declared currencies, in the order in which they were. */
  List<Currency> currencies() {
    return currencies;
  }

  /**
   * Returns the currency with the code at this place, or null if it isn't declared. Medals are
   * found by no code: they move as lots, never as plain amounts.
   */
  public @Nullable Currency findCurrency(DirectBuffer buffer, int codeOffset) {
    for (int i = 0; i < currencies.size(); i++) {
      Currency currency = currencies.get(i);
      if (currency.hasCode(buffer, codeOffset)) {
        return currency;
      }
    }
    return null;
  }

  /** Returns the currency with the code at this place, which is declared. */
  public Currency currency(DirectBuffer buffer, int codeOffset) {
    Currency currency = findCurrency(buffer, codeOffset);
    assert currency != null;
    return currency;
  }

  /** Returns the currency with this {@link Currency#number}, which is declared. */
  public Currency currencyByNumber(int number) {
    return currencies.get(number);
  }

  @Override
  public Reason check(Command command) {
    return switch (command.templateId()) {
      case DeclareCurrencyDecoder.TEMPLATE_ID -> check(command.read(declareCurrency));
      case OpenAccountDecoder.TEMPLATE_ID -> check(command.read(openAccount));
      case SetCreditLimitDecoder.TEMPLATE_ID -> check(command.read(setCreditLimit));
      case SetSuspendedDecoder.TEMPLATE_ID ->
          find(command.read(setSuspended).holder()) == null
              ? Reason.UNKNOWN_ACCOUNT
              : Reason.ACCEPTED;
      case TransferDecoder.TEMPLATE_ID -> check(command.read(transfer));
      case PlaceHoldDecoder.TEMPLATE_ID -> holds.check(command.read(placeHold), command.time());
      case CaptureHoldDecoder.TEMPLATE_ID -> holds.check(command.read(captureHold));
      case ReleaseHoldDecoder.TEMPLATE_ID -> holds.check(command.read(releaseHold));
      case GrantMedalsDecoder.TEMPLATE_ID ->
          medals.check(command.read(grantMedals), command.time());
      case SpendMedalsDecoder.TEMPLATE_ID -> medals.check(command.read(spendMedals));
      case RefundMedalsDecoder.TEMPLATE_ID -> medals.check(command.read(refundMedals));
      case ReportPaidMedalsDecoder.TEMPLATE_ID ->
          find(command.account()) == null ? Reason.UNKNOWN_ACCOUNT : Reason.ACCEPTED;
      default -> Reason.UNKNOWN_COMMAND;
    };
  }

  @Override
  public void apply(Command command) {
    switch (command.templateId()) {
      case DeclareCurrencyDecoder.TEMPLATE_ID -> apply(declareCurrency);
      case OpenAccountDecoder.TEMPLATE_ID -> apply(openAccount);
      case SetCreditLimitDecoder.TEMPLATE_ID -> apply(setCreditLimit);
      case SetSuspendedDecoder.TEMPLATE_ID -> apply(setSuspended);
      case TransferDecoder.TEMPLATE_ID -> apply(transfer);
      case PlaceHoldDecoder.TEMPLATE_ID -> holds.apply(placeHold, command.sequence());
      case CaptureHoldDecoder.TEMPLATE_ID -> holds.apply(captureHold);
      case ReleaseHoldDecoder.TEMPLATE_ID -> holds.apply(releaseHold);
      case GrantMedalsDecoder.TEMPLATE_ID -> medals.apply(grantMedals, command.sequence());
      case SpendMedalsDecoder.TEMPLATE_ID -> medals.apply(spendMedals, command.sequence());
      case RefundMedalsDecoder.TEMPLATE_ID -> medals.apply(refundMedals, command.time());
      case ReportPaidMedalsDecoder.TEMPLATE_ID -> medals.report(account(command.account()));
      default ->
          throw new AssertionError("accepted, but not the ledger's: " + command.templateId());
    }
  }

  @Override
  public long result(Command command) {
    return switch (command.templateId()) {
      case PlaceHoldDecoder.TEMPLATE_ID, SpendMedalsDecoder.TEMPLATE_ID -> command.sequence();
      default -> 0;
    };
  }

  @Override
  public void fire(Timer timer) {
    if (timer.kind() == TimerKind.MEDALS_EXPIRY) {
      medals.expire(timer.id());
    } else {
      assert timer.kind() == TimerKind.HOLD_EXPIRY;
      holds.expire(timer.id());
    }
  }

  @Override
  public void configure(Limits newLimits) {
    limits = newLimits;
    holds.configure(newLimits);
    medals.configure(newLimits.gacha());
  }

  @Override
  public void describe() {
    // Balances are private: no session is given one that it didn't cause or own.
  }

  private Reason check(DeclareCurrencyDecoder command) {
    if (findCurrency(command.buffer(), codeOffset(command)) != null
        || Medals.isMedalCode(command.buffer(), codeOffset(command))) {
      return Reason.CURRENCY_EXISTS;
    }
    return currencies.size() < MAX_CURRENCIES ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  private void apply(DeclareCurrencyDecoder command) {
    Currency currency = declare(command.buffer(), codeOffset(command), command.exponent());
    CurrencyDeclaredEncoder event = events.openInternal(currencyDeclared);
    currency.putCode(
        event.buffer(), event.offset() + CurrencyDeclaredEncoder.currencyEncodingOffset());
    event.exponent((short) currency.exponent());
    events.close(event);
  }

  /** Declares the currency with the code at this place. */
  Currency declare(DirectBuffer buffer, int codeOffset, int exponent) {
    Currency currency = new Currency(currencies.size(), buffer, codeOffset, exponent);
    currencies.add(currency);
    return currency;
  }

  private static int codeOffset(DeclareCurrencyDecoder command) {
    return command.offset() + DeclareCurrencyDecoder.currencyEncodingOffset();
  }

  private Reason check(OpenAccountDecoder command) {
    if (find(command.holder()) != null) {
      return Reason.ACCOUNT_EXISTS;
    }
    return accounts.size() - 1 < limits.accounts() ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  private void apply(OpenAccountDecoder command) {
    Account account = new Account(command.holder(), accounts.size());
    add(account);
    events.close(events.open(accountOpened, account).account(account.id));
  }

  private Reason check(SetCreditLimitDecoder command) {
    Account holder = find(command.holder());
    if (holder == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    Currency currency = findCurrency(command.buffer(), codeOffset(command));
    if (currency == null) {
      return Reason.UNKNOWN_CURRENCY;
    }
    Balance balance = holder.balance(currency);
    return balance == null || balance.posted() - balance.held() >= -command.creditLimit()
        ? Reason.ACCEPTED
        : Reason.CREDIT_LIMIT_TOO_LOW;
  }

  private void apply(SetCreditLimitDecoder command) {
    Account holder = account(command.holder());
    Currency currency = currency(command.buffer(), codeOffset(command));
    holder.openBalance(currency).creditLimit(command.creditLimit());
    CreditLimitSetEncoder event =
        events.open(creditLimitSet, holder).account(holder.id).creditLimit(command.creditLimit());
    currency.putCode(
        event.buffer(), event.offset() + CreditLimitSetEncoder.currencyEncodingOffset());
    events.close(event);
  }

  private static int codeOffset(SetCreditLimitDecoder command) {
    return command.offset() + SetCreditLimitDecoder.currencyEncodingOffset();
  }

  private void apply(SetSuspendedDecoder command) {
    Account holder = account(command.holder());
    holder.suspended(command.suspended() == Flag.YES);
    events.close(
        events.open(suspensionSet, holder).account(holder.id).suspended(command.suspended()));
  }

  private Reason check(TransferDecoder command) {
    if (command.debit() == command.credit()) {
      return Reason.SAME_ACCOUNT;
    }
    Account debit = find(command.debit());
    Account credit = find(command.credit());
    if (debit == null || credit == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    Currency currency = findCurrency(command.buffer(), codeOffset(command));
    if (currency == null) {
      return Reason.UNKNOWN_CURRENCY;
    }
    if (debit.available(currency) < command.amount()) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    return canPost(debit, currency, -command.amount())
            && canPost(credit, currency, command.amount())
        ? Reason.ACCEPTED
        : Reason.AMOUNT_OVERFLOW;
  }

  private void apply(TransferDecoder command) {
    Currency currency = currency(command.buffer(), codeOffset(command));
    pay(
        account(command.debit()).openBalance(currency),
        account(command.credit()).openBalance(currency),
        command.amount());
  }

  private static int codeOffset(TransferDecoder command) {
    return command.offset() + TransferDecoder.currencyEncodingOffset();
  }

  /** Tells whether the account's balance in a currency could take this change. */
  public static boolean canPost(Account account, Currency currency, long change) {
    Balance balance = account.balance(currency);
    return balance == null || balance.canPost(change);
  }

  /** Moves a posted amount, and writes the event of each side. */
  public void pay(Balance debit, Balance credit, long amount) {
    debit.pay(credit, amount);
    writeChange(debit, credit, -amount);
    writeChange(credit, debit, amount);
  }

  private void writeChange(Balance balance, Balance counterparty, long change) {
    BalanceChangedEncoder event =
        events
            .open(balanceChanged, balance.account())
            .account(balance.account().id)
            .counterparty(counterparty.account().id)
            .change(change)
            .posted(balance.posted())
            .held(balance.held());
    balance
        .currency()
        .putCode(event.buffer(), event.offset() + BalanceChangedEncoder.currencyEncodingOffset());
    events.close(event);
  }

  @Override
  public void save(StateWriter out) {
    new LedgerState(this, holds, medals.state()).save(out, accountsInOrder);
  }

  @Override
  public void load(StateReader in) {
    new LedgerState(this, holds, medals.state()).load(in);
  }
}
