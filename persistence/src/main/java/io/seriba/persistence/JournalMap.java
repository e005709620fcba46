package io.seriba.persistence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the heads of a journal's files say, before any record is read.
 *
 * @param sections the generations, oldest first
 */
record JournalMap(List<Section> sections) {
  private static final long NO_END = Long.MAX_VALUE - 1;

  /**
   * A generation's part in the journal.
   *
   * @param last the last sequence that counts in it: one less than where the next readable
   *     generation begins. What a dead process left behind it was never part of the journal
   */
  record Section(Generation generation, List<Head> heads, long last) {
    boolean isOpenEnded() {
      return last == NO_END;
    }
  }

  /**
   * How a cycle file begins.
   *
   * @param offset where in the file the head is, or should be
   * @param problem why there is no head, else null; then the figures mean nothing
   */
  record Head(
      Path file,
      long offset,
      @Nullable String problem,
      UUID journal,
      int generation,
      int ordinal,
      long sequence,
      int schemaVersion) {}

  static JournalMap read(Path journal, CycleReader reader) throws IOException {
    List<Section> reversed = new ArrayList<>();
    long last = NO_END;
    for (Generation generation : Generation.list(journal).reversed()) {
      List<Head> heads = new ArrayList<>();
      for (Path file : generation.cycles()) {
        heads.add(readHead(file, reader));
      }
      reversed.add(new Section(generation, List.copyOf(heads), last));
      if (!heads.isEmpty() && heads.getFirst().problem == null) {
        last = Math.min(last, heads.getFirst().sequence - 1);
      }
    }
    return new JournalMap(List.copyOf(reversed.reversed()));
  }

  /** Returns the first head that could be read; null if there is none. */
  @Nullable Head firstHead() {
    for (Section section : sections) {
      for (Head head : section.heads) {
        if (head.problem == null) {
          return head;
        }
      }
    }
    return null;
  }

  private static Head readHead(Path file, CycleReader reader) throws IOException {
    reader.open(file);
    return switch (reader.next()) {
      case HEAD ->
          new Head(
              file,
              reader.offset(),
              null,
              reader.journal(),
              reader.generation(),
              reader.count(),
              reader.sequence(),
              reader.schemaVersion());
      case DAMAGED -> without(file, reader, reader.problem());
      case BATCH -> without(file, reader, "the file doesn't begin with a head");
      case END -> without(file, reader, "nothing is in the file");
    };
  }

  private static Head without(Path file, CycleReader reader, String problem) {
    return new Head(file, reader.offset(), problem, new UUID(0, 0), 0, 0, 0, 0);
  }
}
