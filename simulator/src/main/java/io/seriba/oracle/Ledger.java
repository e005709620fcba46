package io.seriba.oracle;

import static io.seriba.oracle.Emitted.Topic.NONE;
import static io.seriba.oracle.Emitted.Topic.account;
import static io.seriba.oracle.Event.field;
import static java.util.Objects.requireNonNull;

import io.seriba.sbe.HoldEnd;
import io.seriba.sbe.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** rules.md, section 1: accounts, their balances, holds. */
final class Ledger {
  /** The account that stands for everything outside. */
  static final long OUTSIDE = 0;

  static final long MAX_POSTED = 4_000_000_000_000_000_000L;
  static final int MAX_CURRENCIES = 64;

  /** An account's funds in one currency. */
  record Purse(long account, String currency) {}

  record Hold(long account, String currency, long amount, Timers.@Nullable Key expiry) {}

  final Map<Purse, Long> posted = new HashMap<>();
  final Map<Purse, Long> held = new HashMap<>();
  final Map<Purse, Long> creditLimits = new HashMap<>();
  final Set<Long> accounts = new TreeSet<>();
  final Set<Long> suspended = new HashSet<>();
  final Set<String> currencies = new TreeSet<>();

  /** The same in the order in which they were declared. */
  final List<String> declared = new ArrayList<>();

  final TreeMap<Long, Hold> holds = new TreeMap<>();

  private final PlantedBug bug;
  private final Emitted emitted;
  private final Timers timers;

  Ledger(PlantedBug bug, Emitted emitted, Timers timers) {
    this.bug = bug;
    this.emitted = emitted;
    this.timers = timers;
  }

  Reason declareCurrency(Cmd.DeclareCurrency c) {
    if (currencies.contains(c.currency()) || c.currency().matches("MEDAL_(PAID|FREE)")) {
      return Reason.CURRENCY_EXISTS;
    }
    if (currencies.size() >= MAX_CURRENCIES) {
      return Reason.CAPACITY_EXCEEDED;
    }
    currencies.add(c.currency());
    declared.add(c.currency());
    emitted.event(
        NONE, "CurrencyDeclared", field("currency", c.currency()), field("exponent", c.exponent()));
    return Reason.ACCEPTED;
  }

  Reason openAccount(Cmd.OpenAccount c, int limit) {
    if (isOpen(c.holder())) {
      return Reason.ACCOUNT_EXISTS;
    }
    if (accounts.size() >= limit) {
      return Reason.CAPACITY_EXCEEDED;
    }
    accounts.add(c.holder());
    emitted.event(account(c.holder()), "AccountOpened", field("account", c.holder()));
    return Reason.ACCEPTED;
  }

