package io.seriba.persistence;

import static io.seriba.persistence.TestJournal.FILE_COMMANDS;
import static io.seriba.persistence.TestJournal.refused;
import static io.seriba.persistence.TestJournal.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTailTest {
  @TempDir private Path temp;
  private TestJournal test;

  @BeforeEach
  void prepare() {
    test = new TestJournal(temp.resolve("journal"));
  }

  /** Reads all up to a limit, checks each record, and returns how many there were. */
  private static long read(JournalTail tail, long limit) {
    TestJournal.Checker checker = new TestJournal.Checker(tail.next());
    long records = 0;
    for (int read = tail.read(limit, checker); read > 0; read = tail.read(limit, checker)) {
      records += read;
    }
    assertEquals(tail.next(), checker.due);
    return records;
  }

  @Test
  void everySequenceIsAStartAcrossFilesAndGenerations() {
    test.written(2 * FILE_COMMANDS).written(25).written(7);
    try (ChronicleJournal journal = test.open()) {
      write(journal, FILE_COMMANDS + 10, 10);
      long last = journal.writtenSequence();
      for (long from = 1; from <= last + 1; from += from < last - 5 ? 97 : 1) {
        try (JournalTail tail = journal.tail(from)) {
          assertEquals(last + 1 - from, read(tail, last));
          assertEquals(0, read(tail, last));
        }
      }
      assertThrows(IllegalArgumentException.class, () -> journal.tail(0));
      assertThrows(IllegalArgumentException.class, () -> journal.tail(last + 2));
    }
  }

  @Test
  void nothingBehindTheLimitIsGiven() {
    try (ChronicleJournal journal = test.open();
        JournalTail tail = journal.tail(1)) {
      assertEquals(0, read(tail, 0));
      write(journal, 30, 10);
      assertEquals(7, read(tail, 7));
      assertEquals(1, read(tail, 8));
      assertEquals(22, read(tail, 30));
      write(journal, 5, 10);
      assertEquals(5, read(tail, 35));
    }
  }

  @Test
  void whatIsWrittenMeanwhileIsReadWhole() throws Exception {
    int commands = 100_000;
    test.written(100);
    try (ChronicleJournal journal = test.open();
        JournalTail tail = journal.tail(1)) {
      FutureTask<Void> writing =
          new FutureTask<>(() -> write(journal, commands, 3 + commands % 7), null);
      Thread.ofPlatform().start(writing);
      long records = 0;
      while (records < commands + 100) {
        records += read(tail, journal.writtenSequence());
      }
      writing.get(20, TimeUnit.SECONDS);
      assertEquals(journal.writtenSequence(), tail.next() - 1);
    }
  }

  @Test
  void filesThatATailNeedsAreNotRemoved() throws IOException {
    test.written(3 * FILE_COMMANDS);
    try (ChronicleJournal journal = test.open()) {
      JournalTail tail = journal.tail(1);
      read(tail, FILE_COMMANDS + 1);
      assertEquals(FILE_COMMANDS + 1, journal.removeCyclesBefore(3 * FILE_COMMANDS));
      assertEquals(2 * FILE_COMMANDS - 1, read(tail, 3 * FILE_COMMANDS));
      refused(() -> journal.tail(1), "Start from a snapshot");
      tail.close();
      assertEquals(2 * FILE_COMMANDS + 1, journal.removeCyclesBefore(3 * FILE_COMMANDS));
    }
  }

  @Test
  void damageIsNamedWithFileAndPosition() throws IOException {
    test.written(2 * FILE_COMMANDS);
    try (ChronicleJournal journal = test.open();
        JournalTail tail = journal.tail(1)) {
      Path file = test.cycleFiles().getFirst();
      TestJournal.flip(file, TestJournal.positionOf(file, 500));
      assertEquals(490, read(tail, 490));
      JournalException damage =
          refused(() -> read(tail, 500), file.getFileName().toString(), "checksum");
      assertEquals(491, damage.damage().getFirst().sequence());
      assertEquals(491, tail.next());
    }
  }

  @Test
  void aFileThatIsCutShortIsDamage() throws IOException {
    test.written(2 * FILE_COMMANDS);
    try (ChronicleJournal journal = test.open();
        JournalTail tail = journal.tail(FILE_COMMANDS - 15)) {
      Path file = test.cycleFiles().getFirst();
      TestJournal.truncate(file, TestJournal.lastBatchOf(file));
      refused(() -> read(tail, 2 * FILE_COMMANDS), file.getFileName().toString());
    }
  }
}
