package io.seriba.persistence.postgres;

import static io.seriba.persistence.postgres.ColumnType.BIGINT;
import static io.seriba.persistence.postgres.ColumnType.INTEGER;
import static io.seriba.persistence.postgres.ColumnType.TEXT;
import static io.seriba.persistence.postgres.ColumnType.TIME;

import io.seriba.persistence.postgres.PatchTable.Column;
import io.seriba.persistence.postgres.PatchTable.Row;
import io.seriba.sbe.BookingCheckedInDecoder;
import io.seriba.sbe.BookingConfirmedDecoder;
import io.seriba.sbe.BookingEndedDecoder;
import io.seriba.sbe.BookingHeldDecoder;
import io.seriba.sbe.BookingOrigin;
import io.seriba.sbe.BookingRescheduledDecoder;
import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.PriceHeldDecoder;
import io.seriba.sbe.PricePaidDecoder;
import io.seriba.sbe.PriceRefundedDecoder;
import io.seriba.sbe.PriceReleasedDecoder;
import io.seriba.sbe.WaitEndedDecoder;
import io.seriba.sbe.WaitingDecoder;
import java.util.List;

/** Bookings, their prices, and waitlists; stores and slots are in {@link SlotRows}. */
final class BookingSlice implements Slice {
  private final PatchTable bookings = PatchTable.of("bookings");
  private final Column account;
  private final Column store;
  private final Column origin;
  private final Column invitedBy;
  private final Column seats;
  private final Column price;
  private final Column status;
  private final Column expiresAt;
  private final Column priceHeld;
  private final Column pricePaid;
  private final Column fee;
  private final Column heldAt;
  private final Column confirmedAt;
  private final Column checkedInAt;
  private final Column endedAt;
  private final ReplaceTable bookingSlots = new ReplaceTable("booking_slots", "booking", "slot");

  private final PatchTable waits = PatchTable.of("waitlist_entries");
  private final Column waitSlot;
  private final Column waitAccount;
  private final Column waitSeats;
  private final Column waitPriority;
  private final Column joinedAt;
  private final Column waitEndedAt;
  private final Column waitEndedBy;

  private final SlotRows slots;
  private final Balances balances;
  private final LedgerSlice ledger;

  private final BookingHeldDecoder held = new BookingHeldDecoder();
  private final BookingConfirmedDecoder confirmed = new BookingConfirmedDecoder();
  private final BookingRescheduledDecoder rescheduled = new BookingRescheduledDecoder();
  private final BookingCheckedInDecoder checkedIn = new BookingCheckedInDecoder();
  private final BookingEndedDecoder ended = new BookingEndedDecoder();
  private final PriceHeldDecoder priceHeldEvent = new PriceHeldDecoder();
  private final PriceReleasedDecoder priceReleased = new PriceReleasedDecoder();
  private final PricePaidDecoder pricePaidEvent = new PricePaidDecoder();
  private final PriceRefundedDecoder priceRefunded = new PriceRefundedDecoder();
  private final WaitingDecoder waiting = new WaitingDecoder();
  private final WaitEndedDecoder waitEnded = new WaitEndedDecoder();

