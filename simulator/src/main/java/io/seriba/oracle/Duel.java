package io.seriba.oracle;

import io.seriba.engine.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An engine and an oracle that get the same commands; whatever differs is thrown as a {@link
 * Mismatch}.
 */
final class Duel {
  private static final int DESCRIBE_EVERY = 25;

  /** Where commands start in the buffer that the engine gets: not at 0, as in a ring. */
  private static final int OFFSET = 128;

  private final Engine engine = new Engine();
  private final Oracle oracle;
  private final Invariants invariants = new Invariants();
  private final Wire wire = new Wire();
  private final FrameReader frames = new FrameReader();
  private final UnsafeBuffer command = new UnsafeBuffer(new byte[80_000]);
  private final boolean planted;
  private long session = 31;
  private long sequence;

  Duel() {
    this(PlantedBug.NONE);
  }

  Duel(PlantedBug bug) {
    planted = bug != PlantedBug.NONE;
    oracle = new Oracle(bug);
  }

  Oracle oracle() {
    return oracle;
  }

  /** Sets whom the engine is told to reply to: this must change nothing else. */
  Duel replyingTo(long newSession) {
    session = newSession;
    return this;
  }

  long stateHash() {
    return engine.stateHash();
  }

  /** Applies a command to both and returns the events on which they agree. */
  List<Event> apply(long time, Cmd cmd) {
    int length = wire.encode(cmd);
    sequence++;
    List<Event> expected = oracle.apply(sequence, time, cmd, length);
    command.setMemory(OFFSET - 64, 64 + length + 64, (byte) 0xA5);
    command.putBytes(OFFSET, wire.buffer(), 0, length);
    frames.replyTo(session);
    List<Event> actual = decide(time, length);
    if (!expected.equals(actual)) {
      throw Mismatch.of("events differ", expected, actual);
    }
    if (oracle.nextDeadline() != engine.nextDeadline()) {
      throw Mismatch.of("next deadlines differ", oracle.nextDeadline(), engine.nextDeadline());
    }
    if (engine.sequence() != sequence) {
      throw Mismatch.of("sequences differ", sequence, engine.sequence());
    }
    invariants.check(actual, time, engine.nextDeadline(), cmd);
    if (sequence % DESCRIBE_EVERY == 0) {
      compareStates();
    }
    return actual;
  }

  private List<Event> decide(long time, int length) {
    try {
      engine.apply(sequence, time, session, command, OFFSET, length, frames);
    } catch (RuntimeException | AssertionError e) {
      throw new Mismatch("the engine threw " + e, e);
    }
    return frames.take();
  }

  /** Compares what each says of all sales and lots. */
  void compareStates() {
    frames.replyTo(0);
    engine.describe(frames);
    List<Event> expected = inOrder(oracle.describe());
    List<Event> actual = inOrder(frames.take());
    if (!expected.equals(actual)) {
      throw Mismatch.of("states differ", expected, actual);
    }
    if (!planted) {
      invariants.check(oracle);
    }
  }

  /** Leaves out what isn't said of state records: their order and their time. */
  private static List<Event> inOrder(List<Event> states) {
    List<Event> ordered = new ArrayList<>();
    for (Event state : states) {
      ordered.add(
          new Event(
              state.sequence(),
              0,
              0,
              state.topic(),
              state.parent(),
              state.topicOffset(),
              state.name(),
              state.fields()));
    }
    ordered.sort(Comparator.comparing(Event::name).thenComparingLong(Event::topic));
    return ordered;
  }
}
