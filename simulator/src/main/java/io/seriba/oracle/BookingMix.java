package io.seriba.oracle;

import io.seriba.oracle.Shop.Booking;
import io.seriba.oracle.Shop.Slot;
import io.seriba.sbe.BookingStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The kinds of bookings' commands by weight, and their contents: few seats, wanted by many. */
final class BookingMix {
  private static final long STORES = 2;
  private static final long RESOURCES = 4;
  private static final long PAYEE = 4;

  /** So many slots that can still be booked are kept up. */
  private static final int BOOKABLE = 3;

  private final Dice dice;
  private final Oracle oracle;
  private final boolean rich;
  private final List<Supplier<Cmd.Body>> mix = new ArrayList<>();
  private long now;
  private int made;

  BookingMix(Dice dice, Oracle oracle, boolean rich) {
    this.dice = dice;
    this.oracle = oracle;
    this.rich = rich;
    mix(22, this::hold);
    mix(5, this::invite);
    mix(14, () -> of(BookingStatus.HELD, Cmd.PledgeBooking::new));
    mix(4, () -> of(BookingStatus.HELD, Cmd.ReleaseBooking::new));
    mix(7, () -> of(BookingStatus.CONFIRMED, Cmd.CancelBooking::new));
    mix(9, () -> of(BookingStatus.CONFIRMED, this::reschedule));
    mix(5, () -> of(BookingStatus.CONFIRMED, Cmd.CheckInBooking::new));
    mix(5, () -> of(BookingStatus.CHECKED_IN, Cmd.CompleteBooking::new));
    mix(6, () -> of(BookingStatus.CONFIRMED, Cmd.MarkNoShow::new));
    mix(11, () -> ofTight(slot -> new Cmd.JoinWaitlist(slot, seats())));
    mix(5, () -> ofTight(this::enlist));
    mix(2, () -> new Cmd.LeaveWaitlist(slot(slot -> !slot.waitlist.isEmpty())));
    mix(2, () -> new Cmd.CloseSlot(slot(slot -> !slot.closed)));
    mix(3, () -> new Cmd.OpenSlot(slot(slot -> slot.closed)));
    mix(2, this::remove);
    mix(6, this::defineSlots);
    mix(1, () -> defineStore(1 + dice.below(3)));
    mix(1, () -> defineResource(1 + dice.below(6), 1 + dice.below(3)));
  }

  private void mix(int weight, Supplier<Cmd.Body> command) {
    mix.addAll(Collections.nCopies(weight, command));
  }

  Cmd.Body next(long time, int sequence) {
    now = time;
    made = sequence;
    if (returning() != 0 && dice.chance(60)) {
      return hold();
    }
    long bookable = oracle.shop.slots.values().stream().filter(this::isBookable).count();
    return bookable < BOOKABLE && dice.chance(60) ? goOn() : dice.any(mix).get();
  }

  /** Returns who has a no-show that counts no more in some store from now on; 0: nobody. */
  private long returning() {
    for (long guest : oracle.shop.noShows.keySet()) {
      for (long time : oracle.shop.noShows.getOrDefault(guest, List.of())) {
        for (Shop.Store store : oracle.shop.stores.values()) {
          if (store.c().noShowPolicy() != 0 && time + store.c().noShowPeriod() == now) {
            return guest;
          }
        }
      }
    }
    return 0;
  }

  /** Returns what comes nearer to slots that can be booked. */
  private Cmd.Body goOn() {
    long store = 1L + dice.below((int) STORES);
    if (!oracle.shop.stores.containsKey(store)
        && oracle.shop.stores.size() < oracle.limits.booking().stores()) {
      return defineStore(store);
    }
    for (long resource = 1; resource <= RESOURCES; resource++) {
      if (!oracle.shop.resources.containsKey(resource)
          && oracle.shop.stores.containsKey(storeOf(resource))
          && oracle.shop.resources.size() < oracle.limits.booking().resources()) {
        return defineResource(resource, storeOf(resource));
      }
    }
    if (oracle.shop.slots.size() + 3 > oracle.limits.booking().slots() && dice.chance(70)) {
      return new Cmd.RemoveSlots(
          slot(slot -> slot.start <= now && oracle.shop.taken(slot) == 0), 1);
    }
    return defineSlots();
  }

