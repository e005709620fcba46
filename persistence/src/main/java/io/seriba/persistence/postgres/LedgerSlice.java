package io.seriba.persistence.postgres;

import static io.seriba.persistence.postgres.ColumnType.BIGINT;
import static io.seriba.persistence.postgres.ColumnType.BOOLEAN;
import static io.seriba.persistence.postgres.ColumnType.INTEGER;
import static io.seriba.persistence.postgres.ColumnType.TEXT;
import static io.seriba.persistence.postgres.ColumnType.TIME;

import io.seriba.persistence.postgres.PatchTable.Column;
import io.seriba.sbe.AccountOpenedDecoder;
import io.seriba.sbe.BalanceChangedDecoder;
import io.seriba.sbe.CreditLimitSetDecoder;
import io.seriba.sbe.CurrencyDeclaredDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.HoldCapturedDecoder;
import io.seriba.sbe.HoldEnd;
import io.seriba.sbe.HoldPlacedDecoder;
import io.seriba.sbe.HoldReleasedDecoder;
import io.seriba.sbe.SpendLimitSetDecoder;
import io.seriba.sbe.SuspensionSetDecoder;
import java.util.List;

/** Currencies, accounts, balances, entries and holds. */
final class LedgerSlice implements Slice {
  private final AppendTable currencies =
      new AppendTable("currencies", "currency", "exponent", "declared_at");
  private final AppendTable entries =
      new AppendTable(
          "ledger_entries",
          "sequence",
          "index",
          "at",
          "account",
          "counterparty",
          "currency",
          "change",
          "posted",
          "cause",
          "reference");

  final PatchTable accounts = PatchTable.of("accounts");
  private final Column openedAt;
  private final Column suspended;
  private final Column medalsFree;
  private final Column medalsPaid;
  private final Column monthlySpend;
  private final Column spendUtcOffset;
  private final Column changedAt;

  private final PatchTable holds = PatchTable.of("holds");
  private final Column holdAccount;
  private final Column holdCurrency;
  private final Column holdAmount;
  private final Column expiresAt;
  private final Column placedAt;
  private final Column holdStatus;
  private final Column captured;
  private final Column paidTo;
  private final Column endedAt;

  private final Balances balances;
  private String cause = "TRANSFER";
  private long reference;

  private final CurrencyDeclaredDecoder currencyDeclared = new CurrencyDeclaredDecoder();
  private final AccountOpenedDecoder accountOpened = new AccountOpenedDecoder();
  private final CreditLimitSetDecoder creditLimitSet = new CreditLimitSetDecoder();
  private final SuspensionSetDecoder suspensionSet = new SuspensionSetDecoder();
  private final BalanceChangedDecoder balanceChanged = new BalanceChangedDecoder();
  private final HoldPlacedDecoder holdPlaced = new HoldPlacedDecoder();
  private final HoldCapturedDecoder holdCaptured = new HoldCapturedDecoder();
  private final HoldReleasedDecoder holdReleased = new HoldReleasedDecoder();

  LedgerSlice(Balances balances) {
    this.balances = balances;
    accounts.key("account", BIGINT);
    openedAt = accounts.set("opened_at", TIME);
    suspended = accounts.set("suspended", BOOLEAN);
    medalsFree = accounts.set("medals_free", BIGINT);
    medalsPaid = accounts.set("medals_paid", BIGINT);
    monthlySpend = accounts.clearable("monthly_spend", BIGINT);
    spendUtcOffset = accounts.set("spend_utc_offset", INTEGER);
    changedAt = accounts.set("changed_at", TIME);
    holds.key("hold", BIGINT);
    holdAccount = holds.set("account", BIGINT);
    holdCurrency = holds.set("currency", TEXT);
    holdAmount = holds.set("amount", BIGINT);
    expiresAt = holds.clearable("expires_at", TIME);
    placedAt = holds.set("placed_at", TIME);
    holdStatus = holds.set("status", TEXT);
    captured = holds.set("captured", BIGINT);
    paidTo = holds.set("paid_to", BIGINT);
    endedAt = holds.set("ended_at", TIME);
  }

  @Override
  public List<Table> tables() {
    return List.of(currencies, accounts, balances.table, entries, holds);
  }

