package io.seriba.oracle;

import static io.seriba.oracle.GachaTerms.boxed;
import static io.seriba.oracle.GachaTerms.prize;
import static io.seriba.oracle.World.AUCTIONEER;
import static io.seriba.oracle.World.MINUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.sbe.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules of gacha by example; each is decided by the engine and by the oracle. */
class GachaExamplesTest {
  /** 2023-11-30 14:00 in UTC, 23:00 in Tokyo. */
  private static final long EVENING = 1_701_352_800_000_000L;

  private static final long POOL = 7;
  private static final long ANNA = 1;
  private static final long BEN = 2;

  /** So unlikely a prize next to a weight of 1 doesn't come about by chance. */
  private static final long NEARLY_ALL = (1L << 40) - 100;

  private final World world = new World(EVENING).with("COIN", 0, ANNA, BEN);

  private void open(GachaTerms terms, GachaCmd.Prize... prizes) {
    open(POOL, terms, prizes);
    for (long player : List.of(ANNA, BEN)) {
      grant(player, 1_000, 0, 0);
    }
  }

  private void open(long pool, GachaTerms terms, GachaCmd.Prize... prizes) {
    world.accepts(AUCTIONEER, terms.define(pool, "COIN"));
    world.accepts(AUCTIONEER, new GachaCmd.AddPrizes(pool, Arrays.asList(prizes)));
    world.accepts(AUCTIONEER, new GachaCmd.OpenPool(1_000 + pool, pool));
  }

  private List<String> grant(long holder, long units, long expiry, long paid) {
    return world.accepts(
        AUCTIONEER,
        new GachaCmd.GrantMedals(holder, units, expiry, paid, paid > 0 ? 1 : 0, "COIN"));
  }

  private List<String> draw(long player, int count) {
    return world.accepts(player, new GachaCmd.Draw(POOL, count, "luck"));
  }

  private void refuses(Reason reason, long player, int count) {
    world.rejects(reason, player, new GachaCmd.Draw(POOL, count, "luck"));
  }

  /** Returns one field of each result of a draw. */
  private static String results(List<String> events, String field) {
    String drawn =
        events.stream().filter(event -> event.startsWith("Drawn")).findFirst().orElseThrow();
    return Pattern.compile("[{ ]" + field + "=(\\w+)")
        .matcher(drawn.substring(drawn.indexOf("results")))
        .results()
        .map((MatchResult match) -> match.group(1))
        .reduce((one, two) -> one + " " + two)
        .orElse("");
  }

  private static String names(List<String> events) {
    return String.join(
        " ", events.stream().map(event -> event.substring(0, event.indexOf('['))).toList());
  }

  @Test
  void aDrawTakesThePriceAndGrantsAllOrNothing() {
    open(POOL, new GachaTerms().price(3), prize(11, 1, 1));
    grant(ANNA, 32, 0, 0);
    assertEquals("MedalsSpent Drawn PoolProgressed", names(draw(ANNA, 10)));
    refuses(Reason.INSUFFICIENT_MEDALS, ANNA, 1);
    refuses(Reason.NO_SUCH_BUNDLE, ANNA, 2);
  }

  @Test
  void hardPityStrikesInsideABundleAndCountsFromThere() {
    open(new GachaTerms().hardPity(5, 3), prize(11, NEARLY_ALL, 1), prize(12, 1, 5));
    String causes = results(draw(ANNA, 10), "cause");
    assertEquals("PLAIN PLAIN HARD_PITY ".repeat(3) + "PLAIN", causes);
    draw(ANNA, 1);
    assertEquals("12", results(draw(ANNA, 1), "prize"));
  }

  @Test
  void softPityAddsItsStepWithEachDraw() {
    // From the second draw on the added weight is all but certain to be hit.
    open(new GachaTerms().softPity(5, 2, 1L << 40), prize(11, 1, 1), prize(12, 1, 5));
    String bounds = results(draw(ANNA, 10), "bound");
    assertTrue(bounds.startsWith("2 "), bounds);
  }

  @Test
  void aBundleGuaranteesOnItsLastDrawIfNoneCameBefore() {
    open(new GachaTerms().guarantee(4, 10), prize(11, NEARLY_ALL, 3), prize(12, 1, 4));
    assertEquals("PLAIN ".repeat(9) + "GUARANTEE", results(draw(ANNA, 10), "cause"));
    assertEquals("PLAIN", results(draw(ANNA, 1), "cause"));
  }

