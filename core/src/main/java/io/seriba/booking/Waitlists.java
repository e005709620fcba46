package io.seriba.booking;

import io.seriba.engine.Limits;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.EnlistGuestDecoder;
import io.seriba.sbe.JoinWaitlistDecoder;
import io.seriba.sbe.LeaveWaitlistDecoder;
import io.seriba.sbe.NoShowPolicy;
import io.seriba.sbe.Reason;
import io.seriba.sbe.WaitEnd;
import io.seriba.sbe.snapshot.StatePlaceDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for seats of which slot: each waitlist a ring in order of priority, then of the log,
 * known by its last. An offer takes the first that fits.
 */
final class Waitlists {
  private final Ledger ledger;
  private final SlotTable slots;
  private final BookingTable bookings;
  private final BookingEvents events;
  private Waiter[] waiters = {};
  private int[] unused = {};
  private int unusedSize;
  private Limits.Booking limits = Limits.Booking.DEFAULT;

  // What the last check found, for the apply that follows it.
  private int slot;
  private @Nullable Account account;

  Waitlists(Ledger ledger, SlotTable slots, BookingTable bookings, BookingEvents events) {
    this.ledger = ledger;
    this.slots = slots;
    this.bookings = bookings;
    this.events = events;
  }

  void configure(Limits.Booking newLimits) {
    limits = newLimits;
  }

  Reason check(JoinWaitlistDecoder command, long now) {
    return check(command.slot(), command.account(), command.seats(), now, true);
  }

  /** The store knows what it does: no-shows don't keep its guest off. */
  Reason check(EnlistGuestDecoder command, long now) {
    return check(command.slot(), command.guest(), command.seats(), now, false);
  }

