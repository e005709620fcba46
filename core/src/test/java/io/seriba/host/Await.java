package io.seriba.host;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do. */
final class Await {
  private static final long DEADLINE_NANOS = 20_000_000_000L;

  private Await() {}

  /** Returns when the condition holds; fails when it doesn't within 20 seconds. */
  static void until(String what, BooleanSupplier condition) {
    long started = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - started > DEADLINE_NANOS) {
        throw new AssertionError("waited in vain for: " + what);
      }
      LockSupport.parkNanos(50_000);
    }
  }
}
