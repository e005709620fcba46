package io.seriba.persistence.follower;

import io.seriba.client.CoreClient.Submission;
import io.seriba.engine.Engine;
import io.seriba.host.Clock;
import io.seriba.host.Durability;
import io.seriba.host.Host;
import io.seriba.host.HostOptions;
import io.seriba.host.StateHashes;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A journal in a directory, a host that decides, and whatever follows it. */
public final class FollowedLog implements AutoCloseable {
  private static final JournalOptions JOURNAL =
      new JournalOptions(1 << 20, 64 << 10, 1 << 20, 100_000, 64 << 10, JournalOptions.NO_LOSS);
  private static final long DEADLINE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long LOOK_NANOS = Duration.ofMillis(2).toNanos();

  private final AtomicLong micros = new AtomicLong(1_800_000_000_000_000L);
  private final World world;
  private final ChronicleJournal journal;
  private final Host host;
  private long bids;

  /** Opens the journal, and decides what is always the same. */
  public FollowedLog(Path directory) {
    this(directory, 1);
  }

  /** Opens the journal, and decides what follows from a seed. */
  public FollowedLog(Path directory, long seed) {
    world = new World(seed);
    journal = ChronicleJournal.open(directory, JOURNAL);
    host = new Host(journal, clock(), HostOptions.DEFAULT.withDurability(Durability.BATCH));
    host.recover();
    host.start();
  }

  /** Returns a clock that moves with each command. */
  public Clock clock() {
    return micros::incrementAndGet;
  }

  public ChronicleJournal journal() {
    return journal;
  }

  public World world() {
    return world;
  }

  /** Opens the sale. */
  public FollowedLog opened() {
    world.opening().stream().skip(1).forEach(this::submit);
    return this;
  }

  /** Submits so many bids. */
  public void bid(int count) {
    for (int i = 0; i < count; i++) {
      submit(world.bid(bids++));
    }
  }

  public void submit(byte[] command) {
    UnsafeBuffer buffer = new UnsafeBuffer(command);
    Submission submission = host.submit(buffer, 0, command.length, 0);
    while (submission == Submission.BUSY) {
      LockSupport.parkNanos(LOOK_NANOS);
      submission = host.submit(buffer, 0, command.length, 0);
    }
    if (submission != Submission.TAKEN) {
      throw new AssertionError(submission);
    }
  }

  /** Returns the last sequence that may be followed. */
  public long limit() {
    return Math.min(journal.durableSequence(), host.sequence());
  }

  public Host host() {
    return host;
  }

  /** Waits until all that was submitted is durable, and returns the last sequence. */
  public long settled() {
    await(() -> host.stats().ringDepth() == 0 && limit() == journal.writtenSequence());
    return limit();
  }

  /** Makes a follower of the whole log. */
  public Follower follower(Projection projection, FollowerOptions options) {
    return follower(host.stateHashes().reader(), projection, options);
  }

  /** Makes a follower that begins elsewhere. */
  public Follower follower(Follower.Origin origin, Projection projection, FollowerOptions options) {
    return follower(origin, host.stateHashes().reader(), projection, options);
  }

  /** Makes a follower of the whole log that compares with other hashes. */
  public Follower follower(
      StateHashes.@Nullable Reader hashes, Projection projection, FollowerOptions options) {
    return follower(Follower.Origin.fromTheStart(journal), hashes, projection, options);
  }

  /** Makes a follower of the whole log whose engine is of use. */
  public Follower follower(
      Projection projection, FollowerOptions options, Consumer<Engine> atRest) {
    return new Follower(
        Follower.Origin.fromTheStart(journal),
        this::limit,
        host.stateHashes().reader(),
        List.of(projection),
        atRest,
        clock(),
        options);
  }

  private Follower follower(
      Follower.Origin origin,
      StateHashes.@Nullable Reader hashes,
      Projection projection,
      FollowerOptions options) {
    return new Follower(
        origin, this::limit, hashes, List.of(projection), engine -> {}, clock(), options);
  }

  /** Waits until something is so, and fails after a minute. */
  public static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  @Override
  public void close() {
    host.close();
  }
}
