package io.seriba.oracle;

import static io.seriba.oracle.CheckOrder.row;
import static io.seriba.oracle.World.AUCTIONEER;
import static io.seriba.oracle.World.MINUTE;

import io.seriba.oracle.CheckOrder.Row;
import io.seriba.sbe.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of the bookings' checks: where several reasons apply, the first wins. */
class BookingCheckOrderTest {
  private static final long HOUR = 60 * MINUTE;
  private static final long MORNING = 1_000 * HOUR;

  /** Account 8 isn't open; 5 has all that a balance can hold, 4 a little credit. */
  private static final long NOBODY = 8;

  private static final long PAYEE = 1;
  private static final long SUSPENDED = 2;
  private static final long GUEST = 3;
  private static final long CREDITED = 4;
  private static final long FULL = 5;

  /** Was marked a no-show; has a hold in the strict store. */
  private static final long MISSED = 6;

  /** Has a booking in the strict store. */
  private static final long BOOKED = 7;

  /** One hold, no overlaps, no no-shows; prepaid holds; two that are paid at the pledge. */
  private static final long STRICT = 1;

  private static final long PREPAID = 2;
  private static final long RICH = 3;
  private static final long BROKE = 4;

  // Slots of the strict store, all at the same time but for those that have started.
  private static final long FREE = 101;
  private static final long TAKEN = 102;
  private static final long CLOSED = 103;
  private static final long STARTED = 104;
  private static final long CLOSED_AND_STARTED = 105;
  private static final long BOOKED_SLOT = 106;
  private static final long WAITED_FOR = 107;
  private static final long HALF_TAKEN = 108;
  private static final long UNKNOWN = 999;

  private final World world = new World(MORNING);
  private long held;
  private long expired;
  private long early;
  private long begun;
  private long checkedIn;
  private long soon;
  private long dear;
  private long unpayable;

  private void define(long store, long slot, int capacity, long price, long hour) {
    world.accepts(
        AUCTIONEER,
        slots(store, slot, capacity, price, List.of(store), times(MORNING + hour * HOUR)));
  }

  private static Cmd.DefineSlots slots(
      long store, long slot, int capacity, long price, List<Long> resources, Cmd.Times... times) {
    return new Cmd.DefineSlots(
        store, slot, 0, 0, 2 * HOUR, price, capacity, 0, 0, resources, Arrays.asList(times));
  }

  private static Cmd.Times times(long start) {
    return new Cmd.Times(start, start + HOUR);
  }

  private long hold(long guest, int seats, long price, Long... slots) {
    world.accepts(guest, new Cmd.HoldSlots(-1, price, seats, List.of(slots)));
    return world.last();
  }

  private long book(long guest, int seats, long price, Long... slots) {
    long booking = hold(guest, seats, price, slots);
    world.accepts(guest, new Cmd.PledgeBooking(booking));
    return booking;
  }

  private void open(long store, StoreTerms terms, long payee) {
    world.accepts(AUCTIONEER, terms.holdTtl(24 * HOUR).define(store, payee, "JPY"));
    world.accepts(AUCTIONEER, new Cmd.DefineResource(store, store, 0));
  }

  /** Fills every limit, so that CAPACITY_EXCEEDED is always wrong too. */
  private void prepare() {
    world.with("JPY", 0, PAYEE, SUSPENDED, GUEST, CREDITED, FULL, MISSED, BOOKED);
    CheckOrder.fill(world, FULL, "JPY");
    world.accepts(AUCTIONEER, new Cmd.SetCreditLimit(CREDITED, "JPY", 1_000));
    StoreTerms strict = new StoreTerms().maxHolds(1).overlapForbidden();
    open(STRICT, strict.noShows(1, 100 * HOUR, 2), PAYEE);
    open(PREPAID, new StoreTerms().noShows(1, 100 * HOUR, 1), PAYEE);
    open(RICH, new StoreTerms().paidAtPledge(), FULL);
    open(BROKE, new StoreTerms().paidAtPledge().overlapForbidden(), PAYEE);
    world.accepts(AUCTIONEER, new Cmd.DefineResource(9, STRICT, 1));
    prepareStrict();
    define(PREPAID, 201, 9, 0, 1);
    define(PREPAID, 202, 1, 10, 5);
    define(PREPAID, 203, 9, 10, 5);
    define(RICH, 301, 9, 10, 5);
    prepareBroke();
    long missed = book(MISSED, 1, 0, 201L);
    world.accepts(GUEST, new Cmd.HoldSlots(1, 0, 1, List.of(201L)));
    expired = world.last();
    hold(GUEST, 1, 10, 202L);
    held = hold(GUEST, 1, 10, 301L);
    unpayable = hold(CREDITED, 1, 10, 301L);
    world.at(MORNING + 2 * HOUR);
    world.accepts(AUCTIONEER, new Cmd.MarkNoShow(missed));
    world.accepts(AUCTIONEER, new Cmd.Transfer(PAYEE, 0, "JPY", 20 + 10));
    world.accepts(AUCTIONEER, new Cmd.SetSuspended(SUSPENDED, 1));
    world.configure(
        new Cmd.Configure(
            100_000,
            1_000,
            1,
            1,
            1,
            1,
            1,
            1,
            new Cmd.BookingLimits(1, 1, 1, 1, 1, 100, 1, 1),
            GachaCmd.Limits.DEFAULT));
  }

