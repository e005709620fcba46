package io.seriba.persistence;

import static io.seriba.persistence.TestJournal.FILE_COMMANDS;
import static io.seriba.persistence.TestJournal.accepting;
import static io.seriba.persistence.TestJournal.endOf;
import static io.seriba.persistence.TestJournal.flip;
import static io.seriba.persistence.TestJournal.lastBatchOf;
import static io.seriba.persistence.TestJournal.overwrite;
import static io.seriba.persistence.TestJournal.positionOf;
import static io.seriba.persistence.TestJournal.refused;
import static io.seriba.persistence.TestJournal.replayed;
import static io.seriba.persistence.TestJournal.truncate;
import static io.seriba.persistence.TestJournal.verify;
import static io.seriba.persistence.TestJournal.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written is damaged afterwards; both the verifier and the next opening must notice. */
class JournalDamageTest {
  private static final int FIRST_GENERATION = 3 * FILE_COMMANDS;
  private static final int ALL = FIRST_GENERATION + 200;

  @TempDir private Path temp;
  private TestJournal test;

  @BeforeEach
  void prepare() {
    test = new TestJournal(temp.resolve("journal"));
  }

  /** Does something to the cycle files, which are given oldest first. */
  interface Mishap {
    void befall(TestJournal test, List<Path> files) throws IOException;
  }

