package io.seriba.oracle;

import static io.seriba.oracle.World.AUCTIONEER;
import static io.seriba.oracle.World.MINUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.seriba.sbe.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules by example; each is decided by the engine and by the oracle. */
class ExamplesTest {
  private static final long NOON = 1_000 * MINUTE;
  private static final long SELLER = 1;
  private static final long ANNA = 2;
  private static final long BEN = 3;
  private static final long CHIE = 4;
  private static final long LOT = 7;

  private final World world = new World(NOON).with("JPY", 0, SELLER);

  /** Opens a lot for bidders with these funds. */
  private void openLot(LotTerms terms, long funds) {
    for (long bidder : List.of(ANNA, BEN, CHIE)) {
      world.accepts(AUCTIONEER, new Cmd.OpenAccount(bidder));
      if (funds > 0) {
        world.accepts(AUCTIONEER, new Cmd.Transfer(0, bidder, "JPY", funds));
      }
    }
    world.accepts(AUCTIONEER, new Cmd.DefineSale(1, -1, 0));
    world.accepts(AUCTIONEER, terms.define(LOT, 1, SELLER, "JPY"));
    world.accepts(AUCTIONEER, new Cmd.OpenLot(LOT));
  }

  private List<String> bid(long bidder, long max) {
    return world.accepts(bidder, new Cmd.PlaceBid(LOT, max));
  }

  private List<String> voidLast() {
    return world.accepts(AUCTIONEER, new Cmd.VoidBid(LOT, "called back"));
  }

  private static String price(
      long price, long leader, long bidder, long amount, long end, int bids, String reserveMet) {
    return "PriceChanged[lot=7, price=%d, leader=%d, bidder=%d, amount=%d, end=%d, bidCount=%d, reserveMet=%s]"
        .formatted(price, leader, bidder, amount, end, bids, reserveMet);
  }

  private static String price(long price, long leader, long bidder, long amount, int bids) {
    return price(price, leader, bidder, amount, NOON + 5 * MINUTE, bids, "YES");
  }

  private static String held(long account, long change, long deposit) {
    return "DepositHeld[account=%d, lot=7, change=%d, deposit=%d]"
        .formatted(account, change, deposit);
  }

  private static String released(long account, long change, long deposit, String cause) {
    return "DepositReleased[account=%d, lot=7, change=%d, deposit=%d, cause=%s]"
        .formatted(account, change, deposit, cause);
  }

  private static String voided(long bidder, long price, long leader, int bids, String reserveMet) {
    return "BidVoided[lot=7, bidder=%d, price=%d, leader=%d, bidCount=%d, reserveMet=%s, text=called back]"
        .formatted(bidder, price, leader, bids, reserveMet);
  }

  @Test
  void aHorseIsSoldWhenNobodyHasBidForFiveMinutes() {
    openLot(new LotTerms().openingPrice(1_000_000).table(2), 0);
    long firstEnd = NOON + 5 * MINUTE;
    assertEquals(
        List.of(price(1_000_000, ANNA, ANNA, 1_000_000, firstEnd, 1, "YES")),
        bid(ANNA, 1_000_000),
        "exactly five minutes are left: the clock stays");

    world.at(NOON + 4 * MINUTE);
    long secondEnd = NOON + 9 * MINUTE;
    assertEquals(
        List.of(
            price(1_050_000, BEN, BEN, 1_050_000, secondEnd, 2, "YES"),
            "LotExtended[lot=7, end=" + secondEnd + "]"),
        bid(BEN, 3_000_000));

    world.at(NOON + 6 * MINUTE);
    assertEquals(
        List.of("MaxRaised[account=3, lot=7, max=4000000]"),
        bid(BEN, 4_000_000),
        "a raise that nobody sees leaves the clock");

    world.at(secondEnd);
    assertEquals(
        List.of(
            "LotClosed[lot=7, winner=3, hammerPrice=1050000, end="
                + secondEnd
                + ", remaining=0, bidCount=2, status=SOLD]"),
        world.rejects(Reason.LOT_NOT_OPEN, ANNA, new Cmd.PlaceBid(LOT, 5_000_000)),
        "a bid stamped at the end is late");
  }

