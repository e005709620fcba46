package io.seriba.auction;

/**
 * The arithmetic of an ascending auction with proxies: second price plus step (rules, section 2).
 * Reads a lot, changes nothing.
 */
final class English {
  private English() {}

  /** Returns the least max that somebody who doesn't lead may bid. */
  static long minimumBid(Lot lot) {
    return lot.leader == null ? lot.openingPrice : lot.price + lot.increments.step(lot.price);
  }

  /** Returns the price when the first bid leads with this max. */
  static long firstPrice(Lot lot, long max) {
    return atLeastReserve(lot, max, lot.openingPrice);
  }

  /** Returns the price when a bid with this max, above the leader's, takes the lead. */
  static long priceWhenOutbid(Lot lot, long max) {
    return atLeastReserve(lot, max, Math.min(max, lot.max + lot.increments.step(lot.max)));
  }

  /** Returns the price when the leader's proxy answers a bid with this max, not above its own. */
  static long priceWhenAnswered(Lot lot, long max) {
    return Math.max(lot.price, Math.min(lot.max, max + lot.increments.step(max)));
  }

  /**
   * Returns the price when the leader raises the own max: it moves only up to a reserve now met.
   */
  static long priceWhenRaised(Lot lot, long max) {
    return lot.max < lot.reserve ? atLeastReserve(lot, max, lot.price) : lot.price;
  }

  private static long atLeastReserve(Lot lot, long max, long price) {
    return max >= lot.reserve ? Math.max(price, lot.reserve) : price;
  }
}
