package io.seriba.persistence.postgres;

import io.seriba.host.Uninterruptibly;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

  private final Path cluster;
  private final Postmaster postmaster;
  private final Programs programs;
  private final List<String> settings;
  private final AtomicLong restarts = new AtomicLong();
  private final Thread thread =
      Thread.ofPlatform().name("seriba-postgres").daemon().unstarted(this::run);

  private volatile boolean closing;

  // The thread's own.
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private long startedNanos = System.nanoTime();

  /**
   * Makes one for a cluster that runs.
   *
   * @param settings what it was started with, and is started with again
   */
  Caretaker(Path cluster, Postmaster postmaster, Programs programs, List<String> settings) {
    this.cluster = cluster;
    this.postmaster = postmaster;
    this.programs = programs;
    this.settings = List.copyOf(settings);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closing) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        look();
      }
    } catch (InterruptedException e) {
      LOG.debug("nobody looks after PostgreSQL in {} any more", cluster);
    }
  }

  private void look() throws InterruptedException {
    if (!isRunning()) {
      revive();
    } else if (System.nanoTime() - startedNanos > STEADY_NANOS) {
      pauseMillis = FIRST_PAUSE_MILLIS;
    }
    postmaster.limitLog();
  }

  /** Tells whether it runs; if that can't be found out, it is left alone. */
  private boolean isRunning() throws InterruptedException {
    try {
      return postmaster.isRunning();
    } catch (IOException e) {
      LOG.warn("nobody can tell whether PostgreSQL in {} runs", cluster, e);
      pause();
      return true;
    }
  }

  private void revive() throws InterruptedException {
    LOG.warn(
        "PostgreSQL in {} has ended; starting it again in {} ms. {}",
        cluster,
        pauseMillis,
        postmaster.said());
    pause();
    try {
      postmaster.stop(); // what is left of it must be gone first
      postmaster.start(programs, settings);
      startedNanos = System.nanoTime();
      restarts.incrementAndGet();
      LOG.info("PostgreSQL in {} runs again", cluster);
    } catch (IOException e) {
      LOG.warn("PostgreSQL in {} can't be started now", cluster, e);
    }
  }

  private void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(pauseMillis);
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
  }

  /** Returns how often it was started again. Any thread. */
  long restarts() {
    return restarts.get();
  }

  /** Looks after it no more, and returns when nothing is being started. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    Uninterruptibly.join(thread);
  }
}
