package io.seriba.booking;

import io.seriba.sbe.BookingOrigin;
import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.snapshot.StateBookingDecoder;
import io.seriba.sbe.snapshot.StateBookingEncoder;
import io.seriba.sbe.snapshot.StateEndedBookingDecoder;
import io.seriba.timer.Timer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Seats that a guest holds or has booked in one or several slots. Amounts are minor units of its
 * store's currency. Pooled by {@link BookingTable}.
 */
final class Booking {
  /** Set while it is held. */
  final Timer expiry = new Timer();

  long id;
  private @Nullable Guest guest;
  private @Nullable Store store;

  /** The account that held it: the guest's, or who invited the guest. */
  long holder;

  long price;

  /** Held of the guest's funds: the price, or 0. */
  long held;

  int seats;
  BookingOrigin origin = BookingOrigin.HOLD;
  BookingStatus status = BookingStatus.RELEASED;

  /** Its slots' numbers; only the first {@link #slotCount} count. */
  private int[] slots = new int[1];

  private int slotCount;

  /** The guest's other bookings; of an ended or unused one, the next of its kind. */
  @Nullable Booking next;

  @Nullable Booking previous;

  void begin(long newId, Guest ofGuest, Store atStore, SlotSet set) {
    id = newId;
    guest = ofGuest;
    store = atStore;
    held = 0;
    status = BookingStatus.HELD;
    slots(set);
  }

  /** Takes over other slots. */
  void slots(SlotSet set) {
    if (slots.length < set.size()) {
      slots = Arrays.copyOf(slots, set.size());
    }
    slotCount = set.size();
    for (int i = 0; i < slotCount; i++) {
      slots[i] = set.slot(i);
    }
  }

  void save(StateBookingEncoder record) {
    record
        .booking(id)
        .holder(holder)
        .price(price)
        .held(held)
        .guest(guest().account.number())
        .seats(seats)
        .status(status.value());
    expiry.save(record.expiry());
    StateBookingEncoder.SlotsEncoder rows = record.slotsCount(slotCount);
    for (int i = 0; i < slotCount; i++) {
      rows.next().slot(slots[i]);
    }
  }

  /** Takes what was saved, but for its store, slots and expiry. */
  void resume(StateBookingDecoder record, Guest ofGuest) {
    id = record.booking();
    guest = ofGuest;
    holder = record.holder();
    price = record.price();
    held = record.held();
    seats = record.seats();
    status = BookingStatus.get(record.status());
  }

  void resume(Store atStore, SlotSet set) {
    store = atStore;
    slots(set);
  }

  /** Takes what was saved of one that has ended. */
  void resume(StateEndedBookingDecoder record, Guest ofGuest) {
    id = record.booking();
    guest = ofGuest;
    holder = record.holder();
    status = BookingStatus.get(record.status());
  }

  /** Tells whether it has not ended. */
  boolean isLive() {
    return switch (status) {
      case HELD, CONFIRMED, CHECKED_IN -> true;
      case COMPLETED, NO_SHOW, EXPIRED, RELEASED, CANCELLED -> false;
      case NULL_VAL -> throw new AssertionError("a booking of no status");
    };
  }

  Guest guest() {
    assert guest != null : "a booking of the pool is in use";
    return guest;
  }

  Store store() {
    assert store != null : "a booking of the pool is in use";
    return store;
  }

  int slotCount() {
    return slotCount;
  }

  int slot(int place) {
    return slots[place];
  }

  boolean isIn(int slot) {
    for (int i = 0; i < slotCount; i++) {
      if (slots[i] == slot) {
        return true;
      }
    }
    return false;
  }

  /** Returns when the first of its slots starts. */
  long start(SlotTable table) {
    long start = Long.MAX_VALUE;
    for (int i = 0; i < slotCount; i++) {
      start = Math.min(start, table.start(slots[i]));
    }
    return start;
  }

  /** Returns from when on a cancellation costs the fee: the earliest of its slots' deadlines. */
  long cancelDeadline(SlotTable table) {
    long deadline = Long.MAX_VALUE;
    for (int i = 0; i < slotCount; i++) {
      deadline = Math.min(deadline, table.start(slots[i]) - table.terms(slots[i]).cancelWindow);
    }
    return deadline;
  }

  /** Returns what a late cancellation costs: the highest of its slots' shares, rounded up. */
  long fee(SlotTable table) {
    int share = 0;
    for (int i = 0; i < slotCount; i++) {
      share = Math.max(share, table.terms(slots[i]).fee);
    }
    return shareOfPrice(share);
  }

  /** Returns what a no-show costs: the highest of its slots' shares, rounded up. */
  long noShowFee(SlotTable table) {
    int share = 0;
    for (int i = 0; i < slotCount; i++) {
      share = Math.max(share, table.terms(slots[i]).noShowFee);
    }
    return shareOfPrice(share);
  }

  private long shareOfPrice(int basisPoints) {
    return price / 10_000 * basisPoints + (price % 10_000 * basisPoints + 9_999) / 10_000;
  }
}