  BookingSlice(SlotRows slots, Balances balances, LedgerSlice ledger) {
    this.slots = slots;
    this.balances = balances;
    this.ledger = ledger;
    bookings.key("booking", BIGINT);
    account = bookings.set("account", BIGINT);
    store = bookings.set("store", BIGINT);
    origin = bookings.set("origin", TEXT);
    invitedBy = bookings.set("invited_by", BIGINT);
    seats = bookings.set("seats", INTEGER);
    price = bookings.set("price", BIGINT);
    status = bookings.set("status", TEXT);
    expiresAt = bookings.clearable("expires_at", TIME);
    priceHeld = bookings.set("price_held", BIGINT);
    pricePaid = bookings.tally("price_paid", BIGINT);
    fee = bookings.set("fee", BIGINT);
    heldAt = bookings.set("held_at", TIME);
    confirmedAt = bookings.set("confirmed_at", TIME);
    checkedInAt = bookings.set("checked_in_at", TIME);
    endedAt = bookings.set("ended_at", TIME);
    waits.key("booking", BIGINT);
    waitSlot = waits.set("slot", BIGINT);
    waitAccount = waits.set("account", BIGINT);
    waitSeats = waits.set("seats", INTEGER);
    waitPriority = waits.set("priority", INTEGER);
    joinedAt = waits.set("joined_at", TIME);
    waitEndedAt = waits.set("ended_at", TIME);
    waitEndedBy = waits.set("ended_by", TEXT);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        slots.stores,
        slots.resources,
        slots.slots,
        slots.slotResources,
        bookings,
        bookingSlots,
        waits);
  }

  @Override
  public boolean event(Current current) {
    long at = current.at();
    switch (current.eventId()) {
      case BookingHeldDecoder.TEMPLATE_ID -> held(current.readEvent(held), current);
      case BookingConfirmedDecoder.TEMPLATE_ID ->
          bookings
              .row(current.readEvent(confirmed).booking())
              .set(status, BookingStatus.CONFIRMED.name())
              .set(expiresAt, 0)
              .set(confirmedAt, at);
      case BookingRescheduledDecoder.TEMPLATE_ID -> {
        BookingRescheduledDecoder event = current.readEvent(rescheduled);
        bookings.row(event.booking()).set(price, event.price());
        BookingRescheduledDecoder.SlotsDecoder rows = event.slots();
        long[] now = new long[rows.count()];
        for (int i = 0; i < now.length; i++) {
          now[i] = rows.next().slot();
        }
        bookingSlots.replace(event.booking(), now);
      }
      case BookingCheckedInDecoder.TEMPLATE_ID ->
          bookings
              .row(current.readEvent(checkedIn).booking())
              .set(status, BookingStatus.CHECKED_IN.name())
              .set(checkedInAt, at);
      case BookingEndedDecoder.TEMPLATE_ID -> {
        BookingEndedDecoder event = current.readEvent(ended);
        bookings
            .row(event.booking())
            .set(status, event.status().name())
            .set(expiresAt, 0)
            .set(fee, event.fee())
            .set(endedAt, at);
        balances.bookingEnded(event.booking());
      }
      case WaitingDecoder.TEMPLATE_ID -> waiting(current.readEvent(waiting), at);
      case WaitEndedDecoder.TEMPLATE_ID -> {
        WaitEndedDecoder event = current.readEvent(waitEnded);
        waits.row(event.booking()).set(waitEndedAt, at).set(waitEndedBy, event.cause().name());
      }
      default -> {
        return payment(current) || slots.event(current);
      }
    }
    return true;
  }

  private void held(BookingHeldDecoder event, Current current) {
    long booking = event.booking();
    Row row =
        bookings
            .fresh(booking)
            .set(account, event.account())
            .set(store, event.store())
            .set(origin, event.origin().name())
            .set(seats, event.seats())
            .set(price, event.price())
            .set(status, BookingStatus.HELD.name())
            .set(expiresAt, event.expiry())
            .set(priceHeld, 0)
            .set(heldAt, current.at());
    if (event.origin() == BookingOrigin.INVITATION) {
      row.set(invitedBy, current.actor());
    }
    balances.bookingBegun(booking, event.store());
    BookingHeldDecoder.SlotsDecoder rows = event.slots();
    long[] taken = new long[rows.count()];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = rows.next().slot();
    }
    bookingSlots.add(booking, taken);
  }

  /** What is paid out of what was held is said by the BalanceChanged that follows. */
  private boolean payment(Current current) {
    long at = current.at();
    switch (current.eventId()) {
      case PriceHeldDecoder.TEMPLATE_ID -> {
        PriceHeldDecoder event = current.readEvent(priceHeldEvent);
        bookings.row(event.booking()).set(priceHeld, event.held());
        balances.heldForBooking(event.account(), event.booking(), event.change(), at);
      }
      case PriceReleasedDecoder.TEMPLATE_ID -> {
        PriceReleasedDecoder event = current.readEvent(priceReleased);
        bookings.row(event.booking()).set(priceHeld, event.held());
        balances.heldForBooking(event.account(), event.booking(), -event.change(), at);
      }
      case PricePaidDecoder.TEMPLATE_ID -> {
        PricePaidDecoder event = current.readEvent(pricePaidEvent);
        bookings.row(event.booking()).set(priceHeld, 0).add(pricePaid, event.amount());
        ledger.cause("PRICE_PAID", event.booking());
      }
      case PriceRefundedDecoder.TEMPLATE_ID -> {
        PriceRefundedDecoder event = current.readEvent(priceRefunded);
        bookings.row(event.booking()).add(pricePaid, -event.amount());
        ledger.cause("PRICE_REFUNDED", event.booking());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void waiting(WaitingDecoder event, long at) {
    waits
        .fresh(event.booking())
        .set(waitSlot, event.slot())
        .set(waitAccount, event.account())
        .set(waitSeats, event.seats())
        .set(waitPriority, event.priority())
        .set(joinedAt, at);
  }
}
