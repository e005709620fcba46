package io.seriba.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What a journal asks of the machine; tests bring their own.
 *
 * @param millis milliseconds since 1970-01-01T00:00Z
 * @param usableBytes what the directory's file system has left to give, in bytes
 * @param boot differs from one start of the machine to the next: what a process wrote is still in
 *     the system's memory while this is the same
 */
record Machine(LongSupplier millis, LongSupplier usableBytes, UUID boot) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** Stands for every boot where the system doesn't tell: then they all count as the same. */
  static final UUID UNKNOWN_BOOT = new UUID(0, 0);

  static Machine of(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    return new Machine(System::currentTimeMillis, () -> usable(store), bootId());
  }

  static UUID bootId() throws IOException {
    return Files.isReadable(BOOT_ID)
        ? UUID.fromString(Files.readString(BOOT_ID).strip())
        : UNKNOWN_BOOT;
  }

  private static long usable(FileStore store) {
    try {
      return store.getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
