package io.seriba.host;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Releases events once their commands are as durable as the operator chose.
 *
 * <p>At {@link Durability#BATCH} it is a thread of its own: it notes how far the engine has come,
 * forces the journal, and releases up to where it noted, over and over while there is something
 * new. At the other levels there is no such thread, and the engine's does it at the end of each
 * batch.
 */
final class Syncer implements Runnable {
  /** Bounds every sleep, so that nothing depends on being woken. */
  private static final long LONGEST_SLEEP_NANOS = 10_000_000;

  private final Journal journal;
  private final Durability durability;
  private final long forceIntervalNanos;
  private final Gate gate;
  private final Outbound outbound;

  private final Waiter syncer = new Waiter();
  private final Waiter engine = new Waiter();
  private final BooleanSupplier hasWork = this::hasWork;
  private volatile boolean finished;

  /** Without threads: whoever waits for the syncer does its work meanwhile. */
  private boolean stepped;

  /** Makes the syncer and the buffer that it releases from. */
  Syncer(Journal journal, HostOptions options, Gate gate) {
    this.journal = journal;
    durability = options.durability();
    forceIntervalNanos = options.forceIntervalMicros() * 1_000L;
    this.gate = gate;
    outbound = new Outbound(options.outboundBytes(), this::makeRoom);
  }

  Outbound outbound() {
    return outbound;
  }

  // The engine's thread.

  /** Says that all commands up to this one are written to the journal and decided. */
  void decided(long sequence) {
    outbound.publish(sequence);
    if (durability == Durability.BATCH) {
      syncer.signal();
    } else {
      releaseHere();
    }
  }

  /**
   * Returns when events up to a position are released, so that their room can be used again. The
   * commands of all events are in the journal before the first of them is decided, so this can
   * happen in the middle of a batch, or of the events of one command.
   */
  private void makeRoom(long position) {
    outbound.publish(outbound.writtenSequence());
    if (durability != Durability.BATCH) {
      releaseHere();
      return;
    }
    syncer.signal();
    while (outbound.released() < position) {
      if (gate.hasFailed()) {
        throw new IllegalStateException("the syncer has failed: nothing more will be released");
      }
      if (stepped) {
        turn();
        continue;
      }
      engine.await(() -> outbound.released() >= position || gate.hasFailed(), LONGEST_SLEEP_NANOS);
    }
  }

  private void releaseHere() {
    long sequence = outbound.writtenSequence();
    if (durability == Durability.EACH) {
      force();
    }
    outbound.release(outbound.written(), sequence);
  }

  /** Says that nothing more will be decided: the syncer ends when all is released. */
  void finish() {
    finished = true;
    syncer.signal();
  }

  // The syncer's thread.

  @Override
  public void run() {
    try {
      sync();
    } catch (Throwable e) {
      fail(e);
    }
  }

  private void fail(Throwable cause) {
    gate.fail(new HostFailure(outbound.writtenSequence(), "forcing and releasing", cause));
  }

  /** Says, before anything else, that there will be no threads, only turns. */
  void stepped() {
    stepped = true;
  }

  /** Forces and releases what there is; returns whether there was anything. */
  boolean turn() {
    if (gate.hasFailed() || !hasUnreleased()) {
      return false;
    }
    try {
      forceAndRelease();
    } catch (Throwable e) {
      fail(e);
    }
    return true;
  }

  private void sync() {
    long forcedAt = System.nanoTime() - forceIntervalNanos;
    while (!gate.hasFailed()) {
      boolean last = finished;
      long pause = forcedAt + forceIntervalNanos - System.nanoTime();
      if (!hasUnreleased()) {
        if (last) {
          return;
        }
        syncer.await(hasWork, LONGEST_SLEEP_NANOS);
      } else if (pause > 0) {
        LockSupport.parkNanos(this, pause);
      } else {
        forcedAt = System.nanoTime();
        forceAndRelease();
      }
    }
  }

  private void forceAndRelease() {
    // In this order: then every event of a command up to sequence lies below position. What lies
    // below position was committed before it was written, so the force covers it.
    long sequence = outbound.writtenSequence();
    long position = outbound.written();
    force();
    if (!gate.hasFailed()) {
      outbound.release(position, sequence);
      engine.signal();
    }
  }

  private boolean hasUnreleased() {
    return outbound.writtenSequence() > outbound.releasedSequence()
        || outbound.written() > outbound.released();
  }

  private boolean hasWork() {
    return hasUnreleased() || finished || gate.hasFailed();
  }

  private void force() {
    long committed = journal.writtenSequence();
    long durable = journal.force();
    if (durable < committed) {
      throw new IllegalStateException(
          "the journal forced up to sequence " + durable + ", but " + committed + " was committed");
    }
  }
}
