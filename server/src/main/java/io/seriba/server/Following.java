package io.seriba.server;

import io.seriba.engine.Engine;
import io.seriba.host.Clock;
import io.seriba.host.Durability;
import io.seriba.host.Host;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalTail;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import io.seriba.persistence.follower.FollowerState;
import io.seriba.persistence.follower.FollowerStats;
import io.seriba.persistence.follower.ProjectionException;
import io.seriba.persistence.postgres.PostgresProjection;
import io.seriba.persistence.postgres.ProjectionOptions;
import io.seriba.persistence.postgres.SnapshotTable;
import io.seriba.persistence.snapshot.SnapshotException;
import io.seriba.persistence.snapshot.SnapshotInfo;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.persistence.snapshot.SnapshotStore.Found;
import io.seriba.persistence.snapshot.SnapshotTaker;
import io.seriba.server.config.ServerConfig;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second engine that follows the journal of a running server, and what comes of it: tables and
 * snapshots.
 */
final class Following implements AutoCloseable {
  /** Where the tables are, and how they are written. */
  static final ProjectionOptions TABLES = ProjectionOptions.DEFAULT;

  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  private final Path data;
  private final SnapshotStore store;
  private final SnapshotTaker snapshots;
  private final UUID journal;
  private final @Nullable StartingDatabase database;
  private final @Nullable PostgresProjection tables;
  private final Follower follower;
  private final FollowerGauges gauges;

  /** Snapshots taken when they were listed in the database last; -1: not since the start. */
  private long listed = -1;

  /**
   * Begins to follow, on a thread of its own.
   *
   * @param host has recovered
   * @param database closed with this; null: there are no tables
   */
  Following(
      ServerConfig config,
      ChronicleJournal journal,
      Host host,
      @Nullable StartingDatabase database,
      Clock clock) {
    data = config.dataDirectory();
    store = new SnapshotStore(config.snapshotDirectory(), config.journal().minFreeBytes());
    this.journal = journal.id();
    long newest = store.newestSequence(journal.id());
    snapshots =
        new SnapshotTaker(store, config.snapshots(), journal, newest, this::keptByProjections);
    boolean isPromised = config.host().durability() != Durability.MEMORY;
    LongSupplier limit =
        isPromised ? () -> Math.min(journal.durableSequence(), host.sequence()) : host::sequence;
    this.database = database;
    tables = database == null ? null : new PostgresProjection(database, this.journal, TABLES);
    follower =
        new Follower(
            new Origin(store, journal),
            limit,
            host.stateHashes().reader(),
            tables == null ? List.of() : List.of(tables),
            engine -> atRest(engine, clock.micros()),
            clock,
            FollowerOptions.DEFAULT);
    gauges = FollowerGauges.show(this, data);
    follower.start();
  }

  private void atRest(Engine engine, long now) {
    snapshots.takeIfDue(engine, now);
    boolean isThere = follower.stats().state() == FollowerState.RUNNING;
    if (tables != null && isThere && snapshots.taken() != listed) {
      list(tables.connections(), snapshots.taken());
    }
  }

  private void list(DataSource target, long taken) {
    try {
      new SnapshotTable(target).replace(store.list().stream().flatMap(this::entry).toList());
      listed = taken;
    } catch (SQLException | SnapshotException e) {
      LOG.warn("the table of snapshots isn't up to date; tried again after the next batch", e);
    }
  }

  private Stream<SnapshotTable.Entry> entry(Found found) {
    SnapshotInfo info = found.info();
    return info == null || !info.journal().equals(journal)
        ? Stream.empty()
        : Stream.of(
            new SnapshotTable.Entry(
                info.sequence(),
                info.time(),
                info.stateHash(),
                info.bytes(),
                data.relativize(info.file()).toString()));
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
    if (database != null) {
      database.awaitNoMore();
    }
    try (database;
        follower;
        gauges) {
      LOG.debug("ending to follow");
    }
  }

  /** Begins with a snapshot, or with nothing. */
  record Origin(SnapshotStore store, ChronicleJournal journal) implements Follower.Origin {
    @Override
    public Engine engine(long most) {
      long before = journal.firstSequence() - 1;
      SnapshotStore.Loaded loaded = store.newest(journal.id(), before, most);
      if (loaded == null && before > 0) {
        throw new ProjectionException(
            "the journal begins with sequence %d, and there is no snapshot of sequence %d to %d to begin with. Put one back from a backup, or use the database that knows what came before"
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
