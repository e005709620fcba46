package io.seriba.persistence.snapshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The layout of a snapshot's header and blocks; the package's documentation has it as a table. */
final class Block {
  static final long MAGIC = magic("SERBSNP1");

  /** 1 was never released: its blocks weren't compressed. */
  static final int FORMAT_VERSION = 2;

  static final int FILE_HEADER = 80;

  static final int FORMAT = 8;
  static final int HEADER_LENGTH = 12;
  static final int JOURNAL = 16;
  static final int SEQUENCE = 32;
  static final int TIME = 40;
  static final int STATE_HASH = 48;
  static final int TAKEN_AT = 56;
  static final int SCHEMA_ID = 64;
  static final int SCHEMA_VERSION = 66;
  static final int EVENT_SCHEMA_VERSION = 68;
  static final int FILE_CRC = 76;

  static final int CRC = 0;
  static final int LENGTH = 4;
  static final int NUMBER = 8;
  static final int RECORDS = 12;
  static final int UNPACKED = 16;
  static final int HEADER = 24;

  /** Blocks are full when the next record doesn't fit into so many bytes, before compression. */
  static final int CAPACITY = 1 << 20;

  /** What a record's length takes in front of it. */
  static final int PREFIX = 4;

  private Block() {}

  static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the checksum of some bytes; leaves position and limit at the start and the end. */
  static int checksum(ByteBuffer bytes, int from, int to, CRC32C crc) {
    crc.reset();
    crc.update(bytes.limit(to).position(from));
    bytes.clear();
    return (int) crc.getValue();
  }

  private static long magic(String text) {
    long magic = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      magic = magic << 8 | text.charAt(i);
    }
    return magic;
  }
}
