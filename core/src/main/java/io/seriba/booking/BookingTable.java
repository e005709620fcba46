package io.seriba.booking;

import io.seriba.engine.Limits;
import io.seriba.ledger.Account;
import io.seriba.sbe.BookingOrigin;
import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.Reason;
import io.seriba.sbe.snapshot.TimerStateDecoder;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;
import java.util.Arrays;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All bookings by id, and each guest's. One that has ended stays known until {@link
 * Limits.Booking#endedBookings} others have ended after it; then its record is used again.
 *
 * <p>A booking takes about 200 bytes, its timer and its places in index and timers included.
 */
final class BookingTable {
  private final Timers timers;
  private final Long2ObjectHashMap<Booking> bookings = new Long2ObjectHashMap<>();
  private @Nullable Guest[] guests = new @Nullable Guest[64];

  /** Ended ones from the first to the last to end. */
  private @Nullable Booking firstEnded;

  private @Nullable Booking lastEnded;
  private int ended;
  private @Nullable Booking unused;

  /** Bookings that have not ended, and places on waitlists. */
  private int live;

  private Limits.Booking limits = Limits.Booking.DEFAULT;

  /** What the last check found, for the apply that follows it. */
  private @Nullable Booking checked;

  BookingTable(Timers timers) {
    this.timers = timers;
  }

  void configure(Limits.Booking newLimits) {
    limits = newLimits;
    forgetOldest();
  }

  /**
   * Looks a booking up, ended or not: ACCEPTED, UNKNOWN_BOOKING or WRONG_BOOKING_STATUS. If there
   * is one, {@link #checked} returns it.
   */
  Reason check(long id, BookingStatus wanted) {
    Booking found = bookings.get(id);
    if (found == null) {
      return Reason.UNKNOWN_BOOKING;
    }
    checked = found;
    return found.status == wanted ? Reason.ACCEPTED : Reason.WRONG_BOOKING_STATUS;
  }

  /** Looks a booking up as its guest may: NOT_ALLOWED, if it is another's, before its status. */
  Reason checkOwn(long id, long guest, BookingStatus wanted) {
    Reason reason = check(id, wanted);
    return reason != Reason.UNKNOWN_BOOKING && guest != checked().guest().account.id
        ? Reason.NOT_ALLOWED
        : reason;
  }

  /** Returns the booking that the last check found. */
  Booking checked() {
    Booking booking = checked;
    assert booking != null : "checked before";
    return booking;
  }

  /** Returns the booking, which is there. */
  Booking booking(long id) {
    Booking booking = bookings.get(id);
    assert booking != null : id;
    return booking;
  }

  /** Returns what is known of the account as a guest, or null as long as it never booked. */
  @Nullable Guest find(Account account) {
    return account.number() < guests.length ? guests[account.number()] : null;
  }

  /** Returns the account as a guest; what is known of it comes into being at first use. */
  Guest guest(Account account) {
    int number = account.number();
    if (number >= guests.length) {
      guests = Arrays.copyOf(guests, Math.max(number + 1, guests.length * 2));
    }
    Guest guest = guests[number];
    if (guest == null) {
      guest = new Guest(account);
      guests[number] = guest;
    }
    return guest;
  }

  /** Tells whether there may be one more booking, or place on a waitlist, of this guest. */
  boolean hasRoom(@Nullable Guest guest) {
    return live < limits.bookings() && (guest == null || guest.live < limits.perGuest());
  }

  /** Counts a place on a waitlist, which has become a booking's equal by {@link #hasRoom}. */
  void countPlace(Guest guest, int change) {
    guest.live += change;
    live += change;
  }

  /** Makes a booking that is held until its expiry. */
  Booking begin(long id, Guest guest, Store store, SlotSet set, BookingOrigin origin, long expiry) {
    Booking booking = unused;
    if (booking == null) {
      booking = new Booking();
    } else {
      unused = booking.next;
    }
    booking.begin(id, guest, store, set);
    booking.origin = origin;
    enter(booking);
    timers.set(booking.expiry, TimerKind.BOOKING_EXPIRY, id, expiry);
    return booking;
  }

  private void enter(Booking booking) {
    bookings.put(booking.id, booking);
    Guest guest = booking.guest();
    Booking other = guest.bookings;
    booking.previous = null;
    booking.next = other;
    if (other != null) {
      other.previous = booking;
    }
    guest.bookings = booking;
    countPlace(guest, 1);
  }

  /** Adds a booking that was saved, and has not ended. */
  void resume(Booking booking, TimerStateDecoder expiry) {
    enter(booking);
    timers.load(booking.expiry, TimerKind.BOOKING_EXPIRY, booking.id, expiry);
  }

  /** Adds a booking that was saved, the last one to end so far. */
  void resumeEnded(Booking booking) {
    bookings.put(booking.id, booking);
    enterEnded(booking);
  }

  boolean isKnown(long id) {
    return bookings.containsKey(id);
  }

  /** Returns the ids of all bookings that have not ended, ascending. */
  long[] liveIds() {
    long[] ids = new long[bookings.size() - ended];
    int count = 0;
    for (Booking booking : bookings.values()) {
      if (booking.isLive()) {
        ids[count++] = booking.id;
      }
    }
    assert count == ids.length;
    Arrays.sort(ids);
    return ids;
  }

  /** Returns the first of those to end that are known, chained by {@link Booking#next}, or null. */
  @Nullable Booking firstEnded() {
    return firstEnded;
  }

  /** Returns the number of accounts below which all guests lie. */
  int endOfGuests() {
    return guests.length;
  }

  @Nullable Guest guestByNumber(int account) {
    return guests[account];
  }

  /** A held booking won't expire any more. */
  void confirm(Booking booking) {
    timers.cancel(booking.expiry);
    booking.status = BookingStatus.CONFIRMED;
  }

  /** Ends a booking; what it has taken and held was given back. */
  void end(Booking booking, BookingStatus status) {
    assert booking.held == 0;
    timers.cancel(booking.expiry);
    booking.status = status;
    unchain(booking);
    countPlace(booking.guest(), -1);
    enterEnded(booking);
    forgetOldest();
  }

  private void enterEnded(Booking booking) {
    Booking last = lastEnded;
    if (last == null) {
      firstEnded = booking;
    } else {
      last.next = booking;
    }
    lastEnded = booking;
    ended++;
  }

  private static void unchain(Booking booking) {
    Booking next = booking.next;
    Booking previous = booking.previous;
    if (next != null) {
      next.previous = previous;
    }
    if (previous == null) {
      booking.guest().bookings = next;
    } else {
      previous.next = next;
    }
    booking.next = null;
    booking.previous = null;
  }

  private void forgetOldest() {
    while (ended > limits.endedBookings()) {
      Booking oldest = firstEnded;
      assert oldest != null;
      firstEnded = oldest.next;
      if (firstEnded == null) {
        lastEnded = null;
      }
      ended--;
      bookings.remove(oldest.id);
      oldest.next = unused;
      unused = oldest;
    }
  }
}