  @Test
  void anAddingClockMovesByTheExtensionUpToTheLatestEnd() {
    long end = NOON + 5 * MINUTE;
    openLot(new LotTerms().adds(MINUTE, 2 * MINUTE).latestEnd(end + 3 * MINUTE), 0);
    world.at(end - MINUTE);
    bid(ANNA, 100);
    world.at(end - MINUTE + 1);
    assertEquals("LotExtended[lot=7, end=" + (end + 2 * MINUTE) + "]", bid(BEN, 125).getLast());
    world.at(end + 2 * MINUTE - 1);
    assertEquals("LotExtended[lot=7, end=" + (end + 3 * MINUTE) + "]", bid(ANNA, 150).getLast());
    world.at(end + 3 * MINUTE - 1);
    assertEquals(1, bid(BEN, 175).size(), "at the latest end nothing is left to add");
    world.rejects(Reason.END_NOT_LATER, AUCTIONEER, new Cmd.ExtendLot(LOT, 1));
  }

  @Test
  void aProxyBidsNoMoreThanItTakesToLead() {
    openLot(new LotTerms(), 0);
    assertEquals(List.of(price(100, ANNA, ANNA, 100, 1)), bid(ANNA, 10_00));
    world.rejects(Reason.BID_TOO_LOW, BEN, new Cmd.PlaceBid(LOT, 124));
    assertEquals(
        List.of(price(550, ANNA, BEN, 500, 3)), bid(BEN, 500), "answered with 500 and a step");
    assertEquals(
        List.of(price(10_00, ANNA, BEN, 9_80, 5)), bid(BEN, 9_80), "no answer beyond the max");
    assertEquals(List.of("MaxRaised[account=2, lot=7, max=1100]"), bid(ANNA, 11_00));
    assertEquals(
        List.of(price(11_20, CHIE, CHIE, 11_20, 6)),
        bid(CHIE, 11_20),
        "a max above the leader's by less than a step leads at that max");
    world.rejects(Reason.MAX_NOT_RAISED, CHIE, new Cmd.PlaceBid(LOT, 11_20));
  }

  @Test
  void ofTwoEqualMaxesTheEarlierLeadsAtThatPrice() {
    openLot(new LotTerms(), 0);
    bid(ANNA, 10_00);
    assertEquals(List.of(price(10_00, ANNA, BEN, 10_00, 3)), bid(BEN, 10_00));
  }

  @Test
  void aRaiseThatMeetsTheReserveMovesThePriceThere() {
    openLot(new LotTerms().reserve(20_00), 0);
    long end = NOON + 5 * MINUTE;
    assertEquals(List.of(price(100, ANNA, ANNA, 100, end, 1, "NO")), bid(ANNA, 15_00));
    assertEquals(List.of("MaxRaised[account=2, lot=7, max=1999]"), bid(ANNA, 19_99));
    assertEquals(
        List.of(
            "MaxRaised[account=2, lot=7, max=3000]",
            price(20_00, ANNA, ANNA, 20_00, end, 2, "YES")),
        bid(ANNA, 30_00));
    assertEquals(
        List.of(
            "LotClosed[lot=7, winner=2, hammerPrice=2000, end="
                + NOON
                + ", remaining=0, bidCount=2, status=SOLD]"),
        world.accepts(AUCTIONEER, new Cmd.CloseLot(LOT)));
  }

  @Test
  void aFirstBidThatMeetsTheReserveLeadsAtTheReserve() {
    openLot(new LotTerms().reserve(20_00), 0);
    assertEquals(List.of(price(20_00, ANNA, ANNA, 20_00, 1)), bid(ANNA, 30_00));
  }

  @Test
  void voidsLeadBackStepByStepToNoBid() {
    openLot(new LotTerms().reserve(10_00), 0);
    bid(ANNA, 5_00);
    bid(BEN, 8_00);
    bid(BEN, 12_00);
    bid(ANNA, 11_00);
    assertEquals(List.of(voided(ANNA, 10_00, BEN, 3, "YES")), voidLast());
    assertEquals(List.of(voided(BEN, 5_50, BEN, 2, "NO")), voidLast());
    assertEquals(List.of(voided(BEN, 1_00, ANNA, 1, "NO")), voidLast());
    assertEquals(List.of(voided(ANNA, 0, 0, 0, "NO")), voidLast());
    world.rejects(Reason.NO_BID_TO_VOID, AUCTIONEER, new Cmd.VoidBid(LOT, ""));
  }

