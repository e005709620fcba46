package io.seriba.oracle;

import io.seriba.engine.Engine;
import io.seriba.engine.EventSink;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Follows a log: says for each command, by a {@link Duel} of engine and oracle, which events it
 * must cause, and gives them as the bytes that any other replica must come to.
 */
public final class Follower implements EventSink {
  private final Duel duel;
  private final Engine engine = new Engine();
  private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(MAX_FRAME_LENGTH);
  private List<byte[]> frames = new ArrayList<>();

  /** Follows from the log's start. */
  public Follower() {
    this("NONE");
  }

  /**
   * Follows with a mistake.
   *
   * @param planted the name of a {@link PlantedBug}
   */
  public Follower(String planted) {
    duel = new Duel(PlantedBug.valueOf(planted));
  }

  /**
   * Applies the log's next command.
   *
   * @return the frames of its events, all but for whom they reply to
   * @throws AssertionError if engine and oracle differ, or break an invariant
   */
  public List<byte[]> apply(long time, Line line) {
    duel.apply(time, line.cmd);
    frames = new ArrayList<>();
    byte[] bytes = line.bytes();
    engine.apply(engine.sequence() + 1, time, 0, new UnsafeBuffer(bytes), 0, bytes.length, this);
    return frames;
  }

  /** Compares the present state of all that has any. */
  public void compareStates() {
    duel.compareStates();
  }

  /** Returns the state hash after the last command. */
  public long stateHash() {
    return engine.stateHash();
  }

  /** Returns when the next timer is due, or {@link Long#MAX_VALUE}. */
  public long nextDeadline() {
    return engine.nextDeadline();
  }

  Oracle oracle() {
    return duel.oracle();
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
    byte[] bytes = new byte[length];
    frame.getBytes(0, bytes);
    frames.add(bytes);
  }
}
