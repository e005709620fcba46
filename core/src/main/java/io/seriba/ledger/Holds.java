package io.seriba.ledger;

import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.sbe.CaptureHoldDecoder;
import io.seriba.sbe.HoldCapturedEncoder;
import io.seriba.sbe.HoldEnd;
import io.seriba.sbe.HoldPlacedEncoder;
import io.seriba.sbe.HoldReleasedEncoder;
import io.seriba.sbe.PlaceHoldDecoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.ReleaseHoldDecoder;
import io.seriba.sbe.snapshot.StateHoldDecoder;
import io.seriba.sbe.snapshot.StateHoldEncoder;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import org.agrona.collections.Long2ObjectHashMap;

/** Promised amounts: each is captured, released or expires, exactly once. */
final class Holds {
  private final Ledger ledger;
  private final EventWriter events;
  private final Timers timers;
  private final Long2ObjectHashMap<Hold> holds = new Long2ObjectHashMap<>();
  private final ArrayDeque<Hold> unusedHolds = new ArrayDeque<>();
  private Limits limits = Limits.DEFAULT;

  private final HoldPlacedEncoder holdPlaced = new HoldPlacedEncoder();
  private final HoldCapturedEncoder holdCaptured = new HoldCapturedEncoder();
  private final HoldReleasedEncoder holdReleased = new HoldReleasedEncoder();

  Holds(Ledger ledger, EventWriter events, Timers timers) {
    this.ledger = ledger;
    this.events = events;
    this.timers = timers;
  }

  void configure(Limits newLimits) {
    limits = newLimits;
  }

  Reason check(PlaceHoldDecoder command, long now) {
    Account holder = ledger.find(command.holder());
    if (holder == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    Currency currency = ledger.findCurrency(command.buffer(), codeOffset(command));
    if (currency == null) {
      return Reason.UNKNOWN_CURRENCY;
    }
    if (expires(command) && command.expiry() <= now) {
      return Reason.HOLD_EXPIRED;
    }
    if (holder.available(currency) < command.amount()) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    return holds.size() < limits.holds() ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  void apply(PlaceHoldDecoder command, long id) {
    Account holder = ledger.account(command.holder());
    Currency currency = ledger.currency(command.buffer(), codeOffset(command));
    Balance balance = holder.openBalance(currency);
    balance.hold(command.amount());
    Hold hold = unusedHolds.isEmpty() ? new Hold() : unusedHolds.pop();
    hold.place(id, balance, command.amount());
    holds.put(id, hold);
    if (expires(command)) {
      timers.set(hold.expiry, TimerKind.HOLD_EXPIRY, id, command.expiry());
    }
    HoldPlacedEncoder event =
        events
            .open(holdPlaced, holder)
            .account(holder.id)
            .hold(id)
            .amount(command.amount())
            .expiry(command.expiry());
    currency.putCode(event.buffer(), event.offset() + HoldPlacedEncoder.currencyEncodingOffset());
    events.close(event);
  }

  private static boolean expires(PlaceHoldDecoder command) {
    return command.expiry() != PlaceHoldDecoder.expiryNullValue();
  }

  private static int codeOffset(PlaceHoldDecoder command) {
    return command.offset() + PlaceHoldDecoder.currencyEncodingOffset();
  }

  Reason check(CaptureHoldDecoder command) {
    Hold hold = holds.get(command.hold());
    if (hold == null) {
      return Reason.UNKNOWN_HOLD;
    }
    Account credit = ledger.find(command.credit());
    if (credit == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (credit == hold.balance().account()) {
      return Reason.SAME_ACCOUNT;
    }
    if (command.amount() > hold.amount()) {
      return Reason.EXCEEDS_HOLD;
    }
    return hold.balance().canPost(-command.amount())
            && Ledger.canPost(credit, hold.balance().currency(), command.amount())
        ? Reason.ACCEPTED
        : Reason.AMOUNT_OVERFLOW;
  }

  void apply(CaptureHoldDecoder command) {
    Hold hold = hold(command.hold());
    Balance debit = hold.balance();
    Balance credit = ledger.account(command.credit()).openBalance(debit.currency());
    debit.release(hold.amount());
    events.close(
        events
            .open(holdCaptured, debit.account())
            .account(debit.account().id)
            .hold(hold.id())
            .amount(command.amount())
            .released(hold.amount() - command.amount())
            .credit(credit.account().id));
    ledger.pay(debit, credit, command.amount());
    remove(hold);
  }

  Reason check(ReleaseHoldDecoder command) {
    return holds.containsKey(command.hold()) ? Reason.ACCEPTED : Reason.UNKNOWN_HOLD;
  }

  void apply(ReleaseHoldDecoder command) {
    release(hold(command.hold()), HoldEnd.BY_COMMAND);
  }

  /** Releases a hold whose time ran out. */
  void expire(long id) {
    release(hold(id), HoldEnd.EXPIRED);
  }

  private void release(Hold hold, HoldEnd cause) {
    Account holder = hold.balance().account();
    hold.balance().release(hold.amount());
    events.close(
        events
            .open(holdReleased, holder)
            .account(holder.id)
            .hold(hold.id())
            .amount(hold.amount())
            .cause(cause));
    remove(hold);
  }

  /** Writes all holds, by id. */
  void save(StateWriter out) {
    Hold[] inOrder = holds.values().toArray(new Hold[0]);
    Arrays.sort(inOrder, Comparator.comparingLong(Hold::id));
    StateHoldEncoder encoder = new StateHoldEncoder();
    for (Hold hold : inOrder) {
      StateHoldEncoder record =
          out.open(encoder)
              .hold(hold.id())
              .amount(hold.amount())
              .account(hold.balance().account().number())
              .currency((short) hold.balance().currency().number());
      hold.expiry.save(record.expiry());
      out.close(record);
    }
  }

  void load(StateReader in, StateHoldDecoder record) {
    long id = record.hold();
    Currency currency = ledger.currencyByNumber(record.currency());
    Balance balance = ledger.accountByNumber(record.account()).balance(currency);
    if (balance == null || record.amount() > balance.held() || holds.containsKey(id)) {
      throw in.bad(
          "holds %d that no balance has held, or is hold %d again".formatted(record.amount(), id));
    }
    Hold hold = new Hold();
    hold.place(id, balance, record.amount());
    holds.put(id, hold);
    timers.load(hold.expiry, TimerKind.HOLD_EXPIRY, id, record.expiry());
  }

  private Hold hold(long id) {
    Hold hold = holds.get(id);
    assert hold != null : id;
    return hold;
  }

  private void remove(Hold hold) {
    timers.cancel(hold.expiry);
    holds.remove(hold.id());
    unusedHolds.push(hold);
  }
}