  private void prepareStrict() {
    for (long slot : List.of(FREE, CLOSED, BOOKED_SLOT, HALF_TAKEN)) {
      define(STRICT, slot, 2, 0, 5);
    }
    define(STRICT, TAKEN, 1, 0, 5);
    define(STRICT, WAITED_FOR, 1, 0, 5);
    define(STRICT, STARTED, 1, 0, 1);
    define(STRICT, CLOSED_AND_STARTED, 1, 0, 1);
    world.accepts(AUCTIONEER, slots(STRICT, 109, 1, 0, List.of(9L), times(MORNING + 5 * HOUR)));
    world.accepts(AUCTIONEER, new Cmd.CloseSlot(CLOSED));
    world.accepts(AUCTIONEER, new Cmd.CloseSlot(CLOSED_AND_STARTED));
    hold(MISSED, 1, 0, TAKEN);
    hold(GUEST, 1, 0, WAITED_FOR);
    book(BOOKED, 1, 0, BOOKED_SLOT);
    hold(FULL, 1, 0, HALF_TAKEN);
    world.accepts(MISSED, new Cmd.JoinWaitlist(WAITED_FOR, 1));
    world.accepts(GUEST, new Cmd.JoinWaitlist(HALF_TAKEN, 2));
  }

  /** Bookings of the one with credit in the store that can't pay back. */
  private void prepareBroke() {
    define(BROKE, 401, 9, 10, 5);
    define(BROKE, 402, 1, 10, 1);
    define(BROKE, 403, 9, 0, 3);
    define(BROKE, 404, 1, 0, 9);
    define(BROKE, 405, 1, 0, 7);
    define(BROKE, 406, 1, 0, 11);
    define(BROKE, 407, 2, 0, 7);
    define(BROKE, 408, 2, 5_000, 13);
    define(BROKE, 409, 2, 5_000, 15);
    world.accepts(AUCTIONEER, new Cmd.CloseSlot(404));
    early = book(CREDITED, 2, 20, 401L);
    begun = book(CREDITED, 1, 10, 402L);
    soon = book(CREDITED, 1, 0, 403L);
    checkedIn = book(CREDITED, 1, 0, 406L);
    book(CREDITED, 1, 0, 405L);
    hold(BOOKED, 1, 0, 407L);
    hold(BOOKED, 2, 10_000, 408L);
    world.accepts(AUCTIONEER, new Cmd.CheckInBooking(checkedIn));
    dear = 409;
  }

  @Test
  void theFirstReasonInTheContractsOrderWins() {
    prepare();
    List<Row> rows = new ArrayList<>();
    rows.addAll(definitions());
    rows.addAll(holds());
    rows.addAll(invitations());
    rows.addAll(lives());
    rows.addAll(reschedules());
    rows.addAll(waits());
    CheckOrder.check(world, rows);
  }