  @Test
  void buyNowIsOfferedUntilABidMeetsTheReserve() {
    openLot(new LotTerms().reserve(10_00).buyNow(50_00), 0);
    bid(ANNA, 12_00);
    world.rejects(Reason.BUY_NOW_UNAVAILABLE, BEN, new Cmd.BuyNow(LOT));
    voidLast();
    bid(ANNA, 9_99);
    assertEquals(
        List.of(
            price(50_00, BEN, BEN, 50_00, 2),
            "LotClosed[lot=7, winner=3, hammerPrice=5000, end="
                + NOON
                + ", remaining=0, bidCount=2, status=SOLD]"),
        world.accepts(BEN, new Cmd.BuyNow(LOT)));
    world.accepts(AUCTIONEER, new Cmd.OpenLot(LOT));
    assertEquals(
        List.of(voided(BEN, 1_00, ANNA, 1, "NO")), voidLast(), "a re-opened lot's sale is voided");
  }

  @Test
  void withoutAReserveBuyNowIsOfferedUntilAnyBid() {
    openLot(new LotTerms().buyNow(50_00), 0);
    bid(ANNA, 1_00);
    world.rejects(Reason.BUY_NOW_UNAVAILABLE, ANNA, new Cmd.BuyNow(LOT));
  }

  @Test
  void aRaiseHoldsTheDifferenceAndWhoIsOutbidGetsAllBack() {
    openLot(new LotTerms().deposit(1_000), 500);
    assertEquals(
        List.of(held(ANNA, 101, 101), price(100, ANNA, ANNA, 100, 1)),
        bid(ANNA, 10_01),
        "a tenth, rounded up");
    assertEquals(
        List.of(held(ANNA, 99, 200), "MaxRaised[account=2, lot=7, max=2000]"), bid(ANNA, 20_00));
    world.rejects(Reason.INSUFFICIENT_FUNDS, BEN, new Cmd.PlaceBid(LOT, 50_01));
    assertEquals(
        List.of(
            released(ANNA, 200, 0, "OUTBID"),
            held(BEN, 500, 500),
            price(20_50, BEN, BEN, 20_50, 2)),
        bid(BEN, 50_00));
    assertEquals(
        List.of(
            released(BEN, 500, 0, "VOIDED"),
            held(ANNA, 200, 200),
            voided(BEN, 1_00, ANNA, 1, "YES")),
        voidLast());
    assertEquals(
        List.of(released(ANNA, 99, 101, "VOIDED"), voided(ANNA, 1_00, ANNA, 1, "YES")), voidLast());
  }

  @Test
  void aLeaderWhoComesBackByAVoidMayBeShortOfTheDeposit() {
    openLot(new LotTerms().deposit(5_000), 500);
    bid(ANNA, 8_00);
    bid(BEN, 10_00);
    world.accepts(AUCTIONEER, new Cmd.Transfer(ANNA, 0, "JPY", 350));
    assertEquals(
        List.of(
            released(BEN, 500, 0, "VOIDED"),
            held(ANNA, 150, 150),
            "DepositShort[account=2, lot=7, missing=250]",
            voided(BEN, 1_00, ANNA, 1, "YES")),
        voidLast());
  }

  @Test
  void aSettledLotPaysTheDepositToTheSeller() {
    openLot(new LotTerms().deposit(1_000), 500);
    bid(ANNA, 20_00);
    world.accepts(AUCTIONEER, new Cmd.CloseLot(LOT));
    assertEquals(
        List.of(
            "DepositCaptured[account=2, lot=7, amount=200]",
            "BalanceChanged[account=2, counterparty=1, change=-200, posted=300, held=0, currency=JPY]",
            "BalanceChanged[account=1, counterparty=2, change=200, posted=200, held=0, currency=JPY]",
            "LotSettled[lot=7, settlement=SETTLED]"),
        world.accepts(AUCTIONEER, new Cmd.SettleLot(LOT)));
    world.rejects(Reason.WRONG_LOT_STATUS, AUCTIONEER, new Cmd.OpenLot(LOT));
  }

