package io.seriba.oracle;

import static io.seriba.oracle.Invariants.holds;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What holds of seats at every sequence, as the engine's events alone tell it. */
final class SeatInvariants {
  private static final class Slot {
    long start;
    long capacity;
    long taken;
    String status = "";

    /** Seats wanted, by booking. */
    final Map<Long, Long> waiting = new LinkedHashMap<>();
  }

  private static final class Booking {
    long account;
    String currency = "";
    long seats;
    long held;
    String status = "HELD";
    List<Object> slots = List.of();
  }

  private final Map<Long, String> currencies = new HashMap<>();
  private final Map<Long, Slot> slots = new HashMap<>();
  private final Map<Long, Booking> bookings = new HashMap<>();

  void follow(Event event) {
    switch (event.name()) {
      case "StoreState" -> currencies.put(event.topic(), event.text("currency"));
      case "SlotState" -> {
        Slot slot = new Slot();
        slot.start = event.number("start");
        slot.capacity = event.number("capacity");
        slot.status = event.text("status");
        holds(slots.put(event.topic(), slot) == null, "a slot is defined once", event);
      }
      case "SlotRemoved" -> slots.remove(event.topic());
      case "SlotChanged" -> {
        Slot slot = slot(event.topic());
        slot.taken = event.number("taken");
        slot.status = event.text("status");
        holds(slot.taken <= slot.capacity, "booked and held are at most the capacity", event);
        holds(event.number("waiting") == slot.waiting.size(), "the waitlist's length", event);
      }
      case "Waiting" ->
          slot(event.number("slot")).waiting.put(event.number("booking"), event.number("seats"));
      case "WaitEnded" ->
          holds(
              slot(event.number("slot")).waiting.remove(event.number("booking")) != null,
              "only who waits stops waiting",
              event);
      default -> followBooking(event);
    }
  }

  private void followBooking(Event event) {
    switch (event.name()) {
      case "BookingHeld" -> {
        Booking booking = new Booking();
        booking.account = event.topic();
        booking.currency = requireNonNull(currencies.get(event.number("store")));
        booking.seats = event.number("seats");
        booking.slots = rows(event);
        holds(event.number("expiry") > event.time(), "a hold lasts", event);
        holds(bookings.put(event.number("booking"), booking) == null, "an id is new", event);
      }
      case "BookingConfirmed" -> change(event, "HELD", "CONFIRMED");
      case "BookingCheckedIn" -> change(event, "CONFIRMED", "CHECKED_IN");
      case "BookingRescheduled" -> change(event, "CONFIRMED", "CONFIRMED").slots = rows(event);
      case "BookingEnded" -> {
        String from =
            switch (event.text("status")) {
              case "EXPIRED", "RELEASED" -> "HELD";
              case "CANCELLED", "NO_SHOW" -> "CONFIRMED";
              default -> "CHECKED_IN";
            };
        holds(change(event, from, "").held == 0, "who has ended holds nothing", event);
        bookings.remove(event.number("booking"));
      }
      case "PriceHeld", "PriceReleased" -> {
        Booking booking = booking(event);
        booking.held += event.number("change") * (event.name().equals("PriceHeld") ? 1 : -1);
        holds(
            booking.held == event.number("held"), "an amount is the former and the change", event);
      }
      case "PricePaid" -> {
        Booking booking = booking(event);
        holds(
            booking.held == 0 || booking.held == event.number("amount"),
            "what is held is paid whole",
            event);
        booking.held = 0;
      }
      default -> {}
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Object> rows(Event event) {
    return (List<Object>) requireNonNull(event.fields().get("slots"));
  }

  private Booking change(Event event, String from, String to) {
    Booking booking = booking(event);
    holds(booking.status.equals(from), "a booking goes its way", event, booking.status);
    booking.status = to;
    return booking;
  }

  private Booking booking(Event event) {
    Booking booking = bookings.get(event.number("booking"));
    holds(booking != null && booking.account == event.topic(), "a booking is there", event);
    return requireNonNull(booking);
  }

  private Slot slot(long id) {
    return requireNonNull(slots.get(id), () -> "no slot " + id);
  }

  /** Checks what must hold after each command. */
  void check(long now) {
    Map<Object, Long> taken = new HashMap<>();
    for (Booking booking : new ArrayList<>(bookings.values())) {
      booking.slots.forEach(slot -> taken.merge(slot, booking.seats, Long::sum));
    }
    slots.forEach(
        (id, slot) -> {
          long sum = taken.getOrDefault(id, 0L);
          holds(slot.taken == sum, "taken are the seats of live bookings", id, slot.taken, sum);
          boolean open = slot.status.equals("OPEN") && slot.start > now;
          holds(
              !open
                  || slot.waiting.values().stream()
                      .noneMatch(seats -> seats <= slot.capacity - slot.taken),
              "nobody waits who fits",
              id);
          holds(slot.status.equals("OPEN") || slot.waiting.isEmpty(), "nobody waits there", id);
        });
  }

  /** Returns what is held for prices of an account's bookings. */
  long held(long account, String currency) {
    return bookings.values().stream()
        .filter(booking -> booking.account == account && booking.currency.equals(currency))
        .mapToLong(booking -> booking.held)
        .sum();
  }
}
