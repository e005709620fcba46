package io.seriba.booking;

import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.Reason;
import io.seriba.sbe.RescheduleBookingDecoder;

/** Moves a confirmed booking to other slots: all of it in one step, or nothing. */
final class Rescheduling {
  private final SlotTable slots;
  private final BookingTable bookings;
  private final Seats seats;
  private final Payments payments;
  private final BookingEvents events;

  /** The slots that the booking leaves. */
  private final SlotSet former = new SlotSet();

  /** The slots that the last check found, for the apply that follows it. */
  private final SlotSet set = new SlotSet();

  Rescheduling(
      SlotTable slots,
      BookingTable bookings,
      Seats seats,
      Payments payments,
      BookingEvents events) {
    this.slots = slots;
    this.bookings = bookings;
    this.seats = seats;
    this.payments = payments;
    this.events = events;
  }

  Reason check(RescheduleBookingDecoder command, long now) {
    Reason reason =
        bookings.checkOwn(command.booking(), command.account(), BookingStatus.CONFIRMED);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    Booking booking = bookings.checked();
    if (booking.cancelDeadline(slots) <= now) {
      return Reason.CANCEL_DEADLINE_PASSED;
    }
    set.clear();
    RescheduleBookingDecoder.SlotsDecoder rows = command.slots();
    while (rows.hasNext()) {
      set.add(rows.next().slot());
    }
    reason = checkSet(booking, now);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (command.price() != set.price(slots, booking.seats)) {
      return Reason.WRONG_PRICE;
    }
    reason = checkSeats(booking);
    return reason == Reason.ACCEPTED ? payments.checkReprice(booking, command.price()) : reason;
  }

  private Reason checkSet(Booking booking, long now) {
    Reason reason = set.find(slots);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (slots.terms(set.slot(0)).store != booking.store()) {
      return Reason.DIFFERENT_STORES;
    }
    reason = set.checkOpen(slots, now);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    for (int i = 0; i < set.size(); i++) {
      if (booking.seats > slots.terms(set.slot(i)).capacity) {
        return Reason.EXCEEDS_CAPACITY;
      }
    }
    return Reason.ACCEPTED;
  }

  private Reason checkSeats(Booking booking) {
    Store store = booking.store();
    if (store.overlapForbidden) {
      for (Booking other = booking.guest().bookings; other != null; other = other.next) {
        if (other != booking && other.store() == store && set.overlaps(slots, other)) {
          return Reason.OVERLAPS_OWN_BOOKING;
        }
      }
    }
    for (int i = 0; i < set.size(); i++) {
      int slot = set.slot(i);
      if (!booking.isIn(slot) && slots.free(slot) < booking.seats) {
        return Reason.SLOT_FULL;
      }
    }
    return Reason.ACCEPTED;
  }

  /** The new seats are taken before the former ones are given back, and offered to who waits. */
  void apply(RescheduleBookingDecoder command, long now) {
    Booking booking = bookings.checked();
    former.slotsOf(booking);
    payments.reprice(booking, command.price());
    booking.slots(set);
    events.rescheduled(booking);
    for (int i = 0; i < set.size(); i++) {
      if (!former.contains(set.slot(i))) {
        seats.take(booking, set.slot(i));
      }
    }
    for (int i = 0; i < former.size(); i++) {
      if (!set.contains(former.slot(i))) {
        seats.giveBack(booking, former.slot(i), now);
      }
    }
  }
}
