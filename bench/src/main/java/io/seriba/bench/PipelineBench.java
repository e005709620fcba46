package io.seriba.bench;

import io.seriba.client.CoreClient.Submission;
import io.seriba.host.Durability;
import io.seriba.host.Host;
import io.seriba.host.HostFailure;
import io.seriba.host.HostOptions;
import io.seriba.host.Wait;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One producer hands bids to the host, whose engine journals and decides them; the last bid's
 * release ends an operation. The journal is the real one.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class PipelineBench {
  static final int BATCH = 16_384;
  private static final int LOTS = 10_000;

  /** When events are released. */
  @Param({"MEMORY", "BATCH", "EACH"})
  public Durability durability = Durability.MEMORY;

  private final Market market = new Market(LOTS, BATCH);
  private Path directory = Path.of("");
  private @Nullable Host host;
  private long submitted;

  /** Starts the host and opens the lots. */
  @Setup(Level.Trial)
  public void start() throws IOException {
    directory = Scratch.directory();
    Host started =
        new Host(
            ChronicleJournal.open(directory, JournalOptions.DEFAULT),
            () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
            HostOptions.DEFAULT
                .withDurability(durability)
                .withWaiting(Wait.PARK)
                .withLimits(market.limits()));
    started.recover();
    started.start();
    host = started;
    submitted = 1; // the host's own Configure
    market.open(this::submit);
    awaitRelease();
  }

  /** Stops the host and removes its journal. */
  @TearDown(Level.Trial)
  public void stop() throws IOException {
    host().close();
    Scratch.remove(directory);
  }

  /** Makes the bids, outside of what is measured. */
  @Setup(Level.Invocation)
  public void prepare() {
    market.prepare();
  }

  /** Hands the bids over and waits until the last one is released. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long submitAndRelease() {
    market.bid(this::submit);
    return awaitRelease();
  }

  private void submit(DirectBuffer buffer, int offset, int length) {
    Host target = host();
    Submission submission = target.submit(buffer, offset, length, 1);
    while (submission == Submission.BUSY) {
      Thread.onSpinWait();
      submission = target.submit(buffer, offset, length, 1);
    }
    if (submission != Submission.TAKEN) {
      HostFailure failure = target.failure();
      throw new IllegalStateException(
          "the host refused a command: " + submission, failure == null ? null : failure.cause());
    }
    submitted++;
  }

  private long awaitRelease() {
    Host target = host();
    while (target.releasedSequence() < submitted) {
      if (target.failure() != null) {
        throw new IllegalStateException("the host failed: " + target.failure());
      }
      Thread.onSpinWait();
    }
    return target.releasedSequence();
  }

  private Host host() {
    if (host == null) {
      throw new IllegalStateException("not started");
    }
    return host;
  }
}
