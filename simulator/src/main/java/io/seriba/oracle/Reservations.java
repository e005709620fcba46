package io.seriba.oracle;

import static io.seriba.oracle.Emitted.Topic.account;
import static io.seriba.oracle.Event.field;

import io.seriba.oracle.Shop.Booking;
import io.seriba.oracle.Shop.Place;
import io.seriba.oracle.Shop.Slot;
import io.seriba.oracle.Shop.Store;
import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.Reason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** rules.md, section 3: holds, bookings, waitlists. */
final class Reservations {
  private final PlantedBug bug;
  private final Shop shop;
  private final Emitted emitted;
  private final Timers timers;
  private final Ledger ledger;
  private final Tills tills;

  Reservations(
      PlantedBug bug, Shop shop, Emitted emitted, Timers timers, Ledger ledger, Tills tills) {
    this.bug = bug;
    this.shop = shop;
    this.emitted = emitted;
    this.timers = timers;
    this.ledger = ledger;
    this.tills = tills;
  }

  // Holds.

  Reason hold(long guest, Cmd.HoldSlots c, Cmd.BookingLimits limits) {
    Reason reason = setAside(c.slots(), guest, c.seats());
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    List<Slot> slots = slots(c.slots());
    Store store = slots.getFirst().store;
    long ttl = c.ttl() == -1 ? store.holdTtl() : c.ttl();
    if (ttl == 0) {
      return Reason.HOLD_EXPIRED;
    }
    if (ttl > store.holdTtl()) {
      return Reason.TTL_TOO_LONG;
    }
    if (c.price() != price(slots, c.seats())) {
      return Reason.WRONG_PRICE;
    }
    boolean hit = hit(store, guest);
    if (hit && store.refuses()) {
      return Reason.TOO_MANY_NO_SHOWS;
    }
    reason = others(slots, guest, c.seats());
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (hit && !tills.covers(guest, store, c.price())) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    if (full(guest, limits)) {
      return Reason.CAPACITY_EXCEEDED;
    }
    Booking booking =
        new Booking(emitted.sequence(), guest, guest, c.seats(), "HOLD", List.copyOf(slots));
    begin(booking, c.price(), ttl);
    if (hit) {
      tills.hold(booking, c.price());
    }
    slots.forEach(slot -> shop.changed(emitted, slot));
    return Reason.ACCEPTED;
  }

  Reason invite(long host, Cmd.InviteGuest c, Cmd.BookingLimits limits) {
    Reason reason = setAside(c.slots(), c.guest(), c.seats());
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (c.ttl() == 0) {
      return Reason.HOLD_EXPIRED;
    }
    List<Slot> slots = slots(c.slots());
    reason = others(slots, c.guest(), c.seats());
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (full(c.guest(), limits)) {
      return Reason.CAPACITY_EXCEEDED;
    }
    Booking booking =
        new Booking(
            emitted.sequence(), c.guest(), host, c.seats(), "INVITATION", List.copyOf(slots));
    begin(booking, c.price(), c.ttl() == -1 ? slots.getFirst().store.holdTtl() : c.ttl());
    slots.forEach(slot -> shop.changed(emitted, slot));
    return Reason.ACCEPTED;
  }

  private Reason set(List<Long> ids) {
    if (ids.isEmpty() || new HashSet<>(ids).size() < ids.size()) {
      return Reason.INVALID_SLOTS;
    }
    if (!shop.slots.keySet().containsAll(ids)) {
      return Reason.UNKNOWN_SLOT;
    }
    return slots(ids).stream().map(slot -> slot.store).distinct().count() > 1
        ? Reason.DIFFERENT_STORES
        : Reason.ACCEPTED;
  }

  private Reason open(List<Slot> slots) {
    if (slots.stream().anyMatch(slot -> slot.closed)) {
      return Reason.SLOT_CLOSED;
    }
    return slots.stream().anyMatch(slot -> slot.start <= emitted.now())
        ? Reason.SLOT_STARTED
        : Reason.ACCEPTED;
  }

