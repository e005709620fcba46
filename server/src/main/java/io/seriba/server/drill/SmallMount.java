package io.seriba.server.drill;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small file system in memory. For root on Linux. */
public final class SmallMount {
  private static final String HOW =
      "Mount one and name it: sudo mount -t tmpfs -o size=64m,mode=1777 tmpfs DIR; seriba drill"
          + " disk-full --mount DIR";

  private final Path directory;

  private SmallMount(Path directory) {
    this.directory = directory;
  }

  /**
   * Mounts one.
   *
   * @throws DrillException if that can't be, with what the operator can do instead
   */
  public static SmallMount make() throws DrillException {
    try {
      Path directory = Files.createTempDirectory("seriba-small-");
      String problem =
          run(List.of("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", directory.toString()));
      if (!problem.isEmpty()) {
        Files.delete(directory);
        throw new DrillException(
            "a small file system can't be mounted: %s. %s".formatted(problem, HOW));
      }
      return new SmallMount(directory);
    } catch (IOException e) {
      throw new DrillException("a small file system can't be mounted: %s. %s".formatted(e, HOW));
    }
  }

  /** Runs a program and returns what it complains of; empty: nothing. */
  private static String run(List<String> command) throws IOException, DrillException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    try {
      int exitCode = process.waitFor();
      return exitCode == 0 ? "" : said.isBlank() ? "exit code " + exitCode : said.strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrillException("interrupted");
    }
  }

  /** Returns where it is mounted. */
  public Path directory() {
    return directory;
  }

  /** Unmounts it; all that is in it is gone then. */
  public void unmount() throws DrillException {
    try {
      String problem = run(List.of("umount", directory.toString()));
      if (!problem.isEmpty()) {
        throw new DrillException("%s can't be unmounted: %s".formatted(directory, problem));
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new DrillException("%s can't be unmounted: %s".formatted(directory, e));
    }
  }
}
