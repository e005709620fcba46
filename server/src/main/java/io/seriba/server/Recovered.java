package io.seriba.server;

import io.seriba.engine.Engine;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.persistence.snapshot.SnapshotStore.Found;
import io.seriba.server.config.ServerConfig;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal that is open, and an engine at its newest snapshot.
 *
 * @param snapshot the snapshot's sequence; 0: the engine is new
 * @param opening how long it took to open the journal, milliseconds
 * @param loading how long it took to load the snapshot, milliseconds
 */
record Recovered(
    ChronicleJournal journal, Engine engine, long snapshot, long opening, long loading) {
  private static final Logger LOG = LoggerFactory.getLogger(Recovered.class);

  /**
   * Opens the journal and loads the newest snapshot that is whole. What lies before it in the
   * journal isn't read.
   *
   * @param watch just started
   * @throws StartException if the journal's beginning was removed and no snapshot stands in for it
   */
  static Recovered open(ServerConfig config, StartReport.Watch watch) throws StartException {
    SnapshotStore store =
        new SnapshotStore(config.snapshotDirectory(), config.journal().minFreeBytes());
    UUID expected = ChronicleJournal.idOf(config.journalDirectory());
    long newest =
        store.list().stream()
            .map(Found::info)
            .filter(info -> info != null && info.journal().equals(expected))
            .mapToLong(info -> info == null ? 0 : info.sequence())
            .max()
            .orElse(0);
    ChronicleJournal journal =
        ChronicleJournal.open(config.journalDirectory(), config.journal(), newest + 1);
    boolean good = false;
    try {
      Recovered recovered = load(journal, store, watch);
      good = true;
      return recovered;
    } finally {
      if (!good) {
        journal.close();
      }
    }
  }

  private static Recovered load(
      ChronicleJournal journal, SnapshotStore store, StartReport.Watch watch)
      throws StartException {
    long opening = watch.lap();
    long before = journal.firstSequence() - 1;
    store.setAsideBeyond(journal.id(), journal.writtenSequence());
    SnapshotStore.Loaded loaded = store.newest(journal.id(), before, journal.writtenSequence());
    if (loaded != null) {
      long loading = watch.lap();
      LOG.info("loaded {} in {} ms", loaded.info().file(), loading);
      return new Recovered(journal, loaded.engine(), loaded.info().sequence(), opening, loading);
    }
    if (before > 0) {
      throw new StartException(
          "the journal begins with sequence %d, what lies before was removed, and no snapshot of it is whole. Put one back from a backup"
              .formatted(before + 1));
    }
    return new Recovered(journal, new Engine(), 0, opening, watch.lap());
  }
}
