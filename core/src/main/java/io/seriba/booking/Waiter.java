package io.seriba.booking;

import io.seriba.sbe.snapshot.StatePlaceEncoder;
import org.jspecify.annotations.Nullable;

/** A guest's place on a slot's waitlist. Pooled by {@link Waitlists}. */
final class Waiter {
  /** By what its slot's record names it. */
  final int handle;

  /** The id that an offer to it will have. */
  long id;

  private @Nullable Guest guest;
  int slot;
  int seats;
  short priority;

  /** Whether a no-show policy applies to it: the guest joined by itself. */
  boolean noShowsCount;

  /** The next on the same waitlist; the last one's is the first. */
  private Waiter next = this;

  @Nullable Waiter nextOfGuest;

  Waiter(int handle) {
    this.handle = handle;
  }

  void begin(long newId, Guest ofGuest, int atSlot, int wanted) {
    id = newId;
    guest = ofGuest;
    slot = atSlot;
    seats = wanted;
  }

  void save(StatePlaceEncoder record) {
    record
        .booking(id)
        .slot(slot)
        .guest(guest().account.number())
        .seats(seats)
        .priority(priority)
        .noShowsCount((short) (noShowsCount ? 1 : 0));
  }

  Guest guest() {
    assert guest != null : "a waiter of the pool is in use";
    return guest;
  }

  Waiter next() {
    return next;
  }

  void next(Waiter behind) {
    next = behind;
  }
}
