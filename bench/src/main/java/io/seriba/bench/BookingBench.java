package io.seriba.bench;

import java.util.concurrent.TimeUnit;
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

/**
 * One thread decides holds, pledges and waitlists, with everything on: shape, request id, checks,
 * overlaps, timers, prices held in the ledger, events, state hash.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class BookingBench {
  static final int BATCH = 512;

  /** How many slots there are; a tenth as many guests, and holds that nobody pledges. */
  @Param({"10000", "10000000"})
  public int slots;

  /** Holds and pledges, as many of one as of the other. */
  @State(Scope.Thread)
  public static class Holds {
    private Evening evening = new Evening(0, 0, 0);

    /** Opens the store. */
    @Setup(Level.Trial)
    public void open(BookingBench bench) {
      evening = BookingBench.evening(bench.slots);
    }

    /** Makes the commands, outside of what is measured. */
    @Setup(Level.Invocation)
    public void prepare() {
      evening.prepareHolds();
    }
  }

  /** Cancellations that somebody waits for. */
  @State(Scope.Thread)
  public static class Promotions {
    private Evening evening = new Evening(0, 0, 0);
    private boolean started;

    /** Opens the store. */
    @Setup(Level.Trial)
    public void open(BookingBench bench) {
      evening = BookingBench.evening(bench.slots);
    }

    /** Makes the commands, outside of what is measured. */
    @Setup(Level.Invocation)
    public void prepare() {
      if (started) {
        evening.preparePromotions();
      } else {
        evening.prepareFirstPromotions();
        started = true;
      }
    }
  }

  private static Evening evening(int slots) {
    int guests = Math.max(slots / 10, 4 * BATCH);
    Evening evening = new Evening(slots, guests, BATCH);
    evening.open(slots / 10);
    return evening;
  }

  /** Decides holds and pledges; an operation is one of them. */
  @Benchmark
  @OperationsPerInvocation(2 * BATCH)
  public long holdAndPledge(Holds state) {
    state.evening.holdAndPledge();
    return state.evening.stateHash();
  }

  /** Decides cancellations and the offers that follow from them. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long waitlistPromotion(Promotions state) {
    state.evening.promote();
    return state.evening.stateHash();
  }
}
