package io.seriba.oracle;

import static io.seriba.oracle.CheckOrder.row;
import static io.seriba.oracle.GachaTerms.boxed;
import static io.seriba.oracle.GachaTerms.prize;
import static io.seriba.oracle.World.AUCTIONEER;

import io.seriba.oracle.CheckOrder.Row;
import io.seriba.sbe.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of the gacha's and the medals' checks: where several reasons apply, the first wins. */
class GachaCheckOrderTest {
  private static final long NOON = 1_000_000_000L;

  /** Account 8 isn't open; 1 is suspended; 5 has all that a balance can hold. */
  private static final long NOBODY = 8;

  private static final long SUSPENDED = 1;
  private static final long PLAYER = 2;
  private static final long POOR = 3;
  private static final long FULL = 5;

  /** Pool 99 isn't defined; 11 is a box, 12 a draft, 13 a table with limits, 14 of duplicates. */
  private static final long NO_POOL = 99;

  private static final long BOX = 11;
  private static final long DRAFT = 12;
  private static final long LIMITED = 13;
  private static final long DOUBLING = 14;

  private final World world = new World(NOON);

  private void open(long pool, GachaTerms terms, GachaCmd.Prize prize) {
    world.accepts(AUCTIONEER, terms.define(pool, "COIN"));
    world.accepts(AUCTIONEER, new GachaCmd.AddPrizes(pool, List.of(prize)));
    world.accepts(AUCTIONEER, new GachaCmd.OpenPool(pool, pool));
  }

