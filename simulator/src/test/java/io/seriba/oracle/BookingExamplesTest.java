package io.seriba.oracle;

import static io.seriba.oracle.World.AUCTIONEER;
import static io.seriba.oracle.World.MINUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.seriba.sbe.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of bookings by example; each is decided by the engine and by the oracle. */
class BookingExamplesTest {
  private static final long NOON = 1_000 * MINUTE;
  private static final long HOUR = 60 * MINUTE;
  private static final long OWNER = 1;
  private static final long ANNA = 2;
  private static final long BEN = 3;
  private static final long CHIE = 4;
  private static final long STORE = 5;
  private static final long HAIRDRESSER = 6;

  /** Three hours of the hairdresser, from one o'clock on. */
  private static final long ONE = 11;

  private static final long TWO = 12;
  private static final long THREE = 13;

  private final World world = new World(NOON);

  private StoreTerms store() {
    return new StoreTerms();
  }

  /** Opens a store with one exclusive resource. */
  private void open(StoreTerms terms, long funds) {
    world.with("JPY", funds, OWNER, ANNA, BEN, CHIE);
    define(terms.define(STORE, OWNER, "JPY"));
    define(new Cmd.DefineResource(HAIRDRESSER, STORE, 1));
  }

  private void define(Cmd.Body body) {
    world.accepts(AUCTIONEER, body);
  }

  private Cmd.DefineSlots slots(int capacity, long price, Cmd.Times... times) {
    return new Cmd.DefineSlots(
        STORE,
        ONE,
        0,
        0,
        2 * HOUR,
        price,
        capacity,
        3_333,
        10_000,
        List.of(HAIRDRESSER),
        List.of(times));
  }

  private static Cmd.Times hour(int from) {
    return new Cmd.Times(NOON + from * HOUR, NOON + (from + 1) * HOUR);
  }

  private List<String> hold(long guest, int seats, long price, Long... slots) {
    return world.accepts(guest, new Cmd.HoldSlots(-1, price, seats, List.of(slots)));
  }

  private void rejectsHold(Reason reason, long guest, long price, Long... slots) {
    world.rejects(reason, guest, new Cmd.HoldSlots(-1, price, 1, List.of(slots)));
  }

  private List<String> accepts(long account, Cmd.Body body) {
    return world.accepts(account, body);
  }

  private void rejects(Reason reason, long account, Cmd.Body body) {
    world.rejects(reason, account, body);
  }

  private static String held(
      long guest, long booking, long expiry, long price, int seats, String origin, Long... slots) {
    return "BookingHeld[account=%d, booking=%d, store=5, expiry=%d, price=%d, seats=%d, origin=%s, slots=%s]"
        .formatted(guest, booking, expiry, price, seats, origin, List.of(slots));
  }

  private static String changed(long slot, int taken, int waiting) {
    return "SlotChanged[slot=%d, taken=%d, waiting=%d, status=OPEN]"
        .formatted(slot, taken, waiting);
  }

  private static String ended(long guest, long booking, long fee, String status) {
    return "BookingEnded[account=%d, booking=%d, fee=%d, status=%s]"
        .formatted(guest, booking, fee, status);
  }

  private static List<String> all(List<String> one, List<String> two) {
    return Stream.concat(one.stream(), two.stream()).toList();
  }

  @Test
  void aHoldTakesAllOfItsSlotsOrNone() {
    open(store(), 0);
    define(slots(1, 0, hour(1), hour(2), hour(3)));
    assertEquals(
        List.of(
            held(ANNA, world.last() + 1, NOON + 10 * MINUTE, 0, 1, "HOLD", TWO),
            changed(TWO, 1, 0)),
        hold(ANNA, 1, 0, TWO));
    rejectsHold(Reason.SLOT_FULL, BEN, 0, ONE, TWO);
    assertEquals(
        List.of(
            held(BEN, world.last() + 1, NOON + 10 * MINUTE, 0, 1, "HOLD", ONE, THREE),
            changed(ONE, 1, 0),
            changed(THREE, 1, 0)),
        hold(BEN, 1, 0, ONE, THREE),
        "the slot that was free before is still free");
  }

