package io.seriba.server.demo;

import io.seriba.server.history.Money;
import io.seriba.server.history.PriceReplay.Report;
import io.seriba.server.history.PriceReplay.Verdict;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What the sale led to, as a table. */
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
  boolean isAsExpected() {
    return lots.stream().allMatch(Outcome::isAsExpected);
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
    screen.line("%-35s %8s %8s %8s %8s".formatted("Latency, ms", "p50", "p99", "p99.9", "max"));
    latency(screen, "bid sent to acknowledged", tally.acknowledged);
    latency(screen, "bid sent to price seen by clients", tally.seen);
    screen.line(
        "  %,d bids, %,d arrivals of prices; clients and server share this machine."
            .formatted(tally.acknowledged.getTotalCount(), tally.seen.getTotalCount()));
    screen.line("");
  }

  private long asExpected(Verdict verdict) {
    return lots.stream()
        .filter(lot -> lot.result().verdict() == verdict && isAsExpected(lot))
        .count();
  }

  private static void row(Screen screen, String name, long count, String remark) {
    screen.line("  %-30s %5d   %s".formatted(name, count, remark).stripTrailing());
  }

  private static void latency(Screen screen, String name, Histogram nanos) {
    screen.line(
        "  %-33s %s %s %s %s"
            .formatted(
                name,
                millis(nanos.getValueAtPercentile(50)),
                millis(nanos.getValueAtPercentile(99)),
                millis(nanos.getValueAtPercentile(99.9)),
                millis(nanos.getMaxValue())));
  }

  private static String millis(long nanos) {
    return "%8.2f".formatted(nanos / 1e6);
  }
}