  private List<Row> definitions() {
    StoreTerms wrong = new StoreTerms().holdTtl(0);
    Cmd.Times past = times(MORNING);
    Cmd.Times busy = times(MORNING + 5 * HOUR);
    Cmd.Times reversed = new Cmd.Times(MORNING + 2, MORNING + 1);
    List<Long> known = List.of(STRICT);
    List<Long> exclusive = List.of(9L);
    return List.of(
        row(Reason.STORE_EXISTS, "ACCOUNT", wrong.define(STRICT, NOBODY, "NONE")),
        row(Reason.UNKNOWN_ACCOUNT, "CURRENCY", wrong.define(9, NOBODY, "NONE")),
        row(Reason.UNKNOWN_CURRENCY, "TERMS", wrong.define(9, PAYEE, "NONE")),
        row(Reason.INVALID_TERMS, "CAPACITY", wrong.define(9, PAYEE, "JPY")),
        row(Reason.RESOURCE_EXISTS, "STORE", new Cmd.DefineResource(9, 99, 0)),
        row(Reason.UNKNOWN_STORE, "CAPACITY", new Cmd.DefineResource(99, 99, 0)),
        row(Reason.UNKNOWN_STORE, "RESOURCES", slots(99, FREE, 1, 0, List.of())),
        row(Reason.INVALID_SLOTS, "SLOTS", slots(STRICT, FREE, 1, 0, List.of())),
        row(Reason.UNKNOWN_RESOURCE, "TWICE", slots(STRICT, FREE, 1, 0, List.of(99L, 99L))),
        row(Reason.UNKNOWN_RESOURCE, "SLOTS", slots(STRICT, FREE, 1, 0, List.of(BROKE))),
        row(
            Reason.INVALID_SLOTS,
            "TERMS",
            slots(STRICT, FREE, 2, CheckOrder.MOST_AMOUNT, known, reversed)),
        row(
            Reason.INVALID_TERMS,
            "EXISTS",
            slots(STRICT, FREE, 2, CheckOrder.MOST_AMOUNT, known, past)),
        row(Reason.SLOT_EXISTS, "STARTED", slots(STRICT, FREE, 1, 0, known, past)),
        row(Reason.SLOT_STARTED, "OVERLAPS", slots(STRICT, 120, 1, 0, exclusive, past, busy)),
        row(Reason.SLOT_OVERLAPS, "CAPACITY", slots(STRICT, 120, 1, 0, exclusive, busy)),
        row(Reason.CAPACITY_EXCEEDED, "nothing", slots(STRICT, 120, 1, 0, known, busy)),
        row(Reason.INVALID_SLOTS, "UNKNOWN", new Cmd.RemoveSlots(120, 201)),
        row(Reason.UNKNOWN_SLOT, "IN_USE", new Cmd.RemoveSlots(HALF_TAKEN, 3)),
        row(Reason.SLOT_IN_USE, "nothing", new Cmd.RemoveSlots(FREE, 2)));
  }

  private static Row hold(
      Reason first, String alsoWrong, long guest, long ttl, long price, int seats, Long... slots) {
    return row(first, alsoWrong, guest, new Cmd.HoldSlots(ttl, price, seats, Arrays.asList(slots)));
  }

  private static List<Row> holds() {
    long long25 = 25 * HOUR;
    return List.of(
        hold(Reason.INVALID_SLOTS, "UNKNOWN", NOBODY, 0, 1, 1, UNKNOWN, UNKNOWN),
        hold(Reason.UNKNOWN_SLOT, "STORES", NOBODY, 0, 1, 1, FREE, 203L, UNKNOWN),
        hold(Reason.DIFFERENT_STORES, "ACCOUNT", NOBODY, 0, 1, 1, FREE, 203L),
        hold(Reason.UNKNOWN_ACCOUNT, "CLOSED", NOBODY, 0, 1, 1, CLOSED),
        hold(Reason.SLOT_CLOSED, "STARTED", SUSPENDED, 0, 1, 1, STARTED, CLOSED),
        hold(Reason.SLOT_STARTED, "ALLOWED", SUSPENDED, 0, 1, 1, STARTED),
        hold(Reason.NOT_ALLOWED, "CAPACITY", SUSPENDED, 0, 1, 9, FREE),
        hold(Reason.NOT_ALLOWED, "CAPACITY", PAYEE, 0, 1, 9, FREE),
        hold(Reason.EXCEEDS_CAPACITY, "EXPIRED", MISSED, 0, 1, 9, FREE),
        hold(Reason.HOLD_EXPIRED, "PRICE", MISSED, 0, 1, 1, FREE),
        hold(Reason.TTL_TOO_LONG, "PRICE", MISSED, long25, 1, 1, FREE),
        hold(Reason.WRONG_PRICE, "NO_SHOWS", MISSED, -1, 1, 1, FREE),
        hold(Reason.TOO_MANY_NO_SHOWS, "HOLDS", MISSED, -1, 0, 1, FREE),
        hold(Reason.TOO_MANY_HOLDS, "OVERLAPS", GUEST, -1, 0, 1, TAKEN),
        hold(Reason.OVERLAPS_OWN_BOOKING, "FULL", BOOKED, -1, 0, 1, TAKEN),
        hold(Reason.SLOT_FULL, "FUNDS", MISSED, -1, 10, 1, 202L),
        hold(Reason.INSUFFICIENT_FUNDS, "CAPACITY", MISSED, -1, 10, 1, 203L),
        hold(Reason.CAPACITY_EXCEEDED, "nothing", CREDITED, -1, 0, 1, FREE));
  }

