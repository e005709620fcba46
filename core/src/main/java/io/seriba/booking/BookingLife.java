package io.seriba.booking;

import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.CancelBookingDecoder;
import io.seriba.sbe.PledgeBookingDecoder;
import io.seriba.sbe.Reason;

/** A booking's way from pledge to its end. */
final class BookingLife {
  private final SlotTable slots;
  private final BookingTable bookings;
  private final Seats seats;
  private final Payments payments;
  private final BookingEvents events;

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
    Reason reason = bookings.checkOwn(command.booking(), command.account(), BookingStatus.HELD);
    if (reason == Reason.WRONG_BOOKING_STATUS) {
      return bookings.checked().status == BookingStatus.EXPIRED ? Reason.HOLD_EXPIRED : reason;
    }
    return reason == Reason.ACCEPTED ? payments.checkPledge(bookings.checked()) : reason;
  }

  void pledge() {
    Booking booking = bookings.checked();
    payments.pledge(booking);
    bookings.confirm(booking);
    events.confirmed(booking);
  }

  Reason check(CancelBookingDecoder command, long now) {
    Reason reason =
        bookings.checkOwn(command.booking(), command.account(), BookingStatus.CONFIRMED);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    Booking booking = bookings.checked();
    return booking.start(slots) <= now
        ? Reason.SLOT_STARTED
        : payments.checkSettle(booking, cancelFee(booking, now));
  }

  void cancel(long now) {
    end(BookingStatus.CANCELLED, cancelFee(bookings.checked(), now), now);
  }

  private long cancelFee(Booking booking, long now) {
    return now < booking.cancelDeadline(slots) ? 0 : booking.fee(slots);
  }

  Reason checkCheckIn(long id) {
    return bookings.check(id, BookingStatus.CONFIRMED);
  }

  void checkIn() {
    Booking booking = bookings.checked();
    booking.status = BookingStatus.CHECKED_IN;
    events.checkedIn(booking);
  }

  Reason checkComplete(long id, long now) {
    Reason reason = bookings.check(id, BookingStatus.CHECKED_IN);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    Booking booking = bookings.checked();
    return now < booking.start(slots)
        ? Reason.TOO_EARLY
        : payments.checkSettle(booking, booking.price);
  }

  void complete(long now) {
    end(BookingStatus.COMPLETED, bookings.checked().price, now);
  }

  Reason checkNoShow(long id, long now) {
    Reason reason = bookings.check(id, BookingStatus.CONFIRMED);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    Booking booking = bookings.checked();
    return now < booking.start(slots) + booking.store().grace
        ? Reason.TOO_EARLY
        : payments.checkSettle(booking, booking.noShowFee(slots));
  }

  void noShow(long now) {
    Booking booking = bookings.checked();
    booking.guest().addNoShow(now);
    end(BookingStatus.NO_SHOW, booking.noShowFee(slots), now);
  }

  private void end(BookingStatus status, long fee, long now) {
    Booking booking = bookings.checked();
    payments.settle(booking, fee);
    seats.end(booking, status, fee, now);
  }
}
