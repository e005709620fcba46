package io.seriba.schema;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.DirectBuffer;

/** Finds a name's place in a fixed list by its bytes, without allocating. */
final class NameTable {
  private final byte[][] names;

  private final int longest;

  /** Open addressing: place + 1, 0 for a free slot. A power of two long, at most half full. */
  private final int[] slots;

  NameTable(List<String> names) {
    this.names = new byte[names.size()][];
    longest = names.stream().mapToInt(String::length).max().orElse(0);
    slots = new int[Integer.highestOneBit(Math.max(1, names.size())) * 4];
    for (int place = 0; place < this.names.length; place++) {
      byte[] name = names.get(place).getBytes(StandardCharsets.UTF_8);
      this.names[place] = name;
      int hash = 0;
      for (byte b : name) {
        hash = 31 * hash + b;
      }
      int slot = slot(hash);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = place + 1;
    }
  }

  /** Returns the place of the name that these bytes spell, or -1; any length is fine. */
  int find(DirectBuffer buffer, int offset, int length) {
    if (length > longest) {
      return -1;
    }
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + buffer.getByte(offset + i);
    }
    for (int slot = slot(hash); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
      int place = slots[slot] - 1;
      if (equal(names[place], buffer, offset, length)) {
        return place;
      }
    }
    return -1;
  }

  private int slot(int hash) {
    return (hash ^ hash >>> 15) & (slots.length - 1);
  }

  private static boolean equal(byte[] name, DirectBuffer buffer, int offset, int length) {
    if (name.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name[i] != buffer.getByte(offset + i)) {
        return false;
      }
    }
    return true;
  }
}
