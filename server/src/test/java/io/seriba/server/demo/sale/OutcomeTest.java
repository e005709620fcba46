package io.seriba.server.demo.sale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.server.demo.stage.Checks.Check;
import io.seriba.server.demo.stage.Connection;
import io.seriba.server.demo.stage.Incoming;
import io.seriba.server.history.BidHistoryReader;
import io.seriba.server.history.PriceReplay;
import io.seriba.server.history.PriceReplay.Report;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  /** A sale where lots can end, and nothing else. */
  private static final class Ending implements LotPlay.Scene {
    private final Tally tally = new Tally();
    private int closed;

    @Override
    public Tally tally() {
      return tally;
    }

    @Override
    public void later(Runnable step, long nanos) {
      throw new AssertionError();
    }

    @Override
    public long due(long micros) {
      throw new AssertionError();
    }

    @Override
    public Connection bidder(int number) {
      throw new AssertionError();
    }

    @Override
    public Connection auctioneer() {
      throw new AssertionError();
    }

    @Override
    public void failed(String what) {
      throw new AssertionError(what);
    }

    @Override
    public void lotClosed() {
      closed++;
    }
  }

  private static Report expected() throws IOException {
    try (InputStream in =
        OutcomeTest.class.getResourceAsStream("/io/seriba/server/demo/ebay-auctions.csv")) {
      return PriceReplay.run(BidHistoryReader.read(Objects.requireNonNull(in)));
    }
  }

  private static Check sold(Report expected, long tooMuchForTheLast) {
    Ending sale = new Ending();
    List<LotPlay> lots = new ArrayList<>();
    for (PriceReplay.Result result : expected.results()) {
      LotPlay lot = new LotPlay(lots.size() + 1L, result, sale);
      lots.add(lot);
      Incoming ended = new Incoming();
      ended.status = "SOLD";
      ended.hammerPrice = result.playedPrice();
      if (lots.size() == expected.results().size()) {
        ended.hammerPrice += tooMuchForTheLast;
      }
      lot.ended(ended);
    }
    assertEquals(lots.size(), sale.closed);
    return new Outcome(lots, expected, sale.tally).check();
  }

  @Test
  void oneWrongPriceIsFound() throws IOException {
    Report expected = expected();
    assertTrue(sold(expected, 0).holds());
    Check wrong = sold(expected, 1);
    assertFalse(wrong.holds());
    assertEquals("478 of 479 lots", wrong.detail());
  }
}