  @Test
  void aPauseFreezesTheRemainingTime() {
    openLot(new LotTerms(), 0);
    world.at(NOON + 4 * MINUTE);
    assertEquals(
        List.of("LotTimer[lot=7, end=0, remaining=" + MINUTE + ", status=PAUSED]"),
        world.accepts(AUCTIONEER, new Cmd.PauseLot(LOT)));
    world.at(NOON + 60 * MINUTE);
    world.rejects(Reason.LOT_NOT_OPEN, ANNA, new Cmd.PlaceBid(LOT, 100));
    assertEquals(
        List.of("LotTimer[lot=7, end=" + (NOON + 61 * MINUTE) + ", remaining=0, status=OPEN]"),
        world.accepts(AUCTIONEER, new Cmd.ResumeLot(LOT)));
  }

  @Test
  void noClockRunsForMoreThan365DaysFromNow() {
    long year = 365L * 24 * 60 * MINUTE;
    openLot(new LotTerms().adds(year, year), 0);
    world.rejects(Reason.END_NOT_LATER, AUCTIONEER, new Cmd.ExtendLot(LOT, year));
    world.accepts(AUCTIONEER, new Cmd.ExtendLot(LOT, year - 5 * MINUTE));
    world.at(NOON + MINUTE);
    assertEquals(
        List.of(
            price(100, ANNA, ANNA, 100, NOON + MINUTE + year, 1, "YES"),
            "LotExtended[lot=7, end=" + (NOON + MINUTE + year) + "]"),
        bid(ANNA, 100));
    assertEquals(
        List.of("LotTimer[lot=7, end=0, remaining=" + year + ", status=PAUSED]"),
        world.accepts(AUCTIONEER, new Cmd.PauseLot(LOT)));
  }

  @Test
  void aSaleRunsThroughItsLotsWithTheGapBetween() {
    openLot(new LotTerms(), 0);
    world.accepts(AUCTIONEER, new Cmd.DefineSale(2, MINUTE, 0));
    for (int position : List.of(1, 3, 2)) {
      world.accepts(
          AUCTIONEER,
          new LotTerms()
              .duration(MINUTE)
              .position(position)
              .define(20 + position, 2, SELLER, "JPY"));
    }
    world.accepts(AUCTIONEER, new Cmd.OpenLot(21));
    List<Event> events = world.tick(NOON + 4 * MINUTE);
    assertEquals(
        List.of(
            "LotClosed of 21 after 1",
            "LotTimer of 22 after 2",
            "LotClosed of 22 after 3",
            "LotTimer of 23 after 4"),
        events.stream()
            .map(
                event ->
                    "%s of %d after %d"
                        .formatted(event.name(), event.topic(), (event.time() - NOON) / MINUTE))
            .toList(),
        "all of it fires before the one command, each at its own time");
  }

  @Test
  void aHoldsCaptureStampedAtItsExpiryIsLate() {
    world.accepts(AUCTIONEER, new Cmd.OpenAccount(ANNA));
    world.accepts(AUCTIONEER, new Cmd.Transfer(0, ANNA, "JPY", 100));
    assertEquals(
        List.of(
            "HoldPlaced[account=2, hold=5, amount=60, expiry=" + (NOON + 10) + ", currency=JPY]"),
        world.accepts(AUCTIONEER, new Cmd.PlaceHold(ANNA, "JPY", 60, NOON + 10)));
    world.rejects(Reason.INSUFFICIENT_FUNDS, AUCTIONEER, new Cmd.Transfer(ANNA, 0, "JPY", 41));
    world.at(NOON + 10);
    assertEquals(
        List.of("HoldReleased[account=2, hold=5, amount=60, cause=EXPIRED]"),
        world.rejects(Reason.UNKNOWN_HOLD, AUCTIONEER, new Cmd.CaptureHold(5, 60, SELLER)));
  }

  @Test
  void aLotThatIsClosedWhilePausedSaysThatNothingRemains() {
    openLot(new LotTerms(), 0);
    world.accepts(AUCTIONEER, new Cmd.PauseLot(LOT));
    assertEquals(
        List.of(
            "LotClosed[lot=7, winner=0, hammerPrice=0, end="
                + NOON
                + ", remaining=0, bidCount=0, status=PASSED]"),
        world.accepts(AUCTIONEER, new Cmd.CloseLot(LOT)));
  }
}