  Reason setCreditLimit(Cmd.SetCreditLimit c) {
    if (!isOpen(c.holder())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (!currencies.contains(c.currency())) {
      return Reason.UNKNOWN_CURRENCY;
    }
    Purse purse = new Purse(c.holder(), c.currency());
    if (of(posted, purse) - of(held, purse) < -c.creditLimit()) {
      return Reason.CREDIT_LIMIT_TOO_LOW;
    }
    creditLimits.put(purse, c.creditLimit());
    emitted.event(
        account(c.holder()),
        "CreditLimitSet",
        field("account", c.holder()),
        field("creditLimit", c.creditLimit()),
        field("currency", c.currency()));
    return Reason.ACCEPTED;
  }

  Reason setSuspended(Cmd.SetSuspended c) {
    if (!isOpen(c.holder())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (c.suspended() == 1) {
      suspended.add(c.holder());
    } else {
      suspended.remove(c.holder());
    }
    emitted.event(
        account(c.holder()),
        "SuspensionSet",
        field("account", c.holder()),
        field("suspended", c.suspended() == 1 ? "YES" : "NO"));
    return Reason.ACCEPTED;
  }

  Reason transfer(Cmd.Transfer c) {
    if (c.debit() == c.credit()) {
      return Reason.SAME_ACCOUNT;
    }
    if (!isOpen(c.debit()) || !isOpen(c.credit())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    boolean covered = covers(c.debit(), c.currency(), c.amount());
    if (bug == PlantedBug.CHECKS_SWAPPED && !covered) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    if (!currencies.contains(c.currency())) {
      return Reason.UNKNOWN_CURRENCY;
    }
    if (!covered) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    if (overflows(c.debit(), c.credit(), c.currency(), c.amount())) {
      return Reason.AMOUNT_OVERFLOW;
    }
    move(c.debit(), c.credit(), c.currency(), c.amount());
    return Reason.ACCEPTED;
  }

  Reason placeHold(Cmd.PlaceHold c, int limit) {
    if (!isOpen(c.holder())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (!currencies.contains(c.currency())) {
      return Reason.UNKNOWN_CURRENCY;
    }
    if (c.expiry() != 0 && c.expiry() <= emitted.now()) {
      return Reason.HOLD_EXPIRED;
    }
    if (!covers(c.holder(), c.currency(), c.amount())) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    if (holds.size() >= limit) {
      return Reason.CAPACITY_EXCEEDED;
    }
    long id = emitted.sequence();
    Timers.Key expiry = c.expiry() == 0 ? null : timers.set(c.expiry(), at -> expire(id, at));
    hold(c.holder(), c.currency(), c.amount());
    holds.put(id, new Hold(c.holder(), c.currency(), c.amount(), expiry));
    emitted.event(
        account(c.holder()),
        "HoldPlaced",
        field("account", c.holder()),
        field("hold", id),
        field("amount", c.amount()),
        field("expiry", c.expiry()),
        field("currency", c.currency()));
    return Reason.ACCEPTED;
  }

  Reason captureHold(Cmd.CaptureHold c) {
    Hold hold = holds.get(c.hold());
    if (hold == null) {
      return Reason.UNKNOWN_HOLD;
    }
    if (!isOpen(c.credit())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (c.credit() == hold.account()) {
      return Reason.SAME_ACCOUNT;
    }
    if (c.amount() > hold.amount()) {
      return Reason.EXCEEDS_HOLD;
    }
    if (overflows(hold.account(), c.credit(), hold.currency(), c.amount())) {
      return Reason.AMOUNT_OVERFLOW;
    }
    holds.remove(c.hold());
    timers.remove(hold.expiry());
    boolean keepRest = bug == PlantedBug.CAPTURE_KEEPS_THE_REST;
    unhold(hold.account(), hold.currency(), keepRest ? c.amount() : hold.amount());
    emitted.event(
        account(hold.account()),
        "HoldCaptured",
        field("account", hold.account()),
        field("hold", c.hold()),
        field("amount", c.amount()),
        field("released", hold.amount() - c.amount()),
        field("credit", c.credit()));
    move(hold.account(), c.credit(), hold.currency(), c.amount());
    return Reason.ACCEPTED;
  }

  Reason releaseHold(Cmd.ReleaseHold c) {
    Hold hold = holds.get(c.hold());
    if (hold == null) {
      return Reason.UNKNOWN_HOLD;
    }
    timers.remove(hold.expiry());
    release(c.hold(), hold, HoldEnd.BY_COMMAND);
    if (bug == PlantedBug.HOLD_RELEASED_TWICE) {
      release(c.hold(), hold, HoldEnd.BY_COMMAND);
    }
    return Reason.ACCEPTED;
  }

  private void expire(long id, long deadline) {
    emitted.time(deadline);
    release(id, requireNonNull(holds.get(id)), HoldEnd.EXPIRED);
  }

  private void release(long id, Hold hold, HoldEnd cause) {
    holds.remove(id);
    unhold(hold.account(), hold.currency(), hold.amount());
    emitted.event(
        account(hold.account()),
        "HoldReleased",
        field("account", hold.account()),
        field("hold", id),
        field("amount", hold.amount()),
        field("cause", cause.name()));
  }

  boolean isOpen(long account) {
    return account == OUTSIDE || accounts.contains(account);
  }

  /** Returns what an account can still spend or promise: available funds and unused credit. */
  long room(long account, String currency) {
    Purse purse = new Purse(account, currency);
    return of(posted, purse) - of(held, purse) + of(creditLimits, purse);
  }

  private boolean covers(long account, String currency, long amount) {
    long room = room(account, currency);
    return account == OUTSIDE
        || amount < room
        || (amount == room && bug != PlantedBug.CREDIT_LIMIT_NOT_USED_UP);
  }

  boolean overflows(long debit, long credit, String currency, long amount) {
    return of(posted, new Purse(debit, currency)) - amount < -MAX_POSTED
        || of(posted, new Purse(credit, currency)) + amount > MAX_POSTED;
  }

  void hold(long account, String currency, long amount) {
    held.merge(new Purse(account, currency), amount, Math::addExact);
  }

  void unhold(long account, String currency, long amount) {
    hold(account, currency, -amount);
  }

  /** Moves a posted amount; one event for each side. */
  void move(long debit, long credit, String currency, long amount) {
    balanceChanged(debit, credit, currency, -amount);
    balanceChanged(credit, debit, currency, amount);
  }

  private void balanceChanged(long account, long counterparty, String currency, long change) {
    Purse purse = new Purse(account, currency);
    posted.merge(purse, change, Math::addExact);
    emitted.event(
        account(account),
        "BalanceChanged",
        field("account", account),
        field("counterparty", counterparty),
        field("change", change),
        field("posted", of(posted, purse)),
        field("held", of(held, purse)),
        field("currency", currency));
  }

  static long of(Map<Purse, Long> amounts, Purse purse) {
    return amounts.getOrDefault(purse, 0L);
  }
}
