package io.seriba.persistence.follower;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a follower goes about it. Immutable; checked when it is made.
 *
 * @param pollMicros how long it sleeps when there is nothing new, 100 to 1,000,000 microseconds
 * @param lingerMicros how long what was followed may wait for more to be kept together with it, 0
 *     to 10,000,000 microseconds: how far the tables are behind at least
 * @param firstPauseMicros how long it waits before it tries again for the first time; then twice as
 *     long each time. 1,000 to {@code longestPauseMicros}
 * @param longestPauseMicros the longest that it waits, up to 600,000,000 microseconds
 * @param detachCommands how many commands may come while projections are away, 1 to 1,000,000,000:
 *     then it follows without them, for whoever needs its engine
 * @param closeMicros how long a close waits for what was followed to be kept, 1,000 to 600,000,000
 *     microseconds; what isn't by then is followed again after the next start
 * @param onStop told once, on the follower's thread, when it stops by itself; it must not close the
 *     follower itself but have another thread do it
 */
public record FollowerOptions(
    long pollMicros,
    long lingerMicros,
    long firstPauseMicros,
    long longestPauseMicros,
    long detachCommands,
    long closeMicros,
    Consumer<FollowerStop> onStop) {

  /**
   * Polls each 2 ms, lingers 50 ms, waits 100 ms to 15 s for the database, follows without it after
   * 500,000 commands, and waits 15 s when it is closed; a stop is told to nobody but stays readable
   * in {@link Follower#stop}.
   */
  public static final FollowerOptions DEFAULT =
      new FollowerOptions(2_000, 50_000, 100_000, 15_000_000, 500_000, 15_000_000, stop -> {});

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the field, its value, and what is allowed
   */
  public FollowerOptions {
    within("pollMicros", pollMicros, 100, 1_000_000);
    within("lingerMicros", lingerMicros, 0, 10_000_000);
    within("longestPauseMicros", longestPauseMicros, 1_000, 600_000_000);
    within("firstPauseMicros", firstPauseMicros, 1_000, longestPauseMicros);
    within("detachCommands", detachCommands, 1, 1_000_000_000);
    within("closeMicros", closeMicros, 1_000, 600_000_000);
    Objects.requireNonNull(onStop, "onStop");
  }

  /** Returns the same with another listener for the follower's stop. */
  public FollowerOptions withOnStop(Consumer<FollowerStop> listener) {
    return new FollowerOptions(
        pollMicros,
        lingerMicros,
        firstPauseMicros,
        longestPauseMicros,
        detachCommands,
        closeMicros,
        listener);
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
