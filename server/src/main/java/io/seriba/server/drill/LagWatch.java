package io.seriba.server.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How far the tables are behind what the clients were told, over a while. While they can't be asked
 * they are where they were. One thread.
 */
final class LagWatch {
  /** A lag is hardly one when it is less than this part of the greatest. */
  private static final int HARDLY = 10;

  /** A moment: what was decided, and how far the tables are. */
  private record Look(long nanos, long decided, long watermark) {}

  private final List<Look> looks = new ArrayList<>();
  private long most;
  private long mostNanos;

  /** Takes in what is so now. */
  void look(long decided, long watermark) {
    Look now = new Look(System.nanoTime(), decided, watermark);
    looks.add(now);
    long lag = lag(now);
    most = Math.max(most, lag);
    if (lag > 0) {
      mostNanos = Math.max(mostNanos, now.nanos - since(watermark));
    }
  }

  private static long lag(Look look) {
    return Math.max(0, look.decided - look.watermark);
  }

  /** Returns the first moment at which more was decided than a watermark says. */
  private long since(long watermark) {
    return looks.stream()
        .filter(look -> look.decided > watermark)
        .findFirst()
        .map(Look::nanos)
        .orElseGet(System::nanoTime);
  }

  /** Returns the last lag, commands. */
  long lag() {
    return looks.isEmpty() ? 0 : lag(looks.getLast());
  }

  /** Returns the most that it was, commands. */
  long most() {
    return most;
  }

  /** Returns the most that it was, milliseconds. */
  long mostMillis() {
    return TimeUnit.NANOSECONDS.toMillis(mostNanos);
  }

  /**
   * Returns how many commands a second the tables took from the moment at which they were furthest
   * behind until they were hardly so, or the last look.
   */
  long catchUpRate() {
    Look deepest = null;
    Look end = null;
    for (Look look : looks) {
      if (deepest == null || lag(look) >= lag(deepest)) {
        deepest = look;
        end = null;
      } else if (end == null || lag(end) * HARDLY > lag(deepest)) {
        end = look;
      }
    }
    return deepest == null || end == null
        ? 0
        : (end.watermark - deepest.watermark)
            * TimeUnit.SECONDS.toNanos(1)
            / (end.nanos - deepest.nanos);
  }
}
