package io.seriba.host;

import static io.seriba.client.CoreClient.Submission.BUSY;
import static io.seriba.client.CoreClient.Submission.CLOSED;
import static io.seriba.client.CoreClient.Submission.TAKEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.client.CoreClient.Submission;
import io.seriba.engine.EventSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is released when, and what a failure leaves unsaid. */
class HostDurabilityTest {

  @Test
  void atBatchNothingIsReleasedBeforeAForceCoversIt() {
    try (Rig rig = Rig.started(Rig.OPTIONS)) {
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      rig.awaitOutcomes(1);
      rig.journal.holdForces();
      for (int i = 0; i < 40; i++) {
        rig.submitPatiently(rig.commands.releaseUnknownHold());
      }
      Await.until("all are decided", () -> rig.host.sequence() == 42);
      Await.until("a force under way", rig.journal::holdsAForce);
      assertEquals(0, rig.poll());
      assertEquals(2, rig.host.releasedSequence());
      assertEquals(2, rig.host.stats().durableSequence());
      assertTrue(rig.host.stats().unreleasedBytes() > 0);
      rig.journal.letForces();
      rig.awaitOutcomes(41);
      Await.until("the release", () -> rig.host.releasedSequence() == 42);
      assertEquals(42, rig.host.stats().durableSequence());
    }
  }

  @Test
  void atEachTheEngineWaitsForItsOwnForce() {
    try (Rig rig = Rig.started(Rig.OPTIONS.withDurability(Durability.EACH))) {
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      rig.awaitOutcomes(1);
      rig.journal.holdForces();
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      Await.until("a force under way", rig.journal::holdsAForce);
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      assertEquals(0, rig.poll());
      assertEquals(3, rig.journal.writtenSequence(), "the next batch isn't begun");
      rig.journal.letForces();
      rig.awaitOutcomes(3);
    }
  }

  @Test
  void atMemoryWhatIsWrittenIsReleased() {
    try (Rig rig = Rig.started(Rig.OPTIONS.withDurability(Durability.MEMORY))) {
      rig.journal.holdForces();
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      rig.awaitOutcomes(1);
      assertEquals(0, rig.host.stats().durableSequence());
    }
  }

  @Test
  void aForceIntervalBoundsHowOftenTheDiskIsForced() {
    int interval = 10_000;
    HostOptions options =
        new HostOptions(
            64, 16, 1 << 20, Durability.BATCH, interval, Wait.PARK, Rig.LIMITS, f -> {});
    long started = System.nanoTime();
    try (Rig rig = Rig.started(options)) {
      for (int i = 1; i <= 20; i++) {
        rig.submitPatiently(rig.commands.releaseUnknownHold());
        rig.awaitOutcomes(i);
      }
      long elapsed = (System.nanoTime() - started) / 1_000;
      assertTrue(rig.journal.forceCount() <= elapsed / interval + 1);
    }
  }

  @Test
  void theEngineStopsWhenTooMuchIsUnreleasedAndGoesOnWhenItIsNot() {
    HostOptions options =
        new HostOptions(64, 16, 64 << 10, Durability.BATCH, 0, Wait.PARK, Rig.LIMITS, f -> {});
    try (Rig rig = Rig.started(options)) {
      rig.journal.holdForces();
      AtomicInteger taken = new AtomicInteger();
      int nearlyFull = (64 << 10) - 2 * EventSink.MAX_FRAME_LENGTH;
      Await.until(
          "a full buffer behind a full ring",
          () -> {
            taken.addAndGet(fillUp(rig));
            return rig.host.stats().unreleasedBytes() > nearlyFull;
          });
      taken.addAndGet(fillUp(rig));
      assertEquals(64, rig.host.stats().ringDepth());
      assertTrue(rig.host.stats().unreleasedBytes() <= 64 << 10);
      rig.journal.letForces();
      Await.until("all are decided", () -> rig.host.sequence() == taken.get() + 1L);
      Await.until("all are released", () -> rig.host.releasedSequence() == taken.get() + 1L);
    }
  }

  private static int fillUp(Rig rig) {
    int taken = 0;
    Submission submission = rig.submit(rig.commands.releaseUnknownHold());
    while (submission == TAKEN) {
      taken++;
      submission = rig.submit(rig.commands.releaseUnknownHold());
    }
    assertEquals(BUSY, submission);
    return taken;
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "EACH"})
  void afterAFailedForceNothingIsReleasedAndThePositionIsReported(Durability durability) {
    try (Rig rig = Rig.started(Rig.OPTIONS.withDurability(durability))) {
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      rig.awaitOutcomes(1);
      assertNull(rig.host.failure());
      rig.journal.failForces();
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      HostFailure failure = rig.awaitFailure();
      assertEquals(3, failure.sequence());
      assertTrue(failure.message().contains("sequence 3"), failure::message);
      assertTrue(failure.message().contains("can't be forced"), failure::message);
      assertEquals(CLOSED, rig.submit(rig.commands.releaseUnknownHold()));
      rig.host.close();
      assertEquals(0, rig.poll());
      assertEquals(2, rig.host.releasedSequence());
      assertEquals(1, rig.journal.closes());
      assertEquals(2, rig.journal.durablePart().entries().size());
    }
  }

  @Test
  void aFailedAppendIsFinalAndDecidesNothing() {
    try (Rig rig = Rig.started(Rig.OPTIONS)) {
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      rig.awaitOutcomes(1);
      long hash = rig.host.stateHash();
      rig.journal.failAppends();
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      assertEquals(3, rig.awaitFailure().sequence());
      rig.host.close();
      assertEquals(hash, rig.host.stateHash());
      assertEquals(0, rig.poll());
    }
  }

  @Test
  void aContradictionInTheEngineStopsTheHost() {
    try (Rig rig = Rig.started(Rig.OPTIONS)) {
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      rig.awaitOutcomes(1);
      MemoryJournal.Entry last = rig.journal.entries().getLast();
      rig.engine.apply(
          3,
          last.timestamp(),
          0,
          last.command(),
          0,
          last.command().capacity(),
          ScratchSink.unseen());
      rig.submitPatiently(rig.commands.releaseUnknownHold());
      HostFailure failure = rig.awaitFailure();
      assertEquals(3, failure.sequence());
      assertInstanceOf(IllegalStateException.class, failure.cause());
      rig.host.close();
      assertEquals(0, rig.poll());
    }
  }

  @Test
  void theHostsOwnThreadsCannotCloseIt() {
    CompletableFuture<Host> host = new CompletableFuture<>();
    CompletableFuture<Exception> refused = new CompletableFuture<>();
    MemoryJournal journal = new MemoryJournal();
    journal.failAppends();
    HostOptions options =
        Rig.OPTIONS.withOnFailure(
            failure ->
                refused.complete(
                    assertThrows(IllegalStateException.class, () -> host.join().close())));
    host.complete(new Host(journal, new ManualClock(), options));
    host.join().recover();
    host.join().start();
    Await.until("the refusal", refused::isDone);
    host.join().close();
    assertEquals(1, journal.closes());
  }
}