  private Reason setAside(List<Long> ids, long guest, int seats) {
    Reason reason = set(ids);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (!ledger.isOpen(guest)) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    List<Slot> slots = slots(ids);
    reason = open(slots);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (barred(slots.getFirst().store, guest)) {
      return Reason.NOT_ALLOWED;
    }
    return slots.stream().anyMatch(slot -> seats > slot.terms.capacity())
        ? Reason.EXCEEDS_CAPACITY
        : Reason.ACCEPTED;
  }

  private boolean barred(Store store, long guest) {
    return ledger.suspended.contains(guest) || guest == store.c().payee();
  }

  private boolean hit(Store store, long guest) {
    return store.c().noShowPolicy() != 0
        && shop.noShows(guest, emitted.now(), store.c().noShowPeriod(), bug)
            >= store.c().noShowCount();
  }

  private Reason others(List<Slot> slots, long guest, int seats) {
    Store store = slots.getFirst().store;
    List<Booking> own =
        shop.bookings.values().stream()
            .filter(each -> each.live() && each.guest == guest && each.store().equals(store))
            .toList();
    long held = own.stream().filter(each -> each.status == BookingStatus.HELD).count();
    if (store.c().maxHolds() != 0 && held >= store.c().maxHolds()) {
      return Reason.TOO_MANY_HOLDS;
    }
    if (store.c().overlapForbidden() == 1 && own.stream().anyMatch(each -> meets(slots, each))) {
      return Reason.OVERLAPS_OWN_BOOKING;
    }
    int more = bug == PlantedBug.OVERBOOKED_BY_ONE ? 1 : 0;
    return slots.stream().anyMatch(slot -> shop.free(slot) + more < seats)
        ? Reason.SLOT_FULL
        : Reason.ACCEPTED;
  }

  private boolean meets(List<Slot> slots, Booking booking) {
    long touching = bug == PlantedBug.TOUCHING_IS_OVERLAPPING ? 1 : 0;
    return slots.stream()
        .anyMatch(
            one ->
                booking.slots.stream()
                    .anyMatch(
                        two -> one.start < two.end + touching && two.start < one.end + touching));
  }

  private boolean full(long guest, Cmd.BookingLimits limits) {
    return shop.live() >= limits.bookings() || shop.live(guest) >= limits.perGuest();
  }

  private void begin(Booking booking, long price, long ttl) {
    booking.price = price;
    long expiry = emitted.now() + ttl;
    if (bug != PlantedBug.HOLD_BEYOND_START) {
      expiry = Math.min(expiry, booking.start());
    }
    shop.bookings.put(booking.id, booking);
    booking.expiry =
        timers.set(
            expiry,
            at -> {
              emitted.time(at);
              giveUp(booking, BookingStatus.EXPIRED);
            });
    emitted.event(
        account(booking.guest),
        "BookingHeld",
        field("account", booking.guest),
        field("booking", booking.id),
        field("store", booking.store().id()),
        field("expiry", expiry),
        field("price", price),
        field("seats", booking.seats),
        field("origin", booking.origin),
        field("slots", booking.slots.stream().map(slot -> slot.id).toList()));
  }

  Reason release(long account, Cmd.ReleaseBooking c) {
    Booking booking = shop.bookings.get(c.booking());
    if (booking == null) {
      return Reason.UNKNOWN_BOOKING;
    }
    if (account != booking.guest && account != booking.holder) {
      return Reason.NOT_ALLOWED;
    }
    if (booking.status != BookingStatus.HELD) {
      return Reason.WRONG_BOOKING_STATUS;
    }
    giveUp(booking, BookingStatus.RELEASED);
    return Reason.ACCEPTED;
  }

  private void giveUp(Booking booking, BookingStatus status) {
    tills.release(booking, booking.held);
    end(booking, status, 0);
  }

  private void end(Booking booking, BookingStatus status, long fee) {
    timers.remove(booking.expiry);
    booking.status = status;
    emitted.event(
        account(booking.guest),
        "BookingEnded",
        field("account", booking.guest),
        field("booking", booking.id),
        field("fee", fee),
        field("status", status.name()));
    shop.ended.add(booking);
    for (Slot slot : booking.slots) {
      freed(slot, status != BookingStatus.EXPIRED);
    }
  }

