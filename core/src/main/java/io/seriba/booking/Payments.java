package io.seriba.booking;

import io.seriba.engine.EventWriter;
import io.seriba.ledger.Account;
import io.seriba.ledger.Balance;
import io.seriba.ledger.Currency;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.Payment;
import io.seriba.sbe.PriceHeldEncoder;
import io.seriba.sbe.PricePaidEncoder;
import io.seriba.sbe.PriceRefundedEncoder;
import io.seriba.sbe.PriceReleasedEncoder;
import io.seriba.sbe.Reason;

/**
 * What bookings hold of their guests' funds, pay to their stores, and get back; each in the same
 * step as what it is for.
 *
 * <p>A confirmed booking has its whole price held (at completion) or paid (at pledge).
 */
final class Payments {
  private final Ledger ledger;
  private final EventWriter events;
  private final PriceHeldEncoder priceHeld = new PriceHeldEncoder();
  private final PriceReleasedEncoder priceReleased = new PriceReleasedEncoder();
  private final PricePaidEncoder pricePaid = new PricePaidEncoder();
  private final PriceRefundedEncoder priceRefunded = new PriceRefundedEncoder();

  Payments(Ledger ledger, EventWriter events) {
    this.ledger = ledger;
    this.events = events;
  }

  /** Tells whether a guest's funds cover a price. */
  static boolean canHold(Account guest, Store store, long price) {
    return price == 0 || guest.available(store.currency) >= price;
  }

  /** Holds the whole price. */
  void holdPrice(Booking booking) {
    hold(booking, booking.price - booking.held);
  }

  Reason checkPledge(Booking booking) {
    long missing = booking.price - booking.held;
    if (!canHold(booking.guest().account, booking.store(), missing)) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    return booking.store().payment == Payment.AT_COMPLETION
        ? Reason.ACCEPTED
        : checkPay(booking, booking.price);
  }

  /** Holds or pays the price, as the store wants it. */
  void pledge(Booking booking) {
    if (booking.store().payment == Payment.AT_COMPLETION) {
      holdPrice(booking);
    } else {
      pay(booking, booking.price);
    }
  }

  /** Checks that a confirmed booking can end for a part of its price. */
  Reason checkSettle(Booking booking, long kept) {
    return booking.store().payment == Payment.AT_COMPLETION
        ? checkPay(booking, kept)
        : checkRefund(booking, booking.price - kept);
  }

  /** The store keeps a part of a confirmed booking's price; the rest is the guest's again. */
  void settle(Booking booking, long kept) {
    if (booking.store().payment == Payment.AT_COMPLETION) {
      release(booking, booking.held - kept);
      pay(booking, kept);
    } else {
      refund(booking, booking.price - kept);
    }
  }

  Reason checkReprice(Booking booking, long price) {
    long more = price - booking.price;
    if (more > 0) {
      if (!canHold(booking.guest().account, booking.store(), more)) {
        return Reason.INSUFFICIENT_FUNDS;
      }
      return booking.store().payment == Payment.AT_COMPLETION
          ? Reason.ACCEPTED
          : checkPay(booking, more);
    }
    return booking.store().payment == Payment.AT_COMPLETION
        ? Reason.ACCEPTED
        : checkRefund(booking, -more);
  }

  /**
   * Gives a confirmed booking another price: the difference is held, paid, released or refunded.
   */
  void reprice(Booking booking, long price) {
    long more = price - booking.price;
    booking.price = price;
    if (booking.store().payment == Payment.AT_COMPLETION) {
      hold(booking, more);
      release(booking, -more);
    } else {
      pay(booking, more);
      refund(booking, -more);
    }
  }

  private Reason checkPay(Booking booking, long amount) {
    Store store = booking.store();
    return amount == 0 || canMove(booking.guest().account, store.payee, store.currency, amount)
        ? Reason.ACCEPTED
        : Reason.AMOUNT_OVERFLOW;
  }

  private Reason checkRefund(Booking booking, long amount) {
    Store store = booking.store();
    if (amount == 0) {
      return Reason.ACCEPTED;
    }
    if (store.payee.available(store.currency) < amount) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    return canMove(store.payee, booking.guest().account, store.currency, amount)
        ? Reason.ACCEPTED
        : Reason.AMOUNT_OVERFLOW;
  }

  private static boolean canMove(Account debit, Account credit, Currency currency, long amount) {
    return Ledger.canPost(debit, currency, -amount) && Ledger.canPost(credit, currency, amount);
  }

  private void hold(Booking booking, long amount) {
    if (amount <= 0) {
      return;
    }
    Account guest = booking.guest().account;
    guest.openBalance(booking.store().currency).hold(amount);
    booking.held += amount;
    events.close(
        events
            .open(priceHeld, guest)
            .account(guest.id)
            .booking(booking.id)
            .change(amount)
            .held(booking.held));
  }

  /** Gives back all that is held. */
  void release(Booking booking) {
    release(booking, booking.held);
  }

  private void release(Booking booking, long amount) {
    if (amount <= 0) {
      return;
    }
    Account guest = booking.guest().account;
    guest.openBalance(booking.store().currency).release(amount);
    booking.held -= amount;
    events.close(
        events
            .open(priceReleased, guest)
            .account(guest.id)
            .booking(booking.id)
            .change(amount)
            .held(booking.held));
  }

  /** Pays out of what is held, or, where nothing is, out of what is there. */
  private void pay(Booking booking, long amount) {
    if (amount <= 0) {
      return;
    }
    Account guest = booking.guest().account;
    Balance balance = guest.openBalance(booking.store().currency);
    if (booking.held > 0) {
      assert booking.held == amount;
      balance.release(amount);
      booking.held = 0;
    }
    events.close(
        events.open(pricePaid, guest).account(guest.id).booking(booking.id).amount(amount));
    ledger.pay(balance, payee(booking), amount);
  }

  private void refund(Booking booking, long amount) {
    if (amount <= 0) {
      return;
    }
    Account guest = booking.guest().account;
    events.close(
        events.open(priceRefunded, guest).account(guest.id).booking(booking.id).amount(amount));
    ledger.pay(payee(booking), guest.openBalance(booking.store().currency), amount);
  }

  private static Balance payee(Booking booking) {
    return booking.store().payee.openBalance(booking.store().currency);
  }
}
