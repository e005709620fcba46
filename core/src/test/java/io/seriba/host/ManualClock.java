package io.seriba.host;

import java.util.concurrent.atomic.AtomicLong;

/** Stands still until a test moves it, either way. */
final class ManualClock implements Clock {
  private final AtomicLong micros = new AtomicLong(1_800_000_000_000_000L);

  @Override
  public long micros() {
    return micros.get();
  }

  void advance(long by) {
    micros.addAndGet(by);
  }
}
