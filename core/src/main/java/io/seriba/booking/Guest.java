package io.seriba.booking;

import io.seriba.ledger.Account;
import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.Reason;
import io.seriba.sbe.snapshot.StateGuestDecoder;
import io.seriba.sbe.snapshot.StateGuestEncoder;
import org.jspecify.annotations.Nullable;

/** What an account has booked, waits for, and failed to come to. */
final class Guest {
  /** How many of the last no-shows are kept: no store counts further. */
  private static final int NO_SHOWS = 16;

  final Account account;

  /** Its bookings that have not ended, newest first; chained by {@link Booking#next}. */
  @Nullable Booking bookings;

  /** Its places on waitlists, newest first; chained by {@link Waiter#nextOfGuest}. */
  @Nullable Waiter places;

  /** Bookings and places together. */
  int live;

  private long @Nullable [] noShows;
  private int noShowCount;

  Guest(Account account) {
    this.account = account;
  }

  /** Returns how many of its last no-shows are less than a period ago. */
  int noShowsSince(long now, long period) {
    long[] times = noShows;
    int count = 0;
    if (times != null) {
      for (int i = 0; i < Math.min(noShowCount, NO_SHOWS); i++) {
        count += now - times[i] < period ? 1 : 0;
      }
    }
    return count;
  }

  void addNoShow(long now) {
    long[] times = noShows;
    if (times == null) {
      times = new long[NO_SHOWS];
      noShows = times;
    }
    times[noShowCount & (NO_SHOWS - 1)] = now;
    // Counts to 16, then from 16 to 31 again and again: enough to know what is kept and what is
    // oldest.
    noShowCount = noShowCount == 2 * NO_SHOWS - 1 ? NO_SHOWS : noShowCount + 1;
  }

  /**
   * Tells whether a store lets it hold seats besides its other bookings there: ACCEPTED,
   * TOO_MANY_HOLDS or OVERLAPS_OWN_BOOKING.
   */
  Reason checkOneMore(Store store, SlotSet set, SlotTable slots) {
    if (store.maxHolds == 0 && !store.overlapForbidden) {
      return Reason.ACCEPTED;
    }
    int held = 0;
    boolean overlaps = false;
    for (Booking other = bookings; other != null; other = other.next) {
      if (other.store() == store) {
        held += other.status == BookingStatus.HELD ? 1 : 0;
        overlaps |= store.overlapForbidden && set.overlaps(slots, other);
      }
    }
    if (store.maxHolds != 0 && held >= store.maxHolds) {
      return Reason.TOO_MANY_HOLDS;
    }
    return overlaps ? Reason.OVERLAPS_OWN_BOOKING : Reason.ACCEPTED;
  }

  /** Returns how many no-shows of it are kept. */
  int noShows() {
    return Math.min(noShowCount, NO_SHOWS);
  }

  /** Writes its no-shows, the oldest first. */
  void save(StateGuestEncoder.NoShowsEncoder rows) {
    long[] times = noShows;
    assert times != null : "only who has no-shows is saved";
    for (int i = noShowCount - noShows(); i < noShowCount; i++) {
      rows.next().time(times[i & (NO_SHOWS - 1)]);
    }
  }

  /** Takes its no-shows, the oldest first. */
  void load(StateGuestDecoder.NoShowsDecoder rows) {
    while (rows.hasNext()) {
      addNoShow(rows.next().time());
    }
  }

  /** Returns its place on a slot's waitlist, or null. */
  @Nullable Waiter place(int slot) {
    Waiter waiter = places;
    while (waiter != null && waiter.slot != slot) {
      waiter = waiter.nextOfGuest;
    }
    return waiter;
  }
}
