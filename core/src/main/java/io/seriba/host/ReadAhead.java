package io.seriba.host;

import io.seriba.host.Journal.RecordHandler;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Replays a journal with two threads: one reads and verifies it, the other takes the records. What
 * is read ahead is bounded.
 */
final class ReadAhead {
  private static final int CHUNKS = 4;
  private static final int CHUNK_BYTES = 256 << 10;

  private static final int SEQUENCE = 0;
  private static final int TIMESTAMP = 8;
  private static final int LENGTH = 16;
  private static final int COMMAND = 24;

  private final Journal journal;
  private final long from;
  private final BlockingQueue<Chunk> empty = new ArrayBlockingQueue<>(CHUNKS);
  private final BlockingQueue<Chunk> filled = new ArrayBlockingQueue<>(CHUNKS);

  // The reading thread's.
  private Chunk chunk = new Chunk(CHUNK_BYTES);

  // Written by the reading thread before its last chunk, read behind that.
  private long last;
  private @Nullable Throwable failure;

  /** Records, one behind the other. */
  private static final class Chunk {
    UnsafeBuffer bytes;
    int end;
    boolean isLast;

    Chunk(int capacity) {
      bytes = new UnsafeBuffer(new byte[capacity]);
    }
  }

  /** Ends the reading thread, whose records nobody takes any more. */
  private static final class Unwanted extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private ReadAhead(Journal journal, long from) {
    this.journal = journal;
    this.from = from;
  }

  /**
   * Does what {@link Journal#replay} does; the handler is called on the calling thread.
   *
   * @return the last sequence in the journal
   */
  static long replay(Journal journal, long from, RecordHandler handler) {
    return new ReadAhead(journal, from).replay(handler);
  }

  private long replay(RecordHandler handler) {
    while (empty.remainingCapacity() > 1) {
      empty.add(new Chunk(CHUNK_BYTES));
    }
    Thread reader = Thread.ofPlatform().name("seriba-replay").start(this::read);
    boolean done = false;
    try {
      while (!done) {
        Chunk next = filled.take();
        give(next, handler);
        done = next.isLast;
        empty.add(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the journal was replayed", e);
    } finally {
      if (!done) {
        reader.interrupt();
      }
      Uninterruptibly.join(reader);
    }
    return end();
  }

  private static void give(Chunk chunk, RecordHandler handler) {
    UnsafeBuffer bytes = chunk.bytes;
    for (int at = 0; at < chunk.end; ) {
      int length = bytes.getInt(at + LENGTH);
      handler.onRecord(
          bytes.getLong(at + SEQUENCE), bytes.getLong(at + TIMESTAMP), bytes, at + COMMAND, length);
      at += recordLength(length);
    }
  }

  private static int recordLength(int length) {
    return COMMAND + ((length + 7) & ~7);
  }

  private long end() {
    Throwable thrown = failure;
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    assert thrown == null : thrown;
    return last;
  }

  // ---- the reading thread

  private void read() {
    try {
      last = journal.replay(from, this::onRecord);
    } catch (Unwanted e) {
      return;
    } catch (Throwable e) {
      failure = e;
    }
    chunk.isLast = true;
    filled.add(chunk);
  }

  private void onRecord(
      long sequence, long timestamp, DirectBuffer command, int offset, int length) {
    int needed = recordLength(length);
    if (chunk.end + needed > chunk.bytes.capacity()) {
      filled.add(chunk);
      chunk = nextChunk(needed);
    }
    UnsafeBuffer bytes = chunk.bytes;
    int at = chunk.end;
    bytes.putLong(at + SEQUENCE, sequence);
    bytes.putLong(at + TIMESTAMP, timestamp);
    bytes.putInt(at + LENGTH, length);
    bytes.putBytes(at + COMMAND, command, offset, length);
    chunk.end = at + needed;
  }

  private Chunk nextChunk(int needed) {
    try {
      Chunk next = empty.take();
      next.end = 0;
      if (next.bytes.capacity() < needed) {
        next.bytes = new UnsafeBuffer(new byte[needed]);
      }
      return next;
    } catch (InterruptedException e) {
      throw new Unwanted();
    }
  }
}
