package io.seriba.booking;

import io.seriba.sbe.BookingOrigin;
import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.WaitEnd;

/**
 * Takes seats and gives them back. Seats that come free go to the waitlist in the same step; so
 * after every step no place fits into the free seats of an open slot that hasn't started, and
 * nobody can take seats past one that does.
 */
final class Seats {
  private final SlotTable slots;
  private final BookingTable bookings;
  private final Waitlists waitlists;
  private final BookingEvents events;
  private final SlotSet offered = new SlotSet();

  Seats(SlotTable slots, BookingTable bookings, Waitlists waitlists, BookingEvents events) {
    this.slots = slots;
    this.bookings = bookings;
    this.waitlists = waitlists;
    this.events = events;
  }

  /** Tells whether each of the slots has so many seats left, besides those of a booking. */
  boolean areFree(SlotSet set, int seats) {
    for (int i = 0; i < set.size(); i++) {
      if (slots.free(set.slot(i)) < seats) {
        return false;
      }
    }
    return true;
  }

  /** Takes a booking's seats in one slot. */
  void take(Booking booking, int slot) {
    slots.take(slot, booking.seats);
    events.changed(slot);
  }

  /** Takes a new booking's seats. */
  void takeAll(Booking booking) {
    for (int i = 0; i < booking.slotCount(); i++) {
      take(booking, booking.slot(i));
    }
  }

  /** Gives a booking's seats in one slot back, and offers them to who waits. */
  void giveBack(Booking booking, int slot, long now) {
    giveBack(slot, booking.seats, now);
  }

  private void giveBack(int slot, int seats, long now) {
    slots.take(slot, -seats);
    events.changed(slot);
    if (slots.waiting(slot) != 0 && slots.start(slot) > now) {
      offer(slot, now);
    }
  }

  /** Ends a booking, and gives all of its seats back. */
  void end(Booking booking, BookingStatus status, long fee, long now) {
    bookings.end(booking, status);
    events.ended(booking, fee);
    for (int i = 0; i < booking.slotCount(); i++) {
      giveBack(booking, booking.slot(i), now);
    }
  }

  private void offer(int slot, long now) {
    Waiter waiter = waitlists.firstFor(slot, slots.free(slot));
    while (waiter != null) {
      waitlists.leave(waiter, WaitEnd.OFFERED);
      SlotTerms terms = slots.terms(slot);
      long expiry = Math.min(now + terms.store.waitlistTtl, slots.start(slot));
      Booking booking =
          bookings.begin(
              waiter.id,
              waiter.guest(),
              terms.store,
              offered.only(slot),
              BookingOrigin.OFFER,
              expiry);
      booking.holder = waiter.guest().account.id;
      booking.seats = waiter.seats;
      booking.price = terms.price * waiter.seats;
      waitlists.reuse(waiter);
      events.held(booking);
      take(booking, slot);
      waiter = waitlists.firstFor(slot, slots.free(slot));
    }
  }
}
