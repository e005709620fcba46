package io.seriba.auction;

import io.seriba.sbe.DeclareIncrementTableDecoder;
import io.seriba.sbe.snapshot.StateIncrementTableDecoder;
import io.seriba.sbe.snapshot.StateIncrementTableEncoder;

/** Bid steps: the step at a price is that of the last row that starts at or below it. */
final class IncrementTable {
  static final int MAX_ROWS = 64;

  /** EBay's steps of the years around 2000, for currencies with two decimal digits. */
  static final int EBAY_LIKE = 1;

  /** Steps as horse sales in Japan call them, yen. */
  static final int HORSE_SALE_LIKE = 2;

  /** Ids from this one on are declared. */
  static final int FIRST_DECLARED = 3;

  static final int LAST_ID = DeclareIncrementTableDecoder.incrementTableMaxValue();

  private final long[] from;
  private final long[] step;

  private IncrementTable(long[] from, long[] step) {
    assert from.length == step.length && from[0] == 0;
    this.from = from;
    this.step = step;
  }

  static IncrementTable ebayLike() {
    return new IncrementTable(
        new long[] {0, 100, 500, 2_500, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000},
        new long[] {5, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000});
  }

  static IncrementTable horseSaleLike() {
    return new IncrementTable(
        new long[] {0, 1_000_000, 5_000_000, 10_000_000, 50_000_000, 100_000_000},
        new long[] {10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000});
  }

  /** Tells whether the rows make a table: 1 to 64, the first from 0, ascending. */
  static boolean isValid(DeclareIncrementTableDecoder command) {
    DeclareIncrementTableDecoder.RowsDecoder rows = command.rows();
    int count = rows.count();
    long last = -1;
    while (rows.hasNext()) {
      long from = rows.next().from();
      if (last == -1 ? from != 0 : from <= last) {
        return false;
      }
      last = from;
    }
    return count >= 1 && count <= MAX_ROWS;
  }

  static IncrementTable of(DeclareIncrementTableDecoder command) {
    DeclareIncrementTableDecoder.RowsDecoder rows = command.rows();
    long[] from = new long[rows.count()];
    long[] step = new long[rows.count()];
    for (int i = 0; i < from.length; i++) {
      rows.next();
      from[i] = rows.from();
      step[i] = rows.step();
    }
    return new IncrementTable(from, step);
  }

  /**
   * Returns a table that was saved.
   *
   * @throws IllegalStateException if it isn't one
   */
  static IncrementTable of(StateIncrementTableDecoder record) {
    StateIncrementTableDecoder.RowsDecoder rows = record.rows();
    long[] from = new long[rows.count()];
    long[] step = new long[rows.count()];
    for (int i = 0; i < from.length; i++) {
      rows.next();
      from[i] = rows.from();
      step[i] = rows.step();
      if (i == 0 ? from[i] != 0 : from[i] <= from[i - 1]) {
        throw new IllegalStateException("an increment table whose row " + i + " starts too low");
      }
    }
    if (from.length == 0 || from.length > MAX_ROWS) {
      throw new IllegalStateException("an increment table of " + from.length + " rows");
    }
    return new IncrementTable(from, step);
  }

  void save(StateIncrementTableEncoder record) {
    StateIncrementTableEncoder.RowsEncoder rows = record.rowsCount(from.length);
    for (int i = 0; i < from.length; i++) {
      rows.next().from(from[i]).step(step[i]);
    }
  }

  /** Returns the step at a price, minor units. */
  long step(long price) {
    int row = from.length - 1;
    while (from[row] > price) {
      row--;
    }
    return step[row];
  }
}
