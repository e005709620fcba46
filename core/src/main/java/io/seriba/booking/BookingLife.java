package io.seriba.booking;

import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.CancelBookingDecoder;
import io.seriba.sbe.PledgeBookingDecoder;
import io.seriba.sbe.Reason;
import org.jspecify.annotations.Nullable;

/** A booking's way from pledge to its end. */
final class BookingLife {
  private final SlotTable slots;
  private final BookingTable bookings;
  private final Seats seats;
  private final Payments payments;
  private final BookingEvents events;

  /** What the last check found, for the apply that follows it. */
  private @Nullable Booking checked;

  BookingLife(
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

  /** A hold owns its seats: owner, state, time and funds are all that counts. */
  Reason check(PledgeBookingDecoder command) {
    Booking booking = bookings.find(command.booking());
    if (booking == null) {
      return Reason.UNKNOWN_BOOKING;
    }
    checked = booking;
    if (command.account() != booking.guest().account.id) {
      return Reason.NOT_ALLOWED;
    }
    if (booking.status == BookingStatus.EXPIRED) {
      return Reason.HOLD_EXPIRED;
    }
    return booking.status == BookingStatus.HELD
        ? payments.checkPledge(booking)
        : Reason.WRONG_BOOKING_STATUS;
  }

  void pledge() {
    Booking booking = checked();
    payments.pledge(booking);
    bookings.confirm(booking);
    events.confirmed(booking);
  }

  Reason check(CancelBookingDecoder command, long now) {
    Booking booking = bookings.find(command.booking());
    if (booking == null) {
      return Reason.UNKNOWN_BOOKING;
    }
    checked = booking;
    if (command.account() != booking.guest().account.id) {
      return Reason.NOT_ALLOWED;
    }
    if (booking.status != BookingStatus.CONFIRMED) {
      return Reason.WRONG_BOOKING_STATUS;
    }
    return booking.start(slots) <= now
        ? Reason.SLOT_STARTED
        : payments.checkSettle(booking, cancelFee(booking, now));
  }

  void cancel(long now) {
    end(BookingStatus.CANCELLED, cancelFee(checked(), now), now);
  }

  private long cancelFee(Booking booking, long now) {
    return now < booking.cancelDeadline(slots) ? 0 : booking.fee(slots);
  }

  Reason checkCheckIn(long id) {
    return checkStatus(id, BookingStatus.CONFIRMED);
  }

  void checkIn() {
    Booking booking = checked();
    booking.status = BookingStatus.CHECKED_IN;
    events.checkedIn(booking);
  }

  Reason checkComplete(long id, long now) {
    Reason reason = checkStatus(id, BookingStatus.CHECKED_IN);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    Booking booking = checked();
    return now < booking.start(slots)
        ? Reason.TOO_EARLY
        : payments.checkSettle(booking, booking.price);
  }

  void complete(long now) {
    end(BookingStatus.COMPLETED, checked().price, now);
  }

  Reason checkNoShow(long id, long now) {
    Reason reason = checkStatus(id, BookingStatus.CONFIRMED);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    Booking booking = checked();
    return now < booking.start(slots) + booking.store().grace
        ? Reason.TOO_EARLY
        : payments.checkSettle(booking, booking.noShowFee(slots));
  }

  void noShow(long now) {
    Booking booking = checked();
    booking.guest().addNoShow(now);
    end(BookingStatus.NO_SHOW, booking.noShowFee(slots), now);
  }

  private void end(BookingStatus status, long fee, long now) {
    Booking booking = checked();
    payments.settle(booking, fee);
    seats.end(booking, status, fee, now);
  }

  private Reason checkStatus(long id, BookingStatus wanted) {
    Booking booking = bookings.find(id);
    if (booking == null) {
      return Reason.UNKNOWN_BOOKING;
    }
    checked = booking;
    return booking.status == wanted ? Reason.ACCEPTED : Reason.WRONG_BOOKING_STATUS;
  }

  private Booking checked() {
    Booking booking = checked;
    assert booking != null : "checked before";
    return booking;
  }
}
