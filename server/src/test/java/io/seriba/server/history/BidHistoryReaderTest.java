package io.seriba.server.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.seriba.server.history.BidHistory.Auction;
import io.seriba.server.history.BidHistory.Bid;
import io.seriba.server.history.BidHistory.Finding;
import io.seriba.server.history.BidHistoryReader.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BidHistoryReaderTest {
  private static final String HEADER =
      "auctionid,bid,bidtime,bidder,bidderrate,openbid,price,item,auction_type\n";
  private static final String GOOD = "1,175,2.230949,ann,0,99,177.5,watch,3 day auction";

  private static BidHistory read(String text) throws IOException {
    return BidHistoryReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aRowBecomesCentsAndMicroseconds() throws IOException {
    assertEquals(
        List.of(
            new Auction(
                "1",
                9_900,
                17_750,
                259_200_000_000L,
                List.of(new Bid(2, 0, 17_500, 192_753_993_600L)))),
        read(HEADER + GOOD).auctions());
  }

  @Test
  void columnsMayStandInAnyOrderAndFieldsInQuotes() throws IOException {
    BidHistory history =
        read(
            """
            \uFEFFprice,openbid,"bidder",bidtime,bid,auctionid,auction_type,note\r
            "10",1.50,"the ""ann"", really",1e-05,2.00,"x,y",7 day auction,"a, b"\r

            """);

    assertEquals(List.of("the \"ann\", really"), history.bidders());
    assertEquals("x,y", history.auctions().getFirst().id());
    assertEquals(new Bid(2, 0, 200, 864_000), history.auctions().getFirst().bids().getFirst());
    assertEquals(List.of(), history.skipped());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          1,175,2.2,ann,0,99,177.5,watch                   | has 8 fields, the header has 9
          1,175,2.2,ann,0,99,177.5,watch,3 day auction,x   | has 10 fields, the header has 9
          1,lots,2.2,ann,0,99,177.5,watch,3 day auction    | bid is "lots", not an amount in dollars
          1,-175,2.2,ann,0,99,177.5,watch,3 day auction    | bid is "-175", not an amount in dollars
          1,1e99,2.2,ann,0,99,177.5,watch,3 day auction    | bid is 1e99, must be from 0.01 to 10000000000000
          1,0,2.2,ann,0,99,177.5,watch,3 day auction       | bid is 0, must be from 0.01 to 10000000000000
          1,1.005,2.2,ann,0,99,177.5,watch,3 day auction   | bid is 1.005, which has a fraction of a cent
          1,175,NaN,ann,0,99,177.5,watch,3 day auction     | bidtime is "NaN", not a number of days
          1,175,366,ann,0,99,177.5,watch,3 day auction     | bidtime is 366, must be from 0 to 365 days
          1,175,2.2,,0,99,177.5,watch,3 day auction        | bidder has 0 characters, must have 1 to 100
          1,175,2.2,ann,0,99,177.5,watch,three day auction | auction_type is "three day auction", must be "N day auction" with N from 1 to 365
          1,175,2.2,a\u001b[2Jnn,0,99,177.5,watch,3 day auction | bidder is "a?[2Jnn", with control characters
          1,175,2.2,"ann,0,99,177.5,watch,3 day auction    | isn't CSV: a quoted field must end on its line
          """)
  void aMalformedRowIsNamedAndSkipped(String row, String problem) throws IOException {
    BidHistory history = read(HEADER + GOOD + "\n" + row + "\n" + GOOD + "\n");

    assertEquals(List.of(new Finding(3, problem)), history.skipped());
    assertEquals(2, history.bids());
  }

  @Test
  void anOverlongLineIsSkippedAndReadingGoesOn() throws IOException {
    BidHistory history = read(HEADER + "x".repeat(100_000) + "\n" + GOOD);

    assertEquals(List.of(new Finding(2, "is longer than 4096 bytes")), history.skipped());
    assertEquals(1, history.bids());
  }

  @Test
  void aRowThatIsNotUtf8IsSkipped() throws IOException {
    byte[] bytes = (HEADER + GOOD.replace("ann", "\u00e9")).getBytes(StandardCharsets.ISO_8859_1);

    assertEquals(
        List.of(new Finding(2, "isn't UTF-8")),
        BidHistoryReader.read(new ByteArrayInputStream(bytes)).skipped());
  }

  @Test
  void otherTermsOfTheSameAuctionAreNotedAndTheFirstStand() throws IOException {
    BidHistory history = read(HEADER + GOOD + "\n" + GOOD.replace(",99,", ",50,"));

    assertEquals(9_900, history.auctions().getFirst().openingPrice());
    assertEquals(2, history.bids());
    assertEquals(3, history.notes().getFirst().line());
  }

  @Test
  void aFileWithoutANeededColumnIsRefused() {
    UnreadableException e =
        assertThrows(UnreadableException.class, () -> read("auctionid,bid,price\n1,2,3\n"));

    assertEquals(
        "line 1 doesn't name the columns bidtime, bidder, openbid, auction_type; it has auctionid,"
            + " bid, price",
        e.getMessage());
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThrows(UnreadableException.class, () -> read(""));
  }
}
