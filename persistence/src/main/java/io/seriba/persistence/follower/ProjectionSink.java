package io.seriba.persistence.follower;

import io.seriba.engine.EventSink;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Gives each event of the follower's engine to the projections that have begun. */
final class ProjectionSink implements EventSink {
  private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(MAX_FRAME_LENGTH);
  private final FollowerLoop.Fed[] fed;

  ProjectionSink(FollowerLoop.Fed[] fed) {
    this.fed = fed;
  }

  @Override
  public int claim(int length) {
    return 0;
  }

  @Override
  public MutableDirectBuffer buffer() {
    return frame;
  }

  @Override
  public void commit(int length) {
    for (FollowerLoop.Fed each : fed) {
      if (each.begun) {
        each.projection.event(frame, 0);
      }
    }
  }
}