  @Test
  void anotherOffsetOfASpendLimitMakesNothingUnspent() {
    open(POOL, new GachaTerms(), prize(11, 1, 1));
    grant(ANNA, 100, 0, 100);
    world.at(EVENING + 90 * MINUTE);
    // It is December in Tokyo, and still November in London.
    world.accepts(AUCTIONEER, new GachaCmd.SetSpendLimit(ANNA, 10, 540));
    draw(ANNA, 10);
    refuses(Reason.SPEND_LIMIT, ANNA, 1);
    world.accepts(AUCTIONEER, new GachaCmd.SetSpendLimit(ANNA, 10, 0));
    refuses(Reason.SPEND_LIMIT, ANNA, 1);
    world.at(EVENING + 10 * 60 * MINUTE - 1);
    refuses(Reason.SPEND_LIMIT, ANNA, 1);
    world.at(EVENING + 10 * 60 * MINUTE);
    draw(ANNA, 10);
  }

  /** One who wasn't there when the prizes were added needs all that the table hash is made of. */
  @Test
  void anAuditTellsAllThatWasPublishedOfAPrize() {
    open(
        new GachaTerms().fallback(11),
        prize(11, 3, 1),
        new GachaCmd.Prize(12, NEARLY_ALL, 10, 7, 5, 1));
    draw(ANNA, 10);
    List<String> audit = world.accepts(BEN, new GachaCmd.AuditPool(POOL, 1));
    assertTrue(
        audit
            .getFirst()
            .endsWith(
                "prizes=[{prize=12, weight="
                    + NEARLY_ALL
                    + ", left=0, drawn=10, plain=10, until=10, rarity=5, featured=YES, stock=10,"
                    + " duplicate=7}]]"),
        audit.getFirst());
  }

  @Test
  void aPurchaseThatTheOutsideWorldHasNoRoomForIsRefused() {
    open(new GachaTerms(), prize(11, 1, 1));
    world.accepts(AUCTIONEER, new GachaCmd.DefineOffer(1, POOL, 9, 1, 0));
    world.accepts(AUCTIONEER, new Cmd.Transfer(0, ANNA, "COIN", 2));
    long payers = Ledger.MAX_POSTED / CheckOrder.MOST_AMOUNT;
    for (long payer = 1_000; payer < 1_000 + payers; payer++) {
      world.accepts(AUCTIONEER, new Cmd.OpenAccount(payer));
      world.accepts(AUCTIONEER, new Cmd.SetCreditLimit(payer, "COIN", CheckOrder.MOST_AMOUNT));
      world.accepts(AUCTIONEER, new Cmd.Transfer(payer, 0, "COIN", CheckOrder.MOST_AMOUNT));
    }
    world.accepts(AUCTIONEER, new Cmd.SetCreditLimit(BEN, "COIN", 1));
    world.accepts(AUCTIONEER, new Cmd.Transfer(BEN, 0, "COIN", 1));
    world.accepts(ANNA, new GachaCmd.BuyOffer(1));
    world.rejects(Reason.AMOUNT_OVERFLOW, ANNA, new GachaCmd.BuyOffer(1));
  }

  @Test
  void poolsOfAGroupSharePity() {
    GachaTerms terms = new GachaTerms().hardPity(5, 3).group(1);
    open(terms, prize(11, NEARLY_ALL, 1), prize(12, 1, 5));
    open(8, terms, prize(11, NEARLY_ALL, 1), prize(13, 1, 5));
    draw(ANNA, 1);
    world.accepts(ANNA, new GachaCmd.Draw(8, 1, ""));
    assertEquals("HARD_PITY", results(draw(ANNA, 1), "cause"));
    assertEquals("PLAIN", results(draw(BEN, 1), "cause"), "another account's is its own");
    world.rejects(
        Reason.INVALID_POOL,
        AUCTIONEER,
        new GachaTerms().hardPity(4, 3).group(1).define(9, "COIN"));
  }

  @Test
  void afterAPrizeThatIsNotFeaturedTheNextOfItsRarityIs() {
    open(
        new GachaTerms().featured(5),
        prize(11, NEARLY_ALL, 5),
        new GachaCmd.Prize(12, 1, 0, 0, 5, 1));
    String even = "11 12 ".repeat(5).strip();
    assertEquals(even, results(draw(ANNA, 10), "prize"));
    assertEquals("PLAIN", results(draw(ANNA, 1), "cause"));
    assertEquals("FEATURED", results(draw(ANNA, 1), "cause"));
  }

