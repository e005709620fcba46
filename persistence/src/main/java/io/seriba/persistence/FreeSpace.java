package io.seriba.persistence;

import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches that the file system keeps a reserve. Thread-safe: whoever asks when a look is due takes
 * it, all others get the last answer.
 */
final class FreeSpace {
  private static final Logger LOG = LoggerFactory.getLogger(FreeSpace.class);

  private final LongSupplier usableBytes;
  private final long reserve;
  private final long everyNanos;
  private final AtomicLong nextLook = new AtomicLong(System.nanoTime());
  private volatile boolean enough = true;

  FreeSpace(LongSupplier usableBytes, long reserve, long everyMicros) {
    this.usableBytes = usableBytes;
    this.reserve = reserve;
    this.everyNanos = TimeUnit.MICROSECONDS.toNanos(everyMicros);
  }

  boolean isEnough() {
    long due = nextLook.get();
    long now = System.nanoTime();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + everyNanos)) {
      look();
    }
    return enough;
  }

  private void look() {
    boolean was = enough;
    try {
      enough = usableBytes.getAsLong() >= reserve;
    } catch (UncheckedIOException e) {
      enough = false;
      if (was) {
        LOG.error("free space can't be read: the journal takes no more commands", e);
      }
      return;
    }
    if (was && !enough) {
      LOG.error("less than {} bytes are free: the journal takes no more commands", reserve);
    } else if (!was && enough) {
      LOG.info("at least {} bytes are free again: the journal takes commands", reserve);
    }
  }
}
