package io.seriba.persistence;

import static io.seriba.persistence.TestJournal.flip;
import static io.seriba.persistence.TestJournal.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalMarksTest {
  private static final UUID JOURNAL = new UUID(11, 12);
  private static final UUID BOOT = new UUID(21, 22);
  private static final UUID ANOTHER_BOOT = new UUID(31, 32);

  @TempDir private Path directory;

  @Test
  void marksAreReadAsTheyWereSet() throws IOException {
    assertNull(JournalMarks.read(directory));
    JournalMarks.Values values = new JournalMarks.Values(JOURNAL, 9, 8, 7, BOOT);
    JournalMarks.create(directory, values);
    assertEquals(values, JournalMarks.read(directory));
    JournalMarks marks = JournalMarks.open(directory);
    for (long i = 10; i < 20; i++) {
      marks.set(JournalMarks.WRITTEN, i);
      marks.set(JournalMarks.DURABLE, i - 5);
      marks.set(JournalMarks.FIRST, i - 9);
      assertEquals(
          new JournalMarks.Values(JOURNAL, i, i - 5, i - 9, BOOT), JournalMarks.read(directory));
    }
  }

  @Test
  void aMarkThatWasHalfWrittenFallsBackToTheOneBefore() throws IOException {
    JournalMarks.create(directory, new JournalMarks.Values(JOURNAL, 1, 1, 1, BOOT));
    JournalMarks marks = JournalMarks.open(directory);
    marks.set(JournalMarks.WRITTEN, 2); // its second turn, so in the first slot
    marks.force();
    Path file = directory.resolve(JournalMarks.FILE_NAME);
    flip(file, 128 + 8);
    assertEquals(new JournalMarks.Values(JOURNAL, 1, 1, 1, BOOT), JournalMarks.read(directory));
    flip(file, 128 + 64);
    refused(() -> JournalMarks.read(directory), "at byte 128", "mark 0 is damaged");
  }

  @Test
  void whatWasWrittenIsPromisedForTheSameBootOnly() {
    JournalMarks.Values values = new JournalMarks.Values(JOURNAL, 9, 8, 7, BOOT);
    assertEquals(9, values.promised(BOOT));
    assertEquals(8, values.promised(ANOTHER_BOOT));
  }
}