  @Test
  void aBoxKeepsPityAndGuaranteeAsLongAsItHasWhatTheyPromise() {
    open(
        new GachaTerms().box().hardPity(5, 2).guarantee(4, 2).bundles(1, 2),
        boxed(11, 1L << 39),
        new GachaCmd.Prize(12, 0, 1, 0, 4, 0),
        new GachaCmd.Prize(13, 0, 2, 0, 5, 0));
    assertEquals("11 13", results(draw(ANNA, 2), "prize"));
    assertEquals("PLAIN HARD_PITY", results(draw(ANNA, 2), "cause"));
    assertEquals("PLAIN GUARANTEE", results(draw(ANNA, 2), "cause"), "no 13 is left");
    assertEquals("PLAIN PLAIN", results(draw(ANNA, 2), "cause"), "nor is a 12");
  }

  @Test
  void theLastOfABoxClosesIt() {
    open(new GachaTerms().box().bundles(1, 2), boxed(11, 2), boxed(12, 1));
    draw(ANNA, 1);
    draw(ANNA, 1);
    refuses(Reason.SOLD_OUT, ANNA, 2);
    List<String> last = draw(BEN, 1);
    assertEquals("MedalsSpent Drawn PrizeGone PoolProgressed SeedRevealed PoolClosed", names(last));
    assertEquals("1", results(last, "bound"));
    refuses(Reason.POOL_NOT_OPEN, BEN, 1);
  }

  @Test
  void aPrizeThatIsGoneLeavesItsWeightToTheFallback() {
    open(
        new GachaTerms().fallback(11),
        prize(11, 1, 1),
        new GachaCmd.Prize(12, NEARLY_ALL, 2, 0, 3, 0));
    List<String> drawn = draw(ANNA, 10);
    assertEquals("12 12" + " 11".repeat(8), results(drawn, "prize"));
    long total = NEARLY_ALL + 1;
    assertEquals((total + " ").repeat(10).strip(), results(drawn, "bound"), "no odds rise");
  }

  @Test
  void duplicatesBecomeTheExchangeCurrencyAndThatBuysPerks() {
    open(new GachaTerms(), new GachaCmd.Prize(11, 1, 0, 5, 1, 0));
    List<String> drawn = draw(ANNA, 10);
    assertEquals("NO" + " YES".repeat(9), results(drawn, "duplicate"));
    assertEquals("MedalsSpent Drawn BalanceChanged BalanceChanged PoolProgressed", names(drawn));
    world.accepts(AUCTIONEER, new GachaCmd.DefineOffer(1, POOL, 99, 40, 1));
    assertEquals(
        List.of(
            "OfferBought[account=1, offer=1, pool=7, prize=99, price=40]",
            "BalanceChanged[account=1, counterparty=0, change=-40, posted=5, held=0,"
                + " currency=COIN]",
            "BalanceChanged[account=0, counterparty=1, change=40, posted=-5, held=0,"
                + " currency=COIN]",
            "OfferChanged[pool=7, offer=1, prize=99, offerPrice=40, stock=1, offersLeft=0]"),
        world.accepts(ANNA, new GachaCmd.BuyOffer(1)));
    world.rejects(Reason.SOLD_OUT, ANNA, new GachaCmd.BuyOffer(1));
  }

  @Test
  void sparkPointsBuyAChosenPrizeAndConvertAtTheClose() {
    open(new GachaTerms().spark(2, 15).sparkRate(3), prize(11, NEARLY_ALL, 1), prize(12, 1, 5));
    draw(ANNA, 10);
    draw(BEN, 1);
    world.rejects(Reason.UNKNOWN_PRIZE, ANNA, new GachaCmd.ExchangeSpark(POOL, 99));
    world.rejects(Reason.INSUFFICIENT_POINTS, BEN, new GachaCmd.ExchangeSpark(POOL, 12));
    assertEquals(
        "SparkExchanged[account=1, pool=7, prize=12, converted=0, sparkPoints=5]",
        world.accepts(ANNA, new GachaCmd.ExchangeSpark(POOL, 12)).getFirst());
    assertEquals(
        "SeedRevealed PoolClosed", names(world.accepts(AUCTIONEER, new GachaCmd.ClosePool(POOL))));
    List<Event> converted = world.tick(EVENING + 1_000);
    assertEquals(
        "SparkConverted[account=1, pool=7, converted=15, points=5]", converted.getFirst().brief());
    assertEquals(6, converted.size(), "two accounts, two balances each");
  }

  @Test
  void pointsExpireWithThePoolIfTheyDoNotConvert() {
    open(new GachaTerms().spark(1, 1).closesAt(EVENING + MINUTE), prize(11, 1, 1));
    draw(ANNA, 1);
    List<Event> closed = world.tick(EVENING + MINUTE);
    assertEquals(List.of("SeedRevealed", "PoolClosed"), closed.stream().map(Event::name).toList());
    world.rejects(Reason.POOL_NOT_OPEN, ANNA, new GachaCmd.ExchangeSpark(POOL, 11));
  }

