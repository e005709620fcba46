package io.seriba.booking;

import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.BookingOrigin;
import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.HoldSlotsDecoder;
import io.seriba.sbe.InviteGuestDecoder;
import io.seriba.sbe.NoShowPolicy;
import io.seriba.sbe.Reason;
import io.seriba.sbe.ReleaseBookingDecoder;
import org.jspecify.annotations.Nullable;

/** Seats held for a while: by their guest, or by the store for a guest; until pledged or not. */
final class Holding {
  private final Ledger ledger;
  private final SlotTable slots;
  private final BookingTable bookings;
  private final Seats seats;
  private final Payments payments;
  private final BookingEvents events;

  // What the last check found, for the apply that follows it.
  private final SlotSet set = new SlotSet();
  private @Nullable Account guest;
  private boolean prepays;

  Holding(
      Ledger ledger,
      SlotTable slots,
      BookingTable bookings,
      Seats seats,
      Payments payments,
      BookingEvents events) {
    this.ledger = ledger;
    this.slots = slots;
    this.bookings = bookings;
    this.seats = seats;
    this.payments = payments;
    this.events = events;
  }

  Reason check(HoldSlotsDecoder command, long now) {
    set.clear();
    HoldSlotsDecoder.SlotsDecoder rows = command.slots();
    while (rows.hasNext()) {
      set.add(rows.next().slot());
    }
    Reason reason = checkSet(command.account(), command.seats(), now);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    Store store = store();
    long ttl = ttl(command.ttl(), store);
    if (ttl == 0) {
      return Reason.HOLD_EXPIRED;
    }
    if (ttl > store.holdTtl) {
      return Reason.TTL_TOO_LONG;
    }
    if (command.price() != set.price(slots, command.seats())) {
      return Reason.WRONG_PRICE;
    }
    Guest known = known();
    boolean isHit = known != null && store.countsAgainst(known, now);
    if (isHit && store.noShowPolicy == NoShowPolicy.REFUSE) {
      return Reason.TOO_MANY_NO_SHOWS;
    }
    prepays = isHit;
    return checkGuest(known, command.seats(), command.price());
  }

  Reason check(InviteGuestDecoder command, long now) {
    set.clear();
    InviteGuestDecoder.SlotsDecoder rows = command.slots();
    while (rows.hasNext()) {
      set.add(rows.next().slot());
    }
    Reason reason = checkSet(command.guest(), command.seats(), now);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (command.ttl() == 0) {
      return Reason.HOLD_EXPIRED;
    }
    prepays = false;
    return checkGuest(known(), command.seats(), command.price());
  }

  private Reason checkSet(long account, int wanted, long now) {
    Reason reason = set.find(slots);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    Account found = ledger.find(account);
    if (found == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    guest = found;
    reason = set.checkOpen(slots, now);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (found.isSuspended() || found == store().payee) {
      return Reason.NOT_ALLOWED;
    }
    for (int i = 0; i < set.size(); i++) {
      if (wanted > slots.terms(set.slot(i)).capacity) {
        return Reason.EXCEEDS_CAPACITY;
      }
    }
    return Reason.ACCEPTED;
  }

  private Reason checkGuest(@Nullable Guest known, int wanted, long price) {
    if (known != null) {
      Reason reason = known.checkOneMore(store(), set, slots);
      if (reason != Reason.ACCEPTED) {
        return reason;
      }
    }
    if (!seats.areFree(set, wanted)) {
      return Reason.SLOT_FULL;
    }
    if (prepays && !Payments.canHold(guest(), store(), price)) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    return bookings.hasRoom(known) ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  void apply(HoldSlotsDecoder command, long id, long now) {
    hold(
        id,
        BookingOrigin.HOLD,
        now + ttl(command.ttl(), store()),
        command.account(),
        command.seats(),
        command.price());
  }

  void apply(InviteGuestDecoder command, long id, long now) {
    hold(
        id,
        BookingOrigin.INVITATION,
        now + ttl(command.ttl(), store()),
        command.account(),
        command.seats(),
        command.price());
  }

  private void hold(
      long id, BookingOrigin origin, long latest, long holder, int wanted, long price) {
    long expiry = Math.min(latest, set.firstStart(slots));
    Booking booking = bookings.begin(id, bookings.guest(guest()), store(), set, origin, expiry);
    booking.holder = holder;
    booking.seats = wanted;
    booking.price = price;
    events.held(booking);
    if (prepays) {
      payments.holdPrice(booking);
    }
    seats.takeAll(booking);
  }

  Reason check(ReleaseBookingDecoder command) {
    Reason reason = bookings.check(command.booking(), BookingStatus.HELD);
    if (reason == Reason.UNKNOWN_BOOKING) {
      return reason;
    }
    Booking booking = bookings.checked();
    long account = command.account();
    return account == booking.guest().account.id || account == booking.holder
        ? reason
        : Reason.NOT_ALLOWED;
  }

  /** Gives a hold back: by command, or because its time ran out. */
  void end(long id, BookingStatus status, long now) {
    Booking booking = bookings.booking(id);
    payments.release(booking);
    seats.end(booking, status, 0, now);
  }

  private static long ttl(long given, Store store) {
    return given == HoldSlotsDecoder.ttlNullValue() ? store.holdTtl : given;
  }

  private Store store() {
    return slots.terms(set.slot(0)).store;
  }

  private Account guest() {
    Account found = guest;
    assert found != null : "checked before";
    return found;
  }

  private @Nullable Guest known() {
    return bookings.find(guest());
  }
}
