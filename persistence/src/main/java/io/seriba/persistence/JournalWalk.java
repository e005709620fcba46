package io.seriba.persistence;

import io.seriba.host.Journal.RecordHandler;
import io.seriba.persistence.JournalMap.Head;
import io.seriba.persistence.JournalMap.Section;
import io.seriba.sbe.MessageHeaderDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole journal in order and checks it: every entry's checksum, that each file is in its
 * place, and that sequences have no gap.
 *
 * <p>Where the walk ends before the sequence that was promised, records are lost. Where it ends at
 * or behind it, what it stopped at is no more than a killed process's unfinished work.
 *
 * <p>Used once.
 */
final class JournalWalk {
  private static final int MOST_FINDINGS = 16;

  private final Path directory;
  private final JournalMarks.@Nullable Values marks;
  private final long promised;
  private final long from;
  private final RecordHandler handler;

  private final List<CycleFile> cycles = new ArrayList<>();
  private final List<Generation> empty = new ArrayList<>();
  private final List<JournalDamage> findings = new ArrayList<>();
  private List<Section> sections = List.of();
  private @Nullable UUID journal;
  private @Nullable Stop stop;
  private boolean misplaced;
  private boolean begun;
  private long first;
  private long expected;
  private long bytes;
  private long recordsBeyond;

  /** Where the walk had to end. */
  private record Stop(Path file, long offset, String what) {}

  /**
   * Prepares a walk.
   *
   * @param marks what the journal had promised; null if that isn't known
   * @param boot the boot of the machine now
   * @param from the first sequence to give to the handler; files that end before it aren't read
   */
  JournalWalk(
      Path directory,
      JournalMarks.@Nullable Values marks,
      UUID boot,
      long from,
      RecordHandler handler) {
    this.directory = directory;
    this.marks = marks;
    this.promised = marks == null ? 0 : marks.promised(boot);
    this.journal = marks == null ? null : marks.journal();
    this.from = from;
    this.handler = handler;
  }

  /** Walks. All that the other methods return is known afterwards. */
  JournalWalk run() throws IOException {
    try (CycleReader reader = new CycleReader()) {
      JournalMap map = JournalMap.read(directory, reader);
      sections = map.sections();
      Head firstHead = map.firstHead();
      if (marks == null && firstHead != null) {
        journal = firstHead.journal();
      }
      first = marks != null ? marks.first() : firstHead != null ? firstHead.sequence() : 1;
      expected = first;
      for (Section section : sections) {
        if (stop == null && expected <= section.last()) {
          walk(section, reader);
        }
      }
      judge();
      if (isDamaged()) {
        survey(reader);
      }
    }
    return this;
  }

  /** Returns the first sequence that the journal has, or would have if it had any. */
  long firstSequence() {
    return first;
  }

  /** Returns the last sequence of the journal's good part; one below the first if it has none. */
  long lastSequence() {
    return expected - 1;
  }

  /** Tells whether the directory holds less than, or something else than, the journal promised. */
  boolean isDamaged() {
    return misplaced || lastSequence() < promised;
  }

  /** Tells whether the good part can be gone on with once the rest is given up. */
  boolean canGiveUpTheRest() {
    return !misplaced;
  }

  /** Returns what was found: damage, or else what a killed process left unfinished. */
  List<JournalDamage> findings() {
    return findings;
  }

  /** Returns the files of the good part, in its order. */
  List<CycleFile> cycles() {
    return cycles;
  }

  /** Returns the generations that hold no record, and never did. */
  List<Generation> emptyGenerations() {
    return empty;
  }

  /** Returns how many generations there are. */
  int generations() {
    return sections.size();
  }

  /** Returns the highest number of a generation, 0 if there is none. */
  int lastGeneration() {
    return sections.isEmpty() ? 0 : sections.getLast().generation().number();
  }

  /** Returns the id that the marks, or else the first file, give the journal. */
  @Nullable UUID journal() {
    return journal;
  }

  /** Returns the bytes of all batches read in the good part. */
  long bytes() {
    return bytes;
  }

  /** Returns how many whole records lie behind the damage, where they can't be used. */
  long recordsBeyond() {
    return recordsBeyond;
  }

  private void walk(Section section, CycleReader reader) throws IOException {
    List<Head> heads = section.heads();
    List<CycleFile> walked = new ArrayList<>();
    long before = expected;
    for (int i = 0; i < heads.size() && expected <= section.last() && stop == null; i++) {
      Head head = heads.get(i);
      long next = endOf(section, i);
      if (!begun && head.sequence() < first && next <= first) {
        continue; // left over from a removal that was interrupted
      }
      int due = begun && i > 0 ? heads.get(i - 1).ordinal() + 1 : head.ordinal();
      checkPlace(head, section, begun ? expected : first, due);
      if (stop == null) {
        if (!begun) {
          begun = true;
          first = head.sequence();
          expected = first;
          before = first;
        }
        walked.add(new CycleFile(head.file(), head.generation(), head.ordinal(), head.sequence()));
        if (next <= from && expected <= next) {
          expected = next;
        } else {
          walkBatches(head.file(), section, reader);
        }
      }
    }
    if (stop == null && expected <= section.last() && !section.isOpenEnded()) {
      stop(
          section.generation().directory(),
          0,
          "the generation ends with sequence %d, and the next begins with %d"
              .formatted(expected - 1, section.last() + 1));
    }
    if (stop == null && expected == before && heads.size() <= 1) {
      empty.add(section.generation());
    } else {
      cycles.addAll(walked);
    }
  }

