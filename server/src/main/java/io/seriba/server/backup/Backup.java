package io.seriba.server.backup;

import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalVerifier;
import io.seriba.persistence.snapshot.SnapshotException;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.persistence.snapshot.SnapshotStore.Found;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what a server needs to go on into one file, while it runs or not.
 *
 * <p>The journal's marks are copied first: what they promise was written then, so the files that
 * are copied after them hold it. What more these hold at their ends is as a killed process leaves
 * it, and a start knows what to do with that.
 *
 * @param files how many are in it
 * @param bytes of these files
 * @param fileBytes of the backup
 */
public record Backup(int files, long bytes, long fileBytes) {
  private static final Logger LOG = LoggerFactory.getLogger(Backup.class);
  private static final int ATTEMPTS = 5;

  /** A file that holds nothing but zeros in its unused part is nearly all zeros. */
  private static final int LEVEL = Deflater.BEST_SPEED;

  /**
   * Makes a backup.
   *
   * @param data the server's data directory
   * @param file not there yet
   * @throws BackupException if it can't be made; no part of it is left
   */
  public static Backup write(Path data, Path file) throws BackupException {
    Path journal = data.resolve("journal");
    if (ChronicleJournal.idOf(journal) == null) {
      throw new BackupException(
          data + " isn't the data directory of a server: no journal is in it");
    }
    if (Files.exists(file)) {
      throw new BackupException(file + " is there already");
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Backup backup = retry(data, unfinished);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      return backup;
    } catch (IOException e) {
      throw new BackupException("%s can't be written: %s".formatted(file, e), e);
    } finally {
      delete(unfinished);
    }
  }

  private static void delete(Path unfinished) throws BackupException {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      throw new BackupException("%s can't be removed: %s".formatted(unfinished, e), e);
    }
  }

  /** Retention may remove a file that was about to be copied: then all begins anew. */
  private static Backup retry(Path data, Path file) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return copy(data, file);
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static Backup copy(Path data, Path file) throws IOException {
    int files = 0;
    long bytes = 0;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 20);
      ZipOutputStream zip = new ZipOutputStream(out);
      zip.setLevel(LEVEL);
      for (Path each : files(data)) {
        zip.putNextEntry(new ZipEntry(data.relativize(each).toString()));
        bytes += Files.copy(each, zip);
        zip.closeEntry();
        files++;
      }
      zip.finish();
      out.flush();
      channel.force(true);
    }
    return new Backup(files, bytes, Files.size(file));
  }

  /** Returns what belongs to a backup, in the order in which it has to be copied. */
  private static List<Path> files(Path data) throws IOException {
    List<Path> all = JournalVerifier.files(data.resolve("journal"));
    SnapshotStore store = new SnapshotStore(data.resolve("snapshots"), 0);
    store.list().stream().map(Found::file).filter(Backup::isWhole).findFirst().ifPresent(all::add);
    return all;
  }

  /** One that isn't, or was removed meanwhile, leaves the place to an older one. */
  private static boolean isWhole(Path snapshot) {
    try {
      return SnapshotStore.verify(snapshot) > 0;
    } catch (SnapshotException e) {
      LOG.warn("not in the backup: {}", e.getMessage());
      return false;
    }
  }
}
