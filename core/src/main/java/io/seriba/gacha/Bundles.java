package io.seriba.gacha;

import io.seriba.sbe.DefinePoolDecoder.BundlesDecoder;

/**
 * A pool's bundle sizes, 1 to 100, as a set of bits.
 *
 * @param low sizes 1 to 63, each at its own bit
 * @param high sizes 64 to 100, each at its own bit less 64
 */
record Bundles(long low, long high) {
  static final int MAX = 8;

  static Bundles of(BundlesDecoder rows) {
    long low = 0;
    long high = 0;
    while (rows.hasNext()) {
      int size = rows.next().size();
      low |= size < Long.SIZE ? 1L << size : 0;
      high |= size < Long.SIZE ? 0 : 1L << size;
    }
    return new Bundles(low, high);
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