  /** Forgets the oldest of the ended bookings beyond the limit. */
  void forget(Cmd.BookingLimits limits) {
    int most = bug == PlantedBug.ENDED_BOOKING_FORGOTTEN ? 0 : limits.endedBookings();
    while (shop.ended.size() > most) {
      shop.bookings.remove(shop.ended.removeFirst().id);
    }
  }

  /** Tells of freed seats and offers them. */
  private void freed(Slot slot, boolean byCommand) {
    shop.changed(emitted, slot);
    if (slot.start <= emitted.now()
        || (bug == PlantedBug.EXPIRED_SEATS_NOT_OFFERED && !byCommand)) {
      return;
    }
    for (Place place = next(slot); place != null; place = next(slot)) {
      slot.waitlist.remove(place);
      offer(slot, place);
      shop.changed(emitted, slot);
    }
  }

  private void offer(Slot slot, Place place) {
    long guest = place.account();
    long price = slot.terms.price() * place.seats();
    boolean hit = place.own() && hit(slot.store, guest);
    if (ledger.suspended.contains(guest)
        || (hit && slot.store.refuses())
        || (others(List.of(slot), guest, place.seats()) != Reason.ACCEPTED
            && bug != PlantedBug.OFFER_BESIDE_ANY_OTHER)
        || (hit && !tills.covers(guest, slot.store, price))) {
      Timetable.waitEnded(emitted, slot, place, "REFUSED");
      return;
    }
    Timetable.waitEnded(emitted, slot, place, "OFFERED");
    Booking offer = new Booking(place.id(), guest, guest, place.seats(), "OFFER", List.of(slot));
    begin(offer, price, slot.store.waitlistTtl());
    if (hit) {
      tills.hold(offer, price);
    }
  }

  private @Nullable Place next(Slot slot) {
    if (bug == PlantedBug.ONLY_THE_FIRST_IS_OFFERED) {
      return slot.waitlist.isEmpty() || slot.waitlist.getFirst().seats() > shop.free(slot)
          ? null
          : slot.waitlist.getFirst();
    }
    return slot.waitlist.stream()
        .filter(place -> place.seats() <= shop.free(slot))
        .findFirst()
        .orElse(null);
  }

  // Bookings.

  Reason pledge(long account, Cmd.PledgeBooking c) {
    Booking booking = shop.bookings.get(c.booking());
    if (booking == null) {
      return Reason.UNKNOWN_BOOKING;
    }
    boolean host = bug == PlantedBug.HOST_MAY_PLEDGE && account == booking.holder;
    if (account != booking.guest && !host) {
      return Reason.NOT_ALLOWED;
    }
    if (booking.status == BookingStatus.EXPIRED) {
      return Reason.HOLD_EXPIRED;
    }
    if (booking.status != BookingStatus.HELD) {
      return Reason.WRONG_BOOKING_STATUS;
    }
    Reason reason = tills.canPledge(booking);
    if (reason == Reason.ACCEPTED) {
      tills.pledge(booking);
      timers.remove(booking.expiry);
      booking.status = BookingStatus.CONFIRMED;
      emitted.event(
          account(booking.guest),
          "BookingConfirmed",
          field("account", booking.guest),
          field("booking", booking.id));
    }
    return reason;
  }

  Reason cancel(long account, Cmd.CancelBooking c) {
    Booking booking = shop.bookings.get(c.booking());
    Reason reason = own(booking, account);
    if (booking == null || reason != Reason.ACCEPTED) {
      return reason;
    }
    if (booking.start() <= emitted.now()) {
      return Reason.SLOT_STARTED;
    }
    long until = booking.deadline() + (bug == PlantedBug.CANCEL_FREE_AT_THE_DEADLINE ? 1 : 0);
    long fee = emitted.now() < until ? 0 : fee(booking, slot -> slot.terms.fee());
    return settle(booking, fee, BookingStatus.CANCELLED);
  }

  private static Reason own(@Nullable Booking booking, long account) {
    if (booking == null) {
      return Reason.UNKNOWN_BOOKING;
    }
    if (booking.guest != account) {
      return Reason.NOT_ALLOWED;
    }
    return booking.status == BookingStatus.CONFIRMED
        ? Reason.ACCEPTED
        : Reason.WRONG_BOOKING_STATUS;
  }

