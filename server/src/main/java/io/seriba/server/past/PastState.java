package io.seriba.server.past;

import io.seriba.engine.Engine;
import io.seriba.host.ScratchSink;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.JournalVerifier;
import io.seriba.persistence.snapshot.SnapshotStore;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An engine as it was at some point of the log.
 *
 * @param engine stands there
 * @param snapshot the sequence of the snapshot that it began with; 0: none
 * @param journal the journal's id
 */
public record PastState(Engine engine, long snapshot, UUID journal) {

  /**
   * Where in the log. A state has all commands up to the sequence whose timestamp isn't after the
   * time.
   *
   * @param sequence the last one, {@link Long#MAX_VALUE}: any
   * @param time microseconds; {@link Long#MAX_VALUE}: any
   */
  public record Point(long sequence, long time) {
    /** The end of the log. */
    public static final Point END = new Point(Long.MAX_VALUE, Long.MAX_VALUE);

    boolean includes(long otherSequence, long otherTime) {
      return otherSequence <= sequence && otherTime <= time;
    }
  }

  /**
   * Makes the state of a server's data directory anew: by the newest snapshot before the point, and
   * the journal behind it. The server may be running.
   *
   * @throws JournalException if the journal can't be read, is damaged, or lacks what is needed
   */
  public static PastState at(Path data, Point point) {
    Path directory = data.resolve("journal");
    UUID journal = ChronicleJournal.idOf(directory);
    if (journal == null) {
      // says why
      JournalVerifier.read(directory, 1, (sequence, timestamp, command, offset, length) -> {});
      throw new IllegalStateException(directory + " has no id");
    }
    SnapshotStore.@Nullable Loaded loaded = newest(data, journal, point);
    Engine engine = loaded == null ? new Engine() : loaded.engine();
    ScratchSink unseen = ScratchSink.unseen();
    JournalVerifier.read(
        directory,
        engine.sequence() + 1,
        (sequence, timestamp, command, offset, length) -> {
          if (sequence > engine.sequence() && point.includes(sequence, timestamp)) {
            engine.apply(sequence, timestamp, 0, command, offset, length, unseen);
          }
        });
    return new PastState(engine, loaded == null ? 0 : loaded.info().sequence(), journal);
  }

  private static SnapshotStore.@Nullable Loaded newest(Path data, UUID journal, Point point) {
    SnapshotStore store = new SnapshotStore(data.resolve("snapshots"), 0);
    long most =
        store.list().stream()
            .filter(
                found ->
                    found.info() != null
                        && point.includes(found.info().sequence(), found.info().time()))
            .mapToLong(found -> found.info() == null ? 0 : found.info().sequence())
            .max()
            .orElse(0);
    return most == 0 ? null : store.newest(journal, 0, most);
  }
}
