package io.seriba.host;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The state hashes after the last batches, for whoever replays the same log to compare with its
 * own.
 *
 * <p>One thread publishes, without ever waiting; each reader belongs to one thread. A reader that
 * falls behind by more than {@value #KEPT} batches misses the oldest ones.
 */
public final class StateHashes {
  /** How many are kept. */
  public static final int KEPT = 4096;

  private static final int FIELDS = 2;

  /** Sequence and hash by turns; a sequence of 0 means that the hash is being written. */
  private final AtomicLongArray samples = new AtomicLongArray(FIELDS * KEPT);

  private final AtomicLong published = new AtomicLong();

  StateHashes() {}

  /**
   * A state hash and the sequence that it was taken after.
   *
   * @param sequence of the last command that it covers
   * @param hash over all events up to there
   */
  public record Sample(long sequence, long hash) {}

  /** Publishes the hash after a sequence. The engine's thread only. */
  void publish(long sequence, long hash) {
    long turn = published.getPlain();
    int at = place(turn);
    samples.set(at, 0);
    samples.set(at + 1, hash);
    samples.set(at, sequence);
    published.setRelease(turn + 1);
  }

  /** Returns a reader that begins with the oldest hash that is kept. */
  public Reader reader() {
    return new Reader();
  }

  private static int place(long turn) {
    return FIELDS * (int) (turn % KEPT);
  }

  /** Reads the hashes in the order of their sequences. */
  public final class Reader {
    private long turn;

    private Reader() {}

    /**
     * Returns the first hash behind a sequence.
     *
     * @param sequence if it is less than at the last call, some hashes are passed over
     * @return null if there is none yet
     */
    public @Nullable Sample after(long sequence) {
      long end = published.getAcquire();
      turn = Math.max(turn, end - KEPT);
      for (; turn < end; turn++) {
        int at = place(turn);
        long found = samples.get(at);
        long hash = samples.get(at + 1);
        if (found > sequence && samples.get(at) == found) {
          return new Sample(found, hash);
        }
      }
      return null;
    }
  }
}
