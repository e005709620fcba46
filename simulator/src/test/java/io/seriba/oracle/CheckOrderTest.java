package io.seriba.oracle;

import static io.seriba.oracle.CheckOrder.row;
import static io.seriba.oracle.World.AUCTIONEER;

import io.seriba.oracle.CheckOrder.Row;
import io.seriba.sbe.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of the checks is part of the contract: where several reasons apply, the first wins. */
class CheckOrderTest {
  private static final long NOON = 1_000_000_000L;

  /** Account 8 isn't open; 4 sells; 5 has all that a balance can hold; 6 may owe anything. */
  private static final long NOBODY = 8;

  private static final long SELLER = 4;
  private static final long FULL = 5;
  private static final long CREDITED = 6;
  private static final long SUSPENDED_LEADER = 1;
  private static final long POOR = 2;
  private static final long BUYER = 3;

  /** Lot 99 isn't defined; 11 is open and led, 12 scheduled, 13 open with a reserve and buy-now. */
  private static final long NO_LOT = 99;

  private static final long LED = 11;
  private static final long SCHEDULED = 12;
  private static final long OFFERED = 13;

  private final World world = new World(NOON);
  private long hold;

  /** Fills every limit, so that CAPACITY_EXCEEDED is always wrong too. */
  private void prepare() {
    world.with("JPY", 0, SUSPENDED_LEADER, POOR, BUYER, SELLER, FULL, CREDITED);
    for (int i = 1; i < Ledger.MAX_CURRENCIES; i++) {
      world.accepts(AUCTIONEER, new Cmd.DeclareCurrency("C" + i, 0));
    }
    CheckOrder.fill(world, FULL, "JPY");
    for (long account : List.of(SUSPENDED_LEADER, BUYER, CREDITED)) {
      world.accepts(AUCTIONEER, new Cmd.SetCreditLimit(account, "JPY", 1_000));
    }
    world.accepts(AUCTIONEER, new Cmd.PlaceHold(CREDITED, "JPY", 10, 0));
    hold = 6 + 64 + 4_000 + 3 + 1;
    world.accepts(AUCTIONEER, new Cmd.DefineSale(1, -1, 0));
    LotTerms all = new LotTerms().deposit(10_000);
    world.accepts(AUCTIONEER, all.define(LED, 1, SELLER, "JPY"));
    world.accepts(AUCTIONEER, all.define(SCHEDULED, 1, SELLER, "JPY"));
    world.accepts(AUCTIONEER, all.reserve(200).buyNow(300).define(OFFERED, 1, SELLER, "JPY"));
    world.accepts(AUCTIONEER, new Cmd.ApproveBidder(1, SUSPENDED_LEADER, 1));
    world.accepts(AUCTIONEER, new Cmd.OpenLot(LED));
    world.accepts(AUCTIONEER, new Cmd.OpenLot(OFFERED));
    world.accepts(SUSPENDED_LEADER, new Cmd.PlaceBid(LED, 500));
    world.accepts(AUCTIONEER, new Cmd.SetSuspended(SUSPENDED_LEADER, 1));
    world.configure(
        new Cmd.Configure(
            100_000,
            1,
            1,
            1,
            1,
            1,
            1,
            1,
            new Cmd.BookingLimits(1, 1, 1, 1, 1, 1, 1, 1),
            GachaCmd.Limits.DEFAULT));
  }

  @Test
  void theFirstReasonInTheContractsOrderWins() {
    prepare();
    CheckOrder.check(world, rows());
  }