  private Reason settle(Booking booking, long kept, BookingStatus status) {
    Reason reason = tills.canSettle(booking, kept);
    if (reason == Reason.ACCEPTED) {
      if (status == BookingStatus.NO_SHOW) {
        shop.noShows.computeIfAbsent(booking.guest, none -> new ArrayList<>()).add(emitted.now());
      }
      tills.settle(booking, kept);
      end(booking, status, kept);
    }
    return reason;
  }

  /** Returns the greatest share of the price that a slot wants, rounded up. */
  private long fee(Booking booking, ToIntFunction<Slot> share) {
    int most = booking.slots.stream().mapToInt(share).max().orElseThrow();
    BigInteger[] parts =
        BigInteger.valueOf(booking.price)
            .multiply(BigInteger.valueOf(most))
            .divideAndRemainder(BigInteger.valueOf(10_000));
    boolean up = parts[1].signum() > 0 && bug != PlantedBug.FEE_ROUNDED_DOWN;
    return parts[0].longValueExact() + (up ? 1 : 0);
  }

  Reason reschedule(long account, Cmd.RescheduleBooking c) {
    Booking booking = shop.bookings.get(c.booking());
    Reason reason = own(booking, account);
    if (booking == null || reason != Reason.ACCEPTED) {
      return reason;
    }
    if (booking.deadline() <= emitted.now()) {
      return Reason.CANCEL_DEADLINE_PASSED;
    }
    reason = set(c.slots());
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    List<Slot> slots = slots(c.slots());
    if (!slots.getFirst().store.equals(booking.store())) {
      return Reason.DIFFERENT_STORES;
    }
    reason = open(slots);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (slots.stream().anyMatch(slot -> booking.seats > slot.terms.capacity())) {
      return Reason.EXCEEDS_CAPACITY;
    }
    if (c.price() != price(slots, booking.seats)) {
      return Reason.WRONG_PRICE;
    }
    reason = room(booking, slots);
    if (reason == Reason.ACCEPTED) {
      reason = tills.canReprice(booking, c.price());
    }
    if (reason == Reason.ACCEPTED) {
      move(booking, slots, c.price());
    }
    return reason;
  }

  private Reason room(Booking booking, List<Slot> slots) {
    boolean meets =
        shop.bookings.values().stream()
            .filter(each -> each.live() && each != booking && each.guest == booking.guest)
            .filter(each -> each.store().equals(booking.store()))
            .anyMatch(each -> meets(slots, each));
    if (booking.store().c().overlapForbidden() == 1 && meets) {
      return Reason.OVERLAPS_OWN_BOOKING;
    }
    boolean ownCount = bug == PlantedBug.RESCHEDULE_COUNTS_OWN_SEATS;
    return slots.stream()
            .filter(slot -> ownCount || !booking.slots.contains(slot))
            .anyMatch(slot -> shop.free(slot) < booking.seats)
        ? Reason.SLOT_FULL
        : Reason.ACCEPTED;
  }

  private void move(Booking booking, List<Slot> slots, long price) {
    List<Slot> left = new ArrayList<>(booking.slots);
    left.removeAll(slots);
    List<Slot> taken = new ArrayList<>(slots);
    taken.removeAll(booking.slots);
    tills.reprice(booking, price);
    booking.slots = List.copyOf(slots);
    emitted.event(
        account(booking.guest),
        "BookingRescheduled",
        field("account", booking.guest),
        field("booking", booking.id),
        field("price", price),
        field("slots", slots.stream().map(slot -> slot.id).toList()));
    if (bug == PlantedBug.LEFT_BEFORE_TAKEN) {
      left.forEach(slot -> freed(slot, true));
    }
    taken.forEach(slot -> shop.changed(emitted, slot));
    if (bug != PlantedBug.LEFT_BEFORE_TAKEN) {
      left.forEach(slot -> freed(slot, true));
    }
  }

  Reason checkIn(Cmd.CheckInBooking c) {
    Booking booking = shop.bookings.get(c.booking());
    if (booking == null) {
      return Reason.UNKNOWN_BOOKING;
    }
    if (booking.status != BookingStatus.CONFIRMED) {
      return Reason.WRONG_BOOKING_STATUS;
    }
    booking.status = BookingStatus.CHECKED_IN;
    emitted.event(
        account(booking.guest),
        "BookingCheckedIn",
        field("account", booking.guest),
        field("booking", booking.id));
    return Reason.ACCEPTED;
  }