  @Test
  void aPledgeStampedAtTheExpiryIsLate() {
    open(store(), 0);
    define(slots(1, 0, hour(1)));
    hold(ANNA, 1, 0, ONE);
    long booking = world.last();
    world.at(NOON + 10 * MINUTE);
    assertEquals(
        List.of(ended(ANNA, booking, 0, "EXPIRED"), changed(ONE, 0, 0)),
        world.rejects(Reason.HOLD_EXPIRED, ANNA, new Cmd.PledgeBooking(booking)));
    rejects(Reason.UNKNOWN_BOOKING, ANNA, new Cmd.PledgeBooking(999));
    hold(ANNA, 1, 0, ONE);
    world.at(NOON + 20 * MINUTE - 1);
    assertEquals(
        List.of("BookingConfirmed[account=2, booking=" + world.last() + "]"),
        accepts(ANNA, new Cmd.PledgeBooking(world.last())));
  }

  @Test
  void noHoldLastsBeyondItsFirstSlotsStart() {
    open(store().holdTtl(24 * HOUR), 0);
    define(slots(1, 0, hour(1), hour(2)));
    assertEquals(
        held(ANNA, world.last() + 1, NOON + HOUR, 0, 1, "HOLD", TWO, ONE),
        hold(ANNA, 1, 0, TWO, ONE).getFirst());
    world.at(NOON + HOUR);
    rejectsHold(Reason.SLOT_STARTED, BEN, 0, ONE);
  }

  @Test
  void onlyWhoWasInvitedCanPledgeAndTheStoreSetsThePrice() {
    open(store(), 1_000);
    define(slots(2, 500, hour(1)));
    accepts(AUCTIONEER, new Cmd.InviteGuest(ANNA, HOUR, 300, 1, List.of(ONE)));
    long booking = world.last();
    rejects(Reason.NOT_ALLOWED, AUCTIONEER, new Cmd.PledgeBooking(booking));
    rejects(Reason.NOT_ALLOWED, BEN, new Cmd.ReleaseBooking(booking));
    rejectsHold(Reason.WRONG_PRICE, BEN, 300, ONE);
    assertEquals(
        List.of(
            "PriceHeld[account=2, booking=" + booking + ", change=300, held=300]",
            "BookingConfirmed[account=2, booking=" + booking + "]"),
        accepts(ANNA, new Cmd.PledgeBooking(booking)));
    accepts(AUCTIONEER, new Cmd.InviteGuest(BEN, -1, 0, 1, List.of(ONE)));
    assertEquals(
        List.of(ended(BEN, world.last(), 0, "RELEASED"), changed(ONE, 1, 0)),
        accepts(AUCTIONEER, new Cmd.ReleaseBooking(world.last())),
        "who invited may take it back");
  }

  @Test
  void aPledgeThatCantBePaidChangesNothing() {
    open(store().paidAtPledge(), 100);
    define(slots(3, 60, hour(3)));
    hold(ANNA, 2, 120, ONE);
    long booking = world.last();
    rejects(Reason.INSUFFICIENT_FUNDS, ANNA, new Cmd.PledgeBooking(booking));
    accepts(AUCTIONEER, new Cmd.Transfer(0, ANNA, "JPY", 20));
    assertEquals(
        List.of(
            "PricePaid[account=2, booking=" + booking + ", amount=120]",
            "BalanceChanged[account=2, counterparty=1, change=-120, posted=0, held=0,"
                + " currency=JPY]",
            "BalanceChanged[account=1, counterparty=2, change=120, posted=220, held=0,"
                + " currency=JPY]",
            "BookingConfirmed[account=2, booking=" + booking + "]"),
        accepts(ANNA, new Cmd.PledgeBooking(booking)));
  }

