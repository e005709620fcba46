package io.seriba.host;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What a close must finish, whoever interrupts it. */
public final class Uninterruptibly {
  private Uninterruptibly() {}

  /** Waits until a thread has ended. An interrupt meanwhile stays pending. */
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until something is done. An interrupt meanwhile stays pending.
   *
   * @throws ExecutionException if it failed
   */
  public static <T> T get(Future<T> future) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
