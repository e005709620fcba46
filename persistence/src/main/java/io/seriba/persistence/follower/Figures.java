package io.seriba.persistence.follower;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Where a follower stands: written on its thread, read by any. */
final class Figures {
  private volatile FollowerState state = FollowerState.STARTING;
  private volatile @Nullable String problem;
  private volatile @Nullable FollowerStop stop;
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicLong watermark = new AtomicLong();

  /** Time of what the first command that isn't kept comes behind, or its own; 0: none is known. */
  private final AtomicLong behindSince = new AtomicLong();

  private final AtomicLong flushes = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong compared = new AtomicLong();

  /**
   * Begins, with no watermark yet.
   *
   * @param now microseconds
   */
  Figures(long now) {
    behindSince.setPlain(now);
  }

  FollowerState state() {
    return state;
  }

  void goesOn() {
    problem = null;
    state = FollowerState.RUNNING;
  }

  void waits(@Nullable String reason) {
    add(retries);
    problem = reason;
    state = FollowerState.WAITING_FOR_DATABASE;
  }

  void stopped(FollowerStop why) {
    stop = why;
    problem = why.reason();
    state = FollowerState.STOPPED;
  }

  void closed() {
    state = FollowerState.CLOSED;
  }

  void applied(long last) {
    sequence.setRelease(last);
  }

  void flushed() {
    add(flushes);
  }

  void hashCompared() {
    add(compared);
  }

  /**
   * Moves the watermark.
   *
   * @param time of its command, microseconds; 0 if all is kept
   */
  void kept(long last, long time) {
    behindSince.setRelease(time);
    watermark.setRelease(last);
  }

  /** Something isn't kept yet, since then at least. */
  void lacks(long time) {
    if (behindSince.getPlain() == 0) {
      behindSince.setRelease(time);
    }
  }

  private static void add(AtomicLong count) {
    count.setRelease(count.getPlain() + 1);
  }

  @Nullable FollowerStop stop() {
    return stop;
  }

  long watermark() {
    return watermark.getAcquire();
  }

  /**
   * Returns them all.
   *
   * @param limit the last command that could be kept
   * @param now microseconds
   */
  FollowerStats stats(long limit, long now) {
    long kept = watermark.getAcquire();
    long lag = Math.max(0, limit - kept);
    long since = behindSince.getAcquire();
    return new FollowerStats(
        state,
        problem,
        sequence.getAcquire(),
        kept,
        lag,
        lag == 0 || since == 0 ? 0 : Math.max(0, now - since),
        flushes.getAcquire(),
        retries.getAcquire(),
        compared.getAcquire());
  }
}
