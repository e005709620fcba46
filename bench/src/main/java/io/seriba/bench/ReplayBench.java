package io.seriba.bench;

import io.seriba.host.Clock;
import io.seriba.host.Host;
import io.seriba.host.HostOptions;
import io.seriba.host.Journal;
import io.seriba.host.RecoveryReport;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A host recovers from a journal of bids: read, verified and decided anew. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ReplayBench {
  /** About as many records as the journal has; a batch is never cut. */
  private static final int RECORDS = 1 << 21;

  private static final int BATCH = 512;
  private static final int LOTS = 10_000;
  private static final long TIME = 1_700_000_000_000_000L;
  private static final Clock STILL = () -> TIME;

  /** How many to write; so many that opening the journal doesn't count. */
  int records = RECORDS;

  private Path directory = Path.of("");
  private long sequence;

  /** Writes the journal: the market's beginnings, then bids up to the number of records. */
  @Setup(Level.Trial)
  public void write() throws IOException {
    directory = Scratch.directory();
    try (Journal journal = ChronicleJournal.open(directory, JournalOptions.DEFAULT)) {
      Market market = new Market(LOTS, BATCH);
      Market.Taker writer =
          (buffer, offset, length) -> journal.append(++sequence, TIME, buffer, offset, length);
      market.configure(writer);
      market.open(writer);
      journal.commit();
      while (sequence + BATCH <= records) {
        market.prepare();
        market.bid(writer);
        journal.commit();
      }
    }
  }

  /** Removes the journal. */
  @TearDown(Level.Trial)
  public void remove() throws IOException {
    Scratch.remove(directory);
  }

  /** Recovers. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public RecoveryReport recover() {
    Journal journal = ChronicleJournal.open(directory, JournalOptions.DEFAULT);
    try (Host host = new Host(journal, STILL, HostOptions.DEFAULT)) {
      return host.recover();
    }
  }
}
