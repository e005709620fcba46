package io.seriba.server.demo.stage;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long something took, of which there is much. On the clients' event loop. */
public final class Latency {
  private static final int DIGITS = 3;

  private final String name;
  private final Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);

  /** Makes an empty one; the name is what the table calls it. */
  public Latency(String name) {
    this.name = name;
  }

  /** Counts one; what is longer than a minute counts as a minute. */
  public void record(long elapsedNanos) {
    nanos.recordValue(Math.clamp(elapsedNanos, 0, nanos.getHighestTrackableValue()));
  }

  /** Returns how many there were. */
  public long count() {
    return nanos.getTotalCount();
  }

  /** Returns p50 and p99 for people, milliseconds. */
  public String brief() {
    return "%.1f/%.1f"
        .formatted(nanos.getValueAtPercentile(50) / 1e6, nanos.getValueAtPercentile(99) / 1e6);
  }

  /** Prints some as a table, with what they are measured on. */
  public static void print(Screen screen, Latency... rows) {
    screen.line(
        "%-35s %8s %8s %8s %8s %8s"
            .formatted("Latency, ms", "p50", "p99", "p99.9", "max", "count"));
    for (Latency row : rows) {
      screen.line(
          "  %-33s %s %s %s %s %,8d"
              .formatted(row.name, row.at(50), row.at(99), row.at(99.9), row.at(100), row.count()));
    }
    screen.line("  Clients and server share this machine.");
    screen.line("");
  }

  private String at(double percentile) {
    return "%8.2f".formatted(nanos.getValueAtPercentile(percentile) / 1e6);
  }
}
