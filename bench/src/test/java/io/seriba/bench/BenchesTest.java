package io.seriba.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.seriba.host.Durability;
import io.seriba.host.RecoveryReport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BenchesTest {
  private static final int LOTS = 100;
  private static final int BATCH = 512;
  private static final int WARMUP_BATCHES = 400;
  private static final int MEASURED_BATCHES = 200;

  @Test
  void aBidIsDecidedWithoutAllocating() {
    Market market = new Market(LOTS, BATCH);
    Decider decider = new Decider();
    market.configure(decider);
    market.open(decider);
    decide(market, decider, WARMUP_BATCHES);
    long least = Long.MAX_VALUE;
    // The first rounds may still allocate in the compiler's or the class loader's name.
    for (int round = 0; round < 5; round++) {
      least = Math.min(least, decide(market, decider, MEASURED_BATCHES));
    }
    assertEquals(0, least / (MEASURED_BATCHES * BATCH), "bytes per bid");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 10", "1000, 1"})
  void aDrawIsDecidedWithoutAllocating(int boxed, int count) {
    Casino casino = new Casino(100, boxed, BATCH);
    Decider decider = new Decider();
    casino.open(decider);
    long before = decider.bytes();
    draw(casino, decider, count, WARMUP_BATCHES);
    long bytes = (decider.bytes() - before) / ((long) WARMUP_BATCHES * BATCH);
    // Outcome, medals, results, progress; refused, the outcome alone.
    assertTrue(bytes > 400, "bytes of events per draw: " + bytes);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      least = Math.min(least, draw(casino, decider, count, MEASURED_BATCHES));
    }
    assertEquals(0, least / (MEASURED_BATCHES * BATCH), "bytes per draw");
  }

  private static long draw(Casino casino, Decider decider, int count, int batches) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    for (int i = 0; i < batches; i++) {
      casino.prepare(count);
      decider.tick();
      long before = threads.getCurrentThreadAllocatedBytes();
      casino.draw(decider);
      allocated += threads.getCurrentThreadAllocatedBytes() - before;
    }
    return allocated;
  }

  private static long decide(Market market, Decider decider, int batches) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    for (int i = 0; i < batches; i++) {
      market.prepare();
      decider.tick();
      long before = threads.getCurrentThreadAllocatedBytes();
      market.bid(decider);
      allocated += threads.getCurrentThreadAllocatedBytes() - before;
    }
    return allocated;
  }

  @Test
  void aHoldAndAPledgeAreDecidedWithoutAllocating() {
    Evening evening = new Evening(400, 3 * BATCH, BATCH);
    evening.open(100);
    long least = allocatedLeast(evening::prepareHolds, evening::holdAndPledge);
    assertEquals(0, least / (MEASURED_BATCHES * BATCH), "bytes per hold and pledge");
  }

  @Test
  void aWaitlistIsServedWithoutAllocating() {
    Evening evening = new Evening(2_000, 3 * BATCH, BATCH);
    evening.open(100);
    evening.prepareFirstPromotions();
    evening.promote();
    long least = allocatedLeast(evening::preparePromotions, evening::promote);
    assertEquals(0, least / (MEASURED_BATCHES * BATCH), "bytes per cancellation and offer");
  }

  @Test
  void everyHoldIsPledgedAndEveryCancellationBringsAnOffer() {
    Evening evening = new Evening(2_000, 3 * BATCH, BATCH);
    evening.open(100);
    long before = evening.bytes();
    evening.prepareHolds();
    long prepared = evening.bytes();
    evening.holdAndPledge();
    // Six events; refused, they would be two.
    assertTrue((evening.bytes() - prepared) / BATCH > 500, "bytes of events per hold and pledge");
    assertTrue(prepared - before < BATCH, "nothing to cancel before");
    evening.prepareFirstPromotions();
    prepared = evening.bytes();
    evening.promote();
    // Seven events; without an offer, four.
    assertTrue((evening.bytes() - prepared) / BATCH > 600, "bytes of events per cancellation");
  }

  private static long allocatedLeast(Runnable prepare, Runnable measured) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 7; round++) {
      long allocated = 0;
      for (int i = 0; i < MEASURED_BATCHES; i++) {
        prepare.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        measured.run();
        allocated += threads.getCurrentThreadAllocatedBytes() - before;
      }
      least = Math.min(least, allocated);
    }
    return least;
  }

  @Test
  void everyBidOfTheMarketIsAccepted() {
    Market market = new Market(LOTS, BATCH);
    Decider decider = new Decider();
    market.configure(decider);
    market.open(decider);
    long before = decider.bytes();
    market.prepare();
    market.bid(decider);
    // A bid that takes the lead gives four events, or three when the leader raises; refused, one.
    assertTrue((decider.bytes() - before) / BATCH > 300, "bytes of events per bid");
  }

  @Test
  void aHostRecoversFromTheReplayBenchsJournal() throws IOException {
    ReplayBench bench = new ReplayBench();
    bench.records = 100_000;
    bench.write();
    try {
      RecoveryReport report = bench.recover();
      assertTrue(report.records() > bench.records - 1_000);
      assertEquals(report.stateHash(), bench.recover().stateHash());
    } finally {
      bench.remove();
    }
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void thePipelineReleasesAllThatItWasGiven(Durability durability) throws IOException {
    PipelineBench bench = new PipelineBench();
    bench.durability = durability;
    bench.start();
    try {
      bench.prepare();
      long released = bench.submitAndRelease();
      bench.prepare();
      assertEquals(released + PipelineBench.BATCH, bench.submitAndRelease());
    } finally {
      bench.stop();
    }
  }

  @Test
  void jsonIsReadAndWritten() {
    JsonBench bench = new JsonBench();
    assertEquals(CommandWriter.BID_LENGTH, bench.decodeBid());
    assertTrue(bench.encodePriceChanged() > 0);
  }
}
