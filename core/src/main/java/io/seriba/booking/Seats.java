package io.seriba.booking;

import io.seriba.sbe.BookingStatus;

/** Takes seats and gives them back; what comes free is offered to who waits. */
final class Seats {
  private final SlotTable slots;
  private final BookingTable bookings;
  private final Offers offers;
  private final BookingEvents events;

  Seats(SlotTable slots, BookingTable bookings, Offers offers, BookingEvents events) {
    this.slots = slots;
    this.bookings = bookings;
    this.offers = offers;
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
    slots.take(slot, -booking.seats);
    events.changed(slot);
    offers.offer(slot, now);
  }

  /** Ends a booking, and gives all of its seats back. */
  void end(Booking booking, BookingStatus status, long fee, long now) {
    bookings.end(booking, status);
    events.ended(booking, fee);
    for (int i = 0; i < booking.slotCount(); i++) {
      giveBack(booking, booking.slot(i), now);
    }
  }
}
