package io.seriba.server;

import io.seriba.engine.Engine;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.persistence.snapshot.SnapshotStore.Found;
import io.seriba.server.config.ServerConfig;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal that is open, and an engine at its newest snapshot.
 *
 * @param snapshot the snapshot's sequence; 0: the engine is new
 * @param opening how long it took to open the journal, milliseconds
 * @param loading how long it took, at the same time, to load the snapshot, milliseconds
 */
record Recovered(
    ChronicleJournal journal, Engine engine, long snapshot, long opening, long loading) {
  private static final Logger LOG = LoggerFactory.getLogger(Recovered.class);

  /**
   * Opens the journal, and meanwhile loads the newest snapshot that is whole. What lies before it
   * in the journal isn't read.
   *
   * @throws StartException if the journal's beginning was removed and no snapshot stands in for it
   */
  static Recovered open(ServerConfig config) throws StartException {
    SnapshotStore store =
        new SnapshotStore(config.snapshotDirectory(), config.journal().minFreeBytes());
    StartReport.Watch watch = new StartReport.Watch();
    UUID expected = ChronicleJournal.idOf(config.journalDirectory());
    FutureTask<Early> early = new FutureTask<>(() -> Early.load(store, expected));
    Thread.ofPlatform().name("seriba-snapshot").start(early);
    ChronicleJournal journal = null;
    boolean good = false;
    try {
      journal =
          ChronicleJournal.open(
              config.journalDirectory(), config.journal(), newest(store, expected) + 1);
      Recovered recovered = recovered(journal, store, watch.lap(), await(early));
      good = true;
      return recovered;
    } finally {
      if (!good) {
        early.cancel(true);
        if (journal != null) {
          journal.close();
        }
      }
    }
  }

  /** A snapshot that is loaded before it is known whether the journal joins onto it. */
  private record Early(SnapshotStore.@Nullable Loaded loaded, long millis) {
    static Early load(SnapshotStore store, @Nullable UUID journal) {
      StartReport.Watch watch = new StartReport.Watch();
      return new Early(
          journal == null ? null : store.newest(journal, 0, Long.MAX_VALUE), watch.lap());
    }
  }

  private static long newest(SnapshotStore store, @Nullable UUID journal) {
    return store.list().stream()
        .map(Found::info)
        .filter(info -> info != null && info.journal().equals(journal))
        .mapToLong(info -> info == null ? 0 : info.sequence())
        .max()
        .orElse(0);
  }

  private static Early await(FutureTask<Early> early) {
    try {
      return early.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException failed) {
        throw failed;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a snapshot was loaded", e);
    }
  }

  private static Recovered recovered(
      ChronicleJournal journal, SnapshotStore store, long opening, Early early)
      throws StartException {
    long before = journal.firstSequence() - 1;
    long last = journal.writtenSequence();
    store.setAsideBeyond(journal.id(), last);
    SnapshotStore.Loaded loaded = early.loaded;
    if (loaded != null && loaded.info().sequence() > last) {
      loaded = store.newest(journal.id(), before, last);
    }
    if (loaded != null && loaded.info().sequence() >= before) {
      LOG.info("loaded {} in {} ms", loaded.info().file(), early.millis);
      return new Recovered(
          journal, loaded.engine(), loaded.info().sequence(), opening, early.millis);
    }
    if (before > 0) {
      throw new StartException(
          "the journal begins with sequence %d, what lies before was removed, and no snapshot of it is whole. Put one back from a backup"
              .formatted(before + 1));
    }
    return new Recovered(journal, new Engine(), 0, opening, early.millis);
  }
}
