package io.seriba.persistence.follower;

import static io.seriba.persistence.follower.FollowedLog.await;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.client.EventFrame;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowerTest {
  private static final FollowerOptions QUICK =
      new FollowerOptions(1_000, 1_000, 1_000, 5_000, 1_000_000, 60_000_000, stop -> {});

  @TempDir private Path directory;

  /** Keeps what it was given, and can be away. */
  private static final class Memory implements Projection {
    static final int FULL = 100;

    final AtomicInteger away = new AtomicInteger();
    final AtomicInteger failedFlushes = new AtomicInteger();
    volatile long kept;
    final AtomicLong events = new AtomicLong();
    volatile boolean closed;
    long begun = -1;
    private long sequence;
    private long sealed;
    private long pending;
    private int index;

    @Override
    public String name() {
      return "the memory";
    }

    @Override
    public long open() throws UnavailableException {
      beThere();
      pending = 0;
      return kept;
    }

    @Override
    public void begin(long stateHash) {
      begun = stateHash;
      sequence = kept;
      sealed = kept;
    }

    @Override
    public void command(long number, long time, DirectBuffer command, int offset, int length) {
      assertEquals(++sequence, number);
      index = 0;
      pending++;
    }

    @Override
    public void event(DirectBuffer buffer, int frame) {
      assertEquals(sequence, EventFrame.sequence(buffer, frame));
      assertEquals(index++, EventFrame.index(buffer, frame));
      events.incrementAndGet();
    }

    @Override
    public void endOfCommand(long stateHash) {
      begun = stateHash;
    }

    @Override
    public boolean isFull() {
      return pending >= FULL;
    }

    @Override
    public void flush() throws UnavailableException {
      keep();
      kept = sequence;
    }

    @Override
    public long keep() throws UnavailableException {
      beThere();
      kept = sealed;
      sealed = sequence;
      pending = 0;
      return kept;
    }

    private void beThere() throws UnavailableException {
      if (away.get() > 0) {
        failedFlushes.incrementAndGet();
        away.decrementAndGet();
        throw new UnavailableException("away", new IllegalStateException());
      }
    }

    @Override
    public void abandon() {
      throw new IllegalStateException("nobody waits for it");
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void everyCommandAndEventComesOnceAndInOrderWhileOthersAreDecided() {
    Memory memory = new Memory();
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      Follower follower = log.follower(memory, QUICK);
      follower.start();
      for (int i = 0; i < 50; i++) {
        log.bid(100);
      }
      long last = log.settled();
      await(() -> follower.watermark() == last);
      FollowerStats stats = follower.stats();
      assertEquals(FollowerState.RUNNING, stats.state());
      assertEquals(last, stats.sequence());
      assertEquals(0, stats.lagCommands());
      assertEquals(0, stats.lagMicros());
      assertTrue(stats.hashesCompared() > 0);
      assertEquals(log.host().stateHash(), memory.begun);
      follower.close();
      assertEquals(last, memory.kept);
      assertTrue(memory.events.get() >= last - 1, "all but Configure have an outcome");
      assertTrue(memory.closed);
    }
  }

  @Test
  void aFollowerGoesOnFromTheWatermarkOfItsProjection() {
    Memory memory = new Memory();
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      log.bid(500);
      memory.kept = log.settled() - 100;
      try (Follower follower = log.follower(memory, QUICK)) {
        follower.start();
        await(() -> follower.watermark() == log.limit());
      }
      assertEquals(log.limit(), memory.kept);
    }
  }

  @Test
  void aProjectionThatIsAwayCostsTheEngineNothingAndCatchesUp() {
    Memory memory = new Memory();
    memory.away.set(3);
    try (FollowedLog log = new FollowedLog(directory).opened();
        Follower follower = log.follower(memory, QUICK)) {
      follower.start();
      await(() -> memory.failedFlushes.get() == 3);
      await(() -> follower.watermark() == log.settled());
      memory.away.set(1_000_000);
      log.bid(1_000);
      long last = log.settled();
      await(() -> follower.stats().state() == FollowerState.WAITING_FOR_DATABASE);
      assertTrue(follower.stats().lagCommands() > 0);
      assertTrue(follower.stats().lagMicros() > 0);
      assertNotNull(follower.stats().problem());
      memory.away.set(0);
      await(() -> follower.watermark() == last);
      assertNull(follower.stats().problem());
      assertTrue(follower.stats().retries() > 3);
    }
  }

  @Test
  void aProjectionThatIsAwayForLongIsFollowedWithoutAndIsGivenAllWhenItIsBack() {
    Memory memory = new Memory();
    AtomicLong rested = new AtomicLong();
    FollowerOptions options =
        new FollowerOptions(1_000, 1_000, 1_000, 5_000, 500, 60_000_000, stop -> {});
    try (FollowedLog log = new FollowedLog(directory).opened();
        Follower follower =
            log.follower(memory, options, engine -> rested.set(engine.sequence()))) {
      memory.away.set(Integer.MAX_VALUE);
      follower.start();
      for (int i = 0; i < 3; i++) {
        await(
            () -> {
              log.bid(100);
              log.settled();
              return rested.get() > memory.kept;
            });
        long last = log.settled();
        await(() -> rested.get() == last);
        assertEquals(FollowerState.WAITING_FOR_DATABASE, follower.stats().state());
        assertEquals(memory.kept, follower.watermark());
        assertTrue(follower.stats().lagCommands() >= 500);
        memory.away.set(0);
        await(() -> follower.watermark() == last);
        assertNull(follower.stop());
        assertEquals(last, memory.kept);
        memory.away.set(Integer.MAX_VALUE);
      }
    }
  }

  @Test
  void whileAProjectionIsAwayNoMoreIsReadThanItTakesAndTheLagIsTold() {
    int entry = 50;
    Memory memory = new Memory();
    memory.away.set(Integer.MAX_VALUE);
    try (FollowedLog log = new FollowedLog(directory).opened();
        Follower follower = log.follower(memory, QUICK)) {
      long first = log.settled();
      long begun = log.clock().micros();
      follower.start();
      await(() -> follower.stats().state() == FollowerState.WAITING_FOR_DATABASE);
      FollowerStats unreached = follower.stats();
      assertEquals(0, unreached.sequence());
      assertEquals(first, unreached.lagCommands());
      assertTrue(unreached.lagMicros() <= log.clock().micros() - begun + 2 * first);
      memory.away.set(0);
      await(() -> follower.watermark() == log.limit());
      long kept = follower.watermark();
      memory.away.set(Integer.MAX_VALUE);
      for (int i = 0; i < 40; i++) {
        log.bid(entry);
        log.settled();
      }
      await(() -> follower.stats().state() == FollowerState.WAITING_FOR_DATABASE);
      long retries = follower.stats().retries();
      await(() -> follower.stats().retries() > retries + 3);
      FollowerStats waiting = follower.stats();
      assertEquals(kept, waiting.watermark());
      assertTrue(waiting.sequence() <= kept + Memory.FULL + entry, waiting::toString);
      assertEquals(40L * entry, waiting.lagCommands());
      assertTrue(waiting.lagMicros() >= 40L * entry, waiting::toString);
      memory.away.set(0);
      await(() -> follower.stats().lagCommands() == 0);
      assertEquals(0, follower.stats().lagMicros());
    }
  }

  @Test
  void anotherStateHashStopsTheFollowerBeforeItWritesAndAlarms() {
    Memory memory = new Memory();
    AtomicReference<FollowerStop> alarm = new AtomicReference<>();
    try (FollowedLog other = new FollowedLog(directory.resolve("other"), 2).opened();
        FollowedLog log = new FollowedLog(directory.resolve("log")).opened()) {
      other.bid(10);
      log.bid(10);
      long last = other.settled();
      assertEquals(last, log.settled());
      await(() -> other.host().stateHashes().reader().after(last - 1) != null);
      try (Follower follower =
          log.follower(other.host().stateHashes().reader(), memory, QUICK.withOnStop(alarm::set))) {
        follower.start();
        await(() -> alarm.get() != null);
        assertEquals(FollowerState.STOPPED, follower.stats().state());
        FollowerStop stop = requireNonNull(alarm.get());
        assertEquals(stop, follower.stop());
        assertTrue(stop.reason().contains("state hash"), stop.reason());
        assertEquals(0, memory.kept);
        await(() -> memory.closed);
      }
    }
  }

  @Test
  void aProjectionAheadOfTheJournalStopsTheFollower() {
    Memory memory = new Memory();
    memory.kept = 1_000_000;
    try (FollowedLog log = new FollowedLog(directory).opened();
        Follower follower = log.follower(memory, QUICK)) {
      log.settled();
      follower.start();
      await(() -> follower.stop() != null);
      String problem = String.valueOf(follower.stats().problem());
      assertTrue(problem.contains("rebuild-db"), problem);
      log.bid(100);
      assertTrue(log.settled() > 0);
    }
  }

  @Test
  void closingDoesNotWaitForWhatIsAway() {
    Memory memory = new Memory();
    memory.away.set(Integer.MAX_VALUE);
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      Follower follower =
          log.follower(
              memory,
              new FollowerOptions(
                  1_000, 0, 500_000_000, 600_000_000, 1_000_000, 60_000_000, s -> {}));
      follower.start();
      await(() -> follower.stats().state() == FollowerState.WAITING_FOR_DATABASE);
      follower.close();
      assertTrue(memory.closed);
    }
  }
}