  private List<Row> rows() {
    String unknown = "NONE";
    LotTerms terms = new LotTerms();
    return List.of(
        row(Reason.CURRENCY_EXISTS, "CAPACITY", new Cmd.DeclareCurrency("JPY", 0)),
        row(Reason.ACCOUNT_EXISTS, "CAPACITY", new Cmd.OpenAccount(POOR)),
        row(Reason.UNKNOWN_ACCOUNT, "CURRENCY", new Cmd.SetCreditLimit(NOBODY, unknown, 1)),
        row(Reason.SAME_ACCOUNT, "ACCOUNT", new Cmd.Transfer(NOBODY, NOBODY, "JPY", 1)),
        row(Reason.UNKNOWN_ACCOUNT, "CURRENCY", new Cmd.Transfer(NOBODY, POOR, unknown, 1)),
        row(Reason.UNKNOWN_ACCOUNT, "FUNDS", new Cmd.Transfer(POOR, NOBODY, "JPY", 1)),
        row(Reason.UNKNOWN_CURRENCY, "FUNDS", new Cmd.Transfer(POOR, BUYER, unknown, 1)),
        row(Reason.INSUFFICIENT_FUNDS, "OVERFLOW", new Cmd.Transfer(POOR, FULL, "JPY", 1)),
        row(Reason.UNKNOWN_ACCOUNT, "CURRENCY", new Cmd.PlaceHold(NOBODY, unknown, 1, 0)),
        row(Reason.UNKNOWN_CURRENCY, "EXPIRED", new Cmd.PlaceHold(POOR, unknown, 1, NOON)),
        row(Reason.HOLD_EXPIRED, "FUNDS", new Cmd.PlaceHold(POOR, "JPY", 1, NOON)),
        row(Reason.INSUFFICIENT_FUNDS, "CAPACITY", new Cmd.PlaceHold(POOR, "JPY", 1, 0)),
        row(Reason.UNKNOWN_HOLD, "ACCOUNT", new Cmd.CaptureHold(hold + 1, 1, NOBODY)),
        row(Reason.UNKNOWN_ACCOUNT, "EXCEEDS", new Cmd.CaptureHold(hold, 11, NOBODY)),
        row(Reason.SAME_ACCOUNT, "EXCEEDS", new Cmd.CaptureHold(hold, 11, CREDITED)),
        row(Reason.EXCEEDS_HOLD, "OVERFLOW", new Cmd.CaptureHold(hold, 11, FULL)),
        row(Reason.AMOUNT_OVERFLOW, "nothing", new Cmd.CaptureHold(hold, 10, FULL)),
        row(Reason.INCREMENT_TABLE_EXISTS, "INVALID", new Cmd.DeclareIncrementTable(1, List.of())),
        row(Reason.SALE_EXISTS, "CAPACITY", new Cmd.DefineSale(1, -1, 0)),
        row(Reason.UNKNOWN_SALE, "ACCOUNT", new Cmd.ApproveBidder(9, NOBODY, 1)),
        row(Reason.UNKNOWN_ACCOUNT, "CAPACITY", new Cmd.ApproveBidder(1, NOBODY, 1)),
        row(Reason.LOT_EXISTS, "SALE", terms.define(LED, 9, NOBODY, unknown)),
        row(Reason.UNKNOWN_SALE, "ACCOUNT", terms.define(NO_LOT, 9, NOBODY, unknown)),
        row(Reason.UNKNOWN_ACCOUNT, "CURRENCY", terms.define(NO_LOT, 1, NOBODY, unknown)),
        row(
            Reason.UNKNOWN_CURRENCY,
            "TABLE",
            new LotTerms().table(9).define(NO_LOT, 1, SELLER, unknown)),
        row(
            Reason.UNKNOWN_INCREMENT_TABLE,
            "TERMS",
            new LotTerms().table(9).buyNow(1).define(NO_LOT, 1, SELLER, "JPY")),
        row(
            Reason.INVALID_TERMS,
            "POSITION",
            new LotTerms().position(1).buyNow(1).define(NO_LOT, 1, SELLER, "JPY")),
        row(
            Reason.POSITION_TAKEN,
            "CAPACITY",
            new LotTerms().position(1).define(NO_LOT, 1, SELLER, "JPY")),
        row(Reason.WRONG_LOT_STATUS, "NOT_LATER", new Cmd.ExtendLot(SCHEDULED, 1)),
        row(Reason.WRONG_LOT_STATUS, "NO_BID", new Cmd.VoidBid(SCHEDULED, "")),
        row(Reason.UNKNOWN_LOT, "ACCOUNT", NOBODY, new Cmd.PlaceBid(NO_LOT, 1)),
        row(Reason.UNKNOWN_ACCOUNT, "STATUS", NOBODY, new Cmd.PlaceBid(SCHEDULED, 1)),
        row(Reason.LOT_NOT_OPEN, "TOO_LOW", POOR, new Cmd.PlaceBid(SCHEDULED, 1)),
        row(Reason.MAX_NOT_RAISED, "SUSPENDED", SUSPENDED_LEADER, new Cmd.PlaceBid(LED, 500)),
        row(Reason.BID_TOO_LOW, "NOT_ALLOWED", SELLER, new Cmd.PlaceBid(LED, 124)),
        row(Reason.BID_TOO_LOW, "FUNDS", POOR, new Cmd.PlaceBid(LED, 124)),
        row(Reason.NOT_ALLOWED, "FUNDS", SELLER, new Cmd.PlaceBid(LED, 125)),
        row(Reason.NOT_ALLOWED, "FUNDS", SUSPENDED_LEADER, new Cmd.PlaceBid(LED, 1_001)),
        row(Reason.UNKNOWN_LOT, "ACCOUNT", NOBODY, new Cmd.BuyNow(NO_LOT)),
        row(Reason.UNKNOWN_ACCOUNT, "STATUS", NOBODY, new Cmd.BuyNow(SCHEDULED)),
        row(Reason.LOT_NOT_OPEN, "UNAVAILABLE", POOR, new Cmd.BuyNow(SCHEDULED)),
        row(Reason.BUY_NOW_UNAVAILABLE, "NOT_ALLOWED", SELLER, new Cmd.BuyNow(LED)),
        row(Reason.NOT_ALLOWED, "FUNDS", SELLER, new Cmd.BuyNow(OFFERED)),
        row(Reason.INSUFFICIENT_FUNDS, "nothing", POOR, new Cmd.BuyNow(OFFERED)));
  }

  @Test
  void anUnknownCommandIsNotLookedIntoAndAMalformedOneNotLookedUp() {
    world.with("JPY", 0, POOR);
    RequestId used = world.nextRequest();
    Cmd first = new Cmd(AUCTIONEER, used, new Cmd.OpenAccount(BUYER));
    world.outcome(first, Reason.ACCEPTED, "the first time");
    Cmd.Body wrong = new Cmd.Transfer(POOR, POOR, "no code", 0);
    Damage template = new Damage(Damage.Kind.TEMPLATE, 299);
    world.outcome(
        new Cmd(AUCTIONEER, used, wrong, template), Reason.UNKNOWN_COMMAND, "before MALFORMED");
    world.outcome(new Cmd(AUCTIONEER, used, wrong), Reason.MALFORMED, "before the request id");
    Cmd.Body other = new Cmd.Transfer(POOR, POOR, "JPY", 1);
    world.outcome(
        new Cmd(AUCTIONEER, used, other), Reason.REQUEST_ID_REUSED, "before SAME_ACCOUNT");
    world.outcome(first, Reason.ACCEPTED, "a repeat comes before ACCOUNT_EXISTS");
  }
}
