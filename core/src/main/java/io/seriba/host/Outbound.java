package io.seriba.host;

import com.lmax.disruptor.Sequence;
import io.seriba.client.EventFrame;
import io.seriba.engine.EventSink;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.agrona.BitUtil;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Hand-off two: a ring of bytes that the engine's thread writes events into and any number of
 * readers follow, each at its own pace.
 *
 * <p>Positions count bytes from the start of the process and only grow; a frame lies at its
 * position modulo the capacity. Four of them matter, always in this order:
 *
 * <pre>
 *   claimed - capacity  &lt;=  released  &lt;=  written  &lt;=  claimed
 * </pre>
 *
 * <ul>
 *   <li>up to <b>written</b>, the events of all whole batches are there; only the syncer looks
 *   <li>up to <b>released</b>, events may be read, because their commands are as durable as wanted
 *   <li>up to <b>claimed</b>, the engine may be writing right now. It never claims what is not yet
 *       released: it waits instead, and the ring of commands fills behind it
 * </ul>
 *
 * <p>The engine doesn't wait for readers. One that is more than the capacity behind {@code claimed}
 * has lost events, and finds out: the engine publishes its claim before it overwrites anything, and
 * a reader looks at the claim after it has copied (a seqlock; see {@link OutboundReader}). Claims
 * are made in strides, so that the engine seldom writes what all readers poll.
 *
 * <p>A frame that doesn't fit before the end of the ring starts at its beginning; the gap holds the
 * negative of its own length.
 */
final class Outbound implements EventSink {
  private static final int STRIDES = 64;

  private final int capacity;
  private final int stride;
  private final ExpandableArrayBuffer buffer;
  private final LongConsumer makeRoom;

  private final Sequence claimed = new Sequence(0);
  private final Sequence written = new Sequence(0);
  private final Sequence writtenSequence = new Sequence(0);
  private final Sequence released = new Sequence(0);
  private final Sequence releasedSequence = new Sequence(0);

  private volatile OutboundReader[] readers = {};

  // The engine's thread only.
  private long tail;
  private long claim;

  /**
   * Makes an empty buffer.
   *
   * @param capacity bytes, a power of two
   * @param makeRoom called on the engine's thread with the position up to which events must be
   *     released before it can go on: returns when they are, or throws
   */
  Outbound(int capacity, LongConsumer makeRoom) {
    this.capacity = capacity;
    stride = capacity / STRIDES;
    buffer = new ExpandableArrayBuffer(capacity);
    this.makeRoom = makeRoom;
  }

  /** Counts from a sequence that is decided and durable already. Before anything is written. */
  void resumeAfter(long sequence) {
    writtenSequence.set(sequence);
    releasedSequence.set(sequence);
  }

  // The engine's thread.

  @Override
  public int claim(int length) {
    if (length < EventFrame.MESSAGE || length > MAX_FRAME_LENGTH) {
      throw new IllegalArgumentException(
          "frame of "
              + length
              + " bytes, must be from "
              + EventFrame.MESSAGE
              + " to "
              + MAX_FRAME_LENGTH);
    }
    int aligned = BitUtil.align(length, EventFrame.ALIGNMENT);
    int offset = offset(tail);
    int untilEnd = capacity - offset;
    if (aligned <= untilEnd) {
      reserve(tail + aligned);
      return offset;
    }
    reserve(tail + untilEnd + aligned);
    buffer.putInt(offset + EventFrame.LENGTH, -untilEnd, ByteOrder.LITTLE_ENDIAN);
    tail += untilEnd;
    return 0;
  }

  private void reserve(long end) {
    if (end <= claim) {
      return;
    }
    if (end - capacity > released.get()) {
      makeRoom.accept(end - capacity);
    }
    claim = Math.min(end + stride, released.get() + capacity);
    claimed.set(claim);
    // No byte may be seen overwritten before the claim is seen.
    VarHandle.storeStoreFence();
  }

  @Override
  public MutableDirectBuffer buffer() {
    return buffer;
  }

  @Override
  public void commit(int length) {
    assert length == EventFrame.length(buffer, offset(tail)) : "length in frame and commit differ";
    tail += BitUtil.align(length, EventFrame.ALIGNMENT);
    assert tail <= claim : "frame is longer than its claim";
  }

  /** Tells the syncer how far events are written. They may be a part of the next command's. */
  void publish(long sequence) {
    written.set(tail);
    writtenSequence.set(sequence);
  }

  // The thread that releases: the syncer's, or without one the engine's.

  /** Returns up to which command all events lie below {@link #written}, if asked before it. */
  long writtenSequence() {
    return writtenSequence.get();
  }

  /** Returns up to where events are written. */
  long written() {
    return written.get();
  }

  /** Lets the readers read up to a position, which all of a command's events lie below. */
  void release(long position, long sequence) {
    boolean isMore = position > released.get();
    released.set(position);
    releasedSequence.set(sequence);
    if (!isMore) {
      return;
    }
    // Against the fence in OutboundReader.rest: either it sees this release, or we see it rest.
    VarHandle.fullFence();
    for (OutboundReader reader : readers) {
      reader.wake();
    }
  }

  // Any thread.

  long released() {
    return released.get();
  }

  long releasedSequence() {
    return releasedSequence.get();
  }

  /** Returns how many bytes are written and not released. */
  long unreleased() {
    return Math.max(0, written.get() - released.get());
  }

  /** Adds a reader of all that is written from now on. Before the engine's thread starts. */
  OutboundReader open(Runnable wakeup) {
    OutboundReader reader =
        new OutboundReader(buffer.byteArray(), claimed, released, wakeup, this::remove);
    synchronized (this) {
      OutboundReader[] more = Arrays.copyOf(readers, readers.length + 1);
      more[readers.length] = reader;
      readers = more;
    }
    return reader;
  }

  private synchronized void remove(OutboundReader reader) {
    readers =
        Arrays.stream(readers).filter(other -> other != reader).toArray(OutboundReader[]::new);
  }

  private int offset(long position) {
    return (int) position & (capacity - 1);
  }
}
