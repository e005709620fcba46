package io.seriba.server.demo.sale;

import io.seriba.server.demo.stage.Act;
import io.seriba.server.demo.stage.DemoException;
import io.seriba.server.demo.stage.Screen;
import io.seriba.server.demo.stage.Venue;
import io.seriba.server.history.BidHistory;
import io.seriba.server.history.BidHistory.Auction;
import io.seriba.server.history.BidHistoryReader;
import io.seriba.server.history.PriceReplay;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/** Plays the shipped auctions, all at once, and compares the prices. */
public final class SaleAct implements Act {
  private static final String RECORDING = "/io/seriba/server/demo/ebay-auctions.csv";
  private static final double DAY_MICROS = TimeUnit.DAYS.toMicros(1);

  private final BidHistory history;
  private final double seconds;
  private final double days;

  /**
   * Reads the recording.
   *
   * @param seconds how long the longest auction takes
   */
  public SaleAct(double seconds) throws IOException {
    this.seconds = seconds;
    try (InputStream in = SaleAct.class.getResourceAsStream(RECORDING)) {
      if (in == null) {
        throw new IOException("the jar lacks " + RECORDING);
      }
      history = BidHistoryReader.read(in);
    }
    days =
        history.auctions().stream().mapToLong(Auction::duration).max().orElseThrow() / DAY_MICROS;
  }

  @Override
  public int connections() {
    return history.bidders().size();
  }

  @Override
  public void play(Venue venue) throws DemoException {
    Screen screen = venue.screen();
    screen.line(
        "Act 1: %d real eBay auctions, %,d bids by %,d bidders; %.0f days in %.1f s"
            .formatted(
                history.auctions().size(),
                history.bids(),
                history.bidders().size(),
                days,
                seconds));
    PriceReplay.Report expected = PriceReplay.run(history);
    Outcome outcome;
    try (Play play = new Play(venue, history, expected.results(), seconds)) {
      perform(play, screen);
      outcome = new Outcome(play.lots(), expected, play.tally());
    }
    outcome.print(screen);
    venue.checks().add(outcome.check());
  }

  private void perform(Play play, Screen screen) throws DemoException {
    long start = System.nanoTime();
    play.define();
    screen.line(
        "sale       %,d accounts with funds, %d lots, deposits of 10 %% %s"
            .formatted(
                history.bidders().size() + 1, history.auctions().size(), Screen.since(start)));
    long connecting = System.nanoTime();
    int joins = play.connectBidders();
    screen.line(
        "bidders    %,d WebSocket connections, %,d lots joined %s"
            .formatted(history.bidders().size(), joins, Screen.since(connecting)));
    long bidding = System.nanoTime();
    play.bid(new Progress(play, screen, bidding));
    screen.line(
        "bidding    %,d bids, the last lot has closed %s"
            .formatted(play.tally().bids, Screen.since(bidding)));
    long settling = System.nanoTime();
    play.settle();
    screen.line(
        "settled    every winner's deposit is captured %s".formatted(Screen.since(settling)));
    screen.line("");
  }

  /** Shows the bidding while it goes on. */
  private final class Progress implements Runnable {
    private final Play play;
    private final Screen screen;
    private final long start;
    private long lastNanos;
    private int lastBids;
    private double rate;

    Progress(Play play, Screen screen, long start) {
      this.play = play;
      this.screen = screen;
      this.start = start;
      lastNanos = start;
    }

    @Override
    public void run() {
      Tally.Progress now = play.progress();
      long nanos = System.nanoTime();
      if (nanos - lastNanos >= TimeUnit.MILLISECONDS.toNanos(500)) {
        rate = (now.bids() - lastBids) / ((nanos - lastNanos) / 1e9);
        lastNanos = nanos;
        lastBids = now.bids();
      }
      double done = (nanos - start) / 1e9 / seconds;
      screen.progress(
          done,
          "day %.1f of %.0f, %3d lots open, %3d sold, %,5.0f bids/s"
              .formatted(Math.min(done, 1) * days, days, now.lotsOpen(), now.sold(), rate),
          now.latencies());
    }
  }
}
