package io.seriba.host;

import io.seriba.client.CoreClient;
import io.seriba.client.EventHandler;
import io.seriba.client.EventReader;
import io.seriba.engine.Engine;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the engine on one machine: one order, one journal, one thread that decides.
 *
 * <p>Its life: {@link #recover}, then any number of {@link #openReaders}, then {@link #start}, then
 * {@link #submit} from any thread, then {@link #close}. It may fail on the way, by a journal that
 * can't be written or forced or an engine that contradicts itself: then it takes nothing more,
 * releases nothing more, tells its listener why, and waits to be closed.
 *
 * <p>Each part of the way is a class: {@link CommandRing} (in), {@link EngineLoop} (stamp, journal,
 * decide), {@link Syncer} (durable, released), {@link Outbound} and {@link OutboundReader} (out).
 */
public final class Host implements CoreClient, AutoCloseable {
  private final Journal journal;
  private final HostOptions options;
  private final Engine engine;
  private final Gate gate;
  private final CommandRing ring;
  private final Syncer syncer;
  private final Outbound outbound;
  private final EngineLoop loop;
  private final List<Thread> threads;
  private final LongAdder busy = new LongAdder();
  private final LongAdder storageFull = new LongAdder();

  /** Guarded by this. */
  private State state = State.NEW;

  /** What takes the place of the threads, if there are none. Guarded by this. */
  private @Nullable HostSteps steps;

  private enum State {
    NEW,
    BROKEN,
    RECOVERED,
    STARTED,
    CLOSED
  }

  /**
   * Makes a host around a journal that nobody has appended to since it was opened.
   *
   * @param journal the host's from now on; it closes it
   * @param clock asked on the engine's thread only
   */
  public Host(Journal journal, Clock clock, HostOptions options) {
    this(journal, clock, options, new Engine());
  }

  /**
   * Makes a host whose engine has decided the journal's first commands already.
   *
   * @param engine the host's from now on; new, or loaded from a snapshot
   */
  public Host(Journal journal, Clock clock, HostOptions options, Engine engine) {
    this.journal = journal;
    this.options = options;
    this.engine = engine;
    gate = new Gate(options.onFailure());
    ring = new CommandRing(options.ringSlots(), gate);
    syncer = new Syncer(journal, options, gate);
    outbound = syncer.outbound();
    loop = new EngineLoop(engine, journal, clock, options, ring, syncer, gate);
    Thread engineThread = Thread.ofPlatform().name("seriba-engine").unstarted(loop);
    Thread syncerThread = Thread.ofPlatform().name("seriba-syncer").unstarted(syncer);
    threads =
        options.durability() == Durability.BATCH
            ? List.of(engineThread, syncerThread)
            : List.of(engineThread);
  }

  /**
   * Replays what the journal has beyond the engine's state, so that the engine is where it was.
   * Once, before anything else; what the journal throws comes out of this, and then the host can
   * only be closed.
   */
  public synchronized RecoveryReport recover() {
    require(State.NEW, "recover");
    state = State.BROKEN;
    long started = System.nanoTime();
    long before = engine.sequence();
    ScratchSink unseen = ScratchSink.unseen();
    long last =
        ReadAhead.replay(
            journal,
            Math.max(1, before),
            (sequence, timestamp, command, offset, length) -> {
              if (sequence == before) {
                checkJoint(timestamp);
                return;
              }
              try {
                engine.apply(sequence, timestamp, 0, command, offset, length, unseen);
              } catch (RuntimeException | Error e) {
                throw cannotReplay(sequence, e);
              }
            });
    if (last != engine.sequence()) {
      throw new IllegalStateException(
          "the journal ends at sequence %d, but with what it gave the engine is at %d"
              .formatted(last, engine.sequence()));
    }
    long duration = System.nanoTime() - started;
    loop.resume();
    outbound.resumeAfter(last);
    state = State.RECOVERED;
    return new RecoveryReport(last - before, last, engine.time(), engine.stateHash(), duration);
  }

  /** Two histories that part somewhere may have the same sequences, but hardly the same times. */
  private void checkJoint(long timestamp) {
    if (timestamp != engine.time()) {
      throw new IllegalStateException(
          ("sequence %d was decided at %d µs by the snapshot, and at %d by the journal: the snapshot"
                  + " is of another history. Take it out of its directory")
              .formatted(engine.sequence(), engine.time(), timestamp));
    }
  }

  private static IllegalStateException cannotReplay(long sequence, Throwable cause) {
    String remedy =
        cause instanceof OutOfMemoryError
            ? "Give the heap more than its %d bytes (SERIBA_HEAP or -Xmx)"
                .formatted(Runtime.getRuntime().maxMemory())
            : "Start the Seriba that wrote the journal, and report this: it is a fault of the engine";
    return new IllegalStateException(
        "the journal's sequence %d can't be decided anew: %s. %s"
            .formatted(sequence, cause, remedy),
        cause);
  }

  @Override
  public synchronized List<EventReader> openReaders(
      EventHandler stateHandler, List<Runnable> wakeups) {
    require(State.RECOVERED, "openReaders");
    engine.describe(new ScratchSink(stateHandler));
    return wakeups.stream().<EventReader>map(outbound::open).toList();
  }

  /**
   * Starts the threads. If the limits differ from those in the log, they are logged first.
   *
   * @throws IllegalStateException if the heap has no room for them: see {@link
   *     HostOptions#checkHeap}
   */
  public synchronized void start() {
    require(State.RECOVERED, "start");
    int logged = engine.sequence() == 0 ? 0 : engine.limits().requestIds();
    options.checkHeap(Runtime.getRuntime().maxMemory(), logged, 1);
    state = State.STARTED;
    gate.open();
    threads.forEach(Thread::start);
  }

  /**
   * Starts without threads: the caller does their work, one step at a time, and so decides what
   * happens when. For simulation; nothing else may be done with the host at the same time.
   */
  public synchronized HostSteps startStepped() {
    require(State.RECOVERED, "startStepped");
    state = State.STARTED;
    syncer.stepped();
    HostSteps started = new HostSteps(loop, syncer, gate);
    steps = started;
    gate.open();
    started.begin();
    return started;
  }

  @Override
  public Submission submit(DirectBuffer command, int offset, int length, long replyTo) {
    if (!gate.isOpen()) {
      return Submission.CLOSED;
    }
    if (length > MAX_COMMAND_LENGTH) {
      return Submission.TOO_LONG;
    }
    if (!journal.hasRoom()) {
      storageFull.increment();
      return Submission.STORAGE_FULL;
    }
    Submission submission = ring.offer(command, offset, length, replyTo);
    if (submission == Submission.BUSY) {
      busy.increment();
    }
    return submission;
  }

  /**
   * Closes in order: takes nothing more, decides what is taken, forces the journal, releases the
   * last events, wakes their readers, ends the threads, and closes the journal. What is released
   * stays readable. After a failure only the last two remain to be done. Returns when all is done;
   * a second call does nothing.
   *
   * @throws IllegalStateException if called by one of the host's own threads
   */
  @Override
  public void close() {
    if (threads.contains(Thread.currentThread())) {
      throw new IllegalStateException("a host can't be closed by its own thread");
    }
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      boolean started = state == State.STARTED;
      state = State.CLOSED;
      gate.close();
      ring.wake();
      if (steps != null) {
        steps.finish();
      } else if (started) {
        threads.forEach(Uninterruptibly::join);
      }
      journal.close();
    }
  }

  /** Returns why the host stopped by itself, or null if it didn't. Any thread. */
  public @Nullable HostFailure failure() {
    return gate.failure();
  }

  /** Returns the last decided sequence, that of the replay included. Any thread. */
  public long sequence() {
    return loop.sequence();
  }

  /** Returns the last sequence whose events are all released. Any thread. */
  public long releasedSequence() {
    return outbound.releasedSequence();
  }

  /**
   * Returns the engine's state hash after some batch; while commands come, not necessarily the one
   * that {@link #sequence} ends. Any thread.
   */
  public long stateHash() {
    return loop.stateHash();
  }

  /**
   * Returns the state hashes after the last batches. One of every batch up to {@link #sequence} is
   * there. Any thread.
   */
  public StateHashes stateHashes() {
    return loop.hashes();
  }

  /** Returns where the host stands. Any thread; costs the engine nothing. */
  public HostStats stats() {
    return new HostStats(
        loop.decided(),
        busy.sum(),
        storageFull.sum(),
        loop.ticks(),
        loop.batches(),
        loop.largestBatch(),
        ring.depth(),
        loop.sequence(),
        outbound.releasedSequence(),
        journal.durableSequence(),
        outbound.unreleased());
  }

  private void require(State wanted, String call) {
    if (state != wanted) {
      throw new IllegalStateException(
          call + " needs a host that is " + wanted + ", this one is " + state);
    }
  }
}
