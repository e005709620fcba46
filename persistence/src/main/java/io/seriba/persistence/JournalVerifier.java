package io.seriba.persistence;

import io.seriba.host.Journal.RecordHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal's directory from end to end and changes nothing in it.
 *
 * <p>It reads what a stopped server left: while one has the directory open it refuses, for the
 * records of an unfinished batch would look like damage. Several processes may verify at once.
 */
public final class JournalVerifier {
  private JournalVerifier() {}

  /**
   * Checks a journal as {@link ChronicleJournal#open} does, and looks on behind the first damage.
   *
   * @param handler gets each record that is whole and in its place, in order, up to the first
   *     damage
   * @throws JournalException if nothing can be said of the directory: it is in use, isn't there,
   *     can't be read, or was written by a newer Seriba
   */
  public static JournalReport verify(Path directory, RecordHandler handler) {
    try (DirectoryLock lock = DirectoryLock.forReading(directory)) {
      return verify(lock.directory(), Machine.bootId(), handler);
    } catch (IOException e) {
      throw new JournalException("%s can't be read: %s".formatted(directory, e), e);
    }
  }

  private static JournalReport verify(Path directory, UUID boot, RecordHandler handler)
      throws IOException {
    if (!Files.exists(directory.resolve(JournalMarks.FILE_NAME))
        && Generation.list(directory).isEmpty()) {
      throw new JournalException(directory + " holds no journal");
    }
    List<JournalDamage> damage = new ArrayList<>();
    JournalMarks.Values marks = readMarks(directory, damage);
    JournalWalk walk = new JournalWalk(directory, marks, boot, 1, handler).run();
    if (marks == null && damage.isEmpty()) {
      damage.add(Recovery.withoutMarks(directory, walk));
    }
    List<JournalDamage> leftovers = List.of();
    if (walk.isDamaged()) {
      damage.addAll(walk.findings());
    } else {
      leftovers = List.copyOf(walk.findings());
    }
    return new JournalReport(
        walk.lastSequence() - walk.firstSequence() + 1,
        walk.bytes(),
        walk.generations(),
        walk.cycles().size(),
        walk.firstSequence(),
        walk.lastSequence(),
        marks == null ? null : marks.durable(),
        walk.recordsBeyond(),
        List.copyOf(damage),
        leftovers);
  }

  /**
   * Reads a journal that a server may have open and be writing: up to what it had written when this
   * was called, and maybe further. Takes no lock and changes nothing.
   *
   * @param from the first sequence wanted; files that end before it aren't read
   * @param handler skips what it has seen: if files are removed meanwhile, reading begins anew
   * @return the last sequence that was read; what the journal had promised is never beyond it
   * @throws JournalException if the journal can't be read, is damaged, or has no records from there
   *     on any more
   */
  public static long read(Path directory, long from, RecordHandler handler) {
    JournalMarks.Values marks = read(directory);
    while (true) {
      if (from < marks.first()) {
        throw new JournalException(
            "%s has no records before sequence %d: they were removed"
                .formatted(directory, marks.first()));
      }
      try {
        return read(directory, marks, from, handler);
      } catch (JournalException e) {
        JournalMarks.Values now = read(directory);
        if (now.first() == marks.first()) {
          throw e;
        }
        marks = now; // files were removed while they were read: no damage
      }
    }
  }

  /** A record may be given twice, if the caller begins anew. */
  private static long read(
      Path directory, JournalMarks.Values marks, long from, RecordHandler handler) {
    try {
      JournalWalk walk = new JournalWalk(directory, marks, Machine.bootId(), from, handler).run();
      if (walk.isDamaged()) {
        throw new JournalException(
            "the journal in %s is damaged: %s".formatted(directory, walk.findings()),
            walk.findings());
      }
      return walk.lastSequence();
    } catch (IOException e) {
      throw new JournalException("%s can't be read: %s".formatted(directory, e), e);
    }
  }

  /**
   * Checks that nothing was removed from the beginning of a directory's journal.
   *
   * @param what needs all of it
   * @throws JournalException if something was
   */
  public static void requireWhole(Path directory, String what) {
    long first = Files.exists(marksFile(directory)) ? firstSequence(directory) : 1;
    if (first > 1) {
      throw new JournalException(
          "%s begins with sequence %d: what came before was removed, and %s needs all of it. Use a copy that has it"
              .formatted(directory, first, what));
    }
  }

  /**
   * Returns the last sequence that a directory's journal had forced, as far as its marks tell: the
   * marks themselves are a moment behind.
   *
   * @throws JournalException if there is no journal
   */
  public static long durableSequence(Path directory) {
    return read(directory).durable();
  }

  /**
   * Returns the file that says what a journal promised. Who copies a journal that is written copies
   * this first, and asks for the {@link #files} then.
   */
  public static Path marksFile(Path directory) {
    return directory.resolve(JournalMarks.FILE_NAME);
  }

  /** Returns the files that hold a journal's records, in its order. */
  public static List<Path> files(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Generation generation : Generation.list(directory)) {
      files.addAll(generation.cycles());
    }
    return files;
  }

  /**
   * Returns the first sequence that a directory's journal has, or would have if it had any.
   *
   * @throws JournalException if there is no journal
   */
  public static long firstSequence(Path directory) {
    return read(directory).first();
  }

  private static JournalMarks.Values read(Path directory) {
    try {
      JournalMarks.Values marks = JournalMarks.read(directory);
      if (marks == null) {
        throw new JournalException(
            Generation.list(directory).isEmpty()
                ? directory + " holds no journal"
                : directory + " lacks its marks: seriba verify says what to do");
      }
      return marks;
    } catch (IOException e) {
      throw new JournalException("%s can't be read: %s".formatted(directory, e), e);
    }
  }

  private static JournalMarks.@Nullable Values readMarks(Path directory, List<JournalDamage> damage)
      throws IOException {
    try {
      return JournalMarks.read(directory);
    } catch (JournalException e) {
      if (e.damage().isEmpty()) {
        throw e;
      }
      damage.addAll(e.damage());
      return null;
    }
  }
}
