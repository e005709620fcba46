package io.seriba.sim;

import static io.seriba.sim.Violation.unless;

import io.seriba.client.EventFrame;
import io.seriba.oracle.Follower;
import io.seriba.oracle.Line;
import io.seriba.schema.Catalog.Visibility;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What must be: the log as the host has written it, and what engine and oracle say that must come
 * of it. Whatever anybody sees is compared with this.
 */
final class Truth {
  /**
   * One command in the log.
   *
   * @param frames its events
   * @param hash the state hash after it
   */
  record Entry(long time, Line line, long replyTo, List<byte[]> frames, long hash) {}

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Taken(Line line, byte[] bytes, long replyTo) {}

  private final Plant plant;
  private final List<Entry> log = new ArrayList<>();
  private final ArrayDeque<Taken> taken = new ArrayDeque<>();
  private Follower follower;
  private Topics topics = new Topics();
  private Line limits = Line.tick();
  private long acknowledged;
  private long commands;

  Truth(Plant plant) {
    this.plant = plant;
    follower = new Follower(plant.ofOracle());
  }

  Follower follower() {
    return follower;
  }

  Topics topics() {
    return topics;
  }

  long last() {
    return log.size();
  }

  long acknowledged() {
    return acknowledged;
  }

  /** Returns how many commands were decided, those that a crash took back included. */
  long commands() {
    return commands;
  }

  Entry entry(long sequence) {
    return log.get((int) sequence - 1);
  }

  /** Says which limits the next host is configured with. */
  void limits(Line configure) {
    limits = configure;
  }

  // ---- the log

  /** The core has taken a command. */
  void taken(Line line, DirectBuffer bytes, int offset, int length, long replyTo) {
    byte[] copy = new byte[length];
    bytes.getBytes(offset, copy);
    unless(Arrays.equals(copy, line.bytes()), "what is handed over is what the client sent", line);
    taken.add(new Taken(line, copy, replyTo));
  }

  /** The host logs a command. */
  void append(long sequence, long time, DirectBuffer bytes, int offset, int length) {
    unless(sequence == last() + 1, "sequences have no gap", sequence);
    long before = log.isEmpty() ? 0 : log.getLast().time;
    unless(time >= before, "stamps never go back", before + " then " + time);
    byte[] copy = new byte[length];
    bytes.getBytes(offset, copy);
    Taken next = taken.poll();
    if (next == null) {
      Line tick = Line.tick();
      Line own = Arrays.equals(copy, tick.bytes()) ? tick : limits;
      next = new Taken(own, own.bytes(), 0);
    }
    unless(Arrays.equals(copy, next.bytes), "commands are logged in the order taken", next.line);
    commands++;
    decide(time, next.line, next.replyTo);
  }

  private void decide(long time, Line line, long replyTo) {
    List<byte[]> frames = follower.apply(time, line);
    frames.forEach(topics::follow);
    log.add(new Entry(time, line, replyTo, frames, follower.stateHash()));
  }

  /** Whoever has taken commands has decided them all. */
  void drained() {
    unless(taken.isEmpty(), "what is taken is decided", taken.size() + " are not");
  }

  /** The process has died: what it had taken and not logged is gone. */
  void died() {
    taken.clear();
  }

  /** A host has recovered up to a sequence. */
  void recovered(long last, long hash) {
    unless(
        last >= acknowledged, "what is acknowledged is durable", acknowledged + ", found " + last);
    unless(last <= last(), "nothing is recovered that wasn't written", last);
    if (last < last()) {
      List<Entry> kept = List.copyOf(log.subList(0, (int) last));
      log.clear();
      follower = new Follower(plant.ofOracle());
      topics = new Topics();
      kept.forEach(entry -> decide(entry.time, entry.line, entry.replyTo));
    }
    long expected = log.isEmpty() ? hash : log.getLast().hash;
    unless(hash == expected, "a replay comes to the same state hash", last);
  }

  // ---- what is seen of it

  /** An event has left the core. */
  void released(DirectBuffer frame, int offset) {
    int length = EventFrame.length(frame, offset);
    long sequence = EventFrame.sequence(frame, offset);
    int index = EventFrame.index(frame, offset);
    byte[] expected = frame(sequence, index);
    UnsafeBuffer right = new UnsafeBuffer(expected);
    UnsafeBuffer seen = new UnsafeBuffer(frame, offset, length);
    boolean same =
        expected.length == length
            && new UnsafeBuffer(right, EventFrame.SEQUENCE, length - EventFrame.SEQUENCE)
                .equals(new UnsafeBuffer(seen, EventFrame.SEQUENCE, length - EventFrame.SEQUENCE));
    unless(same, "an event is as engine and oracle say", sequence + "." + index);
    boolean reply = Topics.message(expected).visibility() == Visibility.REPLY;
    unless(
        EventFrame.replyTo(frame, offset) == (reply ? entry(sequence).replyTo : 0),
        "an outcome goes to who sent the command",
        sequence);
    acknowledged = Math.max(acknowledged, sequence);
  }

  /** Returns an event of the log; there must be such a one. */
  byte[] frame(long sequence, int index) {
    boolean there =
        sequence >= 1 && sequence <= last() && index >= 0 && index < entry(sequence).frames.size();
    unless(there, "what is seen is in the log", sequence + "." + index);
    return entry(sequence).frames.get(index);
  }

  /** Tells whether a row of the tables is what a command of the log did. */
  boolean isSame(SimDatabase.Row row) {
    if (row.sequence() > last()) {
      return false;
    }
    Entry entry = entry(row.sequence());
    boolean same =
        row.time() == entry.time
            && row.frames().size() == entry.frames.size()
            && Arrays.equals(row.command(), entry.line.bytes());
    for (int i = 0; same && i < entry.frames.size(); i++) {
      same = Arrays.equals(row.frames().get(i), entry.frames.get(i));
    }
    return same;
  }

  /** Returns whether an event is the last of its command. */
  boolean isLast(long sequence, int index) {
    return index == entry(sequence).frames.size() - 1;
  }
}
