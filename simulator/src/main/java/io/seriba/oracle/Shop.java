package io.seriba.oracle;

import static io.seriba.oracle.Event.field;

import io.seriba.oracle.Emitted.Topic;
import io.seriba.oracle.Event.Field;
import io.seriba.sbe.BookingStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** rules.md, section 3: all stores, resources, slots and bookings, as they stand. */
final class Shop {
  static final long TEN_MINUTES = 600_000_000L;
  static final long QUARTER_OF_AN_HOUR = 900_000_000L;

  /** A store's declaration, defaults filled in. */
  record Store(Cmd.DefineStore c) {
    long id() {
      return c.store();
    }

    long holdTtl() {
      return c.holdTtl() == -1 ? TEN_MINUTES : c.holdTtl();
    }

    long waitlistTtl() {
      return c.waitlistTtl() == -1 ? TEN_MINUTES : c.waitlistTtl();
    }

    long grace() {
      return c.grace() == -1 ? QUARTER_OF_AN_HOUR : c.grace();
    }

    boolean paidAtPledge() {
      return c.payment() == 1;
    }

    boolean prepays() {
      return c.noShowPolicy() == 1;
    }

    boolean refuses() {
      return c.noShowPolicy() == 2;
    }
  }

  record Resource(long id, Store store, boolean exclusive) {}

  /** Somebody who waits for seats. */
  record Place(long id, long account, int seats, int priority, boolean own) {}

  static final class Slot {
    final long id;
    final long start;
    final long end;
    final Cmd.DefineSlots terms;
    final Store store;
    boolean closed;

    /** In the order in which they are served. */
    final List<Place> waitlist = new ArrayList<>();

    Slot(long id, Cmd.Times times, Cmd.DefineSlots terms, Store store) {
      this.id = id;
      this.start = times.start();
      this.end = times.end();
      this.terms = terms;
      this.store = store;
    }

    Cmd.Times times() {
      return new Cmd.Times(start, end);
    }

    long deadline() {
      return start - terms.cancelWindow();
    }

    @Nullable Place placeOf(long account) {
      return waitlist.stream().filter(place -> place.account() == account).findFirst().orElse(null);
    }
  }

  static final class Booking {
    final long id;
    final long guest;
    final long holder;
    final int seats;
    final String origin;
    List<Slot> slots;
    long price;
    long held;
    BookingStatus status = BookingStatus.HELD;
    Timers.@Nullable Key expiry;

    Booking(long id, long guest, long holder, int seats, String origin, List<Slot> slots) {
      this.id = id;
      this.guest = guest;
      this.holder = holder;
      this.seats = seats;
      this.origin = origin;
      this.slots = slots;
    }

    Store store() {
      return slots.getFirst().store;
    }

    boolean live() {
      return switch (status) {
        case HELD, CONFIRMED, CHECKED_IN -> true;
        default -> false;
      };
    }

    long start() {
      return slots.stream().mapToLong(slot -> slot.start).min().orElseThrow();
    }

    long deadline() {
      return slots.stream().mapToLong(Slot::deadline).min().orElseThrow();
    }
  }

  final TreeMap<Long, Store> stores = new TreeMap<>();
  final TreeMap<Long, Resource> resources = new TreeMap<>();
  final TreeMap<Long, Slot> slots = new TreeMap<>();

  /** In the order in which they were made; with those that have ended and are still known. */
  final TreeMap<Long, Booking> bookings = new TreeMap<>();

  /** When each account's no-shows were marked, all of them. */
  final Map<Long, List<Long>> noShows = new TreeMap<>();

  /** Ended bookings that are known, in the order in which they ended. */
  final List<Booking> ended = new ArrayList<>();

  int taken(Slot slot) {
    return bookings.values().stream()
        .filter(booking -> booking.live() && booking.slots.contains(slot))
        .mapToInt(booking -> booking.seats)
        .sum();
  }

  int free(Slot slot) {
    return slot.terms.capacity() - taken(slot);
  }

  /** Returns bookings that have not ended and places on waitlists together. */
  long live() {
    return bookings.values().stream().filter(Booking::live).count()
        + slots.values().stream().mapToLong(slot -> slot.waitlist.size()).sum();
  }

  long live(long account) {
    return bookings.values().stream()
            .filter(booking -> booking.live() && booking.guest == account)
            .count()
        + slots.values().stream().filter(slot -> slot.placeOf(account) != null).count();
  }

  /** Returns how many of the last 16 no-shows are less than a period ago. */
  long noShows(long account, long now, long period, PlantedBug bug) {
    List<Long> all = noShows.getOrDefault(account, List.of());
    long more = bug == PlantedBug.NO_SHOW_COUNTS_AT_ITS_PERIOD ? 1 : 0;
    return all.subList(Math.max(0, all.size() - 16), all.size()).stream()
        .filter(at -> now - at < period + more)
        .count();
  }

  /** Returns the present state of every store and slot. */
  List<Event> describe(Emitted emitted) {
    List<Event> all = new ArrayList<>();
    stores
        .values()
        .forEach(store -> all.add(emitted.state(topic(store), "StoreState", state(store))));
    slots.values().forEach(slot -> all.add(emitted.state(topic(slot), "SlotState", state(slot))));
    return all;
  }

  static Topic topic(Store store) {
    return Topic.store(store.id());
  }

  static Topic topic(Slot slot) {
    return Topic.slot(slot.id, slot.store.id());
  }

  static List<Field> state(Store store) {
    Cmd.DefineStore c = store.c();
    return List.of(
        field("store", c.store()),
        field("payee", c.payee()),
        field("holdTtl", store.holdTtl()),
        field("waitlistTtl", store.waitlistTtl()),
        field("grace", store.grace()),
        field("noShowPeriod", c.noShowPeriod()),
        field("maxHolds", c.maxHolds()),
        field("noShowCount", c.noShowCount()),
        field("noShowPolicy", List.of("NONE", "PREPAY", "REFUSE").get(c.noShowPolicy())),
        field("overlapForbidden", Book.flag(c.overlapForbidden() == 1)),
        field("payment", store.paidAtPledge() ? "AT_PLEDGE" : "AT_COMPLETION"),
        field("currency", c.currency()));
  }

  List<Field> state(Slot slot) {
    return List.of(
        field("slot", slot.id),
        field("store", slot.store.id()),
        field("start", slot.start),
        field("end", slot.end),
        field("cancelWindow", slot.terms.cancelWindow()),
        field("price", slot.terms.price()),
        field("capacity", slot.terms.capacity()),
        field("taken", taken(slot)),
        field("waiting", slot.waitlist.size()),
        field("fee", slot.terms.fee()),
        field("noShowFee", slot.terms.noShowFee()),
        field("status", slot.closed ? "CLOSED" : "OPEN"),
        field("resources", slot.terms.resources()));
  }

  /** Emits what changes in a slot. */
  void changed(Emitted emitted, Slot slot) {
    emitted.event(
        topic(slot),
        "SlotChanged",
        field("slot", slot.id),
        field("taken", taken(slot)),
        field("waiting", slot.waitlist.size()),
        field("status", slot.closed ? "CLOSED" : "OPEN"));
  }

  /** Puts a place where its priority, then the log, wants it. */
  static void enter(Slot slot, Place place, PlantedBug bug) {
    if (bug == PlantedBug.EQUAL_PRIORITY_GOES_BEFORE) {
      slot.waitlist.addFirst(place);
    } else {
      slot.waitlist.add(place);
    }
    if (bug != PlantedBug.PRIORITY_IGNORED) {
      slot.waitlist.sort(Comparator.comparingInt(Place::priority).reversed());
    }
  }
}
