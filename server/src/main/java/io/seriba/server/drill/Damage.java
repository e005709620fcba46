package io.seriba.server.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/**
 * One way in which a data directory is damaged, and what a start must do about it.
 *
 * @param name for people
 * @param mishap what befalls the directory
 * @param expected what the start must do
 * @param says what a refusal must say: the place, as far as it is known before, and what to do
 */
record Damage(String name, Mishap mishap, Expected expected, List<String> says) {
  private static final String ACCEPT = "--accept-loss-after";
  private static final String PUT_BACK = "Put";

  /** Befalls a copy of a sample. */
  interface Mishap {
    /**
     * Damages the copy.
     *
     * @param other of another server
     */
    void befall(Sample copy, Sample other) throws IOException;
  }

  /** What a start must do. */
  enum Expected {
    /** Come to the end of the journal, as it was before. */
    START,
    /** Say what is wrong, where, and what to do. */
    REFUSE
  }

  private static Damage starts(String name, Mishap mishap) {
    return new Damage(name, mishap, Expected.START, List.of());
  }

  private static Damage refused(String name, Mishap mishap, String... says) {
    return new Damage(name, mishap, Expected.REFUSE, List.of(says));
  }

  /** Returns what can befall the journal. */
  static List<Damage> ofJournal() {
    return List.of(
        refused(
            "a flipped bit in a record",
            (copy, other) -> {
              CycleEntries entry = Sample.middleEntry(copy.tailFile());
              Tampering.flip(copy.tailFile(), entry.at() + entry.length() / 2);
            },
            "checksum",
            ACCEPT),
        refused(
            "a flipped bit in the last record",
            (copy, other) -> {
              Path file = copy.lastFile();
              Tampering.flip(file, CycleEntries.of(file).getLast().end() - 9L);
            },
            "checksum",
            ACCEPT),
        refused(
            "a flipped bit in an entry's length",
            (copy, other) ->
                Tampering.flip(copy.tailFile(), Sample.middleEntry(copy.tailFile()).at()),
            ACCEPT),
        refused(
            "a zeroed page",
            (copy, other) ->
                Tampering.zeroPage(copy.tailFile(), Sample.middleEntry(copy.tailFile()).at()),
            ACCEPT),
        refused(
            "a file cut within a record",
            (copy, other) -> {
              CycleEntries entry = Sample.middleEntry(copy.tailFile());
              Tampering.cut(copy.tailFile(), entry.at() + entry.length() / 2);
            },
            ACCEPT),
        refused(
            "the last file cut between records",
            (copy, other) -> {
              Path file = copy.lastFile();
              Tampering.cut(file, CycleEntries.of(file).getLast().at());
            },
            ACCEPT),
        refused("an empty file", (copy, other) -> Tampering.cut(copy.lastFile(), 0), ACCEPT),
        refused("a file missing", (copy, other) -> Files.delete(copy.tailFile()), ACCEPT),
        refused(
            "the last generation missing",
            (copy, other) -> Tampering.delete(copy.lastGeneration()),
            ACCEPT),
        refused(
            "two files swapped",
            (copy, other) ->
                Tampering.swap(copy.tailFile(), copy.cycles().get(copy.firstTailFile() + 1)),
            "swapped"),
        refused(
            "a file of another journal",
            (copy, other) ->
                Files.copy(other.tailFile(), copy.tailFile(), StandardCopyOption.REPLACE_EXISTING),
            "belongs to journal"),
        refused(
            "the marks missing",
            (copy, other) -> Files.delete(copy.marks()),
            "journal.marks",
            PUT_BACK,
            ACCEPT),
        refused(
            "a flipped bit in the marks",
            (copy, other) -> Tampering.flip(copy.marks(), 20),
            "journal.marks",
            PUT_BACK),
        starts("a batch that a killed process left unfinished", (copy, other) -> halfBatch(copy)),
        starts("a file that a killed process left half made", (copy, other) -> halfFile(copy)),
        starts("a flipped bit that a snapshot makes harmless", (copy, other) -> flipFirst(copy)),
        refused(
            "the same, and every snapshot gone",
            (copy, other) -> {
              flipFirst(copy);
              Tampering.delete(copy.snapshots());
            },
            "checksum",
            ACCEPT));
  }

