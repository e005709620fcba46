package io.seriba.server.drill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in a cycle file the journal's entries are: see the documentation of the package {@code
 * io.seriba.persistence}.
 *
 * @param at the offset of the word before the entry
 * @param length the entry's bytes, from {@code at + 4} on
 */
record CycleEntries(int at, int length) {
  private static final int LENGTH_BITS = 0x3FFF_FFFF;
  private static final int END_OF_FILE = 0xC000_0000;
  private static final int OWN = 0x4000_0000;

  /** Returns the entries of a file, head included, in order. */
  static List<CycleEntries> of(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<CycleEntries> entries = new ArrayList<>();
    int at = 0;
    while (at + Integer.BYTES <= bytes.capacity()) {
      int word = bytes.getInt(at);
      if (word == 0 || word == END_OF_FILE) {
        break;
      }
      int length = word & LENGTH_BITS;
      if ((word & OWN) == 0) {
        entries.add(new CycleEntries(at, length));
      }
      at += Integer.BYTES + (length + 3 & ~3);
    }
    return entries;
  }

  /** Returns the offset behind it. */
  int end() {
    return at + Integer.BYTES + length;
  }
}