  /**
   * One line of the table.
   *
   * @param good the last sequence before the damage
   * @param beyond the whole records behind it
   */
  record Case(String name, Mishap mishap, long good, long beyond, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "a flipped bit in a record",
            (test, files) -> flip(files.get(1), positionOf(files.get(1), 1_000)),
            990,
            ALL - 1_000,
            "checksum doesn't match"),
        new Case(
            "a flipped bit in the last record",
            (test, files) -> flip(files.getLast(), positionOf(files.getLast(), ALL) + 63),
            ALL - 10,
            0,
            "checksum doesn't match"),
        new Case(
            "a flipped bit in an entry's length",
            (test, files) -> flip(files.getLast(), lastBatchOf(files.getLast())),
            ALL - 10,
            0,
            "checksum doesn't match"),
        new Case(
            "an entry turned into Chronicle's own",
            (test, files) -> flip(files.getLast(), lastBatchOf(files.getLast()) + 3, 0x40),
            ALL - 10,
            0,
            "ends with sequence " + (ALL - 10)),
        new Case(
            "a zeroed page in the middle",
            (test, files) -> overwrite(files.get(0), 20_480, new byte[4096]),
            150,
            -1,
            "sequence"),
        new Case(
            "a zeroed last entry",
            (test, files) -> {
              long at = lastBatchOf(files.getLast());
              overwrite(files.getLast(), at, new byte[(int) (endOf(files.getLast()) - at)]);
            },
            ALL - 10,
            0,
            "had been written up to " + ALL + " and forced up to " + ALL),
        new Case(
            "a file cut in the middle of a record",
            (test, files) -> truncate(files.get(1), positionOf(files.get(1), 1_000)),
            990,
            -1,
            "beyond the end of the file"),
        new Case(
            "the last file cut between two entries",
            (test, files) -> truncate(files.getLast(), lastBatchOf(files.getLast())),
            ALL - 10,
            0,
            "cut short"),
        new Case(
            "an empty file",
            (test, files) -> truncate(files.getLast(), 0),
            FIRST_GENERATION,
            0,
            "cut short"),
        new Case(
            "a file missing in the middle",
            (test, files) -> Files.delete(files.get(1)),
            FILE_COMMANDS,
            -1,
            "begins with sequence"),
        new Case(
            "the first file missing",
            (test, files) -> Files.delete(files.get(0)),
            0,
            -1,
            "where 1 is due"),
        new Case(
            "a generation's last file missing",
            (test, files) -> Files.delete(files.get(2)),
            2 * FILE_COMMANDS,
            -1,
            "and the next begins with " + (FIRST_GENERATION + 1)),
        new Case(
            "the last generation missing",
            (test, files) -> Generation.list(test.directory).getLast().delete(),
            FIRST_GENERATION,
            0,
            "had been written up to " + ALL),
        new Case(
            "two files swapped",
            (test, files) -> {
              Path aside = files.get(0).resolveSibling("aside");
              Files.move(files.get(0), aside);
              Files.move(files.get(1), files.get(0));
              Files.move(aside, files.get(1));
            },
            0,
            -1,
            "files were swapped"),
        new Case(
            "a generation under another's number",
            (test, files) ->
                Files.move(files.getLast().getParent(), Generation.directory(test.directory, 7)),
            FIRST_GENERATION,
            -1,
            "belongs to generation 2"),
        new Case(
            "a file of another journal",
            (test, files) -> {
              TestJournal other = new TestJournal(test.directory.resolveSibling("other"));
              Files.copy(
                  other.written(100).cycleFiles().getFirst(),
                  files.getLast(),
                  StandardCopyOption.REPLACE_EXISTING);
            },
            -1,
            -1,
            "belongs to journal"),
        new Case(
            "no marks",
            (test, files) -> Files.delete(test.directory.resolve(JournalMarks.FILE_NAME)),
            ALL,
            0,
            "--accept-loss-after " + ALL),
        new Case(
            "damaged marks",
            (test, files) -> flip(test.directory.resolve(JournalMarks.FILE_NAME), 20),
            -1,
            0,
            "Put it back"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void damageIsFoundByVerifierAndOpening(Case damage) throws IOException {
    test.written(FIRST_GENERATION).written(200);
    damage.mishap.befall(test, test.cycleFiles());
    test.boot = new UUID(2, 2); // what was forced must be there whatever the machine went through

    JournalReport report = verify(test.directory);
    assertFalse(report.isIntact());
    String said = report.damage().toString();
    assertTrue(said.contains(damage.says), said);
    if (damage.good >= 0) {
      assertEquals(damage.good, report.lastSequence(), said);
      assertEquals(damage.good + 1, report.damage().getFirst().sequence());
    }
    if (damage.beyond >= 0) {
      assertEquals(damage.beyond, report.recordsBeyond(), said);
    }
    JournalException refusal = refused(test::open, damage.says);
    assertFalse(refusal.damage().isEmpty());
    assertEquals(report, verify(test.directory), "a refused opening changes nothing");
  }

  @Test
  void aFlippedBitIsFoundWithItsPosition() throws IOException {
    test.written(FIRST_GENERATION);
    Path file = test.cycleFiles().get(1);
    long batch = positionOf(file, 991) - Excerpt.HEADER_LENGTH - Excerpt.RECORD_HEADER_LENGTH - 4;
    flip(file, positionOf(file, 1_000));
    JournalDamage damage = verify(test.directory).damage().getFirst();
    assertEquals(file.toRealPath(), damage.file());
    assertEquals(batch, damage.offset());
    assertEquals(991, damage.sequence());
  }

  @Test
  void anUnfinishedBatchAtTheEndIsLeftBehind() throws IOException {
    ChronicleJournal journal = test.open();
    write(journal, 100, 10);
    journal.abandon();
    Path file = test.cycleFiles().getLast();
    byte[] half = new byte[300];
    Arrays.fill(half, (byte) 7);
    overwrite(file, endOf(file) + 4, half);

    JournalReport report = verify(test.directory);
    assertTrue(report.isIntact(), report.toString());
    assertEquals(1, report.leftovers().size());
    assertTrue(report.leftovers().toString().contains("begun and not finished"));

    try (ChronicleJournal again = test.open()) {
      assertEquals(1, again.leftBehind().size());
      assertEquals(100, replayed(again, 1));
      write(again, 50, 10);
    }
    JournalReport later = verify(test.directory);
    assertEquals(150, later.records());
    assertEquals(List.of(), later.leftovers());
  }

  @Test
  void aHalfMadeFileOfAKilledProcessStopsNoStart() throws IOException {
    test.written(100);
    Path half = Files.createDirectory(Generation.directory(test.directory, 2));
    Files.write(half.resolve("20241004-1300.cq4"), new byte[] {0, 0, 0, (byte) 0x80, 1});
    Files.createDirectory(Generation.directory(test.directory, 3));
    assertEquals(1, verify(test.directory).leftovers().size());
    try (ChronicleJournal journal = test.open()) {
      assertEquals(100, replayed(journal, 1));
      write(journal, 100, 10);
    }
    assertEquals(200, verify(test.directory).records());
  }

  @Test
  void aWrittenBatchThatIsGoneIsLossInTheSameBootAndAnUnkeptPageAfterAPowerFailure()
      throws IOException {
    ChronicleJournal journal = test.open();
    write(journal, 50, 10);
    journal.force();
    write(journal, 50, 10);
    journal.abandon();
    Path file = test.cycleFiles().getLast();
    long at = lastBatchOf(file);
    overwrite(file, at, new byte[(int) (endOf(file) - at)]);

    refused(test::open, "ends with sequence 90, and had been written up to 100");
    test.boot = new UUID(2, 2);
    try (ChronicleJournal again = test.open()) {
      assertEquals(90, again.durableSequence());
      assertEquals(90, replayed(again, 1));
      write(again, 10, 10);
    }
    assertEquals(100, verify(test.directory).records());
  }

  @Test
  void aLossCanBeAcceptedOnceAndByTheRightNumberOnly() throws IOException {
    test.written(FIRST_GENERATION).written(200);
    flip(test.cycleFiles().get(1), positionOf(test.cycleFiles().get(1), 1_000));
    refused(test::open, "--accept-loss-after 990");
    refused(() -> test.open(accepting(1_000)), "--accept-loss-after 990");
    try (ChronicleJournal journal = test.open(accepting(990))) {
      assertEquals(990, replayed(journal, 1));
      assertEquals(1, journal.leftBehind().size());
      write(journal, 20, 10);
    }
    try (ChronicleJournal journal = test.open(accepting(990))) {
      assertEquals(1_010, replayed(journal, 1));
    }
    assertTrue(verify(test.directory).isIntact());
  }

  @Test
  void whatLiesBehindAnAcceptedLossIsKept() throws IOException {
    test.written(FIRST_GENERATION).written(200);
    Path file = test.cycleFiles().getLast();
    flip(file, positionOf(file, FIRST_GENERATION + 1));
    try (ChronicleJournal journal = test.open(accepting(FIRST_GENERATION))) {
      assertEquals(FIRST_GENERATION, replayed(journal, 1));
      assertTrue(Files.exists(file), "190 whole records are in it");
      write(journal, 20, 10);
    }
    try (ChronicleJournal journal = test.open()) {
      assertEquals(FIRST_GENERATION + 20, replayed(journal, 1));
      assertEquals(List.of(), journal.leftBehind());
    }
  }

  @Test
  void marksAreMadeAnewWhenTheOperatorSaysWhatTheLastRecordIs() throws IOException {
    test.written(100);
    Files.delete(test.directory.resolve(JournalMarks.FILE_NAME));
    refused(test::open, "journal.marks", "--accept-loss-after 100");
    try (ChronicleJournal journal = test.open(accepting(100))) {
      assertEquals(100, replayed(journal, 1));
      write(journal, 10, 10);
    }
    test.written(10);
    assertEquals(120, verify(test.directory).records());
  }

  @Test
  void aNewerFormatOrSchemaIsRefusedAndNotTakenForDamage() throws IOException {
    test.written(20);
    Path file = test.cycleFiles().getLast();
    long batch = lastBatchOf(file);
    long head = headOf(file);
    reseal(file, batch, 10, 2);
    refused(test::open, "format version 2", "Use the Seriba that wrote it");
    refused(() -> verify(test.directory), "format version 2");
    reseal(file, batch, 10, 1);
    reseal(file, head, 58, 9_999);
    refused(test::open, "schema version 9999", "Use the Seriba that wrote it");
    overwrite(test.directory.resolve(JournalMarks.FILE_NAME), 8, new byte[] {2, 0, 0, 0});
    refused(test::open, "format version 2");
  }

  @Test
  void aDirectoryWithoutAJournalIsNotVerified() throws IOException {
    Files.createDirectory(test.directory);
    refused(() -> verify(test.directory), "holds no journal");
    refused(() -> verify(temp.resolve("nowhere")), "can't be read");
    try (Stream<Path> left = Files.list(test.directory)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void verifyingChangesNothing() throws IOException {
    test.written(100);
    byte[] marks = Files.readAllBytes(test.directory.resolve(JournalMarks.FILE_NAME));
    byte[] lock = Files.readAllBytes(test.directory.resolve(DirectoryLock.FILE_NAME));
    long stamp = Files.getLastModifiedTime(test.cycleFiles().getFirst()).toMillis();
    verify(test.directory);
    assertEquals(stamp, Files.getLastModifiedTime(test.cycleFiles().getFirst()).toMillis());
    assertTrue(
        Arrays.equals(marks, Files.readAllBytes(test.directory.resolve(JournalMarks.FILE_NAME))));
    assertTrue(
        Arrays.equals(lock, Files.readAllBytes(test.directory.resolve(DirectoryLock.FILE_NAME))));
  }

  private static long headOf(Path file) throws IOException {
    try (CycleReader reader = new CycleReader()) {
      reader.open(file);
      assertEquals(CycleReader.Step.HEAD, reader.next());
      return reader.offset();
    }
  }

  /** Sets 16 bits of an entry and makes its checksum right again. */
  private static void reseal(Path file, long entry, int field, int value) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = (int) entry + 4;
    buffer.putShort(at + field, (short) value);
    int length = buffer.getInt(at + 4);
    buffer.putInt(at, Excerpt.checksum(buffer, at, length, new CRC32C()));
    Files.write(file, bytes);
  }
}
