package io.seriba.server.backup;

import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalOptions;
import io.seriba.persistence.JournalVerifier;
import io.seriba.persistence.snapshot.SnapshotException;
import io.seriba.persistence.snapshot.SnapshotInfo;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.persistence.snapshot.SnapshotStore.Found;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what a server needs to go on into one file, while it runs or not.
 *
 * <p>The snapshot is opened first, so that it can be copied even when a newer one takes its place
 * meanwhile. Then the journal's marks are copied, and only then its files are looked up: what the
 * marks promise was written by then, so those files hold it. What more they hold at their ends is
 * as a killed process leaves it, and a start knows what to do with that.
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

  /**
   * Retention may remove a file that was about to be copied, or that the marks, copied before it,
   * promise: then all begins anew.
   */
  private static Backup retry(Path data, Path file) throws IOException, BackupException {
    for (int attempt = 1; ; attempt++) {
      try (Copy copy = new Copy(data, file)) {
        return copy.run(data);
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** One attempt. */
  private static final class Copy implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private final ZipOutputStream zip;
    private final boolean isOnServersDisk;
    private int files;
    private long bytes;

    Copy(Path data, Path file) throws IOException {
      this.file = file;
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 20);
      zip = new ZipOutputStream(out);
      zip.setLevel(LEVEL);
      isOnServersDisk = Files.getFileStore(data).equals(Files.getFileStore(file));
    }

    Backup run(Path data) throws IOException, BackupException {
      Path journal = data.resolve("journal");
      Path snapshot = snapshot(data, journal);
      try (InputStream opened = snapshot == null ? null : Files.newInputStream(snapshot)) {
        long first = JournalVerifier.firstSequence(journal);
        add(data, JournalVerifier.marksFile(journal));
        List<Path> files = JournalVerifier.files(journal);
        if (JournalVerifier.firstSequence(journal) != first) {
          throw new NoSuchFileException(journal.toString(), null, "its beginning was removed");
        }
        for (Path each : files) {
          add(data, each);
        }
        if (snapshot != null && opened != null) {
          add(data.relativize(snapshot), opened);
        }
      }
      zip.finish();
      out.flush();
      channel.force(true);
      return new Backup(files, bytes, Files.size(file));
    }

    private void add(Path data, Path each) throws IOException, BackupException {
      try (InputStream in = Files.newInputStream(each)) {
        add(data.relativize(each), in);
      }
    }

    private void add(Path name, InputStream in) throws IOException, BackupException {
      zip.putNextEntry(new ZipEntry(name.toString()));
      byte[] piece = new byte[1 << 20];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        zip.write(piece, 0, read);
        bytes += read;
        checkRoom();
      }
      zip.closeEntry();
      files++;
    }

    private void checkRoom() throws IOException, BackupException {
      long least = JournalOptions.DEFAULT.minFreeBytes();
      if (isOnServersDisk && Files.getFileStore(file).getUsableSpace() < least) {
        throw new BackupException(
            "%s would leave less than %d bytes free on the server's disk. Write it elsewhere"
                .formatted(file, least));
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * Returns the newest snapshot of the journal that is whole; null: all begins with the journal.
   */
  private static @Nullable Path snapshot(Path data, Path journal) throws BackupException {
    UUID id = ChronicleJournal.idOf(journal);
    long first = JournalVerifier.firstSequence(journal);
    for (Found found : new SnapshotStore(data.resolve("snapshots"), 0).list()) {
      SnapshotInfo info = found.info();
      if (info != null
          && info.journal().equals(id)
          && info.sequence() >= first - 1
          && isWhole(found.file())) {
        return found.file();
      }
    }
    if (first > 1) {
      throw new BackupException(
          "the journal in %s begins with sequence %d, and no snapshot of what came before is whole: nothing could be restored of it. Take one (seriba snapshot take)"
              .formatted(data, first));
    }
    return null;
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
