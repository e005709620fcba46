package io.seriba.host;

import io.seriba.client.EventHandler;
import io.seriba.engine.EventSink;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Gives each frame to a handler at once, and forgets it: for what no reader is to see. */
final class ScratchSink implements EventSink {
  private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(MAX_FRAME_LENGTH);
  private final EventHandler handler;

  ScratchSink(EventHandler handler) {
    this.handler = handler;
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
