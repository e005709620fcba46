package io.seriba.host;

import com.lmax.disruptor.Sequence;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread sleep until any other has something for it, at the cost of a fence and a read for
 * the others while it is awake.
 *
 * <p>No wakeup is lost: the sleeper says that it sleeps, then looks whether there is something; the
 * waker brings something, then looks whether anyone sleeps. With a full fence between the two steps
 * on either side, at least one of them sees the other.
 */
final class Waiter {
  private static final long AWAKE = 0;
  private static final long ASLEEP = 1;

  /** Padded, because every waker reads it and what surrounds it may be written all the time. */
  private final Sequence state = new Sequence(AWAKE);

  /** Written by the sleeper before it says that it sleeps. */
  private @Nullable Thread sleeper;

  /**
   * Sleeps unless something is there; may return early for no reason. Only ever called by one
   * thread.
   *
   * @param ready whether something is there
   * @param nanos the longest that it sleeps
   */
  void await(BooleanSupplier ready, long nanos) {
    sleeper = Thread.currentThread();
    state.setVolatile(ASLEEP);
    if (!ready.getAsBoolean()) {
      LockSupport.parkNanos(this, nanos);
    }
    state.set(AWAKE);
  }

  /** Wakes the sleeper, if it sleeps, so that it sees what the caller did before. Any thread. */
  void signal() {
    VarHandle.fullFence();
    if (state.get() == ASLEEP && state.compareAndSet(ASLEEP, AWAKE)) {
      LockSupport.unpark(sleeper);
    }
  }
}