  private static void flipFirst(Sample copy) throws IOException {
    Path file = copy.cycles().getFirst();
    CycleEntries entry = Sample.middleEntry(file);
    Tampering.flip(file, entry.at() + entry.length() / 2);
  }

  private static void halfBatch(Sample copy) throws IOException {
    Path file = copy.lastFile();
    byte[] half = new byte[300];
    Arrays.fill(half, (byte) 7);
    // the word before it is written last, and so is still zero
    int end = CycleEntries.of(file).getLast().end();
    Tampering.overwrite(file, (end + 3 & ~3) + Integer.BYTES, half);
  }

  private static void halfFile(Sample copy) throws IOException {
    Path generation = copy.data().resolve("journal").resolve("generation-00000099");
    Files.createDirectory(generation);
    Files.write(generation.resolve("20991231-2359.cq4"), new byte[] {0, 0, 0, (byte) 0x80, 1});
  }

  /** Returns what can befall the snapshots. */
  static List<Damage> ofSnapshots() {
    return List.of(
        starts(
            "a flipped bit",
            (copy, other) ->
                Tampering.flip(copy.newestSnapshot(), Sample.middle(copy.newestSnapshot()))),
        starts("a flipped bit in the header", (copy, other) -> flipHeader(copy.newestSnapshot())),
        starts(
            "a zeroed page",
            (copy, other) ->
                Tampering.zeroPage(copy.newestSnapshot(), Sample.middle(copy.newestSnapshot()))),
        starts(
            "cut short",
            (copy, other) ->
                Tampering.cut(copy.newestSnapshot(), Sample.middle(copy.newestSnapshot()))),
        starts("empty", (copy, other) -> Tampering.cut(copy.newestSnapshot(), 0)),
        starts(
            "no snapshot at all, by its content",
            (copy, other) ->
                Files.write(copy.newestSnapshot(), "not ours".getBytes(StandardCharsets.UTF_8))),
        starts(
            "a block with a wrong length",
            (copy, other) ->
                Tampering.overwrite(copy.newestSnapshot(), 84, new byte[] {-1, -1, -1, 127})),
        starts(
            "never finished",
            (copy, other) -> {
              Path newest = copy.newestSnapshot();
              Path unfinished = newest.resolveSibling(newest.getFileName() + ".tmp");
              Files.move(newest, unfinished);
              Tampering.cut(unfinished, Sample.middle(unfinished));
            }),
        starts("missing", (copy, other) -> Files.delete(copy.newestSnapshot())),
        starts("all of them flipped", (copy, other) -> flipAll(copy)),
        starts(
            "two under each other's name",
            (copy, other) ->
                Tampering.swap(copy.snapshotFiles().getFirst(), copy.snapshotFiles().getLast())),
        starts(
            "of another server, and newer",
            (copy, other) ->
                Files.copy(
                    other.newestSnapshot(),
                    copy.snapshots()
                        .resolve("snapshot-%019d.seriba".formatted(copy.end().sequence())))),
        refused(
            "beyond the journal's end: a journal of earlier",
            (copy, other) -> copy.goBack(),
            "--accept-loss-after"));
  }

  /** Returns what can befall the snapshots when the journal's beginning is removed. */
  static List<Damage> ofPruned() {
    return List.of(
        starts("nothing, after the journal's beginning was removed", (copy, other) -> {}),
        refused("the same, and every snapshot flipped", (copy, other) -> flipAll(copy), "backup"),
        refused(
            "the same, and every snapshot missing",
            (copy, other) -> Tampering.delete(copy.snapshots()),
            "backup"));
  }

  private static void flipHeader(Path snapshot) throws IOException {
    Tampering.flip(snapshot, 33);
  }

  private static void flipAll(Sample copy) throws IOException {
    for (Path file : copy.snapshotFiles()) {
      Tampering.flip(file, Sample.middle(file));
    }
  }
}
