package io.seriba.gateway.ws;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.seriba.client.EventFrame;
import io.seriba.client.EventHandler;
import io.seriba.engine.EventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gives the core's state records to all loops, each on its own thread, while the core goes on to
 * describe: there may be millions, and no gateway opens before all loops have them.
 *
 * <p>For one thread. What waits for the loops is bounded.
 */
final class StateFeed implements EventHandler {
  private static final int CHUNKS = 4;
  private static final int CHUNK_BYTES = Math.max(1 << 20, EventSink.MAX_FRAME_LENGTH);

  private final Map<EventLoop, Loop> loops;
  private final Chunk[] chunks = new Chunk[CHUNKS];
  private int filled;

  /** Frames, one behind the other. */
  private static final class Chunk {
    final UnsafeBuffer bytes = new UnsafeBuffer(new byte[CHUNK_BYTES]);
    final List<Future<?>> readings = new ArrayList<>();
    int end;

    /** Waits until all loops have read it; throws what one of them has thrown. */
    void await() {
      readings.forEach(Future::syncUninterruptibly);
      readings.clear();
      end = 0;
    }

    void give(Loop loop) {
      for (int at = 0; at < end; ) {
        loop.onState(bytes, at);
        at += BitUtil.align(EventFrame.length(bytes, at), EventFrame.ALIGNMENT);
      }
    }
  }

  StateFeed(Map<EventLoop, Loop> loops) {
    this.loops = loops;
    for (int i = 0; i < CHUNKS; i++) {
      chunks[i] = new Chunk();
    }
  }

  @Override
  public void onEvent(DirectBuffer frame, int offset) {
    int length = EventFrame.length(frame, offset);
    if (chunk().end + length > CHUNK_BYTES) {
      handOut();
    }
    Chunk chunk = chunk();
    chunk.bytes.putBytes(chunk.end, frame, offset, length);
    chunk.end += BitUtil.align(length, EventFrame.ALIGNMENT);
  }

  /** Returns when all loops have all that was given. */
  void end() {
    handOut();
    for (Chunk chunk : chunks) {
      chunk.await();
    }
  }

  private Chunk chunk() {
    return chunks[filled % CHUNKS];
  }

  private void handOut() {
    Chunk full = chunk();
    loops.forEach((eventLoop, loop) -> full.readings.add(eventLoop.submit(() -> full.give(loop))));
    filled++;
    chunk().await();
  }
}