  /** Fills every limit, so that CAPACITY_EXCEEDED is always wrong too. */
  private void prepare() {
    world.with("COIN", 0, SUSPENDED, PLAYER, POOR, FULL);
    open(BOX, new GachaTerms().box(), boxed(1, 1));
    world.accepts(AUCTIONEER, new GachaTerms().define(DRAFT, "COIN"));
    world.accepts(AUCTIONEER, new GachaCmd.AddPrizes(DRAFT, List.of(prize(1, 1, 1))));
    open(LIMITED, new GachaTerms().draws(1, 10).monthlySpend(1), prize(1, 1, 1));
    open(DOUBLING, new GachaTerms().spark(1, 1), new GachaCmd.Prize(1, 1, 0, 7, 1, 0));
    world.accepts(AUCTIONEER, new GachaCmd.GrantMedals(PLAYER, 1, 0, 0, 0, "COIN"));
    world.accepts(AUCTIONEER, new GachaCmd.GrantMedals(PLAYER, 50, 0, 9, 1, "COIN"));
    world.accepts(AUCTIONEER, new GachaCmd.GrantMedals(FULL, 50, 0, 0, 0, "COIN"));
    world.accepts(PLAYER, new GachaCmd.Draw(LIMITED, 1, ""));
    world.accepts(FULL, new GachaCmd.Draw(DOUBLING, 1, ""));
    CheckOrder.fill(world, FULL, "COIN");
    world.accepts(AUCTIONEER, new GachaCmd.DefineOffer(1, DRAFT, 9, 1, 0));
    world.accepts(AUCTIONEER, new GachaCmd.DefineOffer(2, BOX, 9, 1, 1));
    world.accepts(FULL, new GachaCmd.BuyOffer(2));
    world.accepts(AUCTIONEER, new Cmd.Transfer(0, FULL, "COIN", 1));
    world.accepts(AUCTIONEER, new Cmd.SetSuspended(SUSPENDED, 1));
    Cmd.Configure defaults = Oracle.DEFAULT_LIMITS;
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
            defaults.booking(),
            new GachaCmd.Limits(1, 1, 1, 1, 1, 1, 1, 1, 1)));
  }

  @Test
  void theFirstReasonInTheContractsOrderWins() {
    prepare();
    CheckOrder.check(world, rows());
  }

  private List<Row> rows() {
    GachaCmd.Prize invalid = new GachaCmd.Prize(1, 0, 0, 0, 1, 0);
    return List.of(
        row(
            Reason.UNKNOWN_ACCOUNT,
            "CURRENCY",
            new GachaCmd.GrantMedals(NOBODY, 1, NOON, 0, 1, "NONE")),
        row(
            Reason.UNKNOWN_CURRENCY,
            "MEDALS",
            new GachaCmd.GrantMedals(PLAYER, 1, NOON, 0, 1, "NONE")),
        row(
            Reason.INVALID_MEDALS,
            "CAPACITY",
            new GachaCmd.GrantMedals(PLAYER, 1, NOON, 0, 0, "COIN")),
        row(Reason.UNKNOWN_ACCOUNT, "MEDALS", new GachaCmd.SpendMedals(NOBODY, 1, 0)),
        row(Reason.POOL_EXISTS, "CURRENCY", new GachaTerms().setReward(1).define(BOX, "NONE")),
        row(Reason.UNKNOWN_CURRENCY, "SET", new GachaTerms().setReward(1).define(NO_POOL, "NONE")),
        row(
            Reason.COMPLETE_SET_FORBIDDEN,
            "INVALID",
            new GachaTerms().setReward(1).bundles().define(NO_POOL, "COIN")),
        row(Reason.INVALID_POOL, "CAPACITY", new GachaTerms().bundles().define(NO_POOL, "COIN")),
        row(Reason.UNKNOWN_POOL, "PRIZE", new GachaCmd.AddPrizes(NO_POOL, List.of(invalid))),
        row(Reason.WRONG_POOL_STATUS, "PRIZE", new GachaCmd.AddPrizes(BOX, List.of(invalid))),
        row(Reason.INVALID_PRIZE, "EXISTS", new GachaCmd.AddPrizes(DRAFT, List.of(invalid))),
        row(
            Reason.PRIZE_EXISTS,
            "CAPACITY",
            new GachaCmd.AddPrizes(DRAFT, List.of(prize(1, 1, 1)))),
        row(Reason.UNKNOWN_POOL, "SEED", new GachaCmd.OpenPool(BOX, NO_POOL)),
        row(Reason.WRONG_POOL_STATUS, "SEED", new GachaCmd.OpenPool(BOX, BOX)),
        row(Reason.SEED_REUSED, "CAPACITY", new GachaCmd.OpenPool(BOX, DRAFT)),
        row(Reason.WRONG_POOL_STATUS, "SEED", new GachaCmd.RotateSeed(BOX, DRAFT)),
        row(Reason.SEED_REUSED, "CAPACITY", new GachaCmd.RotateSeed(BOX, BOX)),
        row(Reason.UNKNOWN_POOL, "ACCOUNT", NOBODY, new GachaCmd.Draw(NO_POOL, 2, "")),
        row(Reason.UNKNOWN_ACCOUNT, "STATUS", NOBODY, new GachaCmd.Draw(DRAFT, 2, "")),
        row(Reason.POOL_NOT_OPEN, "BUNDLE", SUSPENDED, new GachaCmd.Draw(DRAFT, 2, "")),
        row(Reason.NO_SUCH_BUNDLE, "SUSPENDED", SUSPENDED, new GachaCmd.Draw(BOX, 2, "")),
        row(Reason.NOT_ALLOWED, "SOLD_OUT", SUSPENDED, new GachaCmd.Draw(BOX, 10, "")),
        row(Reason.SOLD_OUT, "MEDALS", POOR, new GachaCmd.Draw(BOX, 10, "")),
        row(Reason.TOTAL_LIMIT, "DAILY", PLAYER, new GachaCmd.Draw(LIMITED, 10, "")),
        row(Reason.DAILY_LIMIT, "SPEND", PLAYER, new GachaCmd.Draw(LIMITED, 1, "")),
        row(Reason.INSUFFICIENT_MEDALS, "CAPACITY", POOR, new GachaCmd.Draw(LIMITED, 1, "")),
        row(Reason.AMOUNT_OVERFLOW, "CAPACITY", FULL, new GachaCmd.Draw(DOUBLING, 10, "")),
        row(Reason.CAPACITY_EXCEEDED, "nothing", PLAYER, new GachaCmd.Draw(BOX, 1, "")),
        row(Reason.POOL_NOT_OPEN, "PRIZE", FULL, new GachaCmd.ExchangeSpark(DRAFT, 9)),
        row(Reason.NOT_ALLOWED, "PRIZE", SUSPENDED, new GachaCmd.ExchangeSpark(DOUBLING, 9)),
        row(Reason.UNKNOWN_PRIZE, "POINTS", PLAYER, new GachaCmd.ExchangeSpark(DOUBLING, 9)),
        row(
            Reason.INSUFFICIENT_POINTS,
            "CAPACITY",
            PLAYER,
            new GachaCmd.ExchangeSpark(DOUBLING, 1)),
        row(Reason.AMOUNT_OVERFLOW, "CAPACITY", FULL, new GachaCmd.ExchangeSpark(DOUBLING, 1)),
        row(Reason.OFFER_EXISTS, "POOL", new GachaCmd.DefineOffer(1, NO_POOL, 9, 1, 0)),
        row(Reason.UNKNOWN_POOL, "CAPACITY", new GachaCmd.DefineOffer(9, NO_POOL, 9, 1, 0)),
        row(Reason.UNKNOWN_OFFER, "ACCOUNT", NOBODY, new GachaCmd.BuyOffer(9)),
        row(Reason.UNKNOWN_ACCOUNT, "STATUS", NOBODY, new GachaCmd.BuyOffer(1)),
        row(Reason.POOL_NOT_OPEN, "SUSPENDED", SUSPENDED, new GachaCmd.BuyOffer(1)),
        row(Reason.NOT_ALLOWED, "SOLD_OUT", SUSPENDED, new GachaCmd.BuyOffer(2)),
        row(Reason.SOLD_OUT, "FUNDS", POOR, new GachaCmd.BuyOffer(2)),
        row(Reason.UNKNOWN_POOL, "ACCOUNT", NOBODY, new GachaCmd.AuditPool(NO_POOL, 0)));
  }
}
