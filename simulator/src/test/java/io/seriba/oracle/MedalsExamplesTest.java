package io.seriba.oracle;

import static io.seriba.oracle.World.AUCTIONEER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.seriba.sbe.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of medals by example; each is decided by the engine and by the oracle. */
class MedalsExamplesTest {
  private static final long NOW = 1_000;
  private static final long ANNA = 1;

  /** Currency, then account: the first grant is command number 3. */
  private final World world = new World(NOW).with("JPY", 0, ANNA);

  private List<String> grant(long units, long expiry, long paid) {
    return world.accepts(
        AUCTIONEER, new GachaCmd.GrantMedals(ANNA, units, expiry, paid, paid > 0 ? 1 : 0, "JPY"));
  }

  private List<String> spend(long units, int paidOnly) {
    return world.accepts(AUCTIONEER, new GachaCmd.SpendMedals(ANNA, units, paidOnly));
  }

  private static String spent(String event, long spend, long free, long paid, String rows) {
    return "%s[account=1, spend=%d, freeLeft=%d, paidLeft=%d, lots=[%s]]"
        .formatted(event, spend, free, paid, rows);
  }

  private static String row(long lot, long units, String kind) {
    return "{lot=%d, units=%d, kind=%s}".formatted(lot, units, kind);
  }

  /** A spend goes through all lots of an account: so these are bounded. */
  @Test
  void anAccountHasOnlySoManyLotsAndThoseThatARefundWouldNeedCount() {
    Cmd.Configure defaults = Oracle.DEFAULT_LIMITS;
    GachaCmd.Limits limits = new GachaCmd.Limits(9, 1, 9, 9, 9, 9, 9, 9, 2);
    world.configure(
        new Cmd.Configure(100, 100, 100, 100, 100, 100, 100, 10, defaults.booking(), limits));
    grant(10, 0, 0);
    grant(10, 0, 0);
    GachaCmd.GrantMedals third = new GachaCmd.GrantMedals(ANNA, 10, 0, 0, 0, "JPY");
    world.rejects(Reason.CAPACITY_EXCEEDED, AUCTIONEER, third);
    spend(10, 0);
    world.rejects(Reason.CAPACITY_EXCEEDED, AUCTIONEER, third);
    spend(1, 0);
    world.accepts(AUCTIONEER, third);
    world.rejects(Reason.CAPACITY_EXCEEDED, AUCTIONEER, third);
    world.accepts(AUCTIONEER, new Cmd.OpenAccount(2));
    world.accepts(AUCTIONEER, new GachaCmd.GrantMedals(2, 10, 0, 0, 0, "JPY"));
  }

  @Test
  void freeOnesGoFirstAndEachKindByExpiryThenSequence() {
    grant(10, 0, 100);
    grant(10, 5_000, 100);
    grant(10, 0, 0);
    grant(10, 9_000, 0);
    grant(10, 9_000, 0);
    String rows =
        row(6, 10, "FREE")
            + ", "
            + row(7, 10, "FREE")
            + ", "
            + row(5, 10, "FREE")
            + ", "
            + row(4, 10, "PAID")
            + ", "
            + row(3, 5, "PAID");
    assertEquals(List.of(spent("MedalsSpent", 8, 0, 5, rows)), spend(45, 0));
  }

  @Test
  void aRefundPutsBackExactlyWhatWasTakenOnce() {
    grant(10, 0, 100);
    grant(3, 0, 0);
    String rows = row(4, 3, "FREE") + ", " + row(3, 2, "PAID");
    assertEquals(List.of(spent("MedalsSpent", 5, 0, 8, rows)), spend(5, 0));
    assertEquals(
        List.of(spent("MedalsRefunded", 5, 3, 10, rows)),
        world.accepts(AUCTIONEER, new GachaCmd.RefundMedals(5)));
    world.rejects(Reason.UNKNOWN_SPEND, AUCTIONEER, new GachaCmd.RefundMedals(5));
  }

  @Test
  void whatExpiredSinceExpiresAgainWhenItIsRefunded() {
    grant(3, 2_000, 0);
    spend(3, 0);
    world.at(2_000);
    assertEquals(
        List.of(
            spent("MedalsRefunded", 4, 3, 0, row(3, 3, "FREE")),
            "MedalsExpired[account=1, lot=3, units=3, freeLeft=0, paidLeft=0, kind=FREE]"),
        world.accepts(AUCTIONEER, new GachaCmd.RefundMedals(4)));
  }

  @Test
  void exactlyAtTheirExpiryMedalsAreGone() {
    grant(3, 2_000, 0);
    world.at(2_000);
    assertEquals(
        List.of("MedalsExpired[account=1, lot=3, units=3, freeLeft=0, paidLeft=0, kind=FREE]"),
        world.rejects(
            Reason.INSUFFICIENT_MEDALS, AUCTIONEER, new GachaCmd.SpendMedals(ANNA, 1, 0)));
  }

  @Test
  void onlyPaidOnesPayForWhatIsPaidOnly() {
    grant(3, 0, 0);
    grant(2, 0, 10);
    world.rejects(Reason.INSUFFICIENT_MEDALS, AUCTIONEER, new GachaCmd.SpendMedals(ANNA, 3, 1));
    assertEquals(List.of(spent("MedalsSpent", 6, 3, 0, row(4, 2, "PAID"))), spend(2, 1));
  }

  @Test
  void theUnspentPaidOnesAreReportedWithWhatTheyCost() {
    grant(30, 0, 100);
    grant(50, 0, 0);
    spend(1, 1);
    assertEquals(
        List.of("PaidMedalsReported[account=1, units=29, values=[{value=96, currency=JPY}]]"),
        world.accepts(ANNA, new GachaCmd.ReportPaidMedals()));
  }

  @Test
  void medalsMoveAsLotsOnly() {
    for (String medals : List.of("MEDAL_PAID", "MEDAL_FREE")) {
      world.rejects(Reason.CURRENCY_EXISTS, AUCTIONEER, new Cmd.DeclareCurrency(medals, 0));
      world.rejects(Reason.UNKNOWN_CURRENCY, AUCTIONEER, new Cmd.Transfer(0, ANNA, medals, 1));
      world.rejects(Reason.UNKNOWN_CURRENCY, AUCTIONEER, new Cmd.SetCreditLimit(ANNA, medals, 1));
    }
  }

  @Test
  void aSpendFromMoreThanAHundredLotsIsToldInParts() {
    for (int i = 0; i < 101; i++) {
      grant(1, 0, 0);
    }
    List<String> events = spend(101, 0);
    assertEquals(2, events.size());
    assertEquals(spent("MedalsSpent", 104, 0, 0, row(103, 1, "FREE")), events.getLast());
  }
}
