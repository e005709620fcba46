package io.seriba.server.history;

import java.util.List;

/**
 * The auctions of a file of bid histories, in the order of their first rows.
 *
 * @param auctions the auctions; each has at least one bid
 * @param bidders the bidders' names, each once, in the order of their first rows; a bid names its
 *     bidder by the index in this list
 * @param skipped what was wrong with each row that was left out, in the file's order
 * @param notes what else is odd about the file and how it was read
 */
public record BidHistory(
    List<Auction> auctions, List<String> bidders, List<Finding> skipped, List<Finding> notes) {

  /** Copies the lists. */
  public BidHistory {
    auctions = List.copyOf(auctions);
    bidders = List.copyOf(bidders);
    skipped = List.copyOf(skipped);
    notes = List.copyOf(notes);
  }

  /** Returns how many bids all auctions have together. */
  public int bids() {
    return auctions.stream().mapToInt(auction -> auction.bids().size()).sum();
  }

  /**
   * One recorded auction.
   *
   * @param id its name in the file
   * @param openingPrice cents, at least 1
   * @param publishedPrice the price that the world saw at the end, cents, at least 1
   * @param duration how long it was open, microseconds
   * @param bids its bids by time; of those with the same time the higher first, then by line. The
   *     file's clock ticks in seconds, so their true order isn't known; with the higher one first
   *     each was valid when it came, unless it was less than what the other made necessary
   */
  public record Auction(
      String id, long openingPrice, long publishedPrice, long duration, List<Bid> bids) {

    /** Copies the list. */
    public Auction {
      bids = List.copyOf(bids);
    }
  }

  /**
   * One bid.
   *
   * @param line the file's line, from 1
   * @param bidder index of the bidder's name
   * @param max what the bidder pays at most, cents, at least 1
   * @param at microseconds since the auction's start
   */
  public record Bid(int line, int bidder, long max, long at) {}

  /**
   * Something about a line of the file.
   *
   * @param line from 1
   * @param text what it is, a sentence without its full stop
   */
  public record Finding(int line, String text) {
    @Override
    public String toString() {
      return "line " + line + ": " + text;
    }
  }
}
