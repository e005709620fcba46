package io.seriba.booking;

import io.seriba.engine.EventWriter;
import io.seriba.sbe.BookingCheckedInEncoder;
import io.seriba.sbe.BookingConfirmedEncoder;
import io.seriba.sbe.BookingEndedEncoder;
import io.seriba.sbe.BookingHeldEncoder;
import io.seriba.sbe.BookingRescheduledEncoder;
import io.seriba.sbe.SlotChangedEncoder;
import io.seriba.sbe.SlotRemovedEncoder;
import io.seriba.sbe.SlotStateEncoder;
import io.seriba.sbe.SlotStatus;
import io.seriba.sbe.WaitEnd;
import io.seriba.sbe.WaitEndedEncoder;
import io.seriba.sbe.WaitingEncoder;

/** Writes what became of slots and bookings. */
final class BookingEvents {
  private final EventWriter events;
  private final SlotTable slots;
  private final SlotStateEncoder slotState = new SlotStateEncoder();
  private final SlotChangedEncoder slotChanged = new SlotChangedEncoder();
  private final SlotRemovedEncoder slotRemoved = new SlotRemovedEncoder();
  private final BookingHeldEncoder held = new BookingHeldEncoder();
  private final BookingConfirmedEncoder confirmed = new BookingConfirmedEncoder();
  private final BookingRescheduledEncoder rescheduled = new BookingRescheduledEncoder();
  private final BookingCheckedInEncoder checkedIn = new BookingCheckedInEncoder();
  private final BookingEndedEncoder ended = new BookingEndedEncoder();
  private final WaitingEncoder waiting = new WaitingEncoder();
  private final WaitEndedEncoder waitEnded = new WaitEndedEncoder();

  BookingEvents(EventWriter events, SlotTable slots) {
    this.events = events;
    this.slots = slots;
  }

  /** Writes the state of a slot that was just defined. */
  void defined(int slot) {
    state(slot, slots.nextOffset(slot));
  }

  /** Writes the present state of a slot, which is no event. */
  void describe(int slot) {
    state(slot, slots.offset(slot));
  }

  private void state(int slot, long offset) {
    SlotTerms terms = slots.terms(slot);
    SlotStateEncoder event =
        events
            .open(slotState, slots.id(slot), terms.store.id, offset)
            .slot(slots.id(slot))
            .store(terms.store.id)
            .start(slots.start(slot))
            .end(slots.end(slot))
            .cancelWindow(terms.cancelWindow)
            .price(terms.price)
            .capacity(terms.capacity)
            .taken(slots.taken(slot))
            .waiting(slots.waiting(slot))
            .fee(terms.fee)
            .noShowFee(terms.noShowFee)
            .status(status(slot));
    SlotStateEncoder.ResourcesEncoder resources = event.resourcesCount(terms.resources.length);
    for (Resource resource : terms.resources) {
      resources.next().resource(resource.id);
    }
    events.close(event);
  }

  /** Writes seats, waitlist and status of a slot. */
  void changed(int slot) {
    events.close(
        events
            .open(slotChanged, slots.id(slot), slots.terms(slot).store.id, slots.nextOffset(slot))
            .slot(slots.id(slot))
            .taken(slots.taken(slot))
            .waiting(slots.waiting(slot))
            .status(status(slot)));
  }

  void removed(int slot) {
    events.close(
        events
            .open(slotRemoved, slots.id(slot), slots.terms(slot).store.id, slots.nextOffset(slot))
            .slot(slots.id(slot)));
  }

  private SlotStatus status(int slot) {
    return slots.isClosed(slot) ? SlotStatus.CLOSED : SlotStatus.OPEN;
  }

  void held(Booking booking) {
    BookingHeldEncoder event =
        events
            .open(held, booking.guest().account)
            .account(booking.guest().account.id)
            .booking(booking.id)
            .store(booking.store().id)
            .expiry(booking.expiry.deadline())
            .price(booking.price)
            .seats(booking.seats)
            .origin(booking.origin);
    BookingHeldEncoder.SlotsEncoder rows = event.slotsCount(booking.slotCount());
    for (int i = 0; i < booking.slotCount(); i++) {
      rows.next().slot(slots.id(booking.slot(i)));
    }
    events.close(event);
  }

  void confirmed(Booking booking) {
    events.close(
        events
            .open(confirmed, booking.guest().account)
            .account(booking.guest().account.id)
            .booking(booking.id));
  }

  void rescheduled(Booking booking) {
    BookingRescheduledEncoder event =
        events
            .open(rescheduled, booking.guest().account)
            .account(booking.guest().account.id)
            .booking(booking.id)
            .price(booking.price);
    BookingRescheduledEncoder.SlotsEncoder rows = event.slotsCount(booking.slotCount());
    for (int i = 0; i < booking.slotCount(); i++) {
      rows.next().slot(slots.id(booking.slot(i)));
    }
    events.close(event);
  }

  void checkedIn(Booking booking) {
    events.close(
        events
            .open(checkedIn, booking.guest().account)
            .account(booking.guest().account.id)
            .booking(booking.id));
  }

  void ended(Booking booking, long fee) {
    events.close(
        events
            .open(ended, booking.guest().account)
            .account(booking.guest().account.id)
            .booking(booking.id)
            .fee(fee)
            .status(booking.status));
  }

  void waiting(Waiter waiter) {
    events.close(
        events
            .open(waiting, waiter.guest().account)
            .account(waiter.guest().account.id)
            .booking(waiter.id)
            .slot(slots.id(waiter.slot))
            .seats(waiter.seats)
            .priority(waiter.priority));
  }

  void waitEnded(Waiter waiter, WaitEnd cause) {
    events.close(
        events
            .open(waitEnded, waiter.guest().account)
            .account(waiter.guest().account.id)
            .booking(waiter.id)
            .slot(slots.id(waiter.slot))
            .cause(cause));
  }
}