  @Test
  void aCancellationIsFreeUntilTheDeadlineAndThenCostsTheFee() {
    open(store(), 100);
    define(slots(2, 100, hour(3), hour(4)));
    hold(ANNA, 1, 100, ONE);
    long first = world.last();
    accepts(ANNA, new Cmd.PledgeBooking(first));
    hold(BEN, 1, 100, ONE);
    long second = world.last();
    accepts(BEN, new Cmd.PledgeBooking(second));
    world.at(NOON + HOUR - 1);
    assertEquals(
        List.of(
            "PriceReleased[account=2, booking=" + first + ", change=100, held=0]",
            ended(ANNA, first, 0, "CANCELLED"),
            changed(ONE, 1, 0)),
        accepts(ANNA, new Cmd.CancelBooking(first)));
    world.at(NOON + HOUR);
    rejects(
        Reason.CANCEL_DEADLINE_PASSED, BEN, new Cmd.RescheduleBooking(second, 100, List.of(TWO)));
    assertEquals(
        List.of(
            "PriceReleased[account=3, booking=" + second + ", change=66, held=34]",
            "PricePaid[account=3, booking=" + second + ", amount=34]",
            "BalanceChanged[account=3, counterparty=1, change=-34, posted=66, held=0,"
                + " currency=JPY]",
            "BalanceChanged[account=1, counterparty=3, change=34, posted=134, held=0,"
                + " currency=JPY]",
            ended(BEN, second, 34, "CANCELLED"),
            changed(ONE, 0, 0)),
        accepts(BEN, new Cmd.CancelBooking(second)),
        "a third, rounded up");
  }

  @Test
  void aRescheduleTakesTheNewPlaceAndGivesTheOldOneBackInOneStep() {
    open(store().overlapForbidden(), 0);
    define(slots(1, 0, hour(3), hour(4), hour(5)));
    hold(ANNA, 1, 0, ONE, TWO);
    long booking = world.last();
    accepts(ANNA, new Cmd.PledgeBooking(booking));
    hold(BEN, 1, 0, THREE);
    rejects(Reason.SLOT_FULL, ANNA, new Cmd.RescheduleBooking(booking, 0, List.of(TWO, THREE)));
    accepts(BEN, new Cmd.ReleaseBooking(world.last() - 1));
    assertEquals(
        List.of(
            "BookingRescheduled[account=2, booking=" + booking + ", price=0, slots=[12, 13]]",
            changed(THREE, 1, 0),
            changed(ONE, 0, 0)),
        accepts(ANNA, new Cmd.RescheduleBooking(booking, 0, List.of(TWO, THREE))),
        "the slot that it keeps doesn't change");
  }

  @Test
  void freedSeatsGoToTheFirstWhoFits() {
    open(store().waitlistTtl(MINUTE), 0);
    define(slots(3, 0, hour(3)));
    hold(ANNA, 1, 0, ONE);
    long one = world.last();
    accepts(ANNA, new Cmd.PledgeBooking(one));
    hold(ANNA, 2, 0, ONE);
    long two = world.last();
    accepts(ANNA, new Cmd.PledgeBooking(two));
    accepts(BEN, new Cmd.JoinWaitlist(ONE, 2));
    long bens = world.last();
    accepts(CHIE, new Cmd.JoinWaitlist(ONE, 1));
    long chies = world.last();
    rejects(Reason.ALREADY_WAITING, CHIE, new Cmd.JoinWaitlist(ONE, 2));
    assertEquals(
        List.of(
            ended(ANNA, one, 0, "CANCELLED"),
            changed(ONE, 2, 2),
            "WaitEnded[account=4, booking=" + chies + ", slot=11, cause=OFFERED]",
            held(CHIE, chies, NOON + MINUTE, 0, 1, "OFFER", ONE),
            changed(ONE, 3, 1)),
        accepts(ANNA, new Cmd.CancelBooking(one)),
        "Ben wants two seats, so Chie is first for one");
    rejectsHold(Reason.SLOT_FULL, ANNA, 0, ONE);
    world.at(NOON + MINUTE);
    accepts(AUCTIONEER, new Cmd.CloseSlot(ONE));
    rejects(Reason.HOLD_EXPIRED, CHIE, new Cmd.PledgeBooking(chies));
    rejects(Reason.UNKNOWN_BOOKING, BEN, new Cmd.PledgeBooking(bens));
  }

