package io.seriba.server.demo.sale;

import io.seriba.server.demo.stage.Checks.Check;
import io.seriba.server.demo.stage.Latency;
import io.seriba.server.demo.stage.Screen;
import io.seriba.server.history.Money;
import io.seriba.server.history.PriceReplay.Report;
import io.seriba.server.history.PriceReplay.Verdict;
import java.util.List;

/** What the sale led to, as a table, and whether it had to. */
final class Outcome {
  private final List<LotPlay> lots;
  private final Report expected;
  private final Tally tally;

  Outcome(List<LotPlay> lots, Report expected, Tally tally) {
    this.lots = lots;
    this.expected = expected;
    this.tally = tally;
  }

  /** Tells whether every price is the one that the replay of the bare recording gives. */
  Check check() {
    long right = lots.stream().filter(Outcome::isAsExpected).count();
    return new Check(
        "act 1",
        "every price is what its bids give",
        right == lots.size(),
        "%,d of %,d lots".formatted(right, lots.size()));
  }

  private static boolean isAsExpected(LotPlay lot) {
    return lot.hammerPrice() == lot.result().playedPrice();
  }

  void print(Screen screen) {
    screen.line("Prices");
    row(screen, "lots", lots.size(), "");
    row(screen, "sold", tally.sold, "");
    row(screen, "as published", asExpected(Verdict.EQUAL), "to the cent");
    row(
        screen,
        "as published, with a reserve",
        asExpected(Verdict.HIDDEN_RESERVE),
        "the sellers' hidden reserves, set here");
    row(
        screen,
        "unexplained",
        expected.count(Verdict.UNEXPLAINED),
        "bids are missing from eBay's history");
    for (LotPlay lot : lots) {
      if (lot.result().verdict() == Verdict.UNEXPLAINED || !isAsExpected(lot)) {
        screen.line(
            "      %s: %s here, %s published%s"
                .formatted(
                    lot.result().auction().id(),
                    Money.dollars(lot.hammerPrice()),
                    Money.dollars(lot.result().auction().publishedPrice()),
                    isAsExpected(lot)
                        ? ""
                        : ", EXPECTED " + Money.dollars(lot.result().playedPrice())));
      }
    }
    row(screen, "bids refused", tally.bids - tally.accepted, "too low, or not above the own max");
    screen.line("");
    Latency.print(screen, tally.acknowledged, tally.seen);
  }

  private long asExpected(Verdict verdict) {
    return lots.stream()
        .filter(lot -> lot.result().verdict() == verdict && isAsExpected(lot))
        .count();
  }

  private static void row(Screen screen, String name, long count, String remark) {
    screen.line("  %-30s %5d   %s".formatted(name, count, remark).stripTrailing());
  }
}
