package io.seriba.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Finds a name's place in a fixed list by its bytes, without allocating. */
final class NameTable {
  /** Each with zeros behind it, like the bytes that are looked up. */
  private final byte[][] names;

  private final int[] lengths;
  private final int longest;

  /** Open addressing: place + 1, 0 for a free slot. A power of two long, at most half full. */
  private final int[] slots;

  NameTable(List<String> names) {
    this.names = new byte[names.size()][];
    lengths = new int[names.size()];
    slots = new int[Integer.highestOneBit(Math.max(1, names.size())) * 4];
    for (int place = 0; place < lengths.length; place++) {
      byte[] name = names.get(place).getBytes(StandardCharsets.UTF_8);
      lengths[place] = name.length;
      this.names[place] = Arrays.copyOf(name, name.length + JsonScanner.PADDING);
      int slot = slot(this.names[place], 0, name.length);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = place + 1;
    }
    longest = Arrays.stream(lengths).max().orElse(0);
  }

  /**
   * Returns the place of the name that these bytes spell, or -1.
   *
   * @param bytes go on for at least {@link JsonScanner#PADDING} bytes behind the name
   * @param length any; below 0 is no name
   */
  int find(byte[] bytes, int offset, int length) {
    if (length < 0 || length > longest) {
      return -1;
    }
    int slot = slot(bytes, offset, length);
    while (slots[slot] != 0) {
      int place = slots[slot] - 1;
      if (lengths[place] == length && equal(names[place], bytes, offset, length)) {
        return place;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return -1;
  }

  /** Mixes the first and the last eight bytes, in which names differ, and the length. */
  private int slot(byte[] bytes, int offset, int length) {
    long first = JsonScanner.word(bytes, offset);
    long mixed =
        length < Long.BYTES
            ? first & mask(length)
            : first + 31 * JsonScanner.word(bytes, offset + length - Long.BYTES);
    return (int) (((mixed + length) * 0x9E37_79B9_7F4A_7C15L) >>> 40) & (slots.length - 1);
  }

  private static boolean equal(byte[] name, byte[] bytes, int offset, int length) {
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      if (JsonScanner.word(name, i) != JsonScanner.word(bytes, offset + i)) {
        return false;
      }
    }
    long rest = JsonScanner.word(name, i) ^ JsonScanner.word(bytes, offset + i);
    return (rest & mask(length - i)) == 0;
  }

  /** Returns a word whose first bytes, less than eight, are ones. */
  private static long mask(int bytes) {
    return (1L << (bytes * Byte.SIZE)) - 1;
  }
}