  @Test
  void aDeclinedOfferGoesToTheNextByPriorityThenByTheLog() {
    open(store(), 0);
    define(slots(1, 0, hour(3)));
    hold(ANNA, 1, 0, ONE);
    long hold = world.last();
    accepts(BEN, new Cmd.JoinWaitlist(ONE, 1));
    long bens = world.last();
    accepts(AUCTIONEER, new Cmd.EnlistGuest(ONE, CHIE, 1, 7));
    long chies = world.last();
    List<String> toChie =
        List.of(
            "WaitEnded[account=4, booking=" + chies + ", slot=11, cause=OFFERED]",
            held(CHIE, chies, NOON + 20 * MINUTE, 0, 1, "OFFER", ONE),
            changed(ONE, 1, 1));
    world.at(NOON + 10 * MINUTE);
    List<String> events =
        world.rejects(Reason.SLOT_FULL, ANNA, new Cmd.HoldSlots(-1, 0, 1, List.of(ONE)));
    assertEquals(
        all(List.of(ended(ANNA, hold, 0, "EXPIRED"), changed(ONE, 0, 2)), toChie),
        events,
        "nobody gets past who waits, not even with the command that makes the hold expire");
    assertEquals(
        List.of(
            ended(CHIE, chies, 0, "RELEASED"),
            changed(ONE, 0, 1),
            "WaitEnded[account=3, booking=" + bens + ", slot=11, cause=OFFERED]",
            held(BEN, bens, NOON + 20 * MINUTE, 0, 1, "OFFER", ONE),
            changed(ONE, 1, 0)),
        accepts(CHIE, new Cmd.ReleaseBooking(chies)));
  }

  @Test
  void noShowsAreMarkedAfterStartPlusGraceAndCount() {
    open(store().noShows(1, 24 * HOUR, 2), 100);
    define(slots(2, 100, hour(3), hour(28)));
    hold(ANNA, 1, 100, ONE);
    long booking = world.last();
    accepts(ANNA, new Cmd.PledgeBooking(booking));
    world.at(NOON + 3 * HOUR);
    rejects(Reason.SLOT_STARTED, ANNA, new Cmd.CancelBooking(booking));
    world.at(NOON + 3 * HOUR + 15 * MINUTE - 1);
    rejects(Reason.TOO_EARLY, AUCTIONEER, new Cmd.MarkNoShow(booking));
    world.at(NOON + 3 * HOUR + 15 * MINUTE);
    assertEquals(
        ended(ANNA, booking, 100, "NO_SHOW"),
        accepts(AUCTIONEER, new Cmd.MarkNoShow(booking)).get(3));
    rejectsHold(Reason.TOO_MANY_NO_SHOWS, ANNA, 100, TWO);
    world.at(NOON + 27 * HOUR + 15 * MINUTE - 1);
    rejectsHold(Reason.TOO_MANY_NO_SHOWS, ANNA, 100, TWO);
    world.at(NOON + 27 * HOUR + 15 * MINUTE);
    hold(ANNA, 1, 100, TWO);
  }

  @Test
  void whoFailedToComeMayHaveToPrepay() {
    open(store().noShows(1, 24 * HOUR, 1), 100);
    define(slots(2, 60, hour(3), hour(28)));
    hold(ANNA, 1, 60, ONE);
    accepts(ANNA, new Cmd.PledgeBooking(world.last()));
    long booking = world.last() - 1;
    world.at(NOON + 4 * HOUR);
    accepts(AUCTIONEER, new Cmd.MarkNoShow(booking));
    rejectsHold(Reason.INSUFFICIENT_FUNDS, ANNA, 60, TWO);
    accepts(AUCTIONEER, new Cmd.Transfer(0, ANNA, "JPY", 20));
    long next = world.last() + 1;
    assertEquals(
        List.of(
            held(ANNA, next, NOON + 4 * HOUR + 10 * MINUTE, 60, 1, "HOLD", TWO),
            "PriceHeld[account=2, booking=" + next + ", change=60, held=60]",
            changed(TWO, 1, 0)),
        hold(ANNA, 1, 60, TWO));
    assertEquals(
        List.of("BookingConfirmed[account=2, booking=" + next + "]"),
        accepts(ANNA, new Cmd.PledgeBooking(next)),
        "it is paid for already");
  }

