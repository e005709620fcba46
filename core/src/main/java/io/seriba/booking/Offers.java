package io.seriba.booking;

import io.seriba.sbe.BookingOrigin;
import io.seriba.sbe.NoShowPolicy;
import io.seriba.sbe.Reason;
import io.seriba.sbe.WaitEnd;

/**
 * Offers seats that come free to who waits, in the same step; so after every step no place fits
 * into the free seats of an open slot that hasn't started, and nobody can take seats past one that
 * does.
 *
 * <p>An offer is a hold, and the store's policies are asked as of any: whoever they refuse loses
 * the place, and the next one's turn comes.
 */
final class Offers {
  private final SlotTable slots;
  private final BookingTable bookings;
  private final Waitlists waitlists;
  private final Payments payments;
  private final BookingEvents events;
  private final SlotSet set = new SlotSet();

  Offers(
      SlotTable slots,
      BookingTable bookings,
      Waitlists waitlists,
      Payments payments,
      BookingEvents events) {
    this.slots = slots;
    this.bookings = bookings;
    this.waitlists = waitlists;
    this.payments = payments;
    this.events = events;
  }

  /** Offers what is free of a slot, as long as a place fits. */
  void offer(int slot, long now) {
    if (slots.waiting(slot) == 0 || slots.start(slot) <= now) {
      return;
    }
    Waiter waiter = waitlists.firstFor(slot, slots.free(slot));
    while (waiter != null) {
      offer(waiter, now);
      waiter = waitlists.firstFor(slot, slots.free(slot));
    }
  }

  private void offer(Waiter waiter, long now) {
    SlotTerms terms = slots.terms(waiter.slot);
    long price = terms.price * waiter.seats;
    boolean isHit = waiter.noShowsCount && terms.store.countsAgainst(waiter.guest(), now);
    if (mayHold(waiter, terms.store, isHit, price)) {
      waitlists.leave(waiter, WaitEnd.OFFERED);
      hold(waiter, terms.store, isHit, price, now);
    } else {
      waitlists.leave(waiter, WaitEnd.REFUSED);
      events.changed(waiter.slot);
    }
    waitlists.reuse(waiter);
  }

  private boolean mayHold(Waiter waiter, Store store, boolean isHit, long price) {
    Guest guest = waiter.guest();
    return !guest.account.isSuspended()
        && !(isHit && store.noShowPolicy == NoShowPolicy.REFUSE)
        && guest.checkOneMore(store, set.only(waiter.slot), slots) == Reason.ACCEPTED
        && (!isHit || Payments.canHold(guest.account, store, price));
  }

  private void hold(Waiter waiter, Store store, boolean isHit, long price, long now) {
    int slot = waiter.slot;
    long expiry = Math.min(now + store.waitlistTtl, slots.start(slot));
    Booking booking =
        bookings.begin(
            waiter.id, waiter.guest(), store, set.only(slot), BookingOrigin.OFFER, expiry);
    booking.holder = waiter.guest().account.id;
    booking.seats = waiter.seats;
    booking.price = price;
    events.held(booking);
    if (isHit) {
      payments.holdPrice(booking);
    }
    slots.take(slot, booking.seats);
    events.changed(slot);
  }
}
