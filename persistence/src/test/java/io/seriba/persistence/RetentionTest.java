package io.seriba.persistence;

import static io.seriba.persistence.TestJournal.FILE_COMMANDS;
import static io.seriba.persistence.TestJournal.refused;
import static io.seriba.persistence.TestJournal.replayed;
import static io.seriba.persistence.TestJournal.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  @TempDir private Path temp;
  private TestJournal test;

  @BeforeEach
  void prepare() {
    test = new TestJournal(temp.resolve("journal"));
  }

  @Test
  void onlyFilesWithNothingThatIsNeededGo() throws IOException {
    test.written(3 * FILE_COMMANDS);
    try (ChronicleJournal journal = test.open()) {
      assertEquals(1, journal.removeCyclesBefore(FILE_COMMANDS));
      assertEquals(4, test.cycleFiles().size());
      assertEquals(FILE_COMMANDS + 1, journal.removeCyclesBefore(FILE_COMMANDS + 1));
      assertEquals(3, test.cycleFiles().size());
      assertEquals(FILE_COMMANDS + 1, journal.removeCyclesBefore(2 * FILE_COMMANDS));
      assertEquals(FILE_COMMANDS + 1, journal.removeCyclesBefore(1));
      assertEquals(2 * FILE_COMMANDS, replayed(journal, FILE_COMMANDS + 1));
      // the last that a snapshot has may be asked for, to see whether it is there and the same
      refused(() -> replayed(journal, FILE_COMMANDS - 1), "Start from a snapshot");
      write(journal, 10, 10);
    }
    try (ChronicleJournal journal = test.open()) {
      assertEquals(FILE_COMMANDS + 1, journal.firstSequence());
      assertEquals(2 * FILE_COMMANDS + 10, replayed(journal, FILE_COMMANDS + 1));
    }
  }

  @Test
  void aJournalGoesOnWhileItsOldFilesAreRemoved() throws IOException {
    try (ChronicleJournal journal = test.open()) {
      for (int i = 0; i < 5; i++) {
        write(journal, FILE_COMMANDS, 10);
        journal.force();
        journal.removeCyclesBefore(journal.durableSequence() + 1);
        assertEquals(1, test.cycleFiles().size());
      }
      write(journal, 10, 10);
    }
    try (ChronicleJournal journal = test.open()) {
      long first = journal.firstSequence();
      assertEquals(5L * FILE_COMMANDS + 10 - first + 1, replayed(journal, first));
    }
  }

  @Test
  void generationsThatHoldNothingNeededGoWhole() throws IOException {
    test.written(FILE_COMMANDS + 10).written(10).written(10);
    try (ChronicleJournal journal = test.open()) {
      write(journal, 10, 10);
      journal.force();
      assertEquals(FILE_COMMANDS + 31, journal.removeCyclesBefore(FILE_COMMANDS + 40));
      assertEquals(1, Generation.list(test.directory).size());
    }
    JournalReport report = JournalVerifier.verify(test.directory, (s, t, c, o, l) -> {});
    assertTrue(report.isIntact(), report.toString());
    assertEquals(FILE_COMMANDS + 31, report.firstSequence());
    assertEquals(10, report.records());
  }

  @Test
  void whatIsNotDurableIsNotRemoved() {
    try (ChronicleJournal journal = test.open()) {
      write(journal, 2 * FILE_COMMANDS, 10);
      assertThrows(
          IllegalArgumentException.class, () -> journal.removeCyclesBefore(FILE_COMMANDS + 1));
      assertThrows(IllegalArgumentException.class, () -> journal.removeCyclesBefore(0));
      journal.force();
      assertEquals(FILE_COMMANDS + 1, journal.removeCyclesBefore(FILE_COMMANDS + 1));
    }
  }

  @Test
  void removalIsRefusedWhileAReplayReads() {
    test.written(2 * FILE_COMMANDS);
    try (ChronicleJournal journal = test.open()) {
      journal.replay(
          1,
          (sequence, time, command, offset, length) -> {
            if (sequence == 1) {
              assertThrows(
                  IllegalStateException.class, () -> journal.removeCyclesBefore(FILE_COMMANDS + 1));
            }
          });
      assertEquals(FILE_COMMANDS + 1, journal.removeCyclesBefore(FILE_COMMANDS + 1));
    }
  }

  @Test
  void aRemovalThatWasInterruptedIsNoDamage() throws IOException {
    test.written(3 * FILE_COMMANDS);
    Path copy = Files.createDirectory(temp.resolve("copy"));
    Path first = test.cycleFiles().getFirst();
    Files.copy(first, copy.resolve(first.getFileName()));
    try (ChronicleJournal journal = test.open()) {
      journal.removeCyclesBefore(2 * FILE_COMMANDS + 1);
    }
    Files.copy(copy.resolve(first.getFileName()), first);
    JournalReport report = JournalVerifier.verify(test.directory, (s, t, c, o, l) -> {});
    assertTrue(report.isIntact(), report.toString());
    assertEquals(2 * FILE_COMMANDS + 1, report.firstSequence());
    try (ChronicleJournal journal = test.open()) {
      assertEquals(FILE_COMMANDS, replayed(journal, 2 * FILE_COMMANDS + 1));
      journal.removeCyclesBefore(1);
      assertEquals(2, test.cycleFiles().size());
    }
  }

  @Test
  void aFileMissingBehindWhatWasRemovedIsStillDamage() throws IOException {
    test.written(4 * FILE_COMMANDS);
    try (ChronicleJournal journal = test.open()) {
      journal.removeCyclesBefore(FILE_COMMANDS + 1);
    }
    Files.delete(test.cycleFiles().getFirst());
    refused(test::open, "where " + (FILE_COMMANDS + 1) + " is due");
  }
}