  @Test
  void anExclusiveResourceIsInOneSlotAtATimeBuffersIncluded() {
    open(store(), 0);
    define(
        new Cmd.DefineSlots(
            STORE,
            ONE,
            5 * MINUTE,
            10 * MINUTE,
            0,
            0,
            1,
            0,
            0,
            List.of(HAIRDRESSER),
            List.of(hour(1))));
    rejects(
        Reason.SLOT_OVERLAPS,
        AUCTIONEER,
        new Cmd.DefineSlots(
            STORE,
            TWO,
            0,
            0,
            0,
            0,
            1,
            0,
            0,
            List.of(HAIRDRESSER),
            List.of(new Cmd.Times(NOON + 2 * HOUR + 10 * MINUTE - 1, NOON + 3 * HOUR))));
    define(
        new Cmd.DefineSlots(
            STORE,
            TWO,
            0,
            0,
            0,
            0,
            1,
            0,
            0,
            List.of(HAIRDRESSER),
            List.of(new Cmd.Times(NOON + 2 * HOUR + 10 * MINUTE, NOON + 3 * HOUR))));
    define(new Cmd.RemoveSlots(ONE, 2));
    define(
        new Cmd.DefineSlots(
            STORE, TWO, 0, 0, 0, 0, 1, 0, 0, List.of(HAIRDRESSER), List.of(hour(1))));
  }

  @Test
  void oneSlotMayTakeSeveralResourcesJointly() {
    open(store(), 0);
    define(new Cmd.DefineResource(7, STORE, 1));
    define(
        new Cmd.DefineSlots(
            STORE, ONE, 0, 0, 0, 0, 1, 0, 0, List.of(HAIRDRESSER, 7L), List.of(hour(1))));
    rejects(
        Reason.SLOT_OVERLAPS,
        AUCTIONEER,
        new Cmd.DefineSlots(
            STORE, TWO, 0, 0, 0, 0, 1, 0, 0, List.of(7L), List.of(hour(0 + 1), hour(2))));
  }

  @Test
  void intervalsAreHalfOpenWhereAStoreForbidsOverlaps() {
    open(store().overlapForbidden(), 0);
    define(new Cmd.DefineResource(7, STORE, 0));
    define(slots(3, 0, hour(1), hour(2)));
    define(
        new Cmd.DefineSlots(
            STORE,
            21,
            0,
            0,
            0,
            0,
            1,
            0,
            0,
            List.of(7L),
            List.of(new Cmd.Times(NOON + HOUR + 30 * MINUTE, NOON + 2 * HOUR + 1))));
    hold(ANNA, 1, 0, ONE);
    rejectsHold(Reason.OVERLAPS_OWN_BOOKING, ANNA, 0, 21L);
    hold(ANNA, 1, 0, TWO);
    hold(BEN, 1, 0, 21L);
  }

  /** Anna holds one o'clock; Ben, then Chie wait for it; at 21 Ben can have another place then. */
  private void waitForOne() {
    define(slots(1, 0, hour(1), hour(2)));
    define(new Cmd.DefineResource(7, STORE, 0));
    define(new Cmd.DefineSlots(STORE, 21, 0, 0, 0, 0, 1, 0, 0, List.of(7L), List.of(hour(1))));
    hold(ANNA, 1, 0, ONE);
    accepts(BEN, new Cmd.JoinWaitlist(ONE, 1));
    accepts(CHIE, new Cmd.JoinWaitlist(ONE, 1));
  }

  private static String waitEnded(long guest, long booking, long slot, String cause) {
    return "WaitEnded[account=%d, booking=%d, slot=%d, cause=%s]"
        .formatted(guest, booking, slot, cause);
  }

  @Test
  void whereOverlapsAreForbiddenAnOfferMakesNoneEither() {
    open(store().overlapForbidden(), 0);
    waitForOne();
    long chies = world.last();
    hold(BEN, 1, 0, 21L);
    accepts(BEN, new Cmd.PledgeBooking(world.last()));
    assertEquals(
        List.of(
            ended(ANNA, chies - 2, 0, "RELEASED"),
            changed(ONE, 0, 2),
            waitEnded(BEN, chies - 1, ONE, "REFUSED"),
            changed(ONE, 0, 1),
            waitEnded(CHIE, chies, ONE, "OFFERED"),
            held(CHIE, chies, NOON + 10 * MINUTE, 0, 1, "OFFER", ONE),
            changed(ONE, 1, 0)),
        accepts(ANNA, new Cmd.ReleaseBooking(chies - 2)));
  }

