package io.seriba.host;

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
}
