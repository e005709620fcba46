package io.seriba.server.demo.sale;

import io.seriba.server.demo.stage.Latency;

/** What the sale counts and measures. On the clients' event loop. */
final class Tally {
  /** From a bid's sending to its outcome. */
  final Latency acknowledged = new Latency("bid sent to acknowledged");

  /** From a bid's sending to each arrival of the new price at a client. */
  final Latency seen = new Latency("bid sent to price seen by clients");

  int lotsOpen;
  int sold;
  int bids;
  int accepted;
  int priceChanges;

  /**
   * A moment's figures.
   *
   * @param lotsOpen lots that take bids
   * @param sold lots that are sold
   * @param bids bids that were answered
   * @param latencies how many prices changed, and how fast it went
   */
  record Progress(int lotsOpen, int sold, int bids, String latencies) {}

  Progress progress() {
    return new Progress(
        lotsOpen,
        sold,
        bids,
        "%,5d price changes; p50/p99 ms: acknowledged %s, seen %s"
            .formatted(priceChanges, acknowledged.brief(), seen.brief()));
  }
}
