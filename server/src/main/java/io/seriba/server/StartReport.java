package io.seriba.server;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a start took, and how it was spent; milliseconds.
 *
 * @param total from the configuration's end to open gateways
 * @param journal checking and opening the journal, listing the snapshots included
 * @param snapshot the sequence of the snapshot that it began with; 0: none
 * @param load loading that snapshot, at the same time
 * @param commands how many commands were replayed behind it
 * @param replay replaying them
 * @param gateways describing the state to the gateways and opening them
 * @param sequence the last command that was replayed
 * @param stateHash the state hash after it
 */
public record StartReport(
    long total,
    long journal,
    long snapshot,
    long load,
    long commands,
    long replay,
    long gateways,
    long sequence,
    long stateHash) {

  private static final Pattern LINE =
      Pattern.compile(
          "ready in (\\d+) ms: journal opened (\\d+) while snapshot of sequence (\\d+) loaded (\\d+),"
              + " (\\d+) commands replayed (\\d+), gateways opened (\\d+);"
              + " sequence (\\d+), state hash ([0-9a-f]{16})");

  /** Notes the moments of a start, in {@link System#nanoTime}. */
  static final class Watch {
    private final long start = System.nanoTime();
    private long last = start;

    /** Returns the milliseconds since the last call, or the start. */
    long lap() {
      long now = System.nanoTime();
      long millis = TimeUnit.NANOSECONDS.toMillis(now - last);
      last = now;
      return millis;
    }

    long total() {
      return TimeUnit.NANOSECONDS.toMillis(last - start);
    }
  }

  /** Returns the line that the server logs. */
  @Override
  public String toString() {
    return "ready in %d ms: journal opened %d while snapshot of sequence %d loaded %d, %d commands replayed %d, gateways opened %d; sequence %d, state hash %s"
        .formatted(
            total,
            journal,
            snapshot,
            load,
            commands,
            replay,
            gateways,
            sequence,
            Server.hash(stateHash));
  }

  /** Finds the report in a line of a server's log. */
  public static Optional<StartReport> find(String line) {
    Matcher found = LINE.matcher(line);
    if (!found.find()) {
      return Optional.empty();
    }
    long[] figures = new long[8];
    for (int i = 0; i < figures.length; i++) {
      figures[i] = Long.parseLong(found.group(i + 1));
    }
    return Optional.of(
        new StartReport(
            figures[0],
            figures[1],
            figures[2],
            figures[3],
            figures[4],
            figures[5],
            figures[6],
            figures[7],
            Long.parseUnsignedLong(found.group(9), 16)));
  }
}
