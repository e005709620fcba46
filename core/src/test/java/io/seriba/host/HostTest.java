package io.seriba.host;

import static io.seriba.client.CoreClient.Submission.BUSY;
import static io.seriba.client.CoreClient.Submission.CLOSED;
import static io.seriba.client.CoreClient.Submission.STORAGE_FULL;
import static io.seriba.client.CoreClient.Submission.TAKEN;
import static io.seriba.client.CoreClient.Submission.TOO_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.client.CoreClient;
import io.seriba.client.CoreClient.Submission;
import io.seriba.client.EventReader;
import io.seriba.engine.Limits;
import io.seriba.sbe.ConfigureDecoder;
import io.seriba.sbe.HoldReleasedDecoder;
import io.seriba.sbe.SaleStateDecoder;
import io.seriba.sbe.TickDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostTest {

  @ParameterizedTest
  @EnumSource
  void everyCommandIsAnsweredOnceAndInItsProducersOrder(Durability durability)
      throws InterruptedException {
    try (Rig rig = Rig.started(Rig.OPTIONS.withDurability(durability))) {
      int producers = 3;
      int each = 2_000;
      List<Thread> threads = new ArrayList<>();
      for (int producer = 1; producer <= producers; producer++) {
        threads.add(Thread.ofPlatform().start(producer(rig.host, producer, each)));
      }
      List<Rig.Event> outcomes = rig.awaitOutcomes(producers * each);
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(producers * each, outcomes.size());
      long[] last = new long[producers + 1];
      long sequence = 1;
      for (Rig.Event outcome : outcomes) {
        assertEquals(++sequence, outcome.sequence(), "after 1, the Configure, there is no gap");
        assertEquals(++last[(int) outcome.replyTo()], outcome.requestIdLow());
      }
      HostStats stats = rig.host.stats();
      assertEquals(outcomes.size(), stats.decided());
      assertTrue(stats.largestBatch() <= 16, stats::toString);
    }
  }

  private static Runnable producer(Host host, long session, int count) {
    return () -> {
      Commands commands = new Commands(session);
      for (int i = 0; i < count; i++) {
        commands.releaseUnknownHold();
        Await.until(
            "room in the ring",
            () -> host.submit(commands.buffer, 0, commands.length(), session) == TAKEN);
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void everyWayOfWaitingWakesForACommand(Wait waiting) {
    try (Rig rig = Rig.started(Rig.OPTIONS.withWaiting(waiting))) {
      for (int i = 1; i <= 20; i++) {
        rig.submitPatiently(rig.commands.releaseUnknownHold());
        rig.awaitOutcomes(i);
      }
    }
  }

  @Test
  void aFullRingSaysBusyAndLosesNothing() {
    try (Rig rig = Rig.started(Rig.OPTIONS)) {
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      rig.awaitOutcomes(1);
      rig.journal.holdCommits();
      int taken = 0;
      while (rig.submit(rig.commands.releaseUnknownHold()) == TAKEN) {
        taken++;
      }
      assertEquals(64, taken, "a slot is free again only when its command is decided");
      assertEquals(BUSY, rig.submit(rig.commands));
      assertEquals(2, rig.host.stats().busy());
      assertEquals(64, rig.host.stats().ringDepth());
      rig.journal.letCommits();
      rig.awaitOutcomes(65);
      rig.submitPatiently(rig.commands);
      assertEquals(66, rig.awaitOutcomes(66).size());
    }
  }

  @Test
  void aLongCommandTakesSeveralSlotsAndArrivesWholeWhereverTheRingEnds() {
    try (Rig rig = Rig.started(Rig.OPTIONS)) {
      int[] lengths = {0, 1, 112, 113, 1_500, CoreClient.MAX_COMMAND_LENGTH, 40};
      List<byte[]> sent = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        byte[] command = new byte[lengths[i % lengths.length]];
        for (int at = 0; at < command.length; at++) {
          command[at] = (byte) (i + at);
        }
        sent.add(command);
        Await.until(
            "room in the ring",
            () -> rig.host.submit(new UnsafeBuffer(command), 0, command.length, 1) == TAKEN);
      }
      rig.awaitOutcomes(200);
      List<MemoryJournal.Entry> entries = rig.journal.entries();
      for (int i = 0; i < 200; i++) {
        assertEquals(new UnsafeBuffer(sent.get(i)), new UnsafeBuffer(entries.get(i + 1).command()));
      }
    }
  }

  @Test
  void whatCannotBeTakenIsRefusedWithItsReason() {
    try (Rig rig = Rig.started(Rig.OPTIONS)) {
      UnsafeBuffer tooLong = new UnsafeBuffer(new byte[CoreClient.MAX_COMMAND_LENGTH + 1]);
      assertEquals(TOO_LONG, rig.host.submit(tooLong, 0, tooLong.capacity(), 1));
      assertThrows(IndexOutOfBoundsException.class, () -> rig.host.submit(tooLong, 4_000, 200, 1));
      rig.journal.setRoom(false);
      assertEquals(STORAGE_FULL, rig.submit(rig.commands.releaseUnknownHold()));
      assertEquals(1, rig.host.stats().storageFull());
      rig.journal.setRoom(true);
      assertEquals(TAKEN, rig.submit(rig.commands));
      rig.awaitOutcomes(1);
      rig.host.close();
      assertEquals(CLOSED, rig.submit(rig.commands));
    }
  }

  @Test
  void limitsAreLoggedFirstAndAgainOnlyWhenTheyChange() {
    MemoryJournal journal = new MemoryJournal();
    try (Rig rig = Rig.started(journal, Rig.OPTIONS)) {
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      rig.awaitOutcomes(1);
    }
    assertEquals(ConfigureDecoder.TEMPLATE_ID, journal.entries().getFirst().templateId());
    try (Rig rig = Rig.started(journal, Rig.OPTIONS)) {
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      rig.awaitOutcomes(1);
    }
    assertEquals(3, journal.entries().size());
    HostOptions changed =
        Rig.OPTIONS.withLimits(
            new Limits(9, 9, 9, 9, 9, 9, 9, 9, Limits.Booking.DEFAULT, Limits.Gacha.DEFAULT));
    try (Rig rig = Rig.started(journal, changed)) {
      Await.until("the Configure", () -> rig.host.releasedSequence() == 4);
    }
    assertEquals(ConfigureDecoder.TEMPLATE_ID, journal.entries().getLast().templateId());
  }

  @Test
  void aTimerFiresWithoutTraffic() {
    try (Rig rig = Rig.started(Rig.OPTIONS)) {
      long expiry = rig.clock.micros() + 1_000;
      rig.submitPatiently(rig.commands.declareYen());
      rig.submitPatiently(rig.commands.openAccount(5));
      rig.submitPatiently(rig.commands.setCreditLimit(5, 100));
      rig.submitPatiently(rig.commands.placeHold(5, 100, expiry));
      rig.awaitOutcomes(4);
      assertEquals(0, rig.host.stats().ticks());
      rig.clock.advance(5_000);
      Await.until("the expiry", () -> rig.poll() > 0);
      Rig.Event event = rig.events.getLast();
      assertEquals(HoldReleasedDecoder.TEMPLATE_ID, event.templateId());
      assertEquals(expiry, event.time());
      assertEquals(1, rig.host.stats().ticks());
      assertEquals(TickDecoder.TEMPLATE_ID, rig.journal.entries().getLast().templateId());
    }
  }

  @Test
  void timestampsRepeatWhileTheClockIsBehind() {
    MemoryJournal journal = new MemoryJournal();
    try (Rig rig = Rig.started(journal, Rig.OPTIONS)) {
      rig.clock.advance(1_000_000);
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      long high = rig.awaitOutcomes(1).getLast().time();
      rig.clock.advance(-3_600_000_000L);
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      assertEquals(high, rig.awaitOutcomes(2).getLast().time());
      rig.clock.advance(3_600_000_001L);
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      assertEquals(high + 1, rig.awaitOutcomes(3).getLast().time());
    }
    try (Rig later = Rig.started(journal, Rig.OPTIONS)) {
      later.submitPatiently(later.commands.releaseUnknownHold());
      assertEquals(
          journal.entries().get(3).timestamp(),
          later.awaitOutcomes(1).getLast().time(),
          "its clock is behind the log");
    }
  }

  @Test
  void aReplayLeadsToTheSameStateAndTheSequenceGoesOn() {
    long hash;
    MemoryJournal journal = new MemoryJournal();
    try (Rig rig = Rig.started(journal, Rig.OPTIONS)) {
      rig.submitPatiently(rig.commands.declareYen());
      for (int i = 1; i <= 100; i++) {
        rig.submitPatiently(rig.commands.openAccount(i));
      }
      rig.awaitOutcomes(101);
      rig.host.close();
      hash = rig.host.stateHash();
      assertEquals(102, rig.host.sequence());
    }
    try (Rig rig = Rig.started(journal, Rig.OPTIONS)) {
      assertEquals(hash, rig.recovery.stateHash());
      assertEquals(hash, rig.host.stateHash());
      assertEquals(102, rig.recovery.records());
      assertEquals(102, rig.recovery.lastSequence());
      assertEquals(journal.entries().getLast().timestamp(), rig.recovery.lastTimestamp());
      assertEquals(102, rig.host.releasedSequence());
      rig.submitPatiently(new Commands(2).openAccount(500));
      assertEquals(103, rig.awaitOutcomes(1).getFirst().sequence());
    }
  }

  @Test
  void aJournalWithAGapStopsTheStart() {
    Host host =
        new Host(
            new MemoryJournal(new MemoryJournal.Entry(2, 5, new UnsafeBuffer(new byte[8]))),
            new ManualClock(),
            Rig.OPTIONS);
    Exception thrown = assertThrows(IllegalStateException.class, host::recover);
    assertTrue(thrown.toString().contains("command 2 "), thrown::toString);
    assertTrue(thrown.toString().contains("sequence 2 can't be decided anew"), thrown::toString);
    assertThrows(IllegalStateException.class, host::start);
    host.close();
  }

  @ParameterizedTest
  @EnumSource
  void closingDecidesAndReleasesAllThatWasTaken(Durability durability) throws InterruptedException {
    for (int round = 0; round < 10; round++) {
      try (Rig rig = Rig.started(Rig.OPTIONS.withDurability(durability))) {
        AtomicLong taken = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int producer = 1; producer <= 3; producer++) {
          threads.add(Thread.ofPlatform().start(untilClosed(rig.host, producer, taken)));
        }
        Await.until("some traffic", () -> rig.host.sequence() > 50L);
        rig.host.close();
        for (Thread thread : threads) {
          thread.join();
        }
        rig.poll();
        assertEquals(taken.get(), rig.outcomes().size());
        assertEquals(taken.get() + 1, rig.journal.entries().size());
        assertEquals(1, rig.journal.closes());
        assertEquals(0, rig.host.stats().unreleasedBytes());
        assertTrue(rig.wakeups.get() > 0);
      }
    }
  }

  private static Runnable untilClosed(Host host, long session, AtomicLong taken) {
    return () -> {
      Commands commands = new Commands(session);
      Submission submission = TAKEN;
      while (submission != CLOSED) {
        commands.releaseUnknownHold();
        submission = host.submit(commands.buffer, 0, commands.length(), session);
        if (submission == TAKEN) {
          taken.incrementAndGet();
        }
      }
    };
  }

  @Test
  void aReaderGetsTheStateAtTheStartAndEveryEventAfterIt() {
    MemoryJournal journal = new MemoryJournal();
    try (Rig rig = Rig.started(journal, Rig.OPTIONS)) {
      assertEquals(List.of(), rig.stateRecords);
      rig.submitPatiently(rig.commands.defineSale(1));
      rig.submitPatiently(rig.commands.defineSale(2));
      rig.awaitOutcomes(2);
    }
    try (Rig rig = Rig.started(journal, Rig.OPTIONS)) {
      int saleState = SaleStateDecoder.TEMPLATE_ID;
      assertEquals(List.of(saleState, saleState), rig.stateRecords);
      Commands commands = new Commands(2);
      for (int i = 1; i <= 200; i++) {
        rig.submitPatiently(commands.openAccount(i));
      }
      rig.awaitOutcomes(200);
      rig.host.close();
      rig.poll();
      for (int i = 0; i < 400; i++) {
        Rig.Event event = rig.events.get(i);
        assertEquals(4 + i / 2, event.sequence(), "two events each: the outcome, AccountOpened");
        assertEquals(i % 2, event.index());
      }
      assertEquals(400, rig.events.size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRestingReaderIsWokenOnceForEachRelease(Durability durability) {
    try (Rig rig = Rig.started(Rig.OPTIONS.withDurability(durability))) {
      for (int i = 1; i <= 300; i++) {
        rig.submitPatiently(rig.commands.releaseUnknownHold());
        int expected = i;
        Await.until("wakeup " + i, () -> rig.wakeups.get() == expected);
        assertEquals(1, rig.poll());
      }
    }
  }

  @Test
  void aLappedReaderIsToldAndTheOthersGoOn() {
    HostOptions options =
        new HostOptions(
            64, 64, 64 << 10, Durability.MEMORY, 0, Wait.PARK, Rig.LIMITS, failure -> {});
    try (Rig rig = Rig.started(options)) {
      for (int i = 1; i <= 2_000; i++) {
        rig.submitPatiently(rig.commands.releaseUnknownHold());
        if (i % 20 == 0) {
          rig.awaitOutcomes(i);
        }
      }
      assertEquals(2_000, rig.outcomes().size());
      assertEquals(EventReader.LAPPED, rig.idleReader.poll((frame, at) -> {}, 1));
    }
  }

  @Test
  void callsOutOfOrderAreRefused() {
    MemoryJournal journal = new MemoryJournal();
    Host host = new Host(journal, new ManualClock(), Rig.OPTIONS);
    assertThrows(IllegalStateException.class, host::start);
    assertThrows(IllegalStateException.class, () -> host.openReader((f, o) -> {}, () -> {}));
    host.recover();
    assertThrows(IllegalStateException.class, host::recover);
    assertEquals(CLOSED, host.submit(new UnsafeBuffer(new byte[8]), 0, 8, 1));
    host.start();
    assertThrows(IllegalStateException.class, () -> host.openReader((f, o) -> {}, () -> {}));
    host.close();
    host.close();
    assertEquals(1, journal.closes());
  }
}
