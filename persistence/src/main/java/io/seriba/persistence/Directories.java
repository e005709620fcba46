package io.seriba.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import net.openhft.chronicle.core.Jvm;

/** What is done to directories as a whole. */
public final class Directories {
  private Directories() {}

  /**
   * Makes a file's content, or the names in a directory, survive the power. An interrupt doesn't
   * keep it from doing so.
   */
  public static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      Jvm.doNotCloseOnInterrupt(Directories.class, channel);
      channel.force(true);
    }
  }

  /** Removes a directory with all that is in it, if there is one. Links aren't followed. */
  public static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause(); // somebody else removes it, too
    }
  }
}
