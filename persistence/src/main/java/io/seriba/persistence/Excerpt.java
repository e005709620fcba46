package io.seriba.persistence;

import io.seriba.sbe.MessageHeaderDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The layout of the entries of a cycle file; the package's documentation has it as a table.
 *
 * <p>The buffers that these methods write to and read from have the platform's addressing but
 * always little-endian content.
 */
final class Excerpt {
  static final int FORMAT_VERSION = 1;

  static final int HEADER_LENGTH = 40;
  static final int RECORD_HEADER_LENGTH = 8;
  static final int HEAD_LENGTH = HEADER_LENGTH + 24;
  static final int MAX_LENGTH = 1 << 20;

  static final int HEAD = 1;
  static final int BATCH = 2;

  /** A record's time is kept as the microseconds since its batch's time, in 32 bits. */
  static final long MAX_TIME_IN_BATCH = 0xFFFF_FFFFL;

  private static final int CRC = 0;
  private static final int LENGTH = 4;
  private static final int KIND = 8;
  private static final int VERSION = 10;
  private static final int GENERATION = 12;
  private static final int SEQUENCE = 16;
  private static final int TIME = 24;
  private static final int COUNT = 32;
  private static final int RESERVED = 36;

  private static final int JOURNAL_HIGH = 40;
  private static final int JOURNAL_LOW = 48;
  private static final int SCHEMA_ID = 56;
  private static final int SCHEMA_VERSION = 58;
  private static final int HEAD_RESERVED = 60;

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private Excerpt() {}

  /** Writes all of a header but the checksum, at the buffer's start. */
  static void putHeader(
      MutableDirectBuffer buffer,
      int kind,
      int length,
      int generation,
      long sequence,
      long time,
      int count) {
    buffer.putInt(LENGTH, length, ORDER);
    buffer.putShort(KIND, (short) kind, ORDER);
    buffer.putShort(VERSION, (short) FORMAT_VERSION, ORDER);
    buffer.putInt(GENERATION, generation, ORDER);
    buffer.putLong(SEQUENCE, sequence, ORDER);
    buffer.putLong(TIME, time, ORDER);
    buffer.putInt(COUNT, count, ORDER);
    buffer.putInt(RESERVED, 0, ORDER);
  }

  /** Writes what a head has behind its header, at the buffer's start. */
  static void putHeadBody(MutableDirectBuffer buffer, UUID journal) {
    buffer.putLong(JOURNAL_HIGH, journal.getMostSignificantBits(), ORDER);
    buffer.putLong(JOURNAL_LOW, journal.getLeastSignificantBits(), ORDER);
    buffer.putShort(SCHEMA_ID, (short) MessageHeaderDecoder.SCHEMA_ID, ORDER);
    buffer.putShort(SCHEMA_VERSION, (short) MessageHeaderDecoder.SCHEMA_VERSION, ORDER);
    buffer.putInt(HEAD_RESERVED, 0, ORDER);
  }

  /** Writes the checksum of an entry that lies at the start of both views of the same memory. */
  static void seal(ByteBuffer bytes, MutableDirectBuffer buffer, int length, CRC32C crc) {
    buffer.putInt(CRC, checksum(bytes, 0, length, crc), ORDER);
  }

  /**
   * Returns the checksum that an entry ought to have. Leaves the bytes' position and limit moved.
   */
  static int checksum(ByteBuffer bytes, int offset, int length, CRC32C crc) {
    crc.reset();
    crc.update(bytes.limit(offset + length).position(offset + LENGTH));
    bytes.clear();
    return (int) crc.getValue();
  }

  static int crc(DirectBuffer buffer, int offset) {
    return buffer.getInt(offset + CRC, ORDER);
  }

  static int length(DirectBuffer buffer, int offset) {
    return buffer.getInt(offset + LENGTH, ORDER);
  }

  static int kind(DirectBuffer buffer, int offset) {
    return buffer.getShort(offset + KIND, ORDER) & 0xFFFF;
  }

  static int version(DirectBuffer buffer, int offset) {
    return buffer.getShort(offset + VERSION, ORDER) & 0xFFFF;
  }

  static int generation(DirectBuffer buffer, int offset) {
    return buffer.getInt(offset + GENERATION, ORDER);
  }

  static long sequence(DirectBuffer buffer, int offset) {
    return buffer.getLong(offset + SEQUENCE, ORDER);
  }

  static long time(DirectBuffer buffer, int offset) {
    return buffer.getLong(offset + TIME, ORDER);
  }

  static int count(DirectBuffer buffer, int offset) {
    return buffer.getInt(offset + COUNT, ORDER);
  }

  static UUID journal(DirectBuffer buffer, int offset) {
    return new UUID(
        buffer.getLong(offset + JOURNAL_HIGH, ORDER), buffer.getLong(offset + JOURNAL_LOW, ORDER));
  }

  static int schemaVersion(DirectBuffer buffer, int offset) {
    return buffer.getShort(offset + SCHEMA_VERSION, ORDER) & 0xFFFF;
  }

  /** Returns the bytes that a record takes, with its header and the zeros up to a multiple of 8. */
  static int recordLength(int commandLength) {
    return RECORD_HEADER_LENGTH + ((commandLength + 7) & ~7);
  }

  /** Writes one record of a batch; its time is given as microseconds since the batch's. */
  static void putRecord(
      MutableDirectBuffer buffer,
      int at,
      long timeInBatch,
      DirectBuffer command,
      int offset,
      int length) {
    buffer.putLong(at + recordLength(length) - 8, 0, ORDER);
    buffer.putInt(at, length, ORDER);
    buffer.putInt(at + 4, (int) timeInBatch, ORDER);
    buffer.putBytes(at + RECORD_HEADER_LENGTH, command, offset, length);
  }

  static int commandLength(DirectBuffer buffer, int at) {
    return buffer.getInt(at, ORDER);
  }

  static long timeInBatch(DirectBuffer buffer, int at) {
    return buffer.getInt(at + 4, ORDER) & MAX_TIME_IN_BATCH;
  }
}
