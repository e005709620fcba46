package io.seriba.server;

import io.seriba.engine.Engine;
import io.seriba.host.Durability;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.JournalOptions;
import io.seriba.persistence.snapshot.SnapshotStore;
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
   * @throws JournalException if it can't be opened, or doesn't go together with the snapshots
   */
  static Recovered open(ServerConfig config) {
    SnapshotStore store =
        new SnapshotStore(config.snapshotDirectory(), config.journal().minFreeBytes());
    StartReport.Watch watch = new StartReport.Watch();
    UUID expected = ChronicleJournal.idOf(config.journalDirectory());
    FutureTask<Early> early = new FutureTask<>(() -> Early.load(store, expected));
    Thread.ofPlatform().name("seriba-snapshot").start(early);
    ChronicleJournal journal = null;
    boolean good = false;
    try {
      Joint joint = new Joint(config, store, early);
      journal =
          ChronicleJournal.open(
              config.journalDirectory(),
              config.journal(),
              from(config, store, expected, early),
              joint);
      long opening = watch.lap();
      store.setAsideBeyond(journal.id(), journal.writtenSequence());
      Recovered recovered = joint.recovered(journal, opening);
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

  /**
   * Returns the first sequence that has to be checked. Where a loss is accepted, the journal must
   * be looked at behind the snapshot that is really used, or the damage might not be seen.
   */
  private static long from(
      ServerConfig config, SnapshotStore store, @Nullable UUID journal, FutureTask<Early> early) {
    if (config.journal().acceptLossAfter() == JournalOptions.NO_LOSS) {
      return Math.max(1, store.newestSequence(journal));
    }
    SnapshotStore.Loaded loaded = await(early).loaded;
    return loaded == null ? 1 : Math.max(1, loaded.info().sequence());
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

  /** Where snapshot and journal meet; found before the journal is changed in any way. */
  private static final class Joint implements ChronicleJournal.Condition {
    private final ServerConfig config;
    private final SnapshotStore store;
    private final FutureTask<Early> early;
    private SnapshotStore.@Nullable Loaded loaded;

    Joint(ServerConfig config, SnapshotStore store, FutureTask<Early> early) {
      this.config = config;
      this.store = store;
      this.early = early;
    }

    @Override
    public void check(UUID journal, long first, long last) {
      checkEnd(store.newestSequence(journal), last);
      SnapshotStore.Loaded newest = await(early).loaded;
      if (newest == null || newest.info().sequence() > last) {
        newest = store.newest(journal, first - 1, last);
      }
      if (newest != null && newest.info().sequence() >= first - 1) {
        loaded = newest;
      } else if (first > 1) {
        throw new JournalException(
            "the journal begins with sequence %d, what lies before was removed, and no snapshot of it is whole. Put one back from a backup; nothing was changed"
                .formatted(first));
      }
    }

    /**
     * A snapshot is only taken of what is durable, if anything is promised to be. A journal that
     * ends before it has lost what was acknowledged.
     */
    private void checkEnd(long snapshot, long last) {
      boolean isPromised = config.host().durability() != Durability.MEMORY;
      if (isPromised && snapshot > last && config.journal().acceptLossAfter() != last) {
        throw new JournalException(
            ("there is a snapshot of sequence %d, and the journal ends with %d: what lies between was"
                    + " acknowledged, and is lost. Put the journal back that was there when the"
                    + " snapshot was taken. If there is none, start once with --accept-loss-after %d"
                    + " to go on without it; nothing was changed")
                .formatted(snapshot, last, last));
      }
    }

    Recovered recovered(ChronicleJournal journal, long opening) {
      long loading = await(early).millis;
      SnapshotStore.Loaded found = loaded;
      if (found == null) {
        return new Recovered(journal, new Engine(), 0, opening, loading);
      }
      LOG.info("loaded {} in {} ms", found.info().file(), loading);
      return new Recovered(journal, found.engine(), found.info().sequence(), opening, loading);
    }
  }
}
