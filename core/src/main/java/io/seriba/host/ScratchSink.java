package io.seriba.host;

import io.seriba.client.EventHandler;
import io.seriba.engine.EventSink;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Gives each frame to a handler at once, and forgets it: for an engine whose events no session
 * gets, as in a replay. For one thread, the engine's.
 */
public final class ScratchSink implements EventSink {
  private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(MAX_FRAME_LENGTH);
  private final EventHandler handler;

  /**
   * Takes who is to see the frames.
   *
   * @param handler called within {@link #commit}; what it throws comes out of the engine
   */
  public ScratchSink(EventHandler handler) {
    this.handler = handler;
  }

  /** Returns one whose frames nobody sees: for whom the state is enough. */
  public static ScratchSink unseen() {
    return new ScratchSink((frame, offset) -> {});
  }

  @Override
  public int claim(int length) {
    if (length > MAX_FRAME_LENGTH) {
      throw new IllegalArgumentException(
          "frame of " + length + " bytes, must be at most " + MAX_FRAME_LENGTH);
    }
    return 0;
  }

  @Override
  public MutableDirectBuffer buffer() {
    return frame;
  }

  @Override
  public void commit(int length) {
    handler.onEvent(frame, 0);
  }
}