  private static Row invite(
      Reason first, String alsoWrong, long guest, long ttl, int seats, Long... slots) {
    return row(first, alsoWrong, new Cmd.InviteGuest(guest, ttl, 7, seats, Arrays.asList(slots)));
  }

  private static List<Row> invitations() {
    return List.of(
        invite(Reason.DIFFERENT_STORES, "ACCOUNT", NOBODY, 0, 1, FREE, 203L),
        invite(Reason.UNKNOWN_ACCOUNT, "CLOSED", NOBODY, 0, 1, CLOSED),
        invite(Reason.SLOT_STARTED, "ALLOWED", SUSPENDED, 0, 1, STARTED),
        invite(Reason.NOT_ALLOWED, "CAPACITY", PAYEE, 0, 9, FREE),
        invite(Reason.EXCEEDS_CAPACITY, "EXPIRED", MISSED, 0, 9, FREE),
        invite(Reason.HOLD_EXPIRED, "HOLDS", MISSED, 0, 1, FREE),
        invite(Reason.TOO_MANY_HOLDS, "OVERLAPS", MISSED, -1, 1, TAKEN),
        invite(Reason.OVERLAPS_OWN_BOOKING, "FULL", BOOKED, -1, 1, TAKEN),
        invite(Reason.SLOT_FULL, "CAPACITY", CREDITED, -1, 1, TAKEN),
        invite(Reason.CAPACITY_EXCEEDED, "nothing", CREDITED, -1, 1, FREE));
  }

  private List<Row> lives() {
    return List.of(
        row(Reason.NOT_ALLOWED, "STATUS", MISSED, new Cmd.ReleaseBooking(early)),
        row(Reason.WRONG_BOOKING_STATUS, "nothing", CREDITED, new Cmd.ReleaseBooking(early)),
        row(Reason.UNKNOWN_BOOKING, "ALLOWED", MISSED, new Cmd.PledgeBooking(UNKNOWN)),
        row(Reason.NOT_ALLOWED, "EXPIRED", MISSED, new Cmd.PledgeBooking(expired)),
        row(Reason.HOLD_EXPIRED, "STATUS", GUEST, new Cmd.PledgeBooking(expired)),
        row(Reason.WRONG_BOOKING_STATUS, "OVERFLOW", CREDITED, new Cmd.PledgeBooking(early)),
        row(Reason.INSUFFICIENT_FUNDS, "OVERFLOW", GUEST, new Cmd.PledgeBooking(held)),
        row(Reason.AMOUNT_OVERFLOW, "nothing", CREDITED, new Cmd.PledgeBooking(unpayable)),
        row(Reason.NOT_ALLOWED, "STATUS", MISSED, new Cmd.CancelBooking(held)),
        row(Reason.WRONG_BOOKING_STATUS, "FUNDS", CREDITED, new Cmd.CancelBooking(checkedIn)),
        row(Reason.SLOT_STARTED, "FUNDS", CREDITED, new Cmd.CancelBooking(begun)),
        row(Reason.INSUFFICIENT_FUNDS, "nothing", CREDITED, new Cmd.CancelBooking(early)),
        row(Reason.WRONG_BOOKING_STATUS, "nothing", new Cmd.CheckInBooking(checkedIn)),
        row(Reason.WRONG_BOOKING_STATUS, "EARLY", new Cmd.CompleteBooking(early)),
        row(Reason.TOO_EARLY, "nothing", new Cmd.CompleteBooking(checkedIn)),
        row(Reason.WRONG_BOOKING_STATUS, "EARLY", new Cmd.MarkNoShow(checkedIn)),
        row(Reason.TOO_EARLY, "FUNDS", new Cmd.MarkNoShow(early)),
        row(Reason.INSUFFICIENT_FUNDS, "nothing", new Cmd.MarkNoShow(begun)));
  }

