package io.seriba.persistence.follower;

import io.seriba.engine.Engine;
import io.seriba.host.ScratchSink;
import io.seriba.host.StateHashes;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.LogTail;
import io.seriba.persistence.follower.Follower.Origin;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a follower does, step by step: makes contact with its projections, comes to the oldest
 * watermark, and then reads, compares and flushes by turns. If projections are away for long it is
 * detached: it reads on without them, and when they are back it begins anew at their watermark. A
 * step tries to do one thing, once, and waits for nothing: it says how long there will be nothing
 * to do. On the follower's thread.
 */
final class FollowerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerLoop.class);

  /** So many flushes go on while more is read; then the engine is at rest once with all kept. */
  private static final int MOST_GONE_ON = 15;

  /** What the next step does. */
  private enum Phase {
    OPENING,
    READING,
    FLUSHING,
    RESTING
  }

  private final Origin origin;
  private final LongSupplier limit;
  private final StateHashes.@Nullable Reader hashes;
  private final Fed[] fed;
  private final FollowerOptions options;
  private final ScratchSink sink = new ScratchSink(this::onEvent);
  private final Consumer<Engine> atRest;
  private final Figures figures;
  private LongSupplier nanos = System::nanoTime;

  private Phase phase = Phase.OPENING;
  private Engine engine = new Engine();
  private @Nullable LogTail tail;
  private StateHashes.@Nullable Sample due;

  /** Up to where this turn reads. */
  private long end;

  /** Whether it reads on without the projections. */
  private boolean isDetached;

  /** Where the log ended when the projections were first found to be away. */
  private long awayFrom;

  /** The projection that is to be flushed next. */
  private int next;

  /** Whether the flush at hand may go on while more is read. */
  private boolean mayGoOn;

  /** How many flushes in a row did. */
  private int goneOn;

  private long unflushedSince;
  private long unflushed;

  /** When the command was that was followed last before the flush at hand, microseconds. */
  private long flushedTime;

  /** What failed last is tried again then, and the pause after that is so long. */
  private long tryAt;

  private long pause;
  private boolean isWaiting;

  /** A projection, and where it begins. */
  static final class Fed {
    final Projection projection;

    /** Where it began, and then up to where it keeps all for good. */
    long watermark;

    boolean begun;

    Fed(Projection projection) {
      this.projection = projection;
    }
  }

  FollowerLoop(
      Origin origin,
      LongSupplier limit,
      StateHashes.@Nullable Reader hashes,
      List<Projection> projections,
      Consumer<Engine> atRest,
      FollowerOptions options,
      Figures figures) {
    this.figures = figures;
    this.origin = origin;
    this.limit = limit;
    this.hashes = hashes;
    this.atRest = atRest;
    this.options = options;
    pause = options.firstPauseMicros();
    fed = projections.stream().map(Fed::new).toArray(Fed[]::new);
  }

  /** Takes another clock than the machine's, one that never goes back. Before the first step. */
  void clock(LongSupplier nanoTime) {
    nanos = nanoTime;
  }

  /**
   * Does the next thing.
   *
   * @return how long nothing will be worth a step, nanoseconds; 0: there is more to do at once. An
   *     earlier step harms nothing
   */
  long step() {
    if (isWaiting && !isDetached) {
      long left = tryAt - nanos.getAsLong();
      if (left > 0) {
        return left;
      }
    }
    return switch (phase) {
      case OPENING -> open();
      case READING -> read();
      case FLUSHING -> flush();
      case RESTING -> rest();
    };
  }

  // ---- opening

  private long open() {
    long wait = attempt(this::openAll);
    if (wait == 0) {
      begin();
    }
    return wait;
  }

  private void openAll() throws UnavailableException {
    for (Fed each : fed) {
      each.watermark = each.projection.open();
      long last = limit.getAsLong(); // asked last: another follower may have gone on meanwhile
      if (each.watermark > last) {
        throw new ProjectionException(
            ("%s is at sequence %d, and the journal ends with %d: it belongs to a journal that had more."
                    + " Put that journal back, or give up what is missing and make the projection"
                    + " anew with seriba rebuild-db")
                .formatted(each.projection.name(), each.watermark, last));
      }
    }
  }

  private void begin() {
    isDetached = false;
    long least = limit.getAsLong();
    for (Fed each : fed) {
      least = Math.min(least, each.watermark);
    }
    closeTail();
    due = null;
    engine = new Engine(); // so that there is room for the one that is loaded
    followFrom(least);
    for (Fed each : fed) {
      beginIfReached(each);
    }
    publishWatermark();
    figures.goesOn();
    beginTurn();
  }

  /** Takes an engine that isn't beyond a sequence, and a tail of the log behind it. */
  private void followFrom(long most) {
    engine = origin.engine(most);
    if (engine.sequence() > most) {
      throw new IllegalStateException(
          "following begins at %d, behind what projections have: %d"
              .formatted(engine.sequence(), most));
    }
    figures.applied(engine.sequence());
    tail = origin.tail(engine.sequence() + 1);
  }

  private void onEvent(DirectBuffer frame, int offset) {
    for (Fed each : fed) {
      if (each.begun) {
        each.projection.event(frame, offset);
      }
    }
  }

  private void beginIfReached(Fed each) {
    if (each.watermark == engine.sequence()) {
      each.projection.begin(engine.stateHash());
      each.begun = true;
      flushedTime = engine.time();
    }
  }

  /** Too much waits for projections that are away: the engine goes on without them. */
  private void detach() {
    LOG.warn(
        "following goes on without projections, so that there are snapshots, until they are back");
    isDetached = true;
    for (Fed each : fed) {
      each.begun = false;
    }
    if (tail == null) {
      followFrom(limit.getAsLong());
    }
    unflushed = 0;
    beginTurn();
  }

  // ---- reading

  private void beginTurn() {
    phase = Phase.READING;
    end = limit.getAsLong();
  }

  private long read() {
    if (isDetached && tryAt - nanos.getAsLong() <= 0 && open() == 0) {
      return 0;
    }
    LogTail from = tail;
    if (from == null) {
      throw new IllegalStateException("reading comes after opening");
    }
    boolean any = from.read(end, this::onRecord) > 0;
    figures.applied(engine.sequence());
    if (isDetached) {
      return detached(any);
    }
    boolean isFull = any && isAnyFull();
    if (any && !isFull) {
      return 0;
    }
    boolean isMore = unflushed > 0 || kept() < engine.sequence();
    if (isFull || (isMore && nanos.getAsLong() - unflushedSince >= lingerNanos())) {
      mayGoOn = isFull && goneOn < MOST_GONE_ON;
      goneOn = mayGoOn ? goneOn + 1 : 0;
      phase = Phase.FLUSHING;
      next = 0;
      return 0;
    }
    beginTurn();
    return TimeUnit.MICROSECONDS.toNanos(options.pollMicros());
  }

  private long detached(boolean any) {
    if (any && unflushed < options.detachCommands()) {
      return 0;
    }
    if (unflushed > 0 && nanos.getAsLong() - unflushedSince >= lingerNanos()) {
      unflushed = 0;
      phase = Phase.RESTING;
      return 0;
    }
    beginTurn();
    return TimeUnit.MICROSECONDS.toNanos(options.pollMicros());
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
      unflushedSince = nanos.getAsLong();
    }
    figures.lacks(timestamp);
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
      figures.hashCompared();
    }
  }

  // ---- flushing

  private long flush() {
    while (next < fed.length && !fed[next].begun) {
      next++;
    }
    if (next < fed.length) {
      Fed each = fed[next];
      long wait = attempt(() -> flush(each));
      if (wait == 0) {
        next++;
      }
      return wait;
    }
    flushed();
    phase = Phase.RESTING;
    return 0;
  }

  private void flush(Fed each) throws UnavailableException {
    if (mayGoOn) {
      each.watermark = each.projection.keep();
    } else {
      each.projection.flush();
      each.watermark = engine.sequence();
    }
  }

  private void flushed() {
    unflushed = 0;
    unflushedSince = nanos.getAsLong();
    figures.flushed();
    publishWatermark();
    flushedTime = engine.time();
  }

  private void publishWatermark() {
    long kept = kept();
    if (kept < engine.sequence() && kept == figures.watermark()) {
      return; // still where it was
    }
    boolean isMore = limit.getAsLong() > kept;
    long time = kept < engine.sequence() ? flushedTime : engine.time();
    figures.kept(kept, isMore ? time : 0);
  }

  /** Returns up to where all projections keep all for good; that may be ahead of the engine. */
  private long kept() {
    long least = fed.length == 0 ? engine.sequence() : Long.MAX_VALUE;
    for (Fed each : fed) {
      least = Math.min(least, each.watermark);
    }
    return least;
  }

  private long rest() {
    if (isDetached || kept() >= engine.sequence()) {
      atRest.accept(engine);
    }
    beginTurn();
    return 0;
  }

  /** Something that may have to be done again. */
  private interface Attempt {
    void run() throws UnavailableException;
  }

  /** Tries once; returns how long to wait before the next time, 0 if it has succeeded. */
  private long attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (UnavailableException e) {
      return waitFor(e);
    }
    isWaiting = false;
    pause = options.firstPauseMicros();
    if (figures.state() == FollowerState.WAITING_FOR_DATABASE) {
      LOG.info("the follower goes on");
      figures.goesOn();
    }
    return 0;
  }

  private long waitFor(UnavailableException reason) {
    if (figures.state() != FollowerState.WAITING_FOR_DATABASE) {
      LOG.warn("the follower waits: {}", reason.getMessage());
    }
    figures.waits(reason.getMessage());
    long wait = TimeUnit.MICROSECONDS.toNanos(pause);
    tryAt = nanos.getAsLong() + wait;
    if (!isWaiting) {
      awayFrom = limit.getAsLong();
    }
    isWaiting = true;
    pause = Math.min(2 * pause, options.longestPauseMicros());
    if (!isDetached && limit.getAsLong() - awayFrom >= options.detachCommands()) {
      detach();
    }
    return wait;
  }

  // ---- the end

  /** Ends in order. What can't be kept at once is followed again after the next start. */
  void finish() {
    if (phase != Phase.OPENING) {
      flushOnce();
    }
    closeTail();
    figures.closed();
  }

  private void flushOnce() {
    mayGoOn = false;
    try {
      for (Fed each : fed) {
        if (each.begun) {
          flush(each);
        }
      }
      flushed();
    } catch (UnavailableException e) {
      LOG.info("closed without a last flush: {}", e.getMessage());
    }
  }

  private void closeTail() {
    LogTail open = tail;
    tail = null;
    if (open != null) {
      open.close();
    }
  }

  /** What was thrown has stopped it. */
  void stopped(Throwable cause) {
    try {
      closeTail();
    } catch (JournalException e) {
      cause.addSuppressed(e);
    }
    FollowerStop ended =
        new FollowerStop(
            engine.sequence(),
            cause instanceof ProjectionException ? String.valueOf(cause.getMessage()) : "" + cause,
            cause);
    figures.stopped(ended);
    LOG.error("the follower has stopped at sequence {}: {}", ended.sequence(), ended.reason());
    options.onStop().accept(ended);
  }

  /** Waits for no projection any longer. Any thread. */
  void abandon() {
    for (Fed each : fed) {
      each.projection.abandon();
    }
  }

  /** Lets go of the projections. */
  void close() {
    for (Fed each : fed) {
      each.projection.close();
    }
  }
}