  private static long storeOf(long resource) {
    return 1 + resource % STORES;
  }

  List<Cmd.Body> prelude(long time) {
    now = time;
    List<Cmd.Body> prelude = new ArrayList<>();
    for (long store = 1; store <= STORES; store++) {
      prelude.add(defineStore(store));
    }
    for (long resource = 1; resource <= RESOURCES; resource++) {
      prelude.add(defineResource(resource, storeOf(resource)));
    }
    return prelude;
  }

  Cmd.BookingLimits limits() {
    return new Cmd.BookingLimits(
        dice.pick(1, 2, 2, 100),
        dice.pick(3, 4, 100, 100),
        dice.pick(3, 8, 100, 100, 100),
        dice.pick(2, 5, 100, 100, 100),
        dice.pick(3, 8, 100, 100, 100),
        dice.pick(1, 3, 100, 100),
        dice.pick(1, 3, 100),
        dice.pick(1, 3, 5, 100, 100, 100));
  }

  private boolean isBookable(Slot slot) {
    return !slot.closed && slot.start > now;
  }

  private boolean isTight(Slot slot) {
    return isBookable(slot) && oracle.shop.free(slot) < (dice.chance(80) ? 1 : 2);
  }

  private Cmd.Body hold() {
    List<Long> slots = slots();
    int seats = seats();
    return new Cmd.HoldSlots(ttl(), price(slots, seats), seats, slots);
  }

  private Cmd.Body invite() {
    return new Cmd.InviteGuest(
        guest(), ttl(), dice.pick(0L, 5L, 33L, 100L), seats(), dice.chance(95) ? slots() : wrong());
  }

  private long ttl() {
    return dice.pick(-1L, -1L, -1L, 1L, 5L, 20L, dice.chance(20) ? 0L : 20L, 1_000L);
  }

  private Cmd.Body reschedule(long id) {
    Booking booking = oracle.shop.bookings.get(id);
    List<Long> slots = slots();
    if (booking != null && booking.live() && dice.chance(70)) {
      slots = inStore(booking.store());
      if (dice.chance(40)) {
        slots.add(booking.slots.getFirst().id);
      }
    }
    return new Cmd.RescheduleBooking(id, price(slots, booking == null ? 1 : booking.seats), slots);
  }

  /** Returns a command for a booking with this status; if there is none, mostly a hold instead. */
  private Cmd.Body of(BookingStatus status, LongFunction<Cmd.Body> command) {
    boolean none =
        oracle.shop.bookings.values().stream().noneMatch(booking -> booking.status == status);
    return none && dice.chance(75) ? hold() : command.apply(booking(status));
  }

  /** Returns a command for a slot that is full; if there is none, mostly a hold instead. */
  private Cmd.Body ofTight(LongFunction<Cmd.Body> command) {
    boolean none = oracle.shop.slots.values().stream().noneMatch(this::isTight);
    return none && dice.chance(75) ? hold() : command.apply(slot(this::isTight));
  }

  private List<Long> inStore(Shop.Store store) {
    List<Long> slots = new ArrayList<>();
    for (Slot slot : oracle.shop.slots.values()) {
      if (slot.store.equals(store) && isBookable(slot) && dice.chance(50) && slots.size() < 3) {
        slots.add(slot.id);
      }
    }
    return slots;
  }

  private List<Long> slots() {
    if (dice.chance(2)) {
      return wrong();
    }
    Slot first = oracle.shop.slots.get(slot(this::isBookable));
    if (first == null || dice.chance(70)) {
      return new ArrayList<>(first == null ? List.of(1L + dice.below(12)) : List.of(first.id));
    }
    List<Long> slots = inStore(first.store);
    slots.remove(first.id);
    slots.add(first.id);
    if (dice.chance(10)) {
      slots.add(1L + dice.below(12));
    }
    return slots;
  }

