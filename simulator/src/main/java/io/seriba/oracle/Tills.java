package io.seriba.oracle;

import static io.seriba.oracle.Emitted.Topic.account;
import static io.seriba.oracle.Event.field;

import io.seriba.oracle.Shop.Booking;
import io.seriba.sbe.Reason;

/** rules.md, section 3: what bookings hold, pay, and give back. */
final class Tills {
  private final PlantedBug bug;
  private final Emitted emitted;
  private final Ledger ledger;

  Tills(PlantedBug bug, Emitted emitted, Ledger ledger) {
    this.bug = bug;
    this.emitted = emitted;
    this.ledger = ledger;
  }

  /** Returns whether an account's funds cover an amount that may be nothing. */
  boolean covers(long account, Shop.Store store, long amount) {
    return amount <= 0 || ledger.room(account, store.c().currency()) >= amount;
  }

  private Reason payable(long debit, long credit, Shop.Store store, long amount) {
    return amount > 0 && ledger.overflows(debit, credit, store.c().currency(), amount)
        ? Reason.AMOUNT_OVERFLOW
        : Reason.ACCEPTED;
  }

  private Reason refundable(Booking booking, long amount) {
    long payee = booking.store().c().payee();
    if (!covers(payee, booking.store(), amount)) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    return payable(payee, booking.guest, booking.store(), amount);
  }

  Reason canPledge(Booking booking) {
    if (!covers(booking.guest, booking.store(), missing(booking))) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    return booking.store().paidAtPledge()
        ? payable(booking.guest, booking.store().c().payee(), booking.store(), booking.price)
        : Reason.ACCEPTED;
  }

  private long missing(Booking booking) {
    return bug == PlantedBug.PREPAID_HELD_AGAIN ? booking.price : booking.price - booking.held;
  }

  void pledge(Booking booking) {
    if (booking.store().paidAtPledge()) {
      pay(booking, booking.price);
    } else {
      hold(booking, missing(booking));
    }
  }

  Reason canSettle(Booking booking, long kept) {
    return booking.store().paidAtPledge()
        ? refundable(booking, booking.price - kept)
        : payable(booking.guest, booking.store().c().payee(), booking.store(), kept);
  }

  void settle(Booking booking, long kept) {
    if (booking.store().paidAtPledge()) {
      refund(booking, booking.price - kept);
    } else {
      release(booking, booking.held - kept);
      pay(booking, kept);
    }
  }

  Reason canReprice(Booking booking, long price) {
    long more = price - booking.price;
    if (!covers(booking.guest, booking.store(), more)) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    if (!booking.store().paidAtPledge()) {
      return Reason.ACCEPTED;
    }
    return more > 0
        ? payable(booking.guest, booking.store().c().payee(), booking.store(), more)
        : refundable(booking, -more);
  }

  void reprice(Booking booking, long price) {
    long more = price - booking.price;
    booking.price = price;
    if (booking.store().paidAtPledge()) {
      pay(booking, more);
      refund(booking, -more);
    } else {
      hold(booking, more);
      release(booking, -more);
    }
  }

  void hold(Booking booking, long amount) {
    if (amount > 0) {
      ledger.hold(booking.guest, booking.store().c().currency(), amount);
      booking.held += amount;
      held(booking, "PriceHeld", amount);
    }
  }

  void release(Booking booking, long amount) {
    if (amount > 0) {
      ledger.unhold(booking.guest, booking.store().c().currency(), amount);
      booking.held -= amount;
      held(booking, "PriceReleased", amount);
    }
  }

  private void held(Booking booking, String name, long change) {
    emitted.event(
        account(booking.guest),
        name,
        field("account", booking.guest),
        field("booking", booking.id),
        field("change", change),
        field("held", booking.held));
  }

  /** Pays what is held, if anything is, else what is there. */
  private void pay(Booking booking, long amount) {
    if (amount > 0) {
      String currency = booking.store().c().currency();
      ledger.unhold(booking.guest, currency, booking.held);
      booking.held = 0;
      moved(booking, "PricePaid", amount);
      ledger.move(booking.guest, booking.store().c().payee(), currency, amount);
    }
  }

  private void refund(Booking booking, long amount) {
    if (amount > 0) {
      moved(booking, "PriceRefunded", amount);
      ledger.move(
          booking.store().c().payee(), booking.guest, booking.store().c().currency(), amount);
    }
  }

  private void moved(Booking booking, String name, long amount) {
    emitted.event(
        account(booking.guest),
        name,
        field("account", booking.guest),
        field("booking", booking.id),
        field("amount", amount));
  }
}
