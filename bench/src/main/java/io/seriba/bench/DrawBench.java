package io.seriba.bench;

import io.seriba.gacha.DrawKey;
import io.seriba.gacha.DrawStream;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.concurrent.UnsafeBuffer;
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
 * One thread decides draws, with everything on: shape, request id, medals, HMAC, pity, events,
 * state hash. Beside it what HMAC alone costs, by the engine's own and by the JDK's. A bundle of
 * ten counts as one operation.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class DrawBench {
  static final int BATCH = 512;

  /** How many players there are, and how many different prizes in the box. */
  @Param({"10000", "1000000"})
  public int size;

  /** A table, and the draws that it decides next. */
  @State(Scope.Thread)
  public static class Table {
    private final Decider decider = new Decider();
    private Casino casino = new Casino(1, 0, 1);

    /** Opens the pool. */
    @Setup(Level.Trial)
    public void open(DrawBench bench) {
      casino = new Casino(bench.size, 0, BATCH);
      casino.open(decider);
    }
  }

  /** Single draws from a table. */
  @State(Scope.Thread)
  public static class Singles extends Table {
    /** Makes the draws, outside of what is measured. */
    @Setup(Level.Invocation)
    public void prepare() {
      super.casino.prepare(1);
      super.decider.tick();
    }
  }

  /** Bundles of ten from a table. */
  @State(Scope.Thread)
  public static class Bundles extends Table {
    /** Makes the draws, outside of what is measured. */
    @Setup(Level.Invocation)
    public void prepare() {
      super.casino.prepare(10);
      super.decider.tick();
    }
  }

  /** Single draws from a box. */
  @State(Scope.Thread)
  public static class Box {
    private final Decider decider = new Decider();
    private Casino casino = new Casino(1, 1, 1);

    /** Opens the pool. */
    @Setup(Level.Trial)
    public void open(DrawBench bench) {
      casino = new Casino(10_000, bench.size, BATCH);
      casino.open(decider);
    }

    /** Makes the draws, outside of what is measured. */
    @Setup(Level.Invocation)
    public void prepare() {
      casino.prepare(1);
      decider.tick();
    }
  }

  /** What an HMAC needs. */
  @State(Scope.Thread)
  public static class Hmac {
    private final DrawStream stream = new DrawStream();
    private final DrawKey key = new DrawKey(new byte[] {1, 2, 3}, 5, new byte[32]);
    private final UnsafeBuffer clientSeed = new UnsafeBuffer(new byte[24]);
    private final byte[] message = new byte[114];
    private final byte[] hash = new byte[32];
    private final Mac mac;
    private long draws;

    /** Makes the JDK's, with its key. */
    public Hmac() {
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
      } catch (GeneralSecurityException e) {
        throw new LinkageError("every JDK has HmacSHA256", e);
      }
    }
  }

  /** Draws once. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long single(Singles state) {
    Table table = state;
    table.casino.draw(table.decider);
    return table.decider.stateHash();
  }

  /** Draws ten times at once. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long bundleOfTen(Bundles state) {
    Table table = state;
    table.casino.draw(table.decider);
    return table.decider.stateHash();
  }

  /** Draws once from a box. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long box(Box state) {
    state.casino.draw(state.decider);
    return state.decider.stateHash();
  }

  /** Makes one draw's number. */
  @Benchmark
  public long hmacAlone(Hmac state) {
    state.stream.start(state.key, 7, state.clientSeed, 0, 24);
    state.stream.draw(++state.draws);
    return state.stream.uniform(1_000_000);
  }

  /** Makes one draw's block by the JDK's HMAC. */
  @Benchmark
  public byte jdkHmac(Hmac state) throws GeneralSecurityException {
    state.message[0]++;
    state.mac.update(state.message);
    state.mac.doFinal(state.hash, 0);
    return state.hash[0];
  }
}