  @Test
  void daysAndMonthsEndWhereTheAccountIs() {
    open(POOL, new GachaTerms().draws(1, 3).monthlySpend(1).utcOffset(540), prize(11, 1, 1));
    grant(ANNA, 1_000, 0, 500);
    draw(ANNA, 1);
    world.at(EVENING + 60 * MINUTE - 1);
    refuses(Reason.DAILY_LIMIT, ANNA, 1);
    world.at(EVENING + 60 * MINUTE);
    draw(ANNA, 1);
    world.at(EVENING + 25 * 60 * MINUTE);
    refuses(Reason.SPEND_LIMIT, ANNA, 1);
    grant(ANNA, 1, 0, 0);
    draw(ANNA, 1);
    refuses(Reason.TOTAL_LIMIT, ANNA, 1);
  }

  @Test
  void aMinorsLimitHoldsOverAllPools() {
    open(POOL, new GachaTerms(), prize(11, 1, 1));
    open(8, new GachaTerms(), prize(11, 1, 1));
    grant(ANNA, 100, 0, 500);
    world.accepts(AUCTIONEER, new GachaCmd.SetSpendLimit(ANNA, 11, 0));
    draw(ANNA, 10);
    world.accepts(ANNA, new GachaCmd.Draw(8, 1, ""));
    refuses(Reason.SPEND_LIMIT, ANNA, 1);
    world.accepts(AUCTIONEER, new GachaCmd.SetSpendLimit(ANNA, 0, 0));
    draw(ANNA, 1);
  }

  @Test
  void aRewardForACompleteSetIsRefusedWhenItIsDefined() {
    world.rejects(
        Reason.COMPLETE_SET_FORBIDDEN, AUCTIONEER, new GachaTerms().setReward(5).define(9, "COIN"));
  }

  @Test
  void theNextCommitmentStandsBeforeTheSeedIsKnownAndNoSeedIsUsedTwice() {
    open(new GachaTerms(), prize(11, 1, 1));
    draw(ANNA, 10);
    assertEquals(
        "SeedCommitted SeedRevealed",
        names(world.accepts(AUCTIONEER, new GachaCmd.RotateSeed(55, POOL))));
    assertTrue(draw(ANNA, 1).get(1).contains("firstDraw=1,"), "numbers start again");
    world.rejects(Reason.SEED_REUSED, AUCTIONEER, new GachaCmd.RotateSeed(1_000 + POOL, POOL));
    world.rejects(Reason.SEED_REUSED, AUCTIONEER, new GachaCmd.RotateSeed(0, POOL));
  }

  @Test
  void sentTwiceAPoolIsOpenedWithTheFirstSeed() {
    world.accepts(AUCTIONEER, new GachaTerms().define(POOL, "COIN"));
    world.accepts(AUCTIONEER, new GachaCmd.AddPrizes(POOL, List.of(prize(11, 1, 1))));
    RequestId id = world.nextRequest();
    Cmd.Body first = new GachaCmd.OpenPool(1, POOL);
    world.outcome(new Cmd(AUCTIONEER, id, first), Reason.ACCEPTED, "the first time");
    // The gateway makes a new seed for each message; the sender chose nothing else.
    Cmd.Body second = new GachaCmd.OpenPool(2, POOL);
    List<String> others = world.outcome(new Cmd(AUCTIONEER, id, second), Reason.ACCEPTED, "again");
    assertEquals(List.of(), others);
  }

  @Test
  void aDepositBacksABidWhileMedalsAreDrawn() {
    world.accepts(AUCTIONEER, new Cmd.Transfer(0, ANNA, "COIN", 100));
    open(new GachaTerms(), new GachaCmd.Prize(11, 1, 0, 5, 1, 0));
    world.accepts(AUCTIONEER, new Cmd.DefineSale(1, -1, 0));
    world.accepts(AUCTIONEER, new LotTerms().deposit(10_000).define(1, 1, BEN, "COIN"));
    world.accepts(AUCTIONEER, new Cmd.OpenLot(1));
    world.accepts(ANNA, new Cmd.PlaceBid(1, 100));
    world.accepts(AUCTIONEER, new GachaCmd.DefineOffer(1, POOL, 99, 46, 0));
    draw(ANNA, 10);
    world.rejects(Reason.INSUFFICIENT_FUNDS, ANNA, new GachaCmd.BuyOffer(1));
    draw(ANNA, 1);
    world.accepts(ANNA, new GachaCmd.BuyOffer(1));
  }
}
