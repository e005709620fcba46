package io.seriba.persistence;

import io.seriba.host.Journal.RecordHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads cycle files, one after another, by their bytes and not through Chronicle Queue: that would
 * take a zeroed page or a bad length for the end of the queue, wait for a writer that is dead, and
 * lengthen a file that is cut short. A file that can't be read gives an error here, not a fault in
 * mapped memory.
 *
 * <p>Used by one thread at a time; allocates only when it opens a file.
 */
final class CycleReader implements AutoCloseable {
  /** What {@link #next} found. */
  enum Step {
    HEAD,
    BATCH,
    /** The end of what was written to this file. */
    END,
    /** An entry that isn't as it was written; {@link #problem} says why. */
    DAMAGED
  }

  private static final int WORD = Integer.BYTES;
  private static final int NOT_COMPLETE = 0x8000_0000;
  private static final int METADATA = 0x4000_0000;
  private static final int END_OF_CYCLE = NOT_COMPLETE | METADATA;
  private static final int LENGTH_MASK = 0x3FFF_FFFF;
  private static final int LEAST_READ_AHEAD = 64 << 10;

  private final ByteBuffer window =
      ByteBuffer.allocateDirect(2 * Excerpt.MAX_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
  private final UnsafeBuffer buffer = new UnsafeBuffer(window);
  private final CRC32C crc = new CRC32C();

  private @Nullable FileChannel channel;
  private Path file = Path.of("");
  private long size;
  private long windowStart;
  private int windowLength;
  private long offset;
  private long nextOffset;
  private int readAhead;
  private boolean canSkip;
  private String problem = "";

  /** Goes to the start of a file. */
  void open(Path cycleFile) throws IOException {
    close();
    file = cycleFile;
    channel = FileChannel.open(cycleFile, StandardOpenOption.READ);
    size = channel.size();
    windowStart = 0;
    windowLength = 0;
    nextOffset = 0;
    readAhead = window.capacity();
  }

  /**
   * Takes the last step back and forgets what was read of the file: for one that is written to
   * meanwhile. Reads little ahead at first, for little may be new.
   */
  void refresh() throws IOException {
    if (channel != null) {
      size = channel.size();
    }
    windowLength = 0;
    nextOffset = offset;
    readAhead = LEAST_READ_AHEAD;
  }

  /**
   * Goes to the next entry of ours and checks it.
   *
   * @throws JournalException if the entry is whole, but of a format that a newer Seriba wrote; or
   *     the thread was interrupted
   */
  Step next() {
    canSkip = false;
    try {
      while (true) {
        offset = nextOffset;
        if (!load(offset, WORD)) {
          return damaged("the file is cut short here");
        }
        int word = window.getInt(at(offset));
        if (word == 0) {
          return end();
        }
        if (word == END_OF_CYCLE) {
          return Step.END;
        }
        if ((word & NOT_COMPLETE) != 0) {
          return damaged("an entry of Chronicle Queue was begun and not finished");
        }
        int length = word & LENGTH_MASK;
        nextOffset = (offset + WORD + length + WORD - 1) & -WORD;
        if (nextOffset > size) {
          return damaged("an entry's length reaches beyond the end of the file");
        }
        if ((word & METADATA) == 0) {
          return check(length);
        }
      }
    } catch (ClosedByInterruptException e) {
      throw new JournalException("interrupted while reading " + file, e);
    } catch (IOException e) {
      return damaged("the file can't be read (" + e.getMessage() + ")");
    }
  }

  /** Returns where the entry of the last step begins in the file, in bytes. */
  long offset() {
    return offset;
  }

  /** Returns what is wrong with a {@link Step#DAMAGED} entry. */
  String problem() {
    return problem;
  }

  /** Tells whether {@link #next} can go on behind a {@link Step#DAMAGED} entry. */
  boolean canSkip() {
    return canSkip;
  }

  int generation() {
    return Excerpt.generation(buffer, entry());
  }

  /** Returns the sequence of a batch's first record, or the one that a head announces. */
  long sequence() {
    return Excerpt.sequence(buffer, entry());
  }

  /** Returns the records of a batch, or a head's ordinal. */
  int count() {
    return Excerpt.count(buffer, entry());
  }

  /** Returns the length of the entry, in bytes. */
  int length() {
    return Excerpt.length(buffer, entry());
  }

  /** Returns the id of the journal that a head names. */
  UUID journal() {
    return Excerpt.journal(buffer, entry());
  }

  /** Returns the version of the schema that a head names. */
  int schemaVersion() {
    return Excerpt.schemaVersion(buffer, entry());
  }

  /** Gives a batch's records from a sequence on to the handler. */
  void records(long from, RecordHandler handler) {
    records(from, Long.MAX_VALUE, handler);
  }

  /** Gives a batch's records from one sequence to another, both included, to the handler. */
  void records(long from, long to, RecordHandler handler) {
    long sequence = sequence();
    long time = Excerpt.time(buffer, entry());
    int at = entry() + Excerpt.HEADER_LENGTH;
    for (int left = count(); left > 0 && sequence <= to; left--, sequence++) {
      int length = Excerpt.commandLength(buffer, at);
      if (sequence >= from) {
        handler.onRecord(
            sequence,
            time + Excerpt.timeInBatch(buffer, at),
            buffer,
            at + Excerpt.RECORD_HEADER_LENGTH,
            length);
      }
      at += Excerpt.recordLength(length);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  private Step check(int length) throws IOException {
    if (length < Excerpt.HEADER_LENGTH || length > Excerpt.MAX_LENGTH) {
      return damaged("an entry of " + length + " bytes, which none can have");
    }
    canSkip = true;
    if (!load(offset, WORD + length)) {
      return damaged("the file is cut short here");
    }
    int entry = entry();
    if (Excerpt.checksum(window, entry, length, crc) != Excerpt.crc(buffer, entry)
        || Excerpt.length(buffer, entry) != length) {
      return damaged("an entry's checksum doesn't match what is in it");
    }
    if (Excerpt.version(buffer, entry) != Excerpt.FORMAT_VERSION) {
      throw new JournalException(
          "%s at byte %d has format version %d, and this Seriba knows version %d. Use the Seriba that wrote it"
              .formatted(file, offset, Excerpt.version(buffer, entry), Excerpt.FORMAT_VERSION));
    }
    return switch (Excerpt.kind(buffer, entry)) {
      case Excerpt.HEAD ->
          length == Excerpt.HEAD_LENGTH ? Step.HEAD : damaged("a head of " + length + " bytes");
      case Excerpt.BATCH ->
          recordsFill(entry, length) ? Step.BATCH : damaged("a batch's records don't fill it");
      default -> damaged("an entry of unknown kind " + Excerpt.kind(buffer, entry));
    };
  }

  private boolean recordsFill(int entry, int length) {
    int at = entry + Excerpt.HEADER_LENGTH;
    int end = entry + length;
    int left = count();
    while (left > 0 && at < end) {
      int commandLength = Excerpt.commandLength(buffer, at);
      if (commandLength < 0 || commandLength > length) {
        return false;
      }
      at += Excerpt.recordLength(commandLength);
      left--;
    }
    return left == 0 && at == end && count() > 0;
  }

  /** A process that is killed leaves what it was writing behind a header word that is still 0. */
  private Step end() throws IOException {
    int peek = (int) Math.min(Excerpt.HEADER_LENGTH, size - offset - WORD);
    if (!load(offset, WORD + peek)) {
      return damaged("the file is cut short here");
    }
    for (int i = 0; i < peek; i++) {
      if (window.get(at(offset) + WORD + i) != 0) {
        return damaged("a batch was begun and not finished");
      }
    }
    return Step.END;
  }

  private Step damaged(String what) {
    problem = what;
    return Step.DAMAGED;
  }

  /** Makes a stretch of the file available in the window, if the file has it. */
  private boolean load(long position, int length) throws IOException {
    if (position >= windowStart && position + length <= windowStart + windowLength) {
      return true;
    }
    if (channel == null || position + length > size) {
      return false;
    }
    window.clear().limit(Math.max(length, readAhead));
    readAhead = Math.min(2 * readAhead, window.capacity());
    windowStart = position;
    windowLength = 0; // if a read fails, nothing of it is there
    while (window.hasRemaining() && channel.read(window, windowStart + window.position()) >= 0) {
      // reads until the window is full or the file ends
    }
    windowLength = window.position();
    window.clear();
    return length <= windowLength;
  }

  private int at(long position) {
    return (int) (position - windowStart);
  }

  private int entry() {
    return at(offset) + WORD;
  }
}
