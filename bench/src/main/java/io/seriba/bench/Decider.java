package io.seriba.bench;

import io.seriba.engine.Engine;
import io.seriba.engine.EventSink;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An engine by itself: it decides what it takes at once, into a ring of bytes that nobody reads.
 */
final class Decider implements Market.Taker {
  private final Engine engine = new Engine();
  private final EventMemory events = new EventMemory();
  private long sequence;
  private long time = 1_700_000_000_000_000L;

  @Override
  public void take(DirectBuffer buffer, int offset, int length) {
    engine.apply(++sequence, time, 1, buffer, offset, length, events);
  }

  /** Lets a tenth of a millisecond pass, as it does between batches. */
  void tick() {
    time += 100;
  }

  /** Returns the bytes of all events so far. */
  long bytes() {
    return events.bytes;
  }

  long stateHash() {
    return engine.stateHash();
  }

  private static final class EventMemory implements EventSink {
    private static final int CAPACITY = 4 << 20;

    private final MutableDirectBuffer buffer = new ExpandableArrayBuffer(CAPACITY);
    private int at;
    private long bytes;

    @Override
    public int claim(int length) {
      if (at + length > CAPACITY) {
        at = 0;
      }
      return at;
    }

    @Override
    public MutableDirectBuffer buffer() {
      return buffer;
    }

    @Override
    public void commit(int length) {
      bytes += length;
      at += (length + 7) & ~7;
    }
  }
}
