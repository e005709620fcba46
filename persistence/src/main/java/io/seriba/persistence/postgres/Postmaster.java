package io.seriba.persistence.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
   * Stops it if it runs, and returns when all of its processes are gone. First by ending its
   * connections, and if that takes too long, by force: what was committed is on the disk either
   * way.
   *
   * @throws IOException if it can't be stopped
   */
  void stop() throws IOException {
    Path file = cluster.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      awaitWorkers(); // of one that was killed on its way
      return;
    }
    long pid = pid(file);
    Optional<ProcessHandle> found = ProcessHandle.of(pid);
    if (found.filter(this::isPostgres).isPresent()) {
      LOG.info("stopping PostgreSQL, process {}, that still runs in {}", pid, cluster);
      stop(found.get());
    } else if (found.isPresent() && pid > 0) {
      // Another process has this id by now, and PostgreSQL would take it for itself.
      LOG.info("{} names process {}, which is no PostgreSQL", file, pid);
      awaitWorkers();
      Files.deleteIfExists(file);
    }
    awaitWorkers();
  }

  /** Tells whether it runs, answering or not. */
  boolean isRunning() {
    try {
      return ProcessHandle.of(pid(cluster.resolve("postmaster.pid")))
          .filter(this::isPostgres)
          .isPresent();
    } catch (IOException e) {
      return false; // stopped in order: it has taken its file away
    }
  }

  private static void stop(ProcessHandle process) throws IOException {
    interrupt(process);
    if (!isWithin(FAST_NANOS, () -> hasEnded(process))) {
      process.destroyForcibly();
      if (!isWithin(FAST_NANOS, () -> hasEnded(process))) {
        throw new IOException("process %d can't be stopped".formatted(process.pid()));
      }
    }
  }

  /** Also if it waits for a parent to take note, who may never do so. */
  private static boolean hasEnded(ProcessHandle process) {
    if (!process.isAlive()) {
      return true;
    }
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.startsWith(" Z ", stat.lastIndexOf(')') + 1);
    } catch (IOException e) {
      return !process.isAlive(); // ended meanwhile, or no Linux
    }
  }

  /** If the first process was killed, the others end by themselves; until then none can start. */
  private void awaitWorkers() throws IOException {
    if (!isWithin(FAST_NANOS, () -> ProcessHandle.allProcesses().noneMatch(this::isIn))) {
      throw new IOException("processes of an earlier PostgreSQL don't end in " + cluster);
    }
  }

  /** All of PostgreSQL's processes work in the cluster's directory. */
  private boolean isIn(ProcessHandle process) {
    try {
      Path working = Path.of("/proc", Long.toString(process.pid()), "cwd");
      return Files.isSymbolicLink(working) && Files.readSymbolicLink(working).equals(cluster);
    } catch (IOException e) {
      return false; // ended meanwhile, or another user's
    }
  }

  private static long pid(Path file) throws IOException {
    String first = Files.readString(file).lines().findFirst().orElse("").strip();
    return first.matches("\\d{1,18}") ? Long.parseLong(first) : 0;
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

  private static boolean isWithin(long nanos, BooleanSupplier condition) {
    long end = System.nanoTime() + nanos;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }
}
