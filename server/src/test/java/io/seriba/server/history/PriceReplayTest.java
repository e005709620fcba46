package io.seriba.server.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.sbe.Reason;
import io.seriba.server.history.PriceReplay.Report;
import io.seriba.server.history.PriceReplay.Result;
import io.seriba.server.history.PriceReplay.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PriceReplayTest {
  private static final String HEADER =
      "auctionid,bid,bidtime,bidder,bidderrate,openbid,price,item,auction_type\n";

  static BidHistory shipped() throws IOException {
    try (InputStream in =
        PriceReplayTest.class.getResourceAsStream("/io/seriba/server/demo/ebay-auctions.csv")) {
      return BidHistoryReader.read(Objects.requireNonNull(in));
    }
  }

  static BidHistory history(String rows) throws IOException {
    return BidHistoryReader.read(
        new ByteArrayInputStream((HEADER + rows).getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theShippedAuctionsEndAtTheirPublishedPrices() throws IOException {
    BidHistory history = shipped();
    Report report = PriceReplay.run(history);

    assertEquals(446, report.count(Verdict.EQUAL));
    assertEquals(31, report.count(Verdict.HIDDEN_RESERVE));
    assertEquals(479, report.results().size());
    assertEquals(
        List.of("3016587753", "3017736272"),
        report.results().stream()
            .filter(result -> result.verdict() == Verdict.UNEXPLAINED)
            .map(result -> result.auction().id())
            .toList());
    assertEquals(7_870, history.bids());
    assertEquals(2_430, history.bidders().size());
    assertEquals(Map.of(Reason.MAX_NOT_RAISED, 26, Reason.BID_TOO_LOW, 3), report.refused());
    assertEquals(List.of(), history.skipped());
    assertEquals(1, history.notes().size());
  }

  @Test
  void aPriceOfTheWinnersOwnMaxIsAHiddenReserve() throws IOException {
    Result result =
        only(
            history(
                """
                a,50,0.5,ann,0,10,80,watch,3 day auction
                a,80,1.5,bob,0,10,80,watch,3 day auction
                """));

    assertEquals(Verdict.HIDDEN_RESERVE, result.verdict());
    assertEquals(5_100, result.price());
    assertEquals(8_000, result.winnersMax());
    assertEquals(8_000, result.playedPrice());
  }

  @Test
  void aPriceBetweenTwoBidsIsUnexplained() throws IOException {
    Result result =
        only(
            history(
                """
                a,50,0.5,ann,0,10,60,watch,3 day auction
                a,80,1.5,bob,0,10,60,watch,3 day auction
                """));

    assertEquals(Verdict.UNEXPLAINED, result.verdict());
    assertEquals(5_100, result.playedPrice());
  }

  @Test
  void ofBidsAtTheSameTimeTheHigherComesFirst() throws IOException {
    Result result =
        only(
            history(
                """
                a,50,0.5,ann,0,10,61,watch,3 day auction
                a,60,1.5,bob,0,10,61,watch,3 day auction
                a,70,1.5,ann,0,10,61,watch,3 day auction
                """));

    assertEquals(Verdict.EQUAL, result.verdict());
  }

  @Test
  void aBidAfterTheEndIsRefused() throws IOException {
    Report report =
        PriceReplay.run(
            history(
                """
                a,50,0.5,ann,0,10,10,watch,1 day auction
                a,60,1,bob,0,10,10,watch,1 day auction
                """));

    assertEquals(Map.of(Reason.LOT_NOT_OPEN, 1), report.refused());
    assertEquals(Verdict.EQUAL, report.results().getFirst().verdict());
  }

  @Test
  void anAuctionWithoutAValidBidIsUnexplained() throws IOException {
    Result result = only(history("a,5,0.5,ann,0,10,10,watch,1 day auction\n"));

    assertEquals(Verdict.UNEXPLAINED, result.verdict());
    assertEquals(0, result.price());
  }

  @Test
  void nothingToReplayIsNoError() throws IOException {
    assertTrue(PriceReplay.run(history("")).results().isEmpty());
  }

  private static Result only(BidHistory history) {
    return PriceReplay.run(history).results().getFirst();
  }
}
