package io.seriba.booking;

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

  /** The next on the same waitlist; the last one's is the first. */
  private Waiter next = this;

  @Nullable Waiter nextOfGuest;

  Waiter(int handle) {
    this.handle = handle;
  }

  void begin(long newId, Guest ofGuest, int atSlot, int wanted, short atPriority) {
    id = newId;
    guest = ofGuest;
    slot = atSlot;
    seats = wanted;
    priority = atPriority;
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
