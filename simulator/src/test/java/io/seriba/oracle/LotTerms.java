package io.seriba.oracle;

/**
 * A lot's terms for examples: an opening price of 100, eBay-like steps, five minutes for
 * everything, no deposit; then what differs.
 */
final class LotTerms {
  private long openingPrice = 100;
  private long reserve;
  private long buyNow;
  private long opensAt;
  private long duration = -1;
  private long window = -1;
  private long extension = -1;
  private long latestEnd;
  private int position;
  private int table = 1;
  private int deposit;
  private int softClose;

  LotTerms openingPrice(long price) {
    openingPrice = price;
    return this;
  }

  LotTerms reserve(long price) {
    reserve = price;
    return this;
  }

  LotTerms buyNow(long price) {
    buyNow = price;
    return this;
  }

  LotTerms opensAt(long time) {
    opensAt = time;
    return this;
  }

  LotTerms duration(long micros) {
    duration = micros;
    return this;
  }

  /** The end moves by {@code micros} for a bid with less than {@code late} left. */
  LotTerms adds(long late, long micros) {
    softClose = 1;
    window = late;
    extension = micros;
    return this;
  }

  LotTerms latestEnd(long time) {
    latestEnd = time;
    return this;
  }

  LotTerms position(int place) {
    position = place;
    return this;
  }

  LotTerms table(int id) {
    table = id;
    return this;
  }

  LotTerms deposit(int basisPoints) {
    deposit = basisPoints;
    return this;
  }

  /** Returns the command that defines a lot on these terms. */
  Cmd.DefineLot define(long lot, long sale, long seller, String currency) {
    return new Cmd.DefineLot(
        lot,
        sale,
        seller,
        openingPrice,
        reserve,
        buyNow,
        opensAt,
        duration,
        window,
        extension,
        latestEnd,
        position,
        table,
        deposit,
        softClose,
        0,
        currency);
  }
}
