package io.seriba.persistence.follower;

import io.seriba.engine.Engine;
import io.seriba.host.Clock;
import io.seriba.host.StateHashes;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.LogTail;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a log on a thread of its own: applies every command to an engine of its own, and gives
 * commands and events to projections.
 *
 * <p>It compares its state hash with the deciding engine's wherever that has published one. If they
 * differ, or anything else can't be right, it stops before it flushes, and tells so: the tables
 * never say silently what wasn't decided. If a projection can't be reached it waits, longer each
 * time, and tries again; meanwhile it reads nothing, so its memory stays bounded by what the
 * projections hold unflushed. Once too much waits, it reads on without them, so that its engine can
 * be used, and when they are back it begins anew where they are.
 *
 * <p>{@link #start}, {@link #close}, and all that reads figures are for any thread.
 */
public final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private final LongSupplier limit;
  private final Clock clock;
  private final Figures figures;
  private final FollowerLoop loop;
  private final FollowerSteps steps;
  private final long patienceNanos;
  private final Thread thread = Thread.ofPlatform().name("seriba-follower").unstarted(this::run);
  private volatile boolean closing;

  /** Where following begins. On the follower's thread. */
  public interface Origin {
    /**
     * Makes an engine to follow with.
     *
     * @param most the sequence that it must not be beyond: no projection is behind it
     * @throws ProjectionException if there is none so old
     */
    Engine engine(long most);

    /** Opens a reader of the log at a sequence: the one behind the engine's. */
    LogTail tail(long from);

    /** Returns the origin that follows all of a journal, which has its beginning. */
    static Origin fromTheStart(ChronicleJournal journal) {
      return new Origin() {
        @Override
        public Engine engine(long most) {
          return new Engine();
        }

        @Override
        public LogTail tail(long from) {
          return journal.tail(from);
        }
      };
    }
  }

  /**
   * Makes a follower.
   *
   * @param limit returns, to any thread, the last sequence that may be followed: one that is
   *     durable, unless nothing is promised to be, and that the deciding engine has decided. It
   *     never falls
   * @param hashes the deciding engine's; null if nobody decides, as in a tool
   * @param projections closed with the follower
   * @param atRest given the follower's engine every so often, when all projections keep what it has
   *     applied, or are away for long; on the follower's thread. What it throws ends the follower
   * @param clock tells how old the watermark is, and nothing else
   */
  public Follower(
      Origin origin,
      LongSupplier limit,
      StateHashes.@Nullable Reader hashes,
      List<Projection> projections,
      Consumer<Engine> atRest,
      Clock clock,
      FollowerOptions options) {
    this.limit = limit;
    this.clock = clock;
    patienceNanos = TimeUnit.MICROSECONDS.toNanos(options.closeMicros());
    figures = new Figures(clock.micros());
    loop = new FollowerLoop(origin, limit, hashes, projections, atRest, options, figures);
    steps = new FollowerSteps(loop);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /**
   * Starts without a thread: the caller does its work, one step at a time, and so decides what
   * happens when. For simulation; {@link #close} is for the caller's thread then.
   *
   * @param nanoTime takes the place of {@link System#nanoTime}
   */
  public FollowerSteps startStepped(LongSupplier nanoTime) {
    loop.clock(nanoTime);
    return steps;
  }

  private void run() {
    while (!closing) {
      long sleep = steps.step();
      if (sleep == Long.MAX_VALUE) {
        return;
      }
      if (sleep > 0 && !closing) {
        LockSupport.parkNanos(this, sleep);
      }
    }
    steps.finish();
  }

  /** Returns why the follower stopped by itself, or null if it didn't. Any thread. */
  public @Nullable FollowerStop stop() {
    return figures.stop();
  }

  /**
   * Returns the last sequence that all projections keep for good: nothing before it is needed for
   * them any more. Any thread.
   */
  public long watermark() {
    return figures.watermark();
  }

  /** Returns where the follower stands. Any thread; costs it nothing. */
  public FollowerStats stats() {
    return figures.stats(limit.getAsLong(), clock.micros());
  }

  /**
   * Flushes what was followed, if the projections can be reached at once and are done within {@link
   * FollowerOptions#closeMicros}, and lets go of them and of the journal. Returns when all is done;
   * a second call does nothing.
   */
  @Override
  public void close() {
    closing = true;
    if (thread.getState() == Thread.State.NEW) {
      steps.finish();
      return;
    }
    long began = System.nanoTime();
    boolean isAbandoned = false;
    boolean interrupted = false;
    while (thread.isAlive()) {
      if (!isAbandoned && System.nanoTime() - began > patienceNanos) {
        LOG.warn("what was followed last isn't kept in time; it is followed again after a start");
        isAbandoned = true;
        loop.abandon();
      }
      LockSupport.unpark(thread);
      try {
        thread.join(100);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
