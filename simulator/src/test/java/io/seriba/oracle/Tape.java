package io.seriba.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A generated sequence as bytes, so that any number of engines can play it. */
record Tape(List<Entry> entries, int preludeLength) {
  private static final int TEMPLATE_ID = 2;

  /** A command as it is sent, and its time. */
  static final class Entry {
    private final long time;
    private final byte[] command;

    Entry(long time, byte[] command) {
      this.time = time;
      this.command = command;
    }

    long time() {
      return time;
    }

    byte[] command() {
      return command;
    }
  }

  /**
   * Makes a seed's sequence.
   *
   * @param length commands after those that only make the world
   * @param domains whose commands there are, as hundreds of their ids; others become ticks
   */
  static Tape of(long seed, int length, Set<Integer> domains) {
    Oracle oracle = new Oracle(PlantedBug.NONE);
    Generator generator = new Generator(seed, oracle);
    Wire wire = new Wire();
    int prelude = generator.preludeLength();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < prelude + length; i++) {
      Step step = generator.next();
      Cmd cmd = step.cmd();
      int size = wire.encode(cmd);
      if (!domains.contains(wire.buffer().getShort(TEMPLATE_ID) / 100)) {
        cmd = new Cmd(0, RequestId.NONE, new Cmd.Tick());
        size = wire.encode(cmd);
      }
      oracle.apply(i + 1L, step.time(), cmd, size);
      byte[] bytes = new byte[size];
      wire.buffer().getBytes(0, bytes);
      entries.add(new Entry(step.time(), bytes));
    }
    return new Tape(entries, prelude);
  }

  /** A tape in the making: times ascend. */
  static final class Recorder {
    private final List<Entry> entries = new ArrayList<>();
    private final Wire wire = new Wire();
    private long time;
    private long requests;

    /** Sets the time of the next command. */
    Recorder at(long next) {
      time = next - 1;
      return this;
    }

    /** Sends commands, each a microsecond after the one before. */
    Recorder send(long account, Cmd.Body... bodies) {
      for (Cmd.Body body : bodies) {
        boolean host = body instanceof Cmd.Tick || body instanceof Cmd.Configure;
        RequestId id = host ? RequestId.NONE : new RequestId(1, ++requests);
        send(new Cmd(host ? 0 : account, id, body));
      }
      return this;
    }

    Recorder send(Cmd cmd) {
      byte[] bytes = new byte[wire.encode(cmd)];
      wire.buffer().getBytes(0, bytes);
      entries.add(new Entry(++time, bytes));
      return this;
    }

    /** Returns the sequence of the last command: the id of what it made. */
    long last() {
      return entries.size();
    }

    /** Makes a tape of which all but the last commands are the prelude. */
    Tape tape(int behindPrelude) {
      return new Tape(entries, entries.size() - behindPrelude);
    }
  }
}