  private List<Long> wrong() {
    return dice.pick(List.of(), List.of(1L, 1L), Collections.nCopies(9, 1L), List.of(1L, 999L));
  }

  private long price(List<Long> slots, int seats) {
    long sum = 0;
    for (long id : slots) {
      Slot slot = oracle.shop.slots.get(id);
      sum += slot == null ? 0 : slot.terms.price() * seats;
    }
    return dice.chance(96) ? Math.min(sum, 1_000_000_000_000_000L) : 1 + dice.below(50);
  }

  private int seats() {
    return dice.chance(95) ? dice.pick(1, 1, 1, 1, 2, 2) : dice.pick(3, 4, 1_000_000);
  }

  private Cmd.Body enlist(long slot) {
    return new Cmd.EnlistGuest(slot, guest(), seats(), dice.pick(0, 1, 1, 5, 100));
  }

  private Cmd.Body remove() {
    long first = slot(slot -> oracle.shop.taken(slot) == 0);
    return new Cmd.RemoveSlots(
        dice.chance(5) ? Long.MAX_VALUE - 1 : first, dice.pick(1, 1, 1, 2, 200, 201));
  }

  private Cmd.Body defineStore(long store) {
    int policy = dice.below(3);
    boolean odd = dice.chance(5);
    return new Cmd.DefineStore(
        store,
        rich ? Mix.RICH_ACCOUNT : dice.chance(90) ? payee() : 1 + dice.below(8),
        dice.pick(-1L, 20L, 50L, 50L, 100L, odd ? 0L : 5L),
        dice.pick(-1L, 5L, 20L, 20L, odd ? 0L : 5L),
        dice.pick(-1L, 0L, 5L, 20L, 20L),
        policy == 0 && !odd ? 0 : dice.pick(10L, 50L, 400L),
        dice.pick(0, 0, 1, 2, 3),
        policy == 0 && !odd ? 0 : dice.pick(1, 1, 2, 16),
        policy,
        dice.below(2),
        dice.below(2),
        dice.chance(97) ? dice.pick("JPY", "JPY", "USD") : "EUR");
  }

  private long payee() {
    return oracle.ledger.isOpen(PAYEE) || oracle.ledger.accounts.isEmpty()
        ? PAYEE
        : dice.any(List.copyOf(oracle.ledger.accounts));
  }

  private Cmd.Body defineResource(long resource, long store) {
    return new Cmd.DefineResource(resource, store, dice.chance(60) ? 1 : 0);
  }

  private Cmd.Body defineSlots() {
    long store = 1L + dice.below(dice.chance(4) ? 3 : 2);
    if (!oracle.shop.stores.containsKey(store) && dice.chance(80)) {
      store = 3 - store;
    }
    Long last = oracle.shop.slots.lowerKey(1_000_000L);
    long first = dice.chance(96) ? (last == null ? 0 : last) + 1 : 1 + dice.below(12);
    return new Cmd.DefineSlots(
        store,
        dice.chance(1) ? Long.MAX_VALUE - 1 : first,
        dice.pick(0L, 0L, 0L, 1L, 5L),
        dice.pick(0L, 0L, 0L, 1L, 5L),
        dice.pick(0L, 0L, 5L, 20L, 50L),
        dice.chance(2) ? 1_000_000_000_000_000L : dice.pick(0L, 1L, 1L, 7L, 33L, 100L),
        dice.pick(1, 1, 2, 2, 3, 4),
        dice.pick(0, 1, 3_333, 5_000, 10_000),
        dice.pick(0, 1, 3_333, 10_000),
        resources(store),
        times());
  }

  private List<Long> resources(long store) {
    if (dice.chance(3)) {
      return dice.pick(List.of(), Collections.nCopies(9, 1L), List.of(2L, 2L), List.of(77L));
    }
    List<Long> all = new ArrayList<>();
    oracle
        .shop
        .resources
        .values()
        .forEach(
            resource -> {
              if (resource.store().id() == store || dice.chance(3)) {
                all.add(resource.id());
              }
            });
    while (all.size() > 1 && dice.chance(65)) {
      all.remove(dice.below(all.size()));
    }
    return all;
  }