  Reason complete(Cmd.CompleteBooking c) {
    Booking booking = shop.bookings.get(c.booking());
    if (booking == null) {
      return Reason.UNKNOWN_BOOKING;
    }
    if (booking.status != BookingStatus.CHECKED_IN) {
      return Reason.WRONG_BOOKING_STATUS;
    }
    return emitted.now() < booking.start()
        ? Reason.TOO_EARLY
        : settle(booking, booking.price, BookingStatus.COMPLETED);
  }

  Reason noShow(Cmd.MarkNoShow c) {
    Booking booking = shop.bookings.get(c.booking());
    if (booking == null) {
      return Reason.UNKNOWN_BOOKING;
    }
    if (booking.status != BookingStatus.CONFIRMED) {
      return Reason.WRONG_BOOKING_STATUS;
    }
    long grace = bug == PlantedBug.NO_SHOW_WITHOUT_GRACE ? 0 : booking.store().grace();
    return emitted.now() < booking.start() + grace
        ? Reason.TOO_EARLY
        : settle(booking, fee(booking, slot -> slot.terms.noShowFee()), BookingStatus.NO_SHOW);
  }

  // Waitlists.

  Reason join(long guest, Cmd.JoinWaitlist c, Cmd.BookingLimits limits) {
    return join(c.slot(), guest, c.seats(), 0, true, limits);
  }

  Reason enlist(Cmd.EnlistGuest c, Cmd.BookingLimits limits) {
    return join(c.slot(), c.guest(), c.seats(), c.priority(), false, limits);
  }

  private Reason join(
      long id, long guest, int seats, int priority, boolean own, Cmd.BookingLimits limits) {
    Slot slot = shop.slots.get(id);
    if (slot == null) {
      return Reason.UNKNOWN_SLOT;
    }
    if (!ledger.isOpen(guest)) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    Reason reason = open(List.of(slot));
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (barred(slot.store, guest)) {
      return Reason.NOT_ALLOWED;
    }
    if (seats > slot.terms.capacity()) {
      return Reason.EXCEEDS_CAPACITY;
    }
    if (own && slot.store.refuses() && hit(slot.store, guest)) {
      return Reason.TOO_MANY_NO_SHOWS;
    }
    if (slot.placeOf(guest) != null) {
      return Reason.ALREADY_WAITING;
    }
    if (seats <= shop.free(slot)) {
      return Reason.SLOT_NOT_FULL;
    }
    if (full(guest, limits) || slot.waitlist.size() >= limits.waitingPerSlot()) {
      return Reason.CAPACITY_EXCEEDED;
    }
    Place place = new Place(emitted.sequence(), guest, seats, priority, own);
    Shop.enter(slot, place, bug);
    emitted.event(
        account(guest),
        "Waiting",
        field("account", guest),
        field("booking", place.id()),
        field("slot", slot.id),
        field("seats", seats),
        field("priority", priority));
    shop.changed(emitted, slot);
    return Reason.ACCEPTED;
  }

  Reason leave(long guest, Cmd.LeaveWaitlist c) {
    Slot slot = shop.slots.get(c.slot());
    if (slot == null) {
      return Reason.UNKNOWN_SLOT;
    }
    if (!ledger.isOpen(guest)) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    Place place = slot.placeOf(guest);
    if (place == null) {
      return Reason.NOT_WAITING;
    }
    slot.waitlist.remove(place);
    Timetable.waitEnded(emitted, slot, place, "LEFT");
    shop.changed(emitted, slot);
    return Reason.ACCEPTED;
  }

  private List<Slot> slots(List<Long> ids) {
    List<Slot> slots = new ArrayList<>();
    ids.forEach(id -> slots.add(shop.slots.get(id)));
    return slots;
  }

  private static long price(List<Slot> slots, int seats) {
    return slots.stream().mapToLong(slot -> Math.multiplyExact(slot.terms.price(), seats)).sum();
  }
}