  private Reason check(long slotId, long accountId, int seats, long now, boolean noShowsCount) {
    slot = slots.find(slotId);
    if (slot == SlotTable.NONE) {
      return Reason.UNKNOWN_SLOT;
    }
    Account found = ledger.find(accountId);
    if (found == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    account = found;
    if (slots.isClosed(slot)) {
      return Reason.SLOT_CLOSED;
    }
    if (slots.start(slot) <= now) {
      return Reason.SLOT_STARTED;
    }
    SlotTerms terms = slots.terms(slot);
    if (found.isSuspended() || found == terms.store.payee) {
      return Reason.NOT_ALLOWED;
    }
    if (seats > terms.capacity) {
      return Reason.EXCEEDS_CAPACITY;
    }
    return checkPlace(bookings.find(found), terms, seats, now, noShowsCount);
  }

  private Reason checkPlace(
      @Nullable Guest guest, SlotTerms terms, int seats, long now, boolean noShowsCount) {
    if (guest != null) {
      if (noShowsCount
          && terms.store.noShowPolicy == NoShowPolicy.REFUSE
          && terms.store.countsAgainst(guest, now)) {
        return Reason.TOO_MANY_NO_SHOWS;
      }
      if (guest.place(slot) != null) {
        return Reason.ALREADY_WAITING;
      }
    }
    if (slots.free(slot) >= seats) {
      return Reason.SLOT_NOT_FULL;
    }
    return bookings.hasRoom(guest) && slots.waiting(slot) < limits.waitingPerSlot()
        ? Reason.ACCEPTED
        : Reason.CAPACITY_EXCEEDED;
  }

  void apply(JoinWaitlistDecoder command, long id) {
    join(id, command.seats(), (short) 0, true);
  }

  void apply(EnlistGuestDecoder command, long id) {
    join(id, command.seats(), command.priority(), false);
  }

  private void join(long id, int seats, short priority, boolean noShowsCount) {
    Account joining = account;
    assert joining != null : "checked before";
    Waiter waiter = take();
    waiter.begin(id, bookings.guest(joining), slot, seats);
    waiter.priority = priority;
    waiter.noShowsCount = noShowsCount;
    enter(waiter);
    events.waiting(waiter);
    events.changed(slot);
  }

  /** Adds a place that was saved. */
  void resume(StatePlaceDecoder record, Guest guest) {
    Waiter waiter = take();
    waiter.begin(record.booking(), guest, record.slot(), record.seats());
    waiter.priority = record.priority();
    waiter.noShowsCount = record.noShowsCount() != 0;
    enter(waiter);
  }

  private Waiter take() {
    if (unusedSize == 0) {
      int first = waiters.length;
      waiters = Arrays.copyOf(waiters, Math.max(64, first * 2));
      unused = new int[waiters.length];
      for (int handle = waiters.length - 1; handle >= first; handle--) {
        waiters[handle] = new Waiter(handle);
        unused[unusedSize++] = handle;
      }
    }
    return waiters[unused[--unusedSize]];
  }

  private void enter(Waiter waiter) {
    Guest guest = waiter.guest();
    waiter.nextOfGuest = guest.places;
    guest.places = waiter;
    bookings.countPlace(guest, 1);
    int last = slots.lastWaiter(waiter.slot);
    int count = slots.waiting(waiter.slot) + 1;
    if (last == SlotTable.NONE) {
      waiter.next(waiter);
      slots.waiters(waiter.slot, count, waiter.handle);
      return;
    }
    Waiter before = waiters[last];
    boolean isLast = before.priority >= waiter.priority;
    if (!isLast) {
      while (before.next().priority >= waiter.priority) {
        before = before.next();
      }
    }
    waiter.next(before.next());
    before.next(waiter);
    slots.waiters(waiter.slot, count, isLast ? waiter.handle : last);
  }

  Reason check(LeaveWaitlistDecoder command) {
    slot = slots.find(command.slot());
    if (slot == SlotTable.NONE) {
      return Reason.UNKNOWN_SLOT;
    }
    account = ledger.find(command.account());
    if (account == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    Guest guest = bookings.find(account);
    return guest == null || guest.place(slot) == null ? Reason.NOT_WAITING : Reason.ACCEPTED;
  }

  /** Ends the place that {@link #check(LeaveWaitlistDecoder)} found. */
  void leave() {
    Account leaving = account;
    assert leaving != null : "checked before";
    Waiter waiter = bookings.guest(leaving).place(slot);
    assert waiter != null : "checked before";
    leave(waiter, WaitEnd.LEFT);
    reuse(waiter);
    events.changed(slot);
  }

  /** Returns the first on a slot's waitlist, which isn't empty. */
  Waiter first(int ofSlot) {
    return waiters[slots.lastWaiter(ofSlot)].next();
  }

  /** Returns the first on a slot's waitlist who wants no more than so many seats, or null. */
  @Nullable Waiter firstFor(int ofSlot, int seats) {
    int last = slots.lastWaiter(ofSlot);
    if (seats == 0 || last == SlotTable.NONE) {
      return null;
    }
    Waiter waiter = waiters[last];
    for (int i = slots.waiting(ofSlot); i > 0; i--) {
      waiter = waiter.next();
      if (waiter.seats <= seats) {
        return waiter;
      }
    }
    return null;
  }

  /** Ends all places on a slot's waitlist, the first one first. */
  void close(int ofSlot) {
    while (slots.waiting(ofSlot) > 0) {
      Waiter first = first(ofSlot);
      leave(first, WaitEnd.CLOSED);
      reuse(first);
    }
  }

  /** Ends a place. It keeps what it says until {@link #reuse}. */
  void leave(Waiter waiter, WaitEnd cause) {
    Waiter before = waiters[slots.lastWaiter(waiter.slot)];
    while (before.next() != waiter) {
      before = before.next();
    }
    before.next(waiter.next());
    int count = slots.waiting(waiter.slot) - 1;
    int last =
        slots.lastWaiter(waiter.slot) == waiter.handle
            ? before.handle
            : slots.lastWaiter(waiter.slot);
    slots.waiters(waiter.slot, count, count == 0 ? SlotTable.NONE : last);
    unchain(waiter);
    bookings.countPlace(waiter.guest(), -1);
    events.waitEnded(waiter, cause);
  }

  private static void unchain(Waiter waiter) {
    Guest guest = waiter.guest();
    Waiter place = guest.places;
    if (place == waiter) {
      guest.places = waiter.nextOfGuest;
      return;
    }
    while (place != null && place.nextOfGuest != waiter) {
      place = place.nextOfGuest;
    }
    assert place != null;
    place.nextOfGuest = waiter.nextOfGuest;
  }

  /** Lets the record of an ended place be used again. */
  void reuse(Waiter waiter) {
    unused[unusedSize++] = waiter.handle;
  }
}
