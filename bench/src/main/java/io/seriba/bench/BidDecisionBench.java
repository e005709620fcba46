package io.seriba.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2ObjectHashMap;
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
 * One thread decides bids, with everything on: shape, request id, checks, deposits, events, state
 * hash. Beside it what nobody could do without: finding the lot and writing two balances.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class BidDecisionBench {
  static final int BATCH = 512;

  /** How many lots are open, and how many bidders there are. */
  @Param({"10000", "1000000"})
  public int lots;

  /** A market, and the bids that it decides next. */
  @State(Scope.Thread)
  public static class Deciding {
    private final Decider decider = new Decider();
    private Market market = new Market(1, 1);

    /** Makes the market. */
    @Setup(Level.Trial)
    public void open(BidDecisionBench bench) {
      market = new Market(bench.lots, BATCH);
      market.configure(decider);
      market.open(decider);
    }

    /** Makes the bids, outside of what is measured. */
    @Setup(Level.Invocation)
    public void prepare() {
      market.prepare();
      decider.tick();
    }
  }

  /** A map of lots and an array of balances. */
  @State(Scope.Thread)
  public static class Bare {
    private final SplittableRandom random = new SplittableRandom(3);
    private final Long2ObjectHashMap<BareLot> lots = new Long2ObjectHashMap<>();
    private final long[] ids = new long[BATCH];
    private final int[] bidders = new int[BATCH];
    private long[] balances = {};

    /** Makes map and balances. */
    @Setup(Level.Trial)
    public void open(BidDecisionBench bench) {
      balances = new long[bench.lots * 8];
      for (int i = 0; i < bench.lots; i++) {
        lots.put(CommandWriter.lot(i), new BareLot());
      }
    }

    /** Makes the bids, outside of what is measured. */
    @Setup(Level.Invocation)
    public void prepare() {
      for (int i = 0; i < BATCH; i++) {
        ids[i] = CommandWriter.lot(random.nextInt(lots.size()));
        bidders[i] = random.nextInt(lots.size()) * 8;
      }
    }
  }

  private static final class BareLot {
    private int leader;
    private long max;
  }

  /** Decides a batch of bids. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long decide(Deciding state) {
    state.market.bid(state.decider);
    return state.decider.stateHash();
  }

  /** Does what can't be left out. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long bareMapAndTwoBalances(Bare state) {
    long sum = 0;
    for (int i = 0; i < BATCH; i++) {
      BareLot lot = state.lots.get(state.ids[i]);
      state.balances[lot.leader] += lot.max;
      lot.max += 100;
      lot.leader = state.bidders[i];
      state.balances[lot.leader] -= lot.max;
      sum += lot.max;
    }
    return sum;
  }
}
