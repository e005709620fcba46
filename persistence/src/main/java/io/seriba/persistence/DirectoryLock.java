package io.seriba.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a journal's directory to one holder, in this process and among all on this machine:
 * Chronicle Queue itself lets two processes write, interleaved.
 *
 * <p>The system's lock dies with its process, whatever becomes of the process id. But it also dies
 * when its process closes <em>any</em> channel to the lock file, so within the process a set of
 * held directories is asked first, and the file isn't touched twice.
 */
final class DirectoryLock implements AutoCloseable {
  static final String FILE_NAME = "journal.lock";

  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final @Nullable FileChannel channel;

  private DirectoryLock(Path directory, @Nullable FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Takes the directory for one writer and leaves the process id in the lock file. */
  static DirectoryLock forWriting(Path directory) throws IOException {
    return acquire(directory, true);
  }

  /**
   * Takes the directory for reading; other processes may read too. Writes nothing: a directory
   * without a lock file, such as a copy, which no server can have open, is left as it is.
   */
  static DirectoryLock forReading(Path directory) throws IOException {
    return acquire(directory, false);
  }

  private static DirectoryLock acquire(Path directory, boolean writing) throws IOException {
    Path real = directory.toRealPath();
    if (!HELD.add(real)) {
      throw new JournalException(
          real + " is in use by this process. Close the journal that has it open first");
    }
    boolean held = false;
    try {
      DirectoryLock lock = new DirectoryLock(real, lockFile(real, writing));
      held = true;
      return lock;
    } finally {
      if (!held) {
        HELD.remove(real);
      }
    }
  }

  private static @Nullable FileChannel lockFile(Path directory, boolean writing)
      throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!writing && !Files.exists(file)) {
      return null;
    }
    FileChannel channel =
        writing
            ? FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(file, StandardOpenOption.READ);
    boolean locked = false;
    try {
      if (channel.tryLock(0, Long.MAX_VALUE, !writing) == null) {
        // beside readers there is room for one more; and the text is only the last writer's
        boolean isRead = writing && channel.tryLock(0, Long.MAX_VALUE, true) != null;
        throw new JournalException(
            directory
                + " is in use by another process"
                + (isRead
                    ? ", which only reads it, as seriba verify does. Let it end first"
                    : " (" + holder(channel) + "). Stop it first"));
      }
      if (writing) {
        channel.truncate(0);
        channel.write(UTF_8.encode("pid " + ProcessHandle.current().pid() + "\n"), 0);
      }
      locked = true;
      return channel;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(64);
    channel.read(text, 0);
    String signature = UTF_8.decode(text.flip()).toString().strip();
    return signature.isEmpty() ? "it left no process id" : signature;
  }

  /** Returns the directory's real path. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      HELD.remove(directory);
    }
  }
}