  @Test
  void anOfferIsOneOfTheHoldsThatAStoreAllows() {
    open(store().maxHolds(1), 0);
    waitForOne();
    long chies = world.last();
    hold(BEN, 1, 0, TWO);
    assertEquals(
        waitEnded(BEN, chies - 1, ONE, "REFUSED"),
        accepts(ANNA, new Cmd.ReleaseBooking(chies - 2)).get(2));
  }

  @Test
  void nobodySuspendedIsOfferedAnything() {
    open(store(), 0);
    waitForOne();
    long chies = world.last();
    accepts(AUCTIONEER, new Cmd.SetSuspended(BEN, 1));
    assertEquals(
        waitEnded(BEN, chies - 1, ONE, "REFUSED"),
        accepts(ANNA, new Cmd.ReleaseBooking(chies - 2)).get(2));
  }

  /** Ben stays away at one o'clock, then Anna holds two o'clock and Ben waits for it. */
  private void waitAfterANoShow(Cmd.Body joins, long sender) {
    define(slots(1, 60, hour(1), hour(28)));
    hold(BEN, 1, 60, ONE);
    accepts(BEN, new Cmd.PledgeBooking(world.last()));
    world.at(NOON + 2 * HOUR);
    accepts(AUCTIONEER, new Cmd.MarkNoShow(world.last() - 1));
    hold(ANNA, 1, 60, TWO);
    accepts(sender, joins);
  }

  @Test
  void whoMustPrepayPrepaysAnOfferToo() {
    open(store().noShows(1, 100 * HOUR, 1), 120);
    waitAfterANoShow(new Cmd.JoinWaitlist(TWO, 1), BEN);
    long bens = world.last();
    assertEquals(
        List.of(
            ended(ANNA, bens - 1, 0, "RELEASED"),
            changed(TWO, 0, 1),
            waitEnded(BEN, bens, TWO, "OFFERED"),
            held(BEN, bens, NOON + 2 * HOUR + 10 * MINUTE, 60, 1, "OFFER", TWO),
            "PriceHeld[account=3, booking=" + bens + ", change=60, held=60]",
            changed(TWO, 1, 0)),
        accepts(ANNA, new Cmd.ReleaseBooking(bens - 1)));
  }

  @Test
  void whoCannotPrepayIsOfferedNothing() {
    open(store().noShows(1, 100 * HOUR, 1), 119);
    waitAfterANoShow(new Cmd.JoinWaitlist(TWO, 1), BEN);
    long bens = world.last();
    assertEquals(
        List.of(
            ended(ANNA, bens - 1, 0, "RELEASED"),
            changed(TWO, 0, 1),
            waitEnded(BEN, bens, TWO, "REFUSED"),
            changed(TWO, 0, 0)),
        accepts(ANNA, new Cmd.ReleaseBooking(bens - 1)));
  }

  @Test
  void noShowsDoNotCountAgainstWhomTheStoreEnlisted() {
    open(store().noShows(1, 100 * HOUR, 2), 120);
    waitAfterANoShow(new Cmd.EnlistGuest(TWO, BEN, 1, 0), AUCTIONEER);
    long bens = world.last();
    assertEquals(
        waitEnded(BEN, bens, TWO, "OFFERED"),
        accepts(ANNA, new Cmd.ReleaseBooking(bens - 1)).get(2));
  }

  @Test
  void aBidsDepositAndABookingsPriceComeFromTheSameFunds() {
    open(store(), 100);
    define(slots(1, 60, hour(1)));
    define(new Cmd.DefineSale(1, -1, 0));
    define(new LotTerms().deposit(10_000).openingPrice(50).define(9, 1, OWNER, "JPY"));
    define(new Cmd.OpenLot(9));
    hold(ANNA, 1, 60, ONE);
    long booking = world.last();
    accepts(ANNA, new Cmd.PlaceBid(9, 50));
    rejects(Reason.INSUFFICIENT_FUNDS, ANNA, new Cmd.PledgeBooking(booking));
    accepts(BEN, new Cmd.PlaceBid(9, 100));
    accepts(ANNA, new Cmd.PledgeBooking(booking));
    rejects(Reason.INSUFFICIENT_FUNDS, BEN, new Cmd.Transfer(BEN, 0, "JPY", 1));
  }
}
