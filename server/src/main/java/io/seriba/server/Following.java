package io.seriba.server;

import io.seriba.engine.Engine;
import io.seriba.host.Clock;
import io.seriba.host.Durability;
import io.seriba.host.Host;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalTail;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import io.seriba.persistence.follower.FollowerStats;
import io.seriba.persistence.follower.ProjectionException;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.persistence.snapshot.SnapshotStore.Found;
import io.seriba.persistence.snapshot.SnapshotTaker;
import io.seriba.server.config.ServerConfig;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A second engine that follows the journal of a running server, and what comes of it: snapshots.
 */
final class Following implements AutoCloseable {
  private final SnapshotTaker snapshots;
  private final Follower follower;

  /**
   * Begins to follow, on a thread of its own.
   *
   * @param host has recovered
   */
  Following(ServerConfig config, ChronicleJournal journal, Host host, Clock clock) {
    SnapshotStore store =
        new SnapshotStore(config.snapshotDirectory(), config.journal().minFreeBytes());
    long newest =
        store.list().stream()
            .mapToLong(Following::sequence)
            .filter(sequence -> sequence <= journal.writtenSequence())
            .max()
            .orElse(0);
    snapshots =
        new SnapshotTaker(store, config.snapshots(), journal, newest, this::keptByProjections);
    boolean isPromised = config.host().durability() != Durability.MEMORY;
    LongSupplier limit =
        isPromised ? () -> Math.min(journal.durableSequence(), host.sequence()) : host::sequence;
    follower =
        new Follower(
            new Origin(store, journal),
            limit,
            host.stateHashes().reader(),
            List.of(),
            engine -> snapshots.takeIfDue(engine, clock.micros()),
            clock,
            FollowerOptions.DEFAULT);
    follower.start();
  }

  private static long sequence(Found found) {
    return found.info() == null ? 0 : found.info().sequence();
  }

  private long keptByProjections() {
    return follower.watermark();
  }

  /** Returns where the follower stands. Any thread. */
  FollowerStats stats() {
    return follower.stats();
  }

  /** Returns how many snapshots were taken. Any thread. */
  long snapshotsTaken() {
    return snapshots.taken();
  }

  /** Ends the thread; what it has not followed yet it follows after the next start. */
  @Override
  public void close() {
    follower.close();
  }

  /** Begins with a snapshot, or with nothing. */
  private record Origin(SnapshotStore store, ChronicleJournal journal) implements Follower.Origin {
    @Override
    public Engine engine(long most) {
      long before = journal.firstSequence() - 1;
      SnapshotStore.Loaded loaded = store.newest(journal.id(), before, most);
      if (loaded == null && before > 0) {
        throw new ProjectionException(
            "the journal begins with sequence %d, and there is no snapshot of sequence %d to %d to begin with"
                .formatted(before + 1, before, most));
      }
      return loaded == null ? new Engine() : loaded.engine();
    }

    @Override
    public JournalTail tail(long from) {
      return journal.tail(from);
    }
  }
}
