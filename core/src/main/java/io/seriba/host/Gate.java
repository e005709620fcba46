package io.seriba.host;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether the host takes commands, and if it stopped by itself, why. Any thread. */
final class Gate {
  private final Consumer<HostFailure> onFailure;
  private volatile boolean open;
  private volatile @Nullable HostFailure failure;

  Gate(Consumer<HostFailure> onFailure) {
    this.onFailure = onFailure;
  }

  boolean isOpen() {
    return open;
  }

  /** Lets commands in, unless the host has failed already. */
  synchronized void open() {
    open = failure == null;
  }

  synchronized void close() {
    open = false;
  }

  /** Closes for good. The first failure is the one that counts, and that the listener is told. */
  void fail(HostFailure failure) {
    synchronized (this) {
      open = false;
      if (this.failure != null) {
        return;
      }
      this.failure = failure;
    }
    onFailure.accept(failure);
  }

  boolean hasFailed() {
    return failure != null;
  }

  @Nullable HostFailure failure() {
    return failure;
  }
}
