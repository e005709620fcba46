package io.seriba.persistence;

import static io.seriba.persistence.TestJournal.append;
import static io.seriba.persistence.TestJournal.refused;
import static io.seriba.persistence.TestJournal.replayed;
import static io.seriba.persistence.TestJournal.verify;
import static io.seriba.persistence.TestJournal.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleJournalTest {
  @TempDir private Path temp;
  private TestJournal test;

  @BeforeEach
  void prepare() {
    test = new TestJournal(temp.resolve("journal"));
  }

  @Test
  void aJournalIsReopenedAndGoneOnWith() {
    for (int opening = 0; opening < 3; opening++) {
      try (ChronicleJournal journal = test.open()) {
        assertEquals(100L * opening, journal.writtenSequence());
        assertEquals(100L * opening, journal.durableSequence());
        assertEquals(100L * opening, replayed(journal, 1));
        write(journal, 100, 7);
        assertEquals(100L * opening + 100, journal.writtenSequence());
      }
    }
    JournalReport report = verify(test.directory);
    assertTrue(report.isIntact());
    assertEquals(300, report.records());
    assertEquals(3, report.generations());
    assertEquals(300, report.durableSequence());
  }

  @Test
  void whatWasAppendedAndNotCommittedIsWrittenByClose() {
    try (ChronicleJournal journal = test.open()) {
      append(journal, 1);
      assertEquals(0, journal.writtenSequence());
    }
    assertEquals(1, verify(test.directory).records());
  }

  @Test
  void whatWasAppendedAndNotCommittedIsGoneWithTheProcess() {
    ChronicleJournal journal = test.open();
    write(journal, 20, 10);
    append(journal, 21);
    journal.abandon();
    try (ChronicleJournal again = test.open()) {
      assertEquals(20, replayed(again, 1));
      assertTrue(again.leftBehind().isEmpty());
    }
  }

  @Test
  void whatWasCommittedAndNotForcedOutlivesTheProcessAndIsThenForced() {
    ChronicleJournal journal = test.open();
    write(journal, 3_000, 10);
    assertEquals(0, journal.durableSequence());
    journal.abandon();
    try (ChronicleJournal again = test.open()) {
      assertEquals(3_000, again.durableSequence());
      assertEquals(3_000, replayed(again, 1));
    }
  }

  @Test
  void filesRollBySizeAndKeepSequencesContiguous() throws IOException {
    test.written(4 * TestJournal.FILE_COMMANDS);
    assertEquals(4, test.cycleFiles().size());
    assertTrue(verify(test.directory).isIntact());
    try (ChronicleJournal journal = test.open()) {
      assertEquals(4 * TestJournal.FILE_COMMANDS, replayed(journal, 1));
    }
  }

  @Test
  void aClockThatStepsBackDoesNotReorderFiles() throws IOException {
    int perFile = TestJournal.FILE_COMMANDS;
    try (ChronicleJournal journal = test.open()) {
      write(journal, 2 * perFile, 10);
      test.millis.addAndGet(-TimeUnit.DAYS.toMillis(1));
      write(journal, 2 * perFile, 10);
      test.millis.addAndGet(TimeUnit.DAYS.toMillis(2));
      write(journal, 2 * perFile, 10);
    }
    test.millis.addAndGet(-TimeUnit.DAYS.toMillis(3));
    try (ChronicleJournal journal = test.open()) {
      assertEquals(6L * perFile, replayed(journal, 1));
      write(journal, 10, 10);
    }
    assertEquals(6L * perFile + 10, verify(test.directory).records());
  }

  @Test
  void replayBeginsInTheMiddleOfABatchOfAnyFile() {
    int records = 3 * TestJournal.FILE_COMMANDS;
    test.written(records);
    try (ChronicleJournal journal = test.open()) {
      for (long from : new long[] {1, 2, 860, 861, 1_234, records - 1, records}) {
        assertEquals(records - from + 1, replayed(journal, from));
      }
      assertEquals(0, replayed(journal, records + 1));
    }
  }

  @Test
  void replayIsRefusedAfterAnAppend() {
    try (ChronicleJournal journal = test.open()) {
      append(journal, 1);
      assertThrows(IllegalStateException.class, () -> replayed(journal, 1));
    }
  }

  @Test
  void aBatchLargerThanAnEntryIsWrittenAsSeveral() {
    try (ChronicleJournal journal = test.open()) {
      write(journal, 5_000, 5_000);
      assertEquals(5_000, journal.writtenSequence());
      assertEquals(5_000, journal.force());
    }
    assertEquals(5_000, verify(test.directory).records());
  }

  @Test
  void aCommandOfTheGreatestLengthFitsAndALongerOneIsRefused() {
    int most = TestJournal.SMALL.largestCommandBytes();
    UnsafeBuffer command = new UnsafeBuffer(new byte[most + 1]);
    try (ChronicleJournal journal = test.open()) {
      journal.append(1, 5, command, 0, most);
      journal.append(2, 5, command, 0, 0);
      journal.append(3, 5, command, 0, 1);
      assertThrows(
          IllegalArgumentException.class, () -> journal.append(4, 5, command, 0, most + 1));
      journal.append(4, 5, command, 0, 2);
    }
    int[] lengths = new int[4];
    JournalVerifier.verify(
        test.directory,
        (sequence, time, buffer, offset, length) -> lengths[(int) sequence - 1] = length);
    assertEquals(List.of(most, 0, 1, 2), List.of(lengths[0], lengths[1], lengths[2], lengths[3]));
  }

  @Test
  void timestampsFarApartInOneBatchAreKept() {
    long[] times = {0, 5, 5 + Excerpt.MAX_TIME_IN_BATCH, Long.MAX_VALUE / 2};
    UnsafeBuffer command = new UnsafeBuffer(new byte[8]);
    try (ChronicleJournal journal = test.open()) {
      for (int i = 0; i < times.length; i++) {
        journal.append(i + 1, times[i], command, 0, 8);
      }
    }
    JournalVerifier.verify(
        test.directory,
        (sequence, time, buffer, offset, length) -> assertEquals(times[(int) sequence - 1], time));
  }

  @Test
  void aGapInSequencesAndATimestampThatGoesBackAreRefused() {
    try (ChronicleJournal journal = test.open()) {
      write(journal, 10, 10);
      UnsafeBuffer command = new UnsafeBuffer(new byte[8]);
      long time = TestJournal.time(10);
      assertThrows(IllegalArgumentException.class, () -> journal.append(12, time, command, 0, 8));
      assertThrows(
          IllegalArgumentException.class, () -> journal.append(11, time - 1, command, 0, 8));
      append(journal, 11);
    }
    assertEquals(11, verify(test.directory).records());
  }

  @Test
  void openingsThatWriteNothingLeaveNoGenerationBehind() throws IOException {
    test.written(10);
    for (int i = 0; i < 3; i++) {
      test.open().close();
    }
    test.open().abandon();
    try (ChronicleJournal journal = test.open()) {
      assertEquals(10, replayed(journal, 1));
      assertEquals(2, Generation.list(test.directory).size());
    }
    assertEquals(1, Generation.list(test.directory).size());
  }

  @Test
  void twoJournalsOnOneDirectoryInOneProcessAreRefused() {
    try (ChronicleJournal journal = test.open()) {
      refused(test::open, "in use by this process");
      assertThrows(JournalException.class, () -> verify(test.directory));
      write(journal, 10, 10);
    }
    assertEquals(10, verify(test.directory).records());
  }

  @Test
  void aDirectoryThatCannotBeMadeIsRefused() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    refused(
        () -> ChronicleJournal.open(file.resolve("journal"), JournalOptions.DEFAULT),
        "may write to");
  }

  @Test
  void aDiskThatIsTooFullIsSeenBeforeAndWhileTheJournalIsOpen() {
    try (ChronicleJournal journal = test.open()) {
      assertTrue(journal.hasRoom());
      test.usableBytes.set(TestJournal.RESERVE - 1);
      assertFalse(journal.hasRoom());
      test.usableBytes.set(TestJournal.RESERVE);
      assertTrue(journal.hasRoom());
    }
    test.usableBytes.set(TestJournal.RESERVE - 1);
    refused(test::open, "Make room", "journal.min-free");
  }

  @Test
  void theRealDiskIsAskedWhenNoneIsGiven() {
    JournalOptions greedy =
        new JournalOptions(1 << 20, 64 << 10, Long.MAX_VALUE, 0, 8 << 10, JournalOptions.NO_LOSS);
    refused(() -> ChronicleJournal.open(test.directory, greedy), "bytes left");
    ChronicleJournal.open(test.directory, JournalOptions.DEFAULT).close();
  }

  @Test
  void aFailedForceIsFinal() throws IOException {
    ChronicleJournal journal = test.open();
    write(journal, 10, 10);
    for (Generation generation : Generation.list(test.directory)) {
      generation.delete();
    }
    refused(journal::force, "can't be forced", "start the machine anew");
    assertEquals(0, journal.durableSequence());
    assertThrows(JournalException.class, journal::force);
    assertThrows(JournalException.class, () -> append(journal, 11));
    assertThrows(JournalException.class, journal::commit);
    journal.close();
    refused(test::open, "ends with sequence 0, and had been written up to 10");
  }

  @Test
  void anInterruptedThreadStillForces() {
    try (ChronicleJournal journal = test.open()) {
      write(journal, 2 * TestJournal.FILE_COMMANDS, 10);
      Thread.currentThread().interrupt();
      assertEquals(2 * TestJournal.FILE_COMMANDS, journal.force());
      write(journal, 2 * TestJournal.FILE_COMMANDS, 10);
      assertEquals(4 * TestJournal.FILE_COMMANDS, journal.force());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void oneThreadForcesWhileAnotherWrites() throws Exception {
    int commands = 20 * TestJournal.FILE_COMMANDS;
    try (ChronicleJournal journal = test.open()) {
      FutureTask<Long> forcing =
          new FutureTask<>(
              () -> {
                long forced = 0;
                while (forced < commands) {
                  long written = journal.writtenSequence();
                  forced = journal.force();
                  assertTrue(forced >= written && forced <= journal.writtenSequence());
                  assertEquals(forced, journal.durableSequence());
                }
                return forced;
              });
      Thread syncer = new Thread(forcing, "syncer");
      syncer.start();
      write(journal, commands, 10);
      assertEquals(commands, forcing.get());
    }
    assertEquals(commands, verify(test.directory).records());
  }

  @Test
  void closedTwiceIsClosedOnceAndUsedAfterwardsIsAnError() {
    ChronicleJournal journal = test.open();
    journal.close();
    journal.close();
    assertThrows(JournalException.class, () -> append(journal, 1));
    assertThrows(JournalException.class, journal::commit);
    assertThrows(JournalException.class, journal::force);
    assertThrows(JournalException.class, () -> journal.replay(1, (s, t, c, o, l) -> {}));
  }

  @Test
  void noThreadIsLeftBehind() {
    test.written(10);
    Set<String> before = threads();
    test.written(2 * TestJournal.FILE_COMMANDS);
    Set<String> after = threads();
    after.removeAll(before);
    assertEquals(Set.of(), after);
    assertTrue(before.stream().noneMatch(name -> name.contains("~")), before.toString());
  }

  @Test
  void appendingAllocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    UnsafeBuffer command = new UnsafeBuffer(new byte[64]);
    try (ChronicleJournal journal = test.open(JournalOptions.DEFAULT)) {
      long least = Long.MAX_VALUE;
      long sequence = 0;
      for (int round = 0; round < 20; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
          journal.append(++sequence, 0, command, 0, 64);
          if (sequence % 100 == 0) {
            journal.commit();
          }
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertEquals(0, least);
    }
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }
}
