package io.seriba.server.demo;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What the demo counts and measures. On the clients' event loop. */
final class Tally {
  private static final int DIGITS = 3;

  /** Nanoseconds from a bid's sending to its outcome. */
  final Histogram acknowledged = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);

  /** Nanoseconds from a bid's sending to each arrival of the new price at a client. */
  final Histogram seen = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);

  int lotsOpen;
  int sold;
  int bids;
  int accepted;
  int priceChanges;

  /**
   * A moment's figures; latencies in nanoseconds.
   *
   * @param lotsOpen lots that take bids
   * @param sold lots that are sold
   * @param bids bids that were answered
   * @param priceChanges changes of a lot's price
   */
  record Progress(
      int lotsOpen,
      int sold,
      int bids,
      int priceChanges,
      long acknowledgedP50,
      long acknowledgedP99,
      long seenP50,
      long seenP99) {}

  void recordAcknowledged(long nanos) {
    record(acknowledged, nanos);
  }

  void recordSeen(long nanos) {
    record(seen, nanos);
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.min(nanos, histogram.getHighestTrackableValue()));
  }

  Progress progress() {
    return new Progress(
        lotsOpen,
        sold,
        bids,
        priceChanges,
        acknowledged.getValueAtPercentile(50),
        acknowledged.getValueAtPercentile(99),
        seen.getValueAtPercentile(50),
        seen.getValueAtPercentile(99));
  }
}
