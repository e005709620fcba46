package io.seriba.server.drill;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Short rests between two looks at something. */
final class Waiting {
  private static final long NANOS = Duration.ofMillis(10).toNanos();

  private Waiting() {}

  /** Rests for 10 ms. */
  static void briefly() throws DrillException {
    LockSupport.parkNanos(NANOS);
    if (Thread.interrupted()) {
      Thread.currentThread().interrupt();
      throw new DrillException("interrupted");
    }
  }
}
