package io.seriba.persistence;

import io.seriba.host.Journal.RecordHandler;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a directory holds, and either makes it ready for a new generation or says why that
 * can't be.
 *
 * @param journal the journal's id
 * @param first the first sequence that it has, or will have
 * @param last the last sequence that it has; one below the first if it has none. All of it is on
 *     the disk
 * @param cycles the files that hold it, oldest first
 * @param nextGeneration the number for the generation to begin
 * @param leftBehind what a killed process left unfinished
 */
record Recovery(
    UUID journal,
    long first,
    long last,
    List<CycleFile> cycles,
    int nextGeneration,
    List<JournalDamage> leftBehind) {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private static final RecordHandler IGNORE = (sequence, timestamp, command, offset, length) -> {};

  /**
   * Recovers a directory that the caller has locked.
   *
   * @param from the first sequence that will be needed: files that end before it aren't read
   * @param condition asked before anything is changed
   */
  static Recovery run(
      Path directory,
      JournalOptions options,
      long from,
      ChronicleJournal.Condition condition,
      Machine machine)
      throws IOException {
    checkSpace(directory, options, machine);
    JournalMarks.Values marks = JournalMarks.read(directory);
    if (marks == null && Generation.list(directory).isEmpty()) {
      marks = new JournalMarks.Values(UUID.randomUUID(), 0, 0, 1, machine.boot());
    }
    JournalWalk walk = new JournalWalk(directory, marks, machine.boot(), from, IGNORE).run();
    long last = walk.lastSequence();
    boolean accepted = walk.canGiveUpTheRest() && options.acceptLossAfter() == last;
    UUID journal = walk.journal();
    if (journal == null || (marks == null && !accepted)) {
      JournalDamage missing = withoutMarks(directory, walk);
      throw new JournalException(missing.toString(), List.of(missing));
    }
    if (walk.isDamaged() && !accepted) {
      throw new JournalException(damaged(directory, walk), walk.findings());
    }
    condition.check(journal, walk.firstSequence(), last);
    for (JournalDamage finding : walk.findings()) {
      LOG.warn("left behind: {}", finding);
    }
    for (Generation generation : walk.emptyGenerations()) {
      generation.delete();
    }
    force(directory, walk.cycles(), marks == null ? 0 : marks.durable());
    JournalMarks.create(
        directory,
        new JournalMarks.Values(journal, last, last, walk.firstSequence(), machine.boot()));
    Directories.force(directory);
    return new Recovery(
        journal,
        walk.firstSequence(),
        last,
        List.copyOf(walk.cycles()),
        walk.lastGeneration() + 1,
        List.copyOf(walk.findings()));
  }

  private static void checkSpace(Path directory, JournalOptions options, Machine machine) {
    long usable = machine.usableBytes().getAsLong();
    if (usable < options.minFreeBytes()) {
      throw new JournalException(
          ("%s has %d bytes left on its file system, and the journal is told to keep %d free. Make"
                  + " room, or lower journal.min-free")
              .formatted(directory, usable, options.minFreeBytes()));
    }
  }

  private static String damaged(Path directory, JournalWalk walk) {
    StringBuilder text =
        new StringBuilder("the journal in %s is damaged; ".formatted(directory))
            .append("nothing was changed. Its good part ends with sequence ")
            .append(walk.lastSequence())
            .append("; ")
            .append(walk.recordsBeyond())
            .append(" whole records lie behind the damage.");
    for (JournalDamage damage : walk.findings()) {
      text.append("\n- ").append(damage);
    }
    return text.toString();
  }

  /** Describes that the marks are missing, for a journal that was walked without them. */
  static JournalDamage withoutMarks(Path directory, JournalWalk walk) {
    return new JournalDamage(
        directory.resolve(JournalMarks.FILE_NAME),
        0,
        walk.lastSequence() + 1,
        "the file is missing that says how far the journal had been acknowledged: without it nobody"
            + " can tell whether the last records found are all there were",
        ("Put it back from a copy of this directory. If there is none, and sequence %d, the last one"
                + " found, is all you expect, %s")
            .formatted(
                walk.lastSequence(), JournalOptions.howToAcceptLossAfter(walk.lastSequence())));
  }

  /**
   * Forces the files that a killed process had written and not forced: they are about to be built
   * upon.
   */
  private static void force(Path directory, List<CycleFile> cycles, long durable)
      throws IOException {
    for (int i = 0; i < cycles.size(); i++) {
      boolean forced = i + 1 < cycles.size() && cycles.get(i + 1).firstSequence() <= durable + 1;
      if (!forced) {
        CycleFile cycle = cycles.get(i);
        try (FileChannel channel = FileChannel.open(cycle.path(), StandardOpenOption.WRITE)) {
          channel.force(false);
        }
        Directories.force(Generation.directory(directory, cycle.generation()));
      }
    }
  }
}
