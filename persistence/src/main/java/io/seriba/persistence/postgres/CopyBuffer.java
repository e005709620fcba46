package io.seriba.persistence.postgres;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in the binary format of {@code COPY}: a row is {@link #row} and then each of its fields.
 * Keeps what it has until {@link #clear}, so that it can be sent again.
 */
final class CopyBuffer {
  private static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(US_ASCII);
  private static final int FIRST_CAPACITY = 16 << 10;
  private static final int KEPT_CAPACITY = 1 << 20;
  private static final int CHUNK = 64 << 10;
  private static final int NULL = -1;

  /** PostgreSQL counts time from 2000-01-01T00:00Z on. */
  private static final long EPOCH = 946_684_800_000_000L;

  static {
    HEADER[7] = (byte) 0xFF; // isn't ASCII
  }

  private final int columns;
  private byte[] bytes = new byte[FIRST_CAPACITY];
  private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
  private int length;
  private int fields;
  private int rows;

  /**
   * Makes an empty one.
   *
   * @param columns how many fields each row has
   */
  CopyBuffer(int columns) {
    this.columns = columns;
    clear();
  }

  void clear() {
    if (bytes.length > KEPT_CAPACITY) {
      bytes = new byte[FIRST_CAPACITY];
      buffer.wrap(bytes);
    }
    buffer.putBytes(0, HEADER);
    length = HEADER.length;
    fields = columns;
    rows = 0;
  }

  /** Returns how many rows it has. */
  int rows() {
    return rows;
  }

  /** Returns how many bytes its rows take. */
  int length() {
    return length - HEADER.length;
  }

  /** Begins a row. */
  CopyBuffer row() {
    assert fields == columns : fields + " fields of " + columns;
    fields = 0;
    rows++;
    reserve(Short.BYTES);
    putShort(columns);
    return this;
  }

  CopyBuffer none() {
    field(NULL, 0);
    return this;
  }

  CopyBuffer bigint(long value) {
    field(Long.BYTES, Long.BYTES);
    putLong(value);
    return this;
  }

  /** Adds a number that stands for none if it is zero, as the schema has it. */
  CopyBuffer bigintOrNone(long value) {
    return value == 0 ? none() : bigint(value);
  }

  CopyBuffer integer(long value) {
    field(Integer.BYTES, Integer.BYTES);
    putInt(Math.toIntExact(value));
    return this;
  }

  CopyBuffer smallint(long value) {
    field(Short.BYTES, Short.BYTES);
    putShort(Math.toIntExact(value));
    return this;
  }

  CopyBuffer bool(boolean value) {
    field(1, 1);
    bytes[length++] = (byte) (value ? 1 : 0);
    return this;
  }

  /** Adds a point in time, given in microseconds since 1970. */
  CopyBuffer time(long micros) {
    return bigint(micros - EPOCH);
  }

  /** Adds a duration, given in microseconds. */
  CopyBuffer interval(long micros) {
    field(16, 16);
    putLong(micros);
    putInt(0); // days
    putInt(0); // months
    return this;
  }

  CopyBuffer uuid(long high, long low) {
    field(16, 16);
    putLong(high);
    putLong(low);
    return this;
  }

  /** Adds the name of an enum's value, a currency, or nothing. */
  @SuppressWarnings("deprecation") // The only way to copy ASCII without an array in between.
  CopyBuffer ascii(@Nullable String text) {
    if (text == null) {
      return none();
    }
    field(text.length(), text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
    return this;
  }

  /** Adds any text. It can't have a zero in PostgreSQL, so that becomes U+FFFD. */
  CopyBuffer text(String text) {
    byte[] encoded = text.replace('\0', '\uFFFD').getBytes(UTF_8);
    return binary(encoded, 0, encoded.length);
  }

  CopyBuffer binary(byte[] source, int offset, int count) {
    field(count, count);
    buffer.putBytes(length, source, offset, count);
    length += count;
    return this;
  }

  CopyBuffer binary(DirectBuffer source, int offset, int count) {
    field(count, count);
    buffer.putBytes(length, source, offset, count);
    length += count;
    return this;
  }

  /** Sends all rows to a table. */
  void copyTo(Connection connection, String sql) throws SQLException {
    assert fields == columns : fields + " fields of " + columns;
    reserve(Short.BYTES);
    buffer.putShort(length, (short) -1);
    int end = length + Short.BYTES;
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    for (int at = 0; at < end; at += CHUNK) {
      copy.writeToCopy(bytes, at, Math.min(CHUNK, end - at));
    }
    long copied = copy.endCopy();
    if (copied != rows) {
      throw new SQLException("%s took %d rows of %d".formatted(sql, copied, rows));
    }
  }

  private void field(int size, int room) {
    fields++;
    reserve(Integer.BYTES + room);
    putInt(size);
  }

  private void reserve(int count) {
    int needed = length + count;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, BitUtil.findNextPositivePowerOfTwo(needed));
      buffer.wrap(bytes);
    }
  }

  private void putShort(int value) {
    buffer.putShort(length, (short) value, BIG_ENDIAN);
    length += Short.BYTES;
  }

  private void putInt(int value) {
    buffer.putInt(length, value, BIG_ENDIAN);
    length += Integer.BYTES;
  }

  private void putLong(long value) {
    buffer.putLong(length, value, BIG_ENDIAN);
    length += Long.BYTES;
  }
}
