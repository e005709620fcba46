package io.seriba.persistence;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Collects the commands of one entry outside the mapped file, so that what a killed process can
 * leave unfinished there is only the last copy. Used by the engine's thread only; allocates nothing
 * after its construction.
 */
final class Batch {
  private final ByteBuffer bytes;
  private final UnsafeBuffer buffer;
  private final CRC32C crc = new CRC32C();
  private int length;
  private int count;
  private long firstSequence;
  private long firstTime;

  Batch(int capacity) {
    bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    buffer = new UnsafeBuffer(bytes);
  }

  /** Tells whether a command of that length and time still fits; an empty batch takes any time. */
  boolean fits(long time, int commandLength) {
    return count == 0
        || (length + Excerpt.recordLength(commandLength) <= buffer.capacity()
            && time - firstTime <= Excerpt.MAX_TIME_IN_BATCH);
  }

  void add(long sequence, long time, DirectBuffer command, int offset, int commandLength) {
    if (count == 0) {
      firstSequence = sequence;
      firstTime = time;
      length = Excerpt.HEADER_LENGTH;
    }
    Excerpt.putRecord(buffer, length, time - firstTime, command, offset, commandLength);
    length += Excerpt.recordLength(commandLength);
    count++;
  }

  /** Completes the entry: it lies at the start of {@link #bytes}, {@link #length} long. */
  void seal(int generation) {
    Excerpt.putHeader(buffer, Excerpt.BATCH, length, generation, firstSequence, firstTime, count);
    Excerpt.seal(bytes, buffer, length, crc);
  }

  ByteBuffer bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  long firstSequence() {
    return firstSequence;
  }

  void clear() {
    count = 0;
  }
}
