package io.seriba.persistence.follower;

/**
 * The work of a follower's thread, one step at a time on the caller's: see {@link
 * Follower#startStepped}.
 *
 * <p>The steps are those that the thread itself repeats. What one throws stops the follower, as it
 * would with the thread, and stands in {@link Follower#stop}; nothing comes out of these methods.
 */
public final class FollowerSteps {
  private final FollowerLoop loop;
  private boolean ended;

  FollowerSteps(FollowerLoop loop) {
    this.loop = loop;
  }

  /**
   * Does what the thread does next: makes contact with a projection, reads a piece of the log,
   * flushes a projection, or gives the engine to whoever waits for it to be at rest.
   *
   * @return how long the thread would sleep then, nanoseconds; 0: not at all. {@link
   *     Long#MAX_VALUE}: it has ended
   */
  public long step() {
    if (!ended) {
      try {
        return loop.step();
      } catch (Throwable e) {
        stopped(e);
      }
    }
    return Long.MAX_VALUE;
  }

  /** Does what the thread does when the follower is closed. */
  void finish() {
    if (ended) {
      return;
    }
    try {
      loop.finish();
    } catch (Throwable e) {
      stopped(e);
      return;
    }
    ended = true;
    loop.close();
  }

  private void stopped(Throwable cause) {
    ended = true;
    try {
      loop.stopped(cause);
    } finally {
      loop.close();
    }
  }
}
