package io.seriba.sim;

import static io.seriba.sim.Violation.unless;

import io.seriba.engine.Engine;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.snapshot.SnapshotException;
import io.seriba.persistence.snapshot.SnapshotInfo;
import io.seriba.persistence.snapshot.SnapshotOptions;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.persistence.snapshot.SnapshotStore.Found;
import io.seriba.persistence.snapshot.SnapshotStore.Loaded;
import io.seriba.persistence.snapshot.SnapshotTaker;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The snapshots of one life of the server's process: which one it begins with, and those taken. */
final class Snapshots {
  /** The beginning of the journal is gone, and no snapshot stands in for it. */
  static final class None extends RuntimeException {
    private static final long serialVersionUID = 1;

    None(String what) {
      super(what, null, false, false);
    }
  }

  private static final UUID JOURNAL = new UUID(1, 1);
  private static final int EVERY_COMMANDS = 1_000;
  private static final int LEAST_FREE = 1;

  private final Machine machine;
  private final SimJournal journal;
  private final SnapshotStore store;

  Snapshots(Machine machine, SimJournal journal) {
    this.machine = machine;
    this.journal = journal;
    store = new SnapshotStore(machine.shelf(), LEAST_FREE);
  }

  /**
   * Returns the engine to start with.
   *
   * @throws None if there is none
   */
  Engine start() {
    machine.shelf().snapshots().forEach(this::check);
    long last = journal.writtenSequence();
    Loaded loaded = store.newest(JOURNAL, 0, Long.MAX_VALUE);
    if (machine.plant() != Plant.SNAPSHOT_BEYOND_JOURNAL) {
      int before = infos().size();
      store.setAsideBeyond(JOURNAL, last);
      unless(
          infos().size() == before, "a snapshot is of durable commands", "one is beyond " + last);
    }
    if (loaded == null || loaded.info().sequence() < journal.firstSequence() - 1) {
      loaded = newest(last);
    }
    long found = loaded == null ? 0 : loaded.info().sequence();
    unless(found == newestWhole(), "the newest whole snapshot is used", found);
    unless(found <= last, "no snapshot beyond the journal is used", found + ", beyond " + last);
    if (loaded != null) {
      machine.tally().startedFromSnapshot();
    }
    return loaded == null ? new Engine() : loaded.engine();
  }

  private long newestWhole() {
    return infos().stream()
        .filter(info -> !machine.shelf().isRotten(name(info)))
        .mapToLong(SnapshotInfo::sequence)
        .filter(sequence -> sequence >= journal.firstSequence() - 1)
        .max()
        .orElse(0);
  }

  /** What bears a snapshot's name was whole once; what isn't any more is named. */
  private void check(String name) {
    boolean isRotten = machine.shelf().isRotten(name);
    try {
      SnapshotStore.verify(machine.shelf(), name);
      unless(!isRotten, "a rotten snapshot is found", name);
    } catch (SnapshotException e) {
      String problem = String.valueOf(e.getMessage());
      unless(isRotten, "what bears a snapshot's name is whole", problem);
      unless(problem.contains(name), "a rotten snapshot is named", problem);
    }
  }

  private static String name(SnapshotInfo info) {
    return String.valueOf(info.file().getFileName());
  }

  private List<SnapshotInfo> infos() {
    return store.list().stream().map(Found::info).filter(Objects::nonNull).toList();
  }

  /** Loads the newest one that isn't beyond a sequence. */
  @Nullable Loaded newest(long most) {
    long before = journal.firstSequence() - 1;
    Loaded loaded = store.newest(JOURNAL, before, most);
    if (loaded == null && before > 0) {
      throw new None(
          "the journal begins with sequence %d, and there is no snapshot of %d to %d"
              .formatted(before + 1, before, most));
    }
    return loaded;
  }

  /** Returns what takes them. */
  SnapshotTaker taker(Following.Options options, LongSupplier watermark) {
    long newest =
        infos().stream()
            .mapToLong(SnapshotInfo::sequence)
            .filter(sequence -> sequence <= journal.writtenSequence())
            .max()
            .orElse(0);
    return new SnapshotTaker(
        store,
        new SnapshotOptions(
            EVERY_COMMANDS, Duration.ofSeconds(1), options.keep(), options.prunes()),
        JOURNAL,
        this::removeBefore,
        newest,
        watermark,
        machine.nanos());
  }

  /** The journal's beginning goes only when nobody can need it any more. */
  private void removeBefore(long wanted) {
    long sequence =
        machine.plant() == Plant.RETENTION_BEYOND_WATERMARK
            ? journal.durableSequence() + 1
            : wanted;
    long kept = machine.database().mark().sequence();
    unless(sequence <= kept + 1, "the journal has what the database lacks", sequence);
    SnapshotInfo oldest =
        infos().stream()
            .filter(info -> !machine.shelf().isRotten(name(info)))
            .min(Comparator.comparingLong(SnapshotInfo::sequence))
            .orElseThrow(() -> new Violation("the journal goes only for snapshots", "none"));
    unless(
        sequence <= oldest.sequence() + 1,
        "the journal has what the oldest snapshot lacks",
        sequence + ", snapshot of " + oldest.sequence());
    unless(
        oldest.sequence() <= kept,
        "who starts anew has a snapshot to begin with",
        "snapshot of " + oldest.sequence() + ", the database at " + kept);
    long before = journal.firstSequence();
    try {
      if (journal.removeBefore(sequence) > before) {
        machine.tally().shortened();
      }
    } catch (DiskFault | IllegalStateException e) {
      throw new JournalException("files can't be deleted", e);
    }
  }
}
