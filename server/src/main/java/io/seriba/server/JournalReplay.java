package io.seriba.server;

import io.seriba.engine.Engine;
import io.seriba.host.ScratchSink;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalReport;
import io.seriba.persistence.JournalVerifier;
import io.seriba.persistence.snapshot.SnapshotStore;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a second engine makes of a journal: every record checked, every command decided anew.
 *
 * @param report what the journal's files are like
 * @param beginning what was there before the first record
 * @param stateHash the engine's state hash after the last good record
 * @param timersFired timers that fired
 * @param timersPending timers that are still set
 * @param nanos how long it took, reading included
 */
public record JournalReplay(
    JournalReport report,
    Beginning beginning,
    long stateHash,
    long timersFired,
    int timersPending,
    long nanos) {

  /** What a replay begins with. */
  public enum Beginning {
    /** Nothing: the journal is whole. */
    NOTHING,
    /** A snapshot beside the journal, whose beginning was removed. */
    SNAPSHOT,
    /** It would have to be a snapshot, and there is none: nothing was decided. */
    UNKNOWN
  }

  /**
   * Replays the journal in a directory, which no server may have open. If its beginning was
   * removed, by the newest snapshot beside it that joins onto it.
   *
   * @throws io.seriba.persistence.JournalException if it can't be read at all
   */
  public static JournalReplay run(Path directory) {
    long start = System.nanoTime();
    Engine loaded = loaded(directory);
    Engine engine = loaded == null ? new Engine() : loaded;
    ScratchSink unseen = ScratchSink.unseen();
    boolean[] isUnknown = new boolean[1];
    JournalReport report =
        JournalVerifier.verify(
            directory,
            (sequence, timestamp, command, offset, length) -> {
              isUnknown[0] |= sequence > engine.sequence() + 1;
              if (!isUnknown[0] && sequence > engine.sequence()) {
                engine.apply(sequence, timestamp, 0, command, offset, length, unseen);
              }
            });
    return new JournalReplay(
        report,
        isUnknown[0] ? Beginning.UNKNOWN : loaded == null ? Beginning.NOTHING : Beginning.SNAPSHOT,
        engine.stateHash(),
        engine.timersFired(),
        engine.timersPending(),
        System.nanoTime() - start);
  }

  private static @Nullable Engine loaded(Path directory) {
    UUID journal = ChronicleJournal.idOf(directory);
    long first = journal == null ? 1 : JournalVerifier.firstSequence(directory);
    if (journal == null || first == 1) {
      return null;
    }
    SnapshotStore store = new SnapshotStore(directory.resolveSibling("snapshots"), 0);
    SnapshotStore.Loaded newest = store.newest(journal, first - 1, Long.MAX_VALUE);
    return newest == null ? null : newest.engine();
  }

  /** Returns how fast that was. */
  public long recordsPerSecond() {
    return (long) (report.records() / (Math.max(nanos, 1) / (double) TimeUnit.SECONDS.toNanos(1)));
  }
}
