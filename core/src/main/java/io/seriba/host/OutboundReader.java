package io.seriba.host;

import com.lmax.disruptor.Sequence;
import io.seriba.client.EventFrame;
import io.seriba.client.EventHandler;
import io.seriba.client.EventReader;
import io.seriba.engine.EventSink;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One thread's reader of the {@link Outbound} buffer.
 *
 * <p>It copies a stretch of frames at a time into memory of its own, and then looks at the claim:
 * if the writer may have been there meanwhile, the copy is thrown away and the reader is lapped. So
 * a handler never sees a frame that changes under it, however long it takes, and the price of
 * checking is paid once for a hundred events rather than for each.
 */
final class OutboundReader implements EventReader {
  private static final int COPY_LENGTH = 4 * EventSink.MAX_FRAME_LENGTH;
  private static final long BUSY = 0;
  private static final long RESTING = 1;

  private final byte[] outbound;
  private final Sequence claimed;
  private final Sequence released;
  private final Runnable wakeup;
  private final Consumer<OutboundReader> onClose;

  /** Whether the reader has seen all there was and relies on being woken. */
  private final Sequence state = new Sequence(RESTING);

  private volatile boolean closed;

  // The reader's thread only. The next frame lies at position base + at; the copy starts at base.
  private final byte[] copied = new byte[COPY_LENGTH];
  private final UnsafeBuffer copy = new UnsafeBuffer(copied);
  private long base;
  private int at;
  private int end;
  private boolean lapped;

  /** Starts at position 0. Memory and positions are the writer's. */
  OutboundReader(
      byte[] outbound,
      Sequence claimed,
      Sequence released,
      Runnable wakeup,
      Consumer<OutboundReader> onClose) {
    this.outbound = outbound;
    this.claimed = claimed;
    this.released = released;
    this.wakeup = wakeup;
    this.onClose = onClose;
  }

  @Override
  public int poll(EventHandler handler, int limit) {
    state.set(BUSY);
    int count = 0;
    while (count < limit && findFrame()) {
      int frame = at;
      at += BitUtil.align(EventFrame.length(copy, frame), EventFrame.ALIGNMENT);
      count++;
      handler.onEvent(copy, frame);
    }
    return lapped ? LAPPED : count;
  }

  /** Returns whether the next frame is in the copy; if not, the reader rests or is lapped. */
  private boolean findFrame() {
    while (!isFrameCopied()) {
      if (lapped || (base + at == released.get() && rest())) {
        return false;
      }
      copy();
    }
    return true;
  }

  private boolean isFrameCopied() {
    if (at == end) {
      return false;
    }
    int length = EventFrame.length(copy, at);
    if (length < 0) {
      base += at - length;
      at = 0;
      end = 0;
      return false;
    }
    return BitUtil.align(length, EventFrame.ALIGNMENT) <= end - at;
  }

  private void copy() {
    base += at;
    at = 0;
    end = 0;
    int offset = (int) base & (outbound.length - 1);
    int inOnePiece = Math.min(COPY_LENGTH, outbound.length - offset);
    int length = (int) Math.min(inOnePiece, released.get() - base);
    System.arraycopy(outbound, offset, copied, 0, length);
    // Against the fence in Outbound.reserve: whoever copied a byte of a later lap, sees its claim.
    VarHandle.acquireFence();
    if (claimed.get() - outbound.length > base) {
      lapped = true;
    } else {
      end = length;
    }
  }

  /** Returns true if there is nothing more; from then on the reader relies on being woken. */
  private boolean rest() {
    // Volatile, with a fence behind it: see Outbound.release.
    state.setVolatile(RESTING);
    if (base + at == released.get()) {
      return true;
    }
    state.set(BUSY);
    return false;
  }

  /** Wakes the reader if it rests. Called by the one thread that releases. */
  void wake() {
    if (state.get() == RESTING && state.compareAndSet(RESTING, BUSY)) {
      try {
        wakeup.run();
      } catch (RuntimeException e) {
        // An event loop that has shut down may refuse, but only after it closed its reader.
        if (!closed) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    onClose.accept(this);
  }
}
