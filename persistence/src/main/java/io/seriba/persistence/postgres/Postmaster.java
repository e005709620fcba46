package io.seriba.persistence.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a cluster that a killed server left running, found by postmaster.pid. */
final class Postmaster {
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
  private static final long FAST_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private final Path cluster;

  Postmaster(Path cluster) {
    this.cluster = cluster;
  }

  /**
   * Stops it if it runs, and returns when it is gone. First by ending its connections, and if that
   * takes too long, by force: what was committed is on the disk either way.
   *
   * @throws IOException if it can't be stopped
   */
  void stop() throws IOException {
    Path file = cluster.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    Optional<ProcessHandle> found = process(file);
    if (found.isEmpty()) {
      Files.deleteIfExists(file); // its process is gone, and the id may be another's by now
      return;
    }
    ProcessHandle process = found.get();
    LOG.info(
        "stopping PostgreSQL, process {}, that is still running in {}", process.pid(), cluster);
    interrupt(process);
    if (!isGoneWithin(process, FAST_NANOS)) {
      process.destroyForcibly();
      if (!isGoneWithin(process, FAST_NANOS)) {
        throw new IOException("process %d can't be stopped".formatted(process.pid()));
      }
    }
    Files.deleteIfExists(file);
  }

  private Optional<ProcessHandle> process(Path file) throws IOException {
    String first = Files.readString(file).lines().findFirst().orElse("").strip();
    return first.matches("\\d{1,18}")
        ? ProcessHandle.of(Long.parseLong(first)).filter(this::isPostgres)
        : Optional.empty();
  }

  /** A process id lives again sooner or later; so it must be a PostgreSQL in this directory. */
  private boolean isPostgres(ProcessHandle process) {
    String line = process.info().commandLine().orElse("");
    return line.contains("postgres") && line.contains(cluster.toString());
  }

  /** SIGINT is how PostgreSQL is told to end its connections and stop. */
  private static void interrupt(ProcessHandle process) throws IOException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static boolean isGoneWithin(ProcessHandle process, long nanos) {
    long end = System.nanoTime() + nanos;
    while (process.isAlive() && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return !process.isAlive();
  }
}
