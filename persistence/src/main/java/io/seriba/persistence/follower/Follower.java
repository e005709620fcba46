package io.seriba.persistence.follower;

import io.seriba.engine.Engine;
import io.seriba.host.Clock;
import io.seriba.host.StateHashes;
import io.seriba.persistence.JournalTail;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
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
 * projections hold unflushed.
 *
 * <p>{@link #start}, {@link #close}, and all that reads figures are for any thread.
 */
public final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private final Origin origin;
  private final LongSupplier limit;
  private final StateHashes.@Nullable Reader hashes;
  private final Fed[] fed;
  private final FollowerOptions options;
  private final Clock clock;
  private final ProjectionSink sink;
  private final long began;
  private final Consumer<Engine> atRest;
  private final Thread thread = Thread.ofPlatform().name("seriba-follower").unstarted(this::run);

  // The follower's thread only.
  private Engine engine = new Engine();
  private StateHashes.@Nullable Sample due;
  private long unflushedSince;
  private long unflushed;
  private long lastTime;

  private volatile FollowerState state = FollowerState.STARTING;
  private volatile @Nullable String problem;
  private volatile @Nullable FollowerStop stop;
  private volatile boolean closing;
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicLong watermark = new AtomicLong();
  private final AtomicLong watermarkTime = new AtomicLong();
  private final AtomicLong flushes = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong compared = new AtomicLong();

  /** Where following begins. On the follower's thread. */
  public interface Origin {
    /**
     * Makes an engine to follow with.
     *
     * @param most the sequence that it must not be beyond: no projection is behind it
     * @throws ProjectionException if there is none so old
     */
    Engine engine(long most);

    /** Opens the journal's reader at a sequence: the one behind the engine's. */
    JournalTail tail(long from);
  }

  /** A projection, and where it begins. */
  static final class Fed {
    final Projection projection;
    long watermark;
    boolean begun;

    Fed(Projection projection) {
      this.projection = projection;
    }
  }

  /**
   * Makes a follower.
   *
   * @param limit returns, to any thread, the last sequence that may be followed: one that is
   *     durable, unless nothing is promised to be, and that the deciding engine has decided. It
   *     never falls, and at the start it is where the recovered log ends
   * @param hashes the deciding engine's; null if nobody decides, as in a tool
   * @param projections closed with the follower
   * @param atRest given the follower's engine every so often, when all projections keep what it has
   *     applied; on the follower's thread. What it throws ends the follower
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
    this.origin = origin;
    this.limit = limit;
    this.hashes = hashes;
    this.atRest = atRest;
    this.clock = clock;
    this.options = options;
    began = clock.micros();
    fed = projections.stream().map(Fed::new).toArray(Fed[]::new);
    sink = new ProjectionSink(fed);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      if (open()) {
        follow();
      }
      state = FollowerState.CLOSED;
    } catch (Throwable e) {
      stopped(e);
    } finally {
      closeAll();
    }
  }

  /** Makes contact with the projections; returns false if the follower is closed meanwhile. */
  private boolean open() {
    long least = Long.MAX_VALUE;
    for (Fed each : fed) {
      retry(() -> each.watermark = each.projection.open());
      if (closing) {
        return false;
      }
      long end = limit.getAsLong(); // asked last: another follower may have gone on meanwhile
      least = Math.min(least, each.watermark);
      if (each.watermark > end) {
        throw new ProjectionException(
            ("%s is at sequence %d, and the journal ends with %d: it belongs to a journal that had more."
                    + " Put that journal back, or give up what is missing and make the projection"
                    + " anew with seriba rebuild-db")
                .formatted(each.projection.name(), each.watermark, end));
      }
    }
    engine = origin.engine(Math.min(least, limit.getAsLong()));
    sequence.set(engine.sequence());
    for (Fed each : fed) {
      beginIfReached(each);
    }
    publishWatermark();
    state = FollowerState.RUNNING;
    return true;
  }

  private void follow() {
    try (JournalTail tail = origin.tail(engine.sequence() + 1)) {
      while (!closing) {
        turn(tail);
      }
      flushAtClose();
    }
  }

  private void turn(JournalTail tail) {
    long end = limit.getAsLong();
    boolean isFull = false;
    while (!isFull && !closing && tail.read(end, this::onRecord) > 0) {
      sequence.setRelease(engine.sequence());
      isFull = isAnyFull();
    }
    if (isFull || (unflushed > 0 && System.nanoTime() - unflushedSince >= lingerNanos())) {
      flush();
      if (!closing) {
        atRest.accept(engine);
      }
    } else if (!closing) {
      LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos(options.pollMicros()));
    }
  }

  private long lingerNanos() {
    return TimeUnit.MICROSECONDS.toNanos(options.lingerMicros());
  }

  private boolean isAnyFull() {
    for (Fed each : fed) {
      if (each.begun && each.projection.isFull()) {
        return true;
      }
    }
    return false;
  }

  private void onRecord(long number, long timestamp, DirectBuffer command, int offset, int length) {
    for (Fed each : fed) {
      if (each.begun) {
        each.projection.command(number, timestamp, command, offset, length);
      }
    }
    engine.apply(number, timestamp, 0, command, offset, length, sink);
    long hash = engine.stateHash();
    compare(number, hash);
    for (Fed each : fed) {
      if (each.begun) {
        each.projection.endOfCommand(hash);
      } else {
        beginIfReached(each);
      }
    }
    if (unflushed++ == 0) {
      unflushedSince = System.nanoTime();
    }
    lastTime = timestamp;
  }

  private void beginIfReached(Fed each) {
    if (each.watermark == engine.sequence()) {
      each.projection.begin(engine.stateHash());
      each.begun = true;
    }
  }

  private void compare(long number, long hash) {
    if (hashes == null) {
      return;
    }
    if (due == null || due.sequence() < number) {
      due = hashes.after(number - 1);
    }
    if (due != null && due.sequence() == number) {
      if (due.hash() != hash) {
        throw new IllegalStateException(
            ("after sequence %d the engine's state hash was %016x, and following the journal gives"
                    + " %016x: one of both is wrong. Nothing more is written to the tables. Keep the"
                    + " journal, and report this")
                .formatted(number, due.hash(), hash));
      }
      compared.setRelease(compared.getPlain() + 1);
    }
  }

  private void flush() {
    for (Fed each : fed) {
      if (each.begun) {
        retry(each.projection::flush);
        if (closing) {
          return;
        }
      }
    }
    flushed();
  }

  private void flushed() {
    unflushed = 0;
    flushes.setRelease(flushes.getPlain() + 1);
    publishWatermark();
  }

  private void publishWatermark() {
    long least = engine.sequence();
    for (Fed each : fed) {
      least = each.begun ? least : Math.min(least, each.watermark);
    }
    watermarkTime.setRelease(lastTime == 0 ? engine.time() : lastTime);
    watermark.setRelease(least);
  }

  /** Tries until it succeeds, or the follower is closed. */
  private void retry(Attempt attempt) {
    long pause = options.firstPauseMicros();
    while (true) {
      try {
        attempt.run();
        if (state == FollowerState.WAITING_FOR_DATABASE) {
          LOG.info("the follower goes on");
          problem = null;
          state = FollowerState.RUNNING;
        }
        return;
      } catch (UnavailableException e) {
        retries.setRelease(retries.getPlain() + 1);
        if (state != FollowerState.WAITING_FOR_DATABASE) {
          LOG.warn("the follower waits: {}", e.getMessage());
        }
        problem = e.getMessage();
        state = FollowerState.WAITING_FOR_DATABASE;
      }
      pause(pause);
      if (closing) {
        return;
      }
      pause = Math.min(2 * pause, options.longestPauseMicros());
    }
  }

  private void pause(long micros) {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
    long left = end - System.nanoTime();
    while (left > 0 && !closing) {
      LockSupport.parkNanos(this, left);
      left = end - System.nanoTime();
    }
  }

  /** What can't be kept now is followed again at the next start. */
  private void flushAtClose() {
    try {
      for (Fed each : fed) {
        if (each.begun) {
          each.projection.flush();
        }
      }
      flushed();
    } catch (UnavailableException e) {
      LOG.info("closed without a last flush: {}", e.getMessage());
    }
  }

  private void stopped(Throwable cause) {
    FollowerStop ended =
        new FollowerStop(
            engine.sequence(),
            cause instanceof ProjectionException ? String.valueOf(cause.getMessage()) : "" + cause,
            cause);
    stop = ended;
    problem = ended.reason();
    state = FollowerState.STOPPED;
    LOG.error("the follower has stopped at sequence {}: {}", ended.sequence(), ended.reason());
    options.onStop().accept(ended);
  }

  private void closeAll() {
    for (Fed each : fed) {
      each.projection.close();
    }
  }

  /** Returns why the follower stopped by itself, or null if it didn't. Any thread. */
  public @Nullable FollowerStop stop() {
    return stop;
  }

  /**
   * Returns the last sequence that all projections keep for good: nothing before it is needed for
   * them any more. Any thread.
   */
  public long watermark() {
    return watermark.getAcquire();
  }

  /** Returns where the follower stands. Any thread; costs it nothing. */
  public FollowerStats stats() {
    long kept = watermark.getAcquire();
    long lag = Math.max(0, limit.getAsLong() - kept);
    long time = watermarkTime.getAcquire();
    return new FollowerStats(
        state,
        problem,
        sequence.getAcquire(),
        kept,
        lag,
        lag == 0 ? 0 : Math.max(0, clock.micros() - (time == 0 ? began : time)),
        flushes.getAcquire(),
        retries.getAcquire(),
        compared.getAcquire());
  }

  /**
   * Flushes what was followed, if the projections can be reached at once, and lets go of them and
   * of the journal. Returns when all is done; a second call does nothing.
   */
  @Override
  public void close() {
    closing = true;
    if (thread.getState() == Thread.State.NEW) {
      closeAll();
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
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

  /** Something that may have to be done again. */
  private interface Attempt {
    void run() throws UnavailableException;
  }
}
