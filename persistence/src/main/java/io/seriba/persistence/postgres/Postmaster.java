package io.seriba.persistence.postgres;

import io.seriba.persistence.postgres.Programs.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of a cluster, whoever has started them: those of a killed server, too. The first
 * one names itself in postmaster.pid.
 */
final class Postmaster {
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
  private static final long FAST_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
  private static final long LOOK_MILLIS = 200;

  /** How long pg_ctl waits; recovering may take longer, and is waited for then, too. */
  private static final Duration CONTROL_WAITS = Duration.ofMinutes(1);

  /** Where postmaster.pid has the status, and what it is when connections are taken. */
  private static final int STATUS_LINE = 7;

  private static final String READY = "ready";

  private final Path cluster;
  private final Path pidFile;
  private final ServerLog log;

  /**
   * Looks at a cluster.
   *
   * @param cluster its directory, no link; it need not be there yet
   * @param log gets what PostgreSQL says
   */
  Postmaster(Path cluster, ServerLog log) {
    this.cluster = cluster;
    this.log = log;
    pidFile = cluster.resolve("postmaster.pid");
  }

  /**
   * Starts it, and returns when it takes connections. If it must recover first, that is waited for
   * however long it takes. None may run.
   *
   * @param settings for its command line; what they say counts more than its files
   * @throws IOException if it ends instead, with what it said
   * @throws InterruptedException if this thread is interrupted; nothing runs then
   */
  void start(Programs programs, List<String> settings) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-D", cluster.toString(), "-w"));
    arguments.addAll(List.of("-t", Long.toString(CONTROL_WAITS.toSeconds())));
    arguments.addAll(List.of("-o", "-c " + String.join(" -c ", settings), "start"));
    Run control = programs.start("pg_ctl", arguments, log);
    try {
      int exitCode = control.process().waitFor();
      if (exitCode != 0) {
        awaitReady(exitCode);
      }
    } catch (InterruptedException e) {
      try {
        abandon(control.process());
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private void awaitReady(int exitCode) throws IOException, InterruptedException {
    if (isRunning()) {
      LOG.warn("PostgreSQL in {} takes long to start: it recovers, and is waited for", cluster);
    }
    while (!isReady()) {
      if (!isRunning()) {
        throw new IOException("pg_ctl came to exit code %d; %s".formatted(exitCode, log.said()));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private boolean isReady() throws IOException {
    return isRunning()
        && Files.readString(pidFile).lines().skip(STATUS_LINE).anyMatch(l -> l.startsWith(READY));
  }

  /** What pg_ctl has started names itself a little later; pg_ctl ends when that has ended. */
  private void abandon(Process control) throws IOException {
    boolean interrupted = false;
    try {
      while (control.isAlive()) {
        Optional<ProcessHandle> started = running();
        if (started.isPresent()) {
          stop(started.get());
        }
        interrupted |= park();
      }
      stop();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Stops it if it runs, and returns when all of its processes are gone. First by ending its
   * connections, and if that takes too long, by force: what was committed is on the disk either
   * way. An interrupt stays pending meanwhile.
   *
   * @throws IOException if it can't be stopped
   */
  void stop() throws IOException {
    Optional<ProcessHandle> running = running();
    if (running.isPresent()) {
      stop(running.get());
    }
    // If the first was killed, the others end by themselves; until then none can start.
    if (!isWithin(FAST_NANOS, () -> ProcessHandle.allProcesses().noneMatch(this::isIn))) {
      throw new IOException("processes of an earlier PostgreSQL don't end in " + cluster);
    }
    // Left by one that was killed: PostgreSQL refuses to start if it is empty, or if what has that
    // process id now looks to it like itself.
    Files.deleteIfExists(pidFile);
  }

  /**
   * Tells whether it runs, answering or not.
   *
   * @throws IOException if that can't be found out
   */
  boolean isRunning() throws IOException {
    return running().isPresent();
  }

  /** Keeps the log within bounds. */
  void limitLog() {
    log.limit();
  }

  /** Returns the last that it said, for people. */
  String said() {
    return log.said();
  }

  private Optional<ProcessHandle> running() throws IOException {
    try {
      String first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
      return first.matches("[1-9]\\d{0,17}")
          ? ProcessHandle.of(Long.parseLong(first)).filter(this::isIn)
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty(); // it has taken its file away, in order
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e.getCause());
    }
  }

  private void stop(ProcessHandle process) throws IOException {
    LOG.debug("stopping PostgreSQL, process {}, in {}", process.pid(), cluster);
    interrupt(process);
    if (!isWithin(FAST_NANOS, () -> !isIn(process))) {
      process.destroyForcibly();
      if (!isWithin(FAST_NANOS, () -> !isIn(process))) {
        throw new IOException("process %d can't be stopped".formatted(process.pid()));
      }
    }
  }

  /**
   * Tells whether a process is one of this cluster's PostgreSQL: all of them work in its directory.
   * One that has ended does no more, even if its parent takes no note of it.
   */
  private boolean isIn(ProcessHandle process) {
    try {
      Path about = Path.of("/proc", Long.toString(process.pid()));
      return Files.readSymbolicLink(about.resolve("cwd")).equals(cluster)
          && Files.readString(about.resolve("comm")).strip().equals("postgres");
    } catch (NoSuchFileException | AccessDeniedException e) {
      return false; // ended meanwhile, or another user's
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException("process " + process.pid() + " can't be looked at", e);
      }
      return false;
    }
  }

  /** SIGINT is how PostgreSQL is told to end its connections and stop. */
  private static void interrupt(ProcessHandle process) throws IOException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static boolean isWithin(long nanos, BooleanSupplier condition) throws IOException {
    boolean interrupted = Thread.interrupted(); // or parking would be spinning
    try {
      long end = System.nanoTime() + nanos;
      boolean is = condition.getAsBoolean();
      while (!is && System.nanoTime() - end < 0) {
        interrupted |= park();
        is = condition.getAsBoolean();
      }
      return is;
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean park() {
    LockSupport.parkNanos(LOOK_NANOS);
    return Thread.interrupted();
  }
}
