package io.seriba.bench;

import io.seriba.persistence.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories that a bench needs while it runs. */
final class Scratch {
  private Scratch() {}

  static Path directory() throws IOException {
    return Files.createTempDirectory("seriba-bench");
  }

  static void remove(Path directory) throws IOException {
    Directories.delete(directory);
  }
}