  /** Says why the balances change whose events follow. */
  void cause(String why, long about) {
    cause = why;
    reference = about;
  }

  /** The command itself begins: what timers caused is done. */
  void outcome() {
    cause("TRANSFER", 0);
  }

  @Override
  public boolean event(Current current) {
    switch (current.eventId()) {
      case CurrencyDeclaredDecoder.TEMPLATE_ID -> {
        CurrencyDeclaredDecoder event = current.readEvent(currencyDeclared);
        currencies.row().ascii(event.currency()).smallint(event.exponent()).time(current.at());
      }
      case AccountOpenedDecoder.TEMPLATE_ID -> opened(current.readEvent(accountOpened), current);
      case SuspensionSetDecoder.TEMPLATE_ID -> {
        SuspensionSetDecoder event = current.readEvent(suspensionSet);
        accounts
            .row(event.account())
            .set(suspended, event.suspended() == Flag.YES)
            .set(changedAt, current.at());
      }
      case CreditLimitSetDecoder.TEMPLATE_ID -> {
        CreditLimitSetDecoder event = current.readEvent(creditLimitSet);
        balances.limited(event.account(), event.currency(), event.creditLimit(), current.at());
      }
      case BalanceChangedDecoder.TEMPLATE_ID -> changed(current.readEvent(balanceChanged), current);
      case HoldPlacedDecoder.TEMPLATE_ID -> placed(current.readEvent(holdPlaced), current.at());
      case HoldCapturedDecoder.TEMPLATE_ID ->
          captured(current.readEvent(holdCaptured), current.at());
      case HoldReleasedDecoder.TEMPLATE_ID ->
          released(current.readEvent(holdReleased), current.at());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void opened(AccountOpenedDecoder event, Current current) {
    accounts
        .fresh(event.account())
        .set(openedAt, current.at())
        .set(suspended, false)
        .set(medalsFree, 0)
        .set(medalsPaid, 0)
        .set(changedAt, current.at());
  }

  private void changed(BalanceChangedDecoder event, Current current) {
    String currency = event.currency();
    balances.changed(event.account(), currency, event.posted(), event.held(), current.at());
    entries
        .row()
        .bigint(current.sequence())
        .integer(current.index())
        .time(current.at())
        .bigint(event.account())
        .bigint(event.counterparty())
        .ascii(currency)
        .bigint(event.change())
        .bigint(event.posted())
        .ascii(cause)
        .bigintOrNone(reference);
  }

  private void placed(HoldPlacedDecoder event, long at) {
    String currency = event.currency();
    holds
        .fresh(event.hold())
        .set(holdAccount, event.account())
        .set(holdCurrency, currency)
        .set(holdAmount, event.amount())
        .set(expiresAt, event.expiry())
        .set(placedAt, at)
        .set(holdStatus, "OPEN");
    balances.holdBegun(event.hold(), currency);
    balances.heldForHold(event.account(), event.hold(), event.amount(), at);
  }

  private void captured(HoldCapturedDecoder event, long at) {
    holds
        .row(event.hold())
        .set(holdStatus, "CAPTURED")
        .set(captured, event.amount())
        .set(paidTo, event.credit())
        .set(endedAt, at);
    long amount = event.amount() + event.released();
    balances.heldForHold(event.account(), event.hold(), -amount, at);
    balances.holdEnded(event.hold());
    cause("HOLD_CAPTURED", event.hold());
  }

  private void released(HoldReleasedDecoder event, long at) {
    holds
        .row(event.hold())
        .set(holdStatus, event.cause() == HoldEnd.EXPIRED ? "EXPIRED" : "RELEASED")
        .set(endedAt, at);
    balances.heldForHold(event.account(), event.hold(), -event.amount(), at);
    balances.holdEnded(event.hold());
  }

  void medals(long account, long free, long paid, long at) {
    accounts.row(account).set(medalsFree, free).set(medalsPaid, paid).set(changedAt, at);
  }

  void spendLimit(SpendLimitSetDecoder event, long at) {
    accounts
        .row(event.account())
        .set(monthlySpend, event.monthlySpend())
        .set(spendUtcOffset, event.utcOffset())
        .set(changedAt, at);
  }
}