  /** Returns the sequence behind a file's last one, as far as the head after it tells. */
  private static long endOf(Section section, int index) {
    List<Head> heads = section.heads();
    boolean told = index + 1 < heads.size() && heads.get(index + 1).problem() == null;
    return told
        ? Math.min(heads.get(index + 1).sequence(), section.last() + 1)
        : section.last() + 1;
  }

  private void checkPlace(Head head, Section section, long due, int dueOrdinal) {
    if (head.problem() != null) {
      stop(head.file(), head.offset(), head.problem());
    } else if (head.schemaVersion() > MessageHeaderDecoder.SCHEMA_VERSION) {
      throw new JournalException(
          ("%s holds commands of schema version %d, and this Seriba knows up to %d. Use the"
                  + " Seriba that wrote it")
              .formatted(head.file(), head.schemaVersion(), MessageHeaderDecoder.SCHEMA_VERSION));
    } else if (!head.journal().equals(journal)) {
      misplaced = true;
      stop(
          head.file(),
          head.offset(),
          "the file belongs to journal %s, and this is %s".formatted(head.journal(), journal));
    } else if (head.generation() != section.generation().number()) {
      misplaced = true;
      stop(
          head.file(),
          head.offset(),
          "the file belongs to generation %d, not here".formatted(head.generation()));
    } else if (begun ? head.sequence() != due : head.sequence() > due) {
      stop(
          head.file(),
          head.offset(),
          ("the file begins with sequence %d where %d is due: a file before it is missing or cut"
                  + " short, or files were swapped")
              .formatted(head.sequence(), due));
    } else if (head.ordinal() != dueOrdinal) {
      stop(
          head.file(),
          head.offset(),
          "the file is number %d of its generation where number %d is due"
              .formatted(head.ordinal(), dueOrdinal));
    }
  }

  private void walkBatches(Path file, Section section, CycleReader reader) throws IOException {
    reader.open(file);
    reader.next();
    while (expected <= section.last()) {
      switch (reader.next()) {
        case BATCH -> {
          if (!takeBatch(file, section, reader)) {
            return;
          }
        }
        case END -> {
          return;
        }
        case HEAD -> {
          stop(file, reader.offset(), "a second head is in the file");
          return;
        }
        case DAMAGED -> {
          stop(file, reader.offset(), reader.problem());
          return;
        }
      }
    }
  }

  private boolean takeBatch(Path file, Section section, CycleReader reader) {
    long sequence = reader.sequence();
    long next = sequence + reader.count();
    if (sequence != expected
        || reader.generation() != section.generation().number()
        || next - 1 > section.last()) {
      stop(
          file,
          reader.offset(),
          "a batch with sequences %d to %d of generation %d is where sequence %d of generation %d is due"
              .formatted(
                  sequence,
                  next - 1,
                  reader.generation(),
                  expected,
                  section.generation().number()));
      return false;
    }
    bytes += reader.length();
    expected = next;
    if (next > from) {
      reader.records(from, handler);
    }
    return true;
  }

  private void stop(Path file, long offset, String what) {
    stop = new Stop(file, offset, what);
  }

  private void judge() {
    if (stop != null) {
      findings.add(new JournalDamage(stop.file, stop.offset, expected, stop.what, remedy()));
    } else if (marks != null && isDamaged()) {
      findings.add(
          new JournalDamage(
              cycles.isEmpty() ? directory : cycles.getLast().path(),
              0,
              expected,
              "the journal ends with sequence %3$d, and had been written up to %1$d and forced up to %2$d"
                  .formatted(marks.written(), marks.durable(), lastSequence()),
              remedy()));
    }
  }

  private String remedy() {
    if (misplaced) {
      return "Take the file out of this directory, and put the right one back if it is missing";
    }
    if (!isDamaged()) {
      return "Nothing that had to be kept is in it: the next start leaves it behind";
    }
    return ("Put it back as it was from a copy of this directory. If there is none, the records from"
            + " sequence %d on are lost: start once with --accept-loss-after %d to go on without them")
        .formatted(expected, lastSequence());
  }

  /**
   * Looks at what lies behind the damage: more damage, and whole records that a copy would save.
   */
  private void survey(CycleReader reader) throws IOException {
    boolean reached = stop == null;
    for (Section section : sections) {
      for (Head head : section.heads()) {
        reached |= stop != null && head.file().startsWith(stop.file);
        if (reached && section.last() >= expected) {
          survey(head.file(), reader);
        }
      }
    }
  }

  private void survey(Path file, CycleReader reader) throws IOException {
    reader.open(file);
    while (true) {
      CycleReader.Step step = reader.next();
      if (step == CycleReader.Step.BATCH && reader.sequence() >= expected) {
        recordsBeyond += reader.count();
      } else if (step == CycleReader.Step.DAMAGED) {
        addFinding(file, reader);
      }
      if (step == CycleReader.Step.END || (step == CycleReader.Step.DAMAGED && !reader.canSkip())) {
        return;
      }
    }
  }

  private void addFinding(Path file, CycleReader reader) {
    boolean known = stop != null && file.equals(stop.file) && reader.offset() == stop.offset;
    if (!known && findings.size() < MOST_FINDINGS) {
      findings.add(
          new JournalDamage(
              file,
              reader.offset(),
              expected,
              reader.problem() + ", behind other damage",
              remedy()));
    }
  }
}