  private Row reschedule(Reason first, String alsoWrong, long booking, long price, Long... slots) {
    return row(
        first,
        alsoWrong,
        CREDITED,
        new Cmd.RescheduleBooking(booking, price, Arrays.asList(slots)));
  }

  private List<Row> reschedules() {
    return List.of(
        reschedule(Reason.UNKNOWN_BOOKING, "ALLOWED", UNKNOWN, 1),
        reschedule(Reason.NOT_ALLOWED, "STATUS", held, 1),
        reschedule(Reason.WRONG_BOOKING_STATUS, "SLOTS", checkedIn, 1),
        reschedule(Reason.CANCEL_DEADLINE_PASSED, "SLOTS", soon, 1),
        reschedule(Reason.INVALID_SLOTS, "UNKNOWN", early, 1, UNKNOWN, UNKNOWN),
        reschedule(Reason.UNKNOWN_SLOT, "STORES", early, 1, FREE, 203L, UNKNOWN),
        reschedule(Reason.DIFFERENT_STORES, "CLOSED", early, 1, CLOSED),
        reschedule(Reason.SLOT_CLOSED, "STARTED", early, 1, 402L, 404L),
        reschedule(Reason.SLOT_STARTED, "CAPACITY", early, 1, 402L),
        reschedule(Reason.EXCEEDS_CAPACITY, "PRICE", early, 1, 405L),
        reschedule(Reason.WRONG_PRICE, "OVERLAPS", early, 1, 407L),
        reschedule(Reason.OVERLAPS_OWN_BOOKING, "FULL", early, 0, 407L),
        reschedule(Reason.SLOT_FULL, "FUNDS", early, 10_000, 408L),
        reschedule(Reason.INSUFFICIENT_FUNDS, "nothing", early, 10_000, dear));
  }

  private List<Row> waits() {
    return List.of(
        row(Reason.UNKNOWN_SLOT, "ACCOUNT", NOBODY, new Cmd.JoinWaitlist(UNKNOWN, 9)),
        row(Reason.UNKNOWN_ACCOUNT, "CLOSED", NOBODY, new Cmd.JoinWaitlist(CLOSED, 9)),
        row(Reason.SLOT_CLOSED, "STARTED", SUSPENDED, new Cmd.JoinWaitlist(CLOSED_AND_STARTED, 9)),
        row(Reason.SLOT_STARTED, "ALLOWED", SUSPENDED, new Cmd.JoinWaitlist(STARTED, 9)),
        row(Reason.NOT_ALLOWED, "CAPACITY", PAYEE, new Cmd.JoinWaitlist(WAITED_FOR, 9)),
        row(Reason.EXCEEDS_CAPACITY, "NO_SHOWS", MISSED, new Cmd.JoinWaitlist(WAITED_FOR, 9)),
        row(Reason.TOO_MANY_NO_SHOWS, "WAITING", MISSED, new Cmd.JoinWaitlist(WAITED_FOR, 1)),
        row(Reason.ALREADY_WAITING, "NOT_FULL", GUEST, new Cmd.JoinWaitlist(HALF_TAKEN, 1)),
        row(Reason.SLOT_NOT_FULL, "CAPACITY", CREDITED, new Cmd.JoinWaitlist(HALF_TAKEN, 1)),
        row(Reason.CAPACITY_EXCEEDED, "nothing", CREDITED, new Cmd.JoinWaitlist(TAKEN, 1)),
        row(Reason.EXCEEDS_CAPACITY, "WAITING", new Cmd.EnlistGuest(WAITED_FOR, MISSED, 9, 0)),
        row(Reason.ALREADY_WAITING, "CAPACITY", new Cmd.EnlistGuest(WAITED_FOR, MISSED, 1, 0)),
        row(Reason.UNKNOWN_SLOT, "ACCOUNT", NOBODY, new Cmd.LeaveWaitlist(UNKNOWN)),
        row(Reason.UNKNOWN_ACCOUNT, "WAITING", NOBODY, new Cmd.LeaveWaitlist(WAITED_FOR)));
  }
}
