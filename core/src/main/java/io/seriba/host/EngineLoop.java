package io.seriba.host;

import io.seriba.engine.Engine;
import io.seriba.engine.Limits;
import io.seriba.sbe.ConfigureEncoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.TickEncoder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The one thread that decides. Stamp, journal and decide are three steps on it: it takes what the
 * ring has as a batch, stamps the batch, writes all of it to the journal, decides each command, and
 * leaves their events to the syncer. When a timer is due and nothing else comes, it appends a tick.
 *
 * <p>Whatever is thrown here stops the host: a command is never skipped.
 */
final class EngineLoop implements Runnable {
  private static final int SPINS = 64;

  /**
   * The longest sleep, microseconds. Bounds by how much a step of the wall clock can delay a timer:
   * a sleep is measured on another clock.
   */
  private static final long LONGEST_SLEEP = 10_000;

  private final Engine engine;
  private final Journal journal;
  private final Clock clock;
  private final HostOptions options;
  private final CommandRing ring;
  private final Syncer syncer;
  private final Outbound outbound;
  private final Gate gate;
  private final UnsafeBuffer ownCommand = new UnsafeBuffer(new byte[256]);

  // The engine's thread only.
  private long sequence;
  private long time;
  private String step = "starting";
  private int idleTurns;

  // Written by the engine's thread at the end of each batch, read by any.
  private final AtomicLong lastDecided = new AtomicLong();
  private final AtomicLong stateHash = new AtomicLong();
  private final StateHashes hashes = new StateHashes();
  private final AtomicLong decided = new AtomicLong();
  private final AtomicLong ticks = new AtomicLong();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong largestBatch = new AtomicLong();

  EngineLoop(
      Engine engine,
      Journal journal,
      Clock clock,
      HostOptions options,
      CommandRing ring,
      Syncer syncer,
      Gate gate) {
    this.engine = engine;
    this.journal = journal;
    this.clock = clock;
    this.options = options;
    this.ring = ring;
    this.syncer = syncer;
    this.gate = gate;
    outbound = syncer.outbound();
  }

  /** Goes on behind what the engine has replayed. Before the thread starts. */
  void resume() {
    sequence = engine.sequence();
    time = engine.time();
    lastDecided.set(sequence);
    stateHash.set(engine.stateHash());
    if (sequence > 0) {
      hashes.publish(sequence, engine.stateHash());
    }
  }

  @Override
  public void run() {
    try {
      configure();
      decideAll();
    } catch (Throwable e) {
      fail(e);
    } finally {
      syncer.finish();
    }
  }

  /** Logs the limits, if they aren't those in the log. Before the first turn. */
  void configure() {
    if (sequence == 0 || !options.limits().equals(engine.limits())) {
      decideOwn(encodeConfigure(options.limits()), stamp());
    }
  }

  private void decideAll() {
    while (!gate.hasFailed()) {
      // Asked before looking at the ring: once it is closed, what is drained stays drained.
      boolean open = gate.isOpen();
      if (!turn()) {
        if (!open && ring.drained()) {
          return;
        }
        idle(open);
      }
    }
  }

  /** Decides the next batch, or the tick that is due; returns whether there was either. */
  boolean turn() {
    long end = ring.endOfBatch(options.maxBatch());
    if (end > ring.first()) {
      decideBatch(end, stamp());
      idleTurns = 0;
      return true;
    }
    if (engine.nextDeadline() <= stamp()) {
      tick();
      return true;
    }
    return false;
  }

  /** Stops the host for good. */
  void fail(Throwable cause) {
    gate.fail(new HostFailure(sequence, step, cause));
  }

  private long stamp() {
    time = Math.max(time, clock.micros());
    return time;
  }

  private void decideBatch(long end, long time) {
    step = "writing the journal";
    long before = sequence;
    for (long slot = ring.first(); slot < end; slot += ring.slots(slot)) {
      int length = ring.length(slot);
      if (length != CommandRing.VOID) {
        journal.append(++sequence, time, ring.buffer(), ring.command(slot), length);
      }
    }
    long commands = sequence - before;
    if (commands > 0) {
      journal.commit();
    }
    step = "deciding";
    sequence = before;
    for (long slot = ring.first(); slot < end; slot += ring.slots(slot)) {
      int length = ring.length(slot);
      if (length != CommandRing.VOID) {
        engine.apply(
            ++sequence,
            time,
            ring.replyTo(slot),
            ring.buffer(),
            ring.command(slot),
            length,
            outbound);
      }
    }
    ring.release(end);
    decided.setRelease(decided.getPlain() + commands);
    finishBatch(commands);
  }

  private void tick() {
    long now = time;
    ticks.setRelease(ticks.getPlain() + 1);
    decideOwn(encodeTick(), now);
    if (engine.nextDeadline() <= now) {
      throw new IllegalStateException(
          "a timer due at " + engine.nextDeadline() + " didn't fire at " + now);
    }
  }

  /** Journals and decides a command of the host's own, which nobody waits for. */
  private void decideOwn(int length, long time) {
    step = "writing the journal";
    journal.append(++sequence, time, ownCommand, 0, length);
    journal.commit();
    step = "deciding";
    engine.apply(sequence, time, 0, ownCommand, 0, length, outbound);
    finishBatch(1);
  }

  private void finishBatch(long commands) {
    stateHash.setRelease(engine.stateHash());
    hashes.publish(sequence, engine.stateHash());
    lastDecided.setRelease(sequence);
    batches.setRelease(batches.getPlain() + 1);
    largestBatch.setRelease(Math.max(largestBatch.getPlain(), commands));
    step = "releasing events";
    syncer.decided(sequence);
  }

  @SuppressWarnings("ThreadPriorityCheck") // YIELD is the operator's own choice.
  private void idle(boolean open) {
    switch (options.waiting()) {
      case SPIN -> Thread.onSpinWait();
      case YIELD -> Thread.yield();
      case PARK -> {
        if (idleTurns < SPINS) {
          idleTurns++;
          Thread.onSpinWait();
        } else if (open) {
          ring.await(1_000 * Math.min(LONGEST_SLEEP, engine.nextDeadline() - time));
        } else {
          // A producer is still copying into the slots that it has claimed.
          LockSupport.parkNanos(this, 1);
        }
      }
    }
  }

  private int encodeTick() {
    TickEncoder tick =
        new TickEncoder().wrapAndApplyHeader(ownCommand, 0, new MessageHeaderEncoder());
    tick.account(0).requestId().high(0).low(0);
    return MessageHeaderEncoder.ENCODED_LENGTH + tick.encodedLength();
  }

  private int encodeConfigure(Limits limits) {
    ConfigureEncoder configure =
        new ConfigureEncoder().wrapAndApplyHeader(ownCommand, 0, new MessageHeaderEncoder());
    configure.account(0).requestId().high(0).low(0);
    limits.writeTo(configure);
    return MessageHeaderEncoder.ENCODED_LENGTH + configure.encodedLength();
  }

  // Any thread.

  /** Returns the last sequence that was decided. */
  long sequence() {
    return lastDecided.getAcquire();
  }

  /** Returns the state hashes at the ends of the last batches. */
  StateHashes hashes() {
    return hashes;
  }

  /** Returns the state hash at the end of a batch. */
  long stateHash() {
    return stateHash.getAcquire();
  }

  long decided() {
    return decided.getAcquire();
  }

  long ticks() {
    return ticks.getAcquire();
  }

  long batches() {
    return batches.getAcquire();
  }

  long largestBatch() {
    return largestBatch.getAcquire();
  }
}
