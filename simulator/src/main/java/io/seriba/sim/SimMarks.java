package io.seriba.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The journal's marks: the boot, then for each mark two slots of checksum, turn and value, written
 * by turns.
 */
final class SimMarks {
  static final int WRITTEN = 0;
  static final int DURABLE = 1;
  static final int FIRST = 2;

  private static final String FILE = "marks";
  private static final int LENGTH = 1024;
  private static final int MARKS = 3;
  private static final int SLOTS = 128;
  private static final int SLOT = 64;
  private static final int SEALED = 24;

  /**
   * What they say.
   *
   * @param first the first sequence that must be there
   */
  record Values(long written, long durable, long first, long boot) {
    /** Returns the last sequence that must be there. */
    long promised(long bootNow) {
      return boot == bootNow ? Math.max(written, durable) : durable;
    }
  }

  private final SimDisk disk;
  private final byte[] bytes = new byte[LENGTH];
  private final long[] turns = new long[MARKS];

  /** Puts new marks in the place of those that there may be, for good. */
  SimMarks(SimDisk disk, Values values) {
    this.disk = disk;
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, values.boot);
    put(WRITTEN, values.written);
    put(DURABLE, values.durable);
    put(FIRST, values.first);
    disk.replace(FILE, bytes);
    disk.forceDirectory();
  }

  /** Returns what is there; null if there is nothing. */
  static @Nullable Values read(SimDisk disk) {
    if (!disk.exists(FILE)) {
      return null;
    }
    byte[] bytes = disk.read(FILE);
    long boot = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return new Values(value(bytes, WRITTEN), value(bytes, DURABLE), value(bytes, FIRST), boot);
  }

  private static long value(byte[] bytes, int mark) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long turn = 0;
    long value = 0;
    for (int at = slot(mark, 0); at <= slot(mark, 1); at += SLOT) {
      boolean whole = SimJournal.crc(bytes, at, SEALED) == buffer.getInt(at);
      if (whole && buffer.getLong(at + 8) > turn) {
        turn = buffer.getLong(at + 8);
        value = buffer.getLong(at + 16);
      }
    }
    if (turn == 0) {
      throw new SimJournal.Damaged("mark " + mark + " is damaged");
    }
    return value;
  }

  private static int slot(int mark, long turn) {
    return SLOTS + (2 * mark + (int) (turn & 1)) * SLOT;
  }

  private void put(int mark, long value) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long turn = ++turns[mark];
    int at = slot(mark, turn);
    buffer.putLong(at + 8, turn).putLong(at + 16, value);
    buffer.putInt(at, SimJournal.crc(bytes, at, SEALED));
  }

  void set(int mark, long value) {
    put(mark, value);
    int at = slot(mark, turns[mark]);
    disk.write(FILE, at, Arrays.copyOfRange(bytes, at, at + SLOT), SLOT);
  }

  void force() {
    disk.force(FILE);
  }
}
