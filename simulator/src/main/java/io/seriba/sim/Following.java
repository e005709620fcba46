package io.seriba.sim;

import static io.seriba.sim.Violation.unless;

import io.seriba.engine.Engine;
import io.seriba.host.Host;
import io.seriba.host.Journal.RecordHandler;
import io.seriba.host.StateHashes;
import io.seriba.persistence.LogTail;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import io.seriba.persistence.follower.FollowerSteps;
import io.seriba.persistence.follower.FollowerStop;
import io.seriba.persistence.follower.ProjectionException;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.persistence.snapshot.SnapshotTaker;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The follower of one life of the server's process, and now and then a second one that somebody has
 * started by mistake. What they write is compared with {@link Truth} after every step.
 */
final class Following {
  private static final long FIRST_PAUSE_MICROS = 1_000;
  private static final long LONGEST_PAUSE_MICROS = 1_000_000;
  private static final long POLL_MICROS = 100;

  private static final int WRONG_EVERY = 20;

  /** Where a command has it. */
  private static final int ACCOUNT = 8;

  /**
   * How it goes about it.
   *
   * @param batch commands in a transaction
   * @param lingerMicros how long what was followed may wait for more
   * @param detach how many commands wait for a database that is away
   * @param keep how many snapshots stay
   * @param prunes whether the journal's beginning goes with the older ones
   */
  record Options(int batch, long lingerMicros, int detach, int keep, boolean prunes) {
    static Options any(SplittableRandom random) {
      return new Options(
          1 + random.nextInt(random.nextBoolean() ? 40 : 4),
          random.nextInt(3) == 0 ? 0 : random.nextInt(random.nextBoolean() ? 50_000 : 100),
          1 + random.nextInt(random.nextBoolean() ? 10 : 4_000),
          1 + random.nextInt(3),
          random.nextInt(3) > 0);
    }
  }

  /** A follower and the work of its threads. */
  private record Followed(Follower follower, FollowerSteps steps, SimProjection tables) {
    long step(SimDatabase database) {
      if (database.isQuick()) {
        tables.write();
      }
      return steps.step();
    }
  }

  private final Machine machine;
  private final Options options;
  private final SimJournal journal;
  private final Snapshots snapshots;
  private final Host host;
  private final boolean hasTables;
  private SnapshotTaker taker;
  private Followed own;
  private @Nullable Followed second;

  /** Whether there was a second one since the own one was started. */
  private boolean isShared;

  /** Until then the follower's thread waits for the database's answer. */
  private long answerAt = Long.MIN_VALUE;

  /** Where the log ended at the start; from here on every batch's state hash is there. */
  private final long startedAt;

  private int records;
  private long lastTime;

  /** Begins to follow; the host has started. */
  Following(Machine machine, Options wanted, SimJournal journal, Snapshots snapshots, Host host) {
    this.machine = machine;
    this.journal = journal;
    this.snapshots = snapshots;
    this.host = host;
    hasTables = machine.plant() != Plant.SNAPSHOT_BEYOND_JOURNAL;
    options = hasTables ? wanted : new Options(wanted.batch, 0, wanted.detach, wanted.keep, false);
    taker = snapshots.taker(options, this::watermark);
    startedAt = host.sequence();
    own = start(host.stateHashes().reader(), this::atRest);
    compare();
  }

  private long watermark() {
    return own.follower.watermark();
  }

  private void atRest(Engine engine) {
    long taken = taker.taken();
    long failed = taker.failed();
    if (machine.plant() == Plant.SNAPSHOT_BEYOND_JOURNAL) {
      taker.take(engine, machine.clock().micros());
    } else {
      taker.takeIfDue(engine, machine.clock().micros());
    }
    machine.tally().snapshots(taker.taken() - taken, taker.failed() - failed);
  }

  private Followed start(StateHashes.@Nullable Reader hashes, Consumer<Engine> atRest) {
    SimProjection tables = new SimProjection(machine.database(), options.batch, machine.plant());
    boolean isCompared = machine.plant() != Plant.STATE_HASH_NOT_COMPARED;
    Follower follower =
        new Follower(
            new Origin(),
            limit(),
            isCompared ? hashes : null,
            hasTables ? List.of(tables) : List.of(),
            atRest,
            machine.clock(),
            new FollowerOptions(
                POLL_MICROS,
                options.lingerMicros,
                FIRST_PAUSE_MICROS,
                LONGEST_PAUSE_MICROS,
                options.detach,
                LONGEST_PAUSE_MICROS,
                stop -> {}));
    return new Followed(follower, follower.startStepped(machine.nanos()), tables);
  }

