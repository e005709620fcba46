package io.seriba.server.backup;

import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.Directories;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.JournalOptions;
import io.seriba.persistence.JournalReport;
import io.seriba.persistence.JournalVerifier;
import io.seriba.persistence.snapshot.SnapshotException;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.server.past.PastState;
import io.seriba.server.past.PastState.Point;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Makes a data directory from a backup, as of its end or of an earlier point.
 *
 * <p>As of an earlier point it is a journal of its own, with another id: what comes after that
 * point will be another history, and a database of the old one doesn't belong to it.
 *
 * @param lastSequence the last command that was restored
 */
public record Restore(long lastSequence) {
  private static final Pattern NAMES =
      Pattern.compile(
          "journal/journal\\.marks|journal/generation-[0-9]{8}/[0-9A-Za-z.-]+|snapshots/snapshot-[0-9]{19}\\.seriba");

  private static final int COPIED_AT_ONCE = 1_000;
  private static final String UNPACKED = "unpacked";
  private static final String UNFINISHED = "unfinished";

  /**
   * Restores a backup.
   *
   * @param data not there yet, or empty
   * @throws BackupException if it can't be restored; what was made of it is removed
   */
  public static Restore run(Path file, Path data, Point point) throws BackupException {
    checkEmpty(data);
    boolean good = false;
    try {
      Path unpacked = point.equals(Point.END) ? data : data.resolve(UNPACKED);
      unpack(file, unpacked);
      JournalReport report =
          JournalVerifier.verify(
              unpacked.resolve("journal"), (sequence, time, command, offset, length) -> {});
      if (!report.isIntact()) {
        throw new BackupException(
            "the journal in %s is damaged: %s".formatted(file, report.damage()));
      }
      checkBeginning(file, unpacked, report.firstSequence());
      long last = report.lastSequence();
      if (!unpacked.equals(data)) {
        last = cut(unpacked, data.resolve(UNFINISHED), point);
        finish(data);
      }
      good = true;
      return new Restore(last);
    } catch (IOException | JournalException | SnapshotException e) {
      throw new BackupException("%s can't be restored: %s".formatted(file, e.getMessage()), e);
    } finally {
      if (!good) {
        clear(data);
      }
    }
  }

  private static void checkEmpty(Path data) throws BackupException {
    if (!Files.exists(data)) {
      return;
    }
    try (var content = Files.list(data)) {
      if (content.findAny().isPresent()) {
        throw new BackupException(data + " isn't empty: name a directory that isn't there yet");
      }
    } catch (IOException e) {
      throw new BackupException("%s can't be used: %s".formatted(data, e), e);
    }
  }

  private static void unpack(Path file, Path target) throws IOException, BackupException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20);
        ZipInputStream zip = new ZipInputStream(in)) {
      int files = 0;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!NAMES.matcher(entry.getName()).matches()) {
          throw new BackupException(
              "%s isn't a backup of Seriba's: %s is in it".formatted(file, entry.getName()));
        }
        Path path = target.resolve(entry.getName());
        Files.createDirectories(path.getParent());
        try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          zip.transferTo(Channels.newOutputStream(channel));
          channel.force(true);
        }
        files++;
      }
      if (files == 0) {
        throw new BackupException(file + " isn't a backup of Seriba's");
      }
    }
  }

  /** What the journal doesn't begin with must be in a snapshot, or nothing comes of it. */
  private static void checkBeginning(Path file, Path unpacked, long first) throws BackupException {
    UUID journal = ChronicleJournal.idOf(unpacked.resolve("journal"));
    SnapshotStore store = new SnapshotStore(unpacked.resolve("snapshots"), 0);
    if (first > 1
        && (journal == null || store.newest(journal, first - 1, Long.MAX_VALUE) == null)) {
      throw new BackupException(
          "the journal in %s begins with sequence %d, and no snapshot of what came before is whole"
              .formatted(file, first));
    }
  }

  /** A restore that dies before the last step leaves nothing that a server would start with. */
  private static void finish(Path data) throws IOException {
    Path unfinished = data.resolve(UNFINISHED);
    Directories.delete(data.resolve(UNPACKED));
    if (Files.exists(unfinished.resolve("snapshots"))) {
      Files.move(unfinished.resolve("snapshots"), data.resolve("snapshots"));
    }
    Directories.force(data);
    Files.move(unfinished.resolve("journal"), data.resolve("journal"));
    Directories.force(data);
    Directories.delete(unfinished);
  }

  /** Copies the records up to a point into a journal of its own; returns the last one. */
  private static long cut(Path unpacked, Path data, Point point) throws BackupException {
    PastState past = PastState.at(unpacked, point);
    long last = past.engine().sequence();
    Path source = unpacked.resolve("journal");
    long first = JournalVerifier.firstSequence(source);
    if (last < first - 1) {
      throw new BackupException(
          "the backup begins behind that point, with sequence %d".formatted(first));
    }
    Path target = data.resolve("journal");
    try (ChronicleJournal journal = ChronicleJournal.begin(target, JournalOptions.DEFAULT, first)) {
      JournalVerifier.read(
          source,
          first,
          (sequence, timestamp, command, offset, length) -> {
            if (sequence <= last) {
              journal.append(sequence, timestamp, command, offset, length);
              if (sequence % COPIED_AT_ONCE == 0) {
                journal.commit();
              }
            }
          });
      journal.commit();
      if (last >= first || first > 1) {
        SnapshotStore store =
            new SnapshotStore(data.resolve("snapshots"), JournalOptions.DEFAULT.minFreeBytes());
        store.write(journal.id(), past.engine(), past.engine().time());
      }
    }
    return last;
  }

  private static void clear(Path data) throws BackupException {
    try {
      for (String part : List.of(UNPACKED, UNFINISHED, "journal", "snapshots")) {
        Directories.delete(data.resolve(part));
      }
    } catch (IOException e) {
      throw new BackupException("%s can't be cleared: %s".formatted(data, e), e);
    }
  }
}
