package io.seriba.persistence.postgres;

import io.seriba.host.Uninterruptibly;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a PostgreSQL of the server's own again when it has ended and nobody closed it: killed, out
 * of memory, stopped by hand. Waits longer each time, until it has run for a while.
 *
 * <p>One that runs and doesn't answer is left alone: it may be recovering, and what it does is on
 * the disk.
 */
final class Caretaker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
  private static final long LOOK_MILLIS = 200;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 15_000;
  private static final long STEADY_NANOS = Duration.ofSeconds(30).toNanos();

  /** How long it is waited for; recovering may take longer, and goes on meanwhile. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  /** The first word of postmaster.opts. */
  private static final Pattern EXECUTABLE = Pattern.compile("^(.*)/postgres(?=\\s|$)");

  private final Path cluster;
  private final Postmaster postmaster;
  private final AtomicLong restarts = new AtomicLong();
  private final Thread thread =
      Thread.ofPlatform().name("seriba-postgres").daemon().unstarted(this::run);

  // The thread's own.
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private long startedNanos = System.nanoTime();

  /** Begins to look after a cluster that runs. */
  Caretaker(Path cluster, Postmaster postmaster) {
    this.cluster = cluster;
    this.postmaster = postmaster;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        if (!postmaster.isRunning()) {
          revive();
        } else if (System.nanoTime() - startedNanos > STEADY_NANOS) {
          pauseMillis = FIRST_PAUSE_MILLIS;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("nobody looks after PostgreSQL in {} any more", cluster);
    }
  }

  private void revive() throws InterruptedException {
    LOG.warn("PostgreSQL in {} has ended; starting it again in {} ms", cluster, pauseMillis);
    TimeUnit.MILLISECONDS.sleep(pauseMillis);
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    try {
      postmaster.stop(); // what is left of it must be gone first
      int exitCode = restart();
      startedNanos = System.nanoTime();
      if (exitCode == 0) {
        restarts.incrementAndGet();
        LOG.info("PostgreSQL in {} runs again", cluster);
      } else {
        LOG.warn("starting PostgreSQL in {} came to exit code {}", cluster, exitCode);
      }
    } catch (IOException e) {
      LOG.warn("PostgreSQL in {} can't be started now", cluster, e);
    }
  }

  /** Starts it as it was started last: PostgreSQL keeps its command line in postmaster.opts. */
  private int restart() throws IOException, InterruptedException {
    Matcher executable =
        EXECUTABLE.matcher(Files.readString(cluster.resolve("postmaster.opts")).strip());
    if (!executable.find()) {
      throw new IOException("postmaster.opts doesn't begin with PostgreSQL's path");
    }
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to run as root
    }
    command.addAll(List.of(executable.group(1) + "/pg_ctl", "-D", cluster.toString()));
    command.addAll(List.of("-w", "-t", Long.toString(START_TIMEOUT.toSeconds()), "restart"));
    Process control = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread.ofVirtual().name("seriba-postgres-output").start(() -> log(control));
    try {
      return control.waitFor();
    } catch (InterruptedException e) {
      control.destroy();
      throw e;
    }
  }

  /** PostgreSQL itself writes there too, until it ends. */
  private static void log(Process control) {
    try (BufferedReader output = control.inputReader()) {
      output.lines().forEach(line -> LOG.info("{}", line));
    } catch (IOException e) {
      LOG.debug("PostgreSQL's output ends", e);
    }
  }

  /** Returns how often it was started again. Any thread. */
  long restarts() {
    return restarts.get();
  }

  /** Looks after it no more, and returns when nothing is being started. */
  @Override
  public void close() {
    thread.interrupt();
    Uninterruptibly.join(thread);
  }
}