  private LongSupplier limit() {
    return switch (machine.plant()) {
      case FOLLOWER_AHEAD_OF_THE_DISK, SNAPSHOT_BEYOND_JOURNAL -> host::sequence;
      default -> () -> Math.min(journal.durableSequence(), host.sequence());
    };
  }

  private final class Origin implements Follower.Origin {
    @Override
    public Engine engine(long most) {
      try {
        SnapshotStore.Loaded loaded = snapshots.newest(most);
        return loaded == null ? new Engine() : loaded.engine();
      } catch (Snapshots.None e) {
        throw new ProjectionException(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public LogTail tail(long from) {
      LogTail tail = journal.tail(from);
      return switch (machine.plant()) {
        case FOLLOWER_DECIDES_OTHERWISE, STATE_HASH_NOT_COMPARED -> new Wrong(tail);
        default -> tail;
      };
    }
  }

  /** A mistake: gives now and then another time than that of the decision. */
  private final class Wrong implements LogTail {
    private final LogTail tail;

    Wrong(LogTail tail) {
      this.tail = tail;
    }

    @Override
    public int read(long limit, RecordHandler handler) {
      return tail.read(
          limit,
          (sequence, timestamp, command, offset, length) -> {
            boolean isTold = sequence > startedAt && command.getLong(offset + ACCOUNT) != 0;
            long wrong = isTold && ++records % WRONG_EVERY == 0 ? 1 : 0;
            lastTime = Math.max(lastTime, timestamp + wrong);
            handler.onRecord(sequence, lastTime, command, offset, length);
          });
    }

    @Override
    public void close() {
      tail.close();
    }
  }

  // ---- steps

  /** Lets the follower's thread do one thing; returns whether there is more to do at once. */
  boolean step() {
    if (machine.nanos().getAsLong() < answerAt) {
      return false;
    }
    answerAt = machine.nanos().getAsLong() + 1_000 * machine.database().delay();
    boolean more = own.step(machine.database()) == 0;
    compare();
    FollowerStop stop = stopOf(own);
    if (stop != null) {
      excuse(stop);
      end(second);
      second = null;
      isShared = false;
      taker = snapshots.taker(options, this::watermark);
      own = start(host.stateHashes().reader(), this::atRest);
    }
    return more;
  }

  /** Lets the follower's thread do so many things, or as many as there are. */
  void steps(int most) {
    int done = 0;
    while (done < most && step()) {
      done++;
    }
  }

  /** Somebody starts a second follower on the same database, or lets it do its work. */
  void second(int most) {
    Followed running = second;
    if (running == null) {
      second = start(null, engine -> {});
      isShared = true;
      return;
    }
    int done = 0;
    while (done < most && running.step(machine.database()) == 0) {
      compare();
      done++;
    }
    compare();
    FollowerStop stop = stopOf(running);
    if (stop != null) {
      excuse(stop);
      second = null;
    }
  }

  private static void end(@Nullable Followed followed) {
    if (followed != null) {
      followed.follower.close();
    }
  }

  /** Returns why a follower has stopped, or throws it if it isn't the follower's affair. */
  private static @Nullable FollowerStop stopOf(Followed followed) {
    FollowerStop stop = followed.follower.stop();
    if (stop != null && stop.cause() instanceof Error error) {
      throw error;
    }
    return stop;
  }

  /**
   * The snapshot is rotten that it would begin with, and the operator puts it back; or one follower
   * has written what the other can't know of, or taken away what it needs.
   */
  private void excuse(FollowerStop stop) {
    boolean hasNone = stop.cause().getCause() instanceof Snapshots.None;
    if (hasNone && machine.shelf().mendAll()) {
      return;
    }
    boolean isToldSo = stop.reason().startsWith(SimProjection.ELSEWHERE) || hasNone;
    unless(isShared && isToldSo, "a follower doesn't stop by itself", stop.reason());
    machine.tally().refusedSecondFollower();
  }

  private void compare() {
    machine.database().compare(machine.truth(), journal.durableSequence());
  }

  /** Tells whether the tables lack something up to a sequence. */
  boolean isBehind(long last) {
    return hasTables && machine.database().mark().sequence() < last;
  }

  /** Nothing goes wrong any more: lets only the own one follow, to the log's end. */
  void catchUp() {
    end(second);
    second = null;
    compare();
    while (step()) {}
  }

  /** Ends in order: what was followed is kept, if it can be at once. */
  void close() {
    end(second);
    end(own);
    compare();
    FollowerStop stop = stopOf(own);
    if (stop != null) {
      excuse(stop);
    }
  }
}
