package io.seriba.server;

import io.seriba.engine.Engine;
import io.seriba.engine.EventSink;
import io.seriba.persistence.JournalReport;
import io.seriba.persistence.JournalVerifier;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a second engine makes of a journal: every record checked, every command decided anew.
 *
 * @param report what the journal's files are like
 * @param stateHash the engine's state hash after the last good record
 * @param timersFired timers that fired
 * @param timersPending timers that are still set
 * @param nanos how long it took, reading included
 */
public record JournalReplay(
    JournalReport report, long stateHash, long timersFired, int timersPending, long nanos) {

  /**
   * Replays the journal in a directory, which no server may have open.
   *
   * @throws io.seriba.persistence.JournalException if it can't be read at all
   */
  public static JournalReplay run(Path directory) {
    Engine engine = new Engine();
    Unseen unseen = new Unseen();
    long start = System.nanoTime();
    JournalReport report =
        JournalVerifier.verify(
            directory,
            (sequence, timestamp, command, offset, length) ->
                engine.apply(sequence, timestamp, 0, command, offset, length, unseen));
    return new JournalReplay(
        report,
        engine.stateHash(),
        engine.timersFired(),
        engine.timersPending(),
        System.nanoTime() - start);
  }

  /** Returns how fast that was. */
  public long recordsPerSecond() {
    return (long) (report.records() / (Math.max(nanos, 1) / (double) TimeUnit.SECONDS.toNanos(1)));
  }

  /** Takes the events, which nobody sees. */
  private static final class Unseen implements EventSink {
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[MAX_FRAME_LENGTH]);

    @Override
    public int claim(int length) {
      return 0;
    }

    @Override
    public MutableDirectBuffer buffer() {
      return frame;
    }

    @Override
    public void commit(int length) {
      // a replay is for the state that it leads to
    }
  }
}
