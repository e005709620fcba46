package io.seriba.gacha;

import io.seriba.sbe.DefinePoolDecoder.BundlesDecoder;
import io.seriba.sbe.snapshot.StatePoolDecoder;
import io.seriba.sbe.snapshot.StatePoolEncoder;

/**
 * A pool's bundle sizes, 1 to 100, as a set of bits.
 *
 * @param low sizes 1 to 63, each at its own bit
 * @param high sizes 64 to 100, each at its own bit less 64
 */
record Bundles(long low, long high) {
  static final int MAX = 8;

  private static final Bundles NONE = new Bundles(0, 0);

  static Bundles of(BundlesDecoder rows) {
    Bundles bundles = NONE;
    while (rows.hasNext()) {
      bundles = bundles.with(rows.next().size());
    }
    return bundles;
  }

  static Bundles of(StatePoolDecoder.BundlesDecoder rows) {
    Bundles bundles = NONE;
    while (rows.hasNext()) {
      bundles = bundles.with(rows.next().size());
    }
    return bundles;
  }

  private Bundles with(int size) {
    assert size > 0 && size <= 100 : size;
    return size < Long.SIZE
        ? new Bundles(low | 1L << size, high)
        : new Bundles(low, high | 1L << size);
  }

  void save(StatePoolEncoder record) {
    StatePoolEncoder.BundlesEncoder rows = record.bundlesCount(count());
    for (int size = 0, i = count(); i > 0; i--) {
      size = after(size);
      rows.next().size(size);
    }
  }

  /** Tells whether the rows are 1 to 8 sizes, strictly ascending. */
  static boolean areValid(BundlesDecoder rows) {
    int count = rows.count();
    int last = 0;
    while (rows.hasNext()) {
      int size = rows.next().size();
      if (size <= last) {
        return false;
      }
      last = size;
    }
    return count >= 1 && count <= MAX;
  }

  boolean has(int size) {
    return ((size < Long.SIZE ? low : high) >>> size & 1) != 0;
  }

  int count() {
    return Long.bitCount(low) + Long.bitCount(high);
  }

  /** Returns the least size that is greater than another. */
  int after(int size) {
    int next = size + 1;
    while (!has(next)) {
      next++;
    }
    return next;
  }
}