  private List<Cmd.Times> times() {
    List<Cmd.Times> times = new ArrayList<>();
    long start = now + dice.pick(2L, 20L, 50L, 100L, 100L, 300L, 500L);
    if (dice.chance(60)) {
      for (Slot slot : oracle.shop.slots.values()) {
        start = Math.max(start, slot.end + dice.pick(0L, 1L, 5L, 6L, 10L));
      }
      start = Math.min(start, now + 2_000);
    }
    start = dice.chance(3) ? now : start;
    int count = dice.chance(1) ? dice.pick(0, 200, 201) : 1 + dice.below(3);
    for (int i = 0; i < count; i++) {
      long end = start + (dice.chance(2) ? 0 : dice.pick(1L, 10L, 50L));
      times.add(new Cmd.Times(start, end));
      start = dice.chance(80) ? end + dice.pick(0L, 0L, 5L, 10L) : start + dice.below(5) - 1;
    }
    return times;
  }

  private long guest() {
    return dice.chance(90) ? 1 + dice.below(3) : 1 + dice.below(9);
  }

  /** Returns a slot, mostly one that fits. */
  private long slot(Predicate<Slot> fits) {
    List<Long> fitting = new ArrayList<>();
    for (Slot slot : oracle.shop.slots.values()) {
      if (fits.test(slot)) {
        fitting.add(slot.id);
      }
    }
    if (fitting.isEmpty() || dice.chance(8)) {
      List<Long> all = new ArrayList<>(oracle.shop.slots.keySet());
      return all.isEmpty() || dice.chance(10) ? 1L + dice.below(12) : dice.any(all);
    }
    return dice.chance(40) ? fitting.getFirst() : dice.any(fitting);
  }

  /** Returns a booking, mostly one with this status. */
  private long booking(BookingStatus status) {
    List<Long> fitting = new ArrayList<>();
    for (Booking booking : oracle.shop.bookings.values()) {
      if (booking.status == status) {
        fitting.add(booking.id);
      }
    }
    if (fitting.isEmpty() || dice.chance(8)) {
      List<Long> all = new ArrayList<>(oracle.shop.bookings.keySet());
      return all.isEmpty() || dice.chance(30) ? 1L + dice.below(made + 1) : dice.any(all);
    }
    return dice.any(fitting);
  }

  /** Returns who sends a command: mostly whom it concerns. */
  long sender(Cmd.Body body) {
    return switch (body) {
      case Cmd.PledgeBooking c -> owner(c.booking());
      case Cmd.CancelBooking c -> owner(c.booking());
      case Cmd.ReleaseBooking c -> owner(c.booking());
      case Cmd.RescheduleBooking c -> owner(c.booking());
      case Cmd.LeaveWaitlist c -> {
        Slot slot = oracle.shop.slots.get(c.slot());
        yield slot == null || slot.waitlist.isEmpty() || dice.chance(10)
            ? guest()
            : dice.any(slot.waitlist).account();
      }
      default -> returning() != 0 && dice.chance(80) ? returning() : guest();
    };
  }

  private long owner(long id) {
    Booking booking = oracle.shop.bookings.get(id);
    if (booking == null || dice.chance(4)) {
      return guest();
    }
    return dice.chance(90) ? booking.guest : booking.holder;
  }

  /** Returns when the next things in the bookings' rules change by themselves. */
  List<Long> due() {
    List<Long> due = new ArrayList<>();
    for (Slot slot : oracle.shop.slots.values()) {
      due.add(slot.deadline());
      due.add(slot.start);
      due.add(slot.start + slot.store.grace());
    }
    oracle
        .shop
        .noShows
        .values()
        .forEach(
            times ->
                oracle
                    .shop
                    .stores
                    .values()
                    .forEach(store -> due.add(times.getLast() + store.c().noShowPeriod())));
    due.removeIf(at -> at + 1 < now);
    Collections.sort(due);
    return due.subList(0, Math.min(2, due.size()));
  }
}
