package io.seriba.booking;

import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.snapshot.StateBookingDecoder;
import io.seriba.sbe.snapshot.StateBookingEncoder;
import io.seriba.sbe.snapshot.StateEndedBookingDecoder;
import io.seriba.sbe.snapshot.StateEndedBookingEncoder;
import io.seriba.sbe.snapshot.StateGuestDecoder;
import io.seriba.sbe.snapshot.StateGuestEncoder;
import io.seriba.sbe.snapshot.StatePlaceDecoder;
import io.seriba.sbe.snapshot.StatePlaceEncoder;
import io.seriba.sbe.snapshot.StateResourceDecoder;
import io.seriba.sbe.snapshot.StateSlotTermsDecoder;
import io.seriba.sbe.snapshot.StateSlotsDecoder;
import io.seriba.sbe.snapshot.StateStoreDecoder;

/**
 * How stores, slots and bookings get into a snapshot and out of it. Made for one of the two.
 *
 * <p>Slots keep their numbers, and free numbers their order, so that who was loaded gives the next
 * slot the same number as who was not, and writes the same again.
 */
final class BookingState {
  private final Stores stores;
  private final SlotTable slots;
  private final BookingTable bookings;
  private final Waitlists waitlists;
  private final Ledger ledger;

  BookingState(
      Stores stores, SlotTable slots, BookingTable bookings, Waitlists waitlists, Ledger ledger) {
    this.stores = stores;
    this.slots = slots;
    this.bookings = bookings;
    this.waitlists = waitlists;
    this.ledger = ledger;
  }

  void save(StateWriter out) {
    stores.save(out);
    saveGuests(out);
    new SlotState(slots, stores).save(out);
    saveBookings(out);
    savePlaces(out);
  }

  private void saveGuests(StateWriter out) {
    StateGuestEncoder record = new StateGuestEncoder();
    for (int number = 0; number < bookings.endOfGuests(); number++) {
      Guest guest = bookings.guestByNumber(number);
      if (guest != null && guest.noShows() > 0) {
        out.open(record).account(number);
        guest.save(record.noShowsCount(guest.noShows()));
        out.close(record);
      }
    }
  }

  private void saveBookings(StateWriter out) {
    StateBookingEncoder record = new StateBookingEncoder();
    for (long id : bookings.liveIds()) {
      bookings.booking(id).save(out.open(record));
      out.close(record);
    }
    StateEndedBookingEncoder ended = new StateEndedBookingEncoder();
    Booking booking = bookings.firstEnded();
    while (booking != null) {
      out.close(
          out.open(ended)
              .booking(booking.id)
              .holder(booking.holder)
              .guest(booking.guest().account.number())
              .status(booking.status.value()));
      booking = booking.next;
    }
  }

  private void savePlaces(StateWriter out) {
    StatePlaceEncoder record = new StatePlaceEncoder();
    for (int slot = 0; slot < slots.end(); slot++) {
      if (slots.isUsed(slot) && slots.waiting(slot) > 0) {
        Waiter waiter = waitlists.first(slot);
        for (int i = slots.waiting(slot); i > 0; i--) {
          waiter.save(out.open(record));
          out.close(record);
          waiter = waiter.next();
        }
      }
    }
  }

  void load(StateReader in) {
    StateStoreDecoder store = new StateStoreDecoder();
    StateResourceDecoder resource = new StateResourceDecoder();
    StateGuestDecoder guest = new StateGuestDecoder();
    StateSlotTermsDecoder terms = new StateSlotTermsDecoder();
    StateSlotsDecoder some = new StateSlotsDecoder();
    StateBookingDecoder booking = new StateBookingDecoder();
    StateEndedBookingDecoder ended = new StateEndedBookingDecoder();
    StatePlaceDecoder place = new StatePlaceDecoder();
    SlotState slotState = new SlotState(slots, stores);
    while (in.next()) {
      switch (in.templateId()) {
        case StateStoreDecoder.TEMPLATE_ID -> stores.load(in, in.read(store));
        case StateResourceDecoder.TEMPLATE_ID -> stores.load(in, in.read(resource));
        case StateGuestDecoder.TEMPLATE_ID -> load(in.read(guest));
        case StateSlotTermsDecoder.TEMPLATE_ID -> slotState.load(in, in.read(terms));
        case StateSlotsDecoder.TEMPLATE_ID -> slotState.load(in, in.read(some));
        case StateBookingDecoder.TEMPLATE_ID -> load(in, in.read(booking));
        case StateEndedBookingDecoder.TEMPLATE_ID -> load(in, in.read(ended));
        case StatePlaceDecoder.TEMPLATE_ID -> load(in, in.read(place));
        default -> throw in.bad("isn't known");
      }
    }
    if (!slots.finishLoading() || !slots.areFreeNumbersChained()) {
      throw in.bad("follows a slot that stands twice, or not all numbers that came free");
    }
  }

  private void load(StateGuestDecoder record) {
    guest(record.account()).load(record.noShows());
  }

  private Guest guest(int number) {
    Account account = ledger.accountByNumber(number);
    return bookings.guest(account);
  }

  private void load(StateReader in, StateBookingDecoder record) {
    Booking booking = new Booking();
    booking.resume(record, guest(record.guest()));
    StateBookingDecoder.SlotsDecoder rows = record.slots();
    SlotSet set = new SlotSet();
    if (rows.count() < 1 || rows.count() > SlotSet.MOST || booking.seats < 1) {
      throw in.bad("is in %d slots with %d seats".formatted(rows.count(), booking.seats));
    }
    set.clear();
    while (rows.hasNext()) {
      int slot = rows.next().slot();
      if (!slots.isSlot(slot) || slots.free(slot) < booking.seats || set.contains(slot)) {
        throw in.bad("is in slot number %d, which can't be".formatted(slot));
      }
      set.addSlot(slot);
      slots.take(slot, booking.seats);
    }
    booking.resume(slots.terms(set.slot(0)).store, set);
    if (!booking.isLive() || bookings.isKnown(booking.id)) {
      throw in.bad("isn't live, or is booking %d again".formatted(booking.id));
    }
    bookings.resume(booking, record.expiry());
  }

  private void load(StateReader in, StateEndedBookingDecoder record) {
    Booking booking = new Booking();
    booking.resume(record, guest(record.guest()));
    if (booking.isLive() || bookings.isKnown(booking.id)) {
      throw in.bad("is live, or is booking %d again".formatted(booking.id));
    }
    bookings.resumeEnded(booking);
  }

  private void load(StateReader in, StatePlaceDecoder record) {
    Guest guest = guest(record.guest());
    if (!slots.isSlot(record.slot()) || record.seats() < 1 || guest.place(record.slot()) != null) {
      throw in.bad("waits for slot number %d, which can't be".formatted(record.slot()));
    }
    waitlists.resume(record, guest);
  }
}
