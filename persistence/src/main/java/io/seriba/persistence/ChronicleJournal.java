package io.seriba.persistence;

import io.seriba.host.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in a directory, on Chronicle Queue.
 *
 * <p>Every opening checks all that is there and then begins a new generation: a directory of its
 * own with a new queue in it. Nothing is ever appended to a file that an earlier process wrote, so
 * what a killed process left behind needs no repair, and the way back from a crash is the way of
 * every start.
 *
 * <p>{@link #append} and {@link #commit} are for one thread at a time, {@link #force} for another,
 * all else for any; {@link #close} comes when those two threads are done. An error while writing or
 * forcing is final: from then on every call but {@link #close} throws, and that lets go of the
 * directory without claiming anything durable.
 */
public final class ChronicleJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(ChronicleJournal.class);
  private static final Condition NONE = (journal, first, last) -> {};

  /** The marks are forced at most this often, to spare every force a second one. */
  private static final long FORCE_MARKS_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What couldn't be written to the disk may still be read back from the system's memory, and a
   * later force needn't fail for it: only a new boot shows what is really there.
   */
  private static final String AFTER_A_FAILED_FORCE = "mend the disk, start the machine anew";

  private final Path directory;
  private final JournalOptions options;
  private final DirectoryLock lock;
  private final Machine machine;
  private final UUID id;
  private final long recovered;
  private final long checkedFrom;
  private final List<JournalDamage> leftBehind;
  private final JournalMarks marks;
  private final FreeSpace space;
  private final Batch batch;
  private final GenerationWriter writer;
  private final int generation;

  private final CycleFiles cycles;
  private final Set<JournalTail> tails = ConcurrentHashMap.newKeySet();
  private final Object reading = new Object();
  private final Object forcing = new Object();
  private long marksForcedAt = System.nanoTime();
  private boolean replaying;
  private long appended;
  private long lastTime = Long.MIN_VALUE;
  private volatile long first;
  private volatile long written;
  private volatile long durable;

  /** Why nothing goes any more: a final error, or the close. */
  private volatile @Nullable JournalException ended;

  private boolean closed;

  private ChronicleJournal(
      Path directory,
      JournalOptions options,
      long from,
      Condition condition,
      Machine machine,
      DirectoryLock lock)
      throws IOException {
    this.directory = directory;
    this.options = options;
    this.machine = machine;
    this.lock = lock;
    Recovery recovery = Recovery.run(directory, options, from, condition, machine);
    checkedFrom = from;
    id = recovery.journal();
    recovered = recovery.last();
    leftBehind = recovery.leftBehind();
    first = recovery.first();
    appended = recovered;
    written = recovered;
    durable = recovered;
    marks = JournalMarks.open(directory);
    space = new FreeSpace(machine.usableBytes(), options.minFreeBytes(), options.lookEveryMicros());
    batch = new Batch(options.largestBatchBytes());
    generation = recovery.nextGeneration();
    writer =
        new GenerationWriter(
            Generation.directory(directory, generation),
            generation,
            id,
            recovered + 1,
            batch,
            options,
            machine.millis());
    Directories.force(directory);
    cycles = new CycleFiles(directory, recovery.cycles(), writer.current());
  }

  /**
   * Opens a directory's journal, or begins one where there is none, after checking all of it.
   *
   * @throws JournalException if that can't be: the directory is in use (by whom) or not writable,
   *     the disk is too full, the format or the schema is newer than this program, or something is
   *     damaged, missing or foreign. The message says what, where, and what to do; no record was
   *     changed
   */
  public static ChronicleJournal open(Path directory, JournalOptions options) {
    return open(directory, options, 1, NONE, null);
  }

  /**
   * Opens a directory's journal as {@link #open(Path, JournalOptions)} does, but leaves files
   * unread that hold only records before a sequence: a snapshot has made them unnecessary. Should
   * they be needed all the same, {@link #replay} checks them.
   *
   * @param from the first sequence that will be replayed, at least 1
   */
  public static ChronicleJournal open(Path directory, JournalOptions options, long from) {
    return open(directory, options, from, NONE, null);
  }

  /**
   * Opens a directory's journal as {@link #open(Path, JournalOptions, long)} does, if what it holds
   * is what the caller needs.
   *
   * @param condition asked when the journal was found to be good, before anything is changed
   */
  public static ChronicleJournal open(
      Path directory, JournalOptions options, long from, Condition condition) {
    return open(directory, options, from, condition, null);
  }

  /** What must be true of a journal for it to be opened. */
  @FunctionalInterface
  public interface Condition {
    /**
     * Looks at what the journal holds.
     *
     * @param first the first sequence that it has, or would have if it had any
     * @param last the last one, or one less than the first
     * @throws JournalException if it isn't to be opened: nothing is changed then
     */
    void check(UUID journal, long first, long last);
  }

  /**
   * Begins a journal, with an id of its own, where there is none: one whose first record has any
   * sequence.
   *
   * @param first at least 1; what came before it is known otherwise, as by a snapshot
   * @throws JournalException if there is one already, and as {@link #open(Path, JournalOptions)}
   *     does
   */
  public static ChronicleJournal begin(Path directory, JournalOptions options, long first) {
    if (first < 1) {
      throw new IllegalArgumentException("first must be at least 1, not " + first);
    }
    try {
      createDirectories(directory.toAbsolutePath());
      if (JournalMarks.read(directory) != null || !Generation.list(directory).isEmpty()) {
        throw new JournalException(directory + " holds a journal already");
      }
      JournalMarks.create(
          directory,
          new JournalMarks.Values(
              UUID.randomUUID(), first - 1, first - 1, first, Machine.bootId()));
    } catch (IOException e) {
      throw new JournalException("a journal in %s can't be begun: %s".formatted(directory, e), e);
    }
    return open(directory, options);
  }

  static ChronicleJournal open(Path directory, JournalOptions options, @Nullable Machine machine) {
    return open(directory, options, 1, NONE, machine);
  }

  private static ChronicleJournal open(
      Path directory,
      JournalOptions options,
      long from,
      Condition condition,
      @Nullable Machine machine) {
    if (from < 1) {
      throw new IllegalArgumentException("from must be at least 1, not " + from);
    }
    DirectoryLock lock = null;
    ChronicleJournal journal = null;
    long start = System.nanoTime();
    try {
      createDirectories(directory.toAbsolutePath());
      Path real = directory.toRealPath();
      lock = DirectoryLock.forWriting(real);
      journal =
          new ChronicleJournal(
              real, options, from, condition, machine == null ? Machine.of(real) : machine, lock);
      LOG.info(
          "journal {}: records {} to {}, generation {} begun, opened in {} ms",
          real,
          journal.first,
          journal.recovered,
          journal.generation,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      return journal;
    } catch (FileSystemException e) {
      throw new JournalException(
          "the journal in %s can't be opened: %s. Is it a directory that this user may write to?"
              .formatted(directory, e),
          e);
    } catch (IOException | UncheckedIOException e) {
      throw new JournalException(
          "the journal in %s can't be opened: %s".formatted(directory, e), e);
    } catch (LinkageError e) {
      throw new JournalException(
          "the journal can't run in this JVM: it lacks flags that bin/seriba sets (" + e + ")", e);
    } finally {
      if (lock != null && journal == null) {
        closeQuietly(lock);
      }
    }
  }

  /**
   * Makes a directory and those above it that are missing, so that their names outlive the power.
   */
  private static void createDirectories(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null && !Files.isDirectory(directory)) {
      createDirectories(parent);
      Files.createDirectories(directory);
      Directories.force(parent);
    }
  }

  @Override
  public void append(long sequence, long timestamp, DirectBuffer command, int offset, int length) {
    requireUsable();
    if (sequence != appended + 1) {
      throw new IllegalArgumentException(
          "sequence " + sequence + ", where " + (appended + 1) + " is due");
    }
    if (timestamp < lastTime) {
      throw new IllegalArgumentException(
          "timestamp " + timestamp + " is before the last one, " + lastTime);
    }
    if (length < 0 || length > options.largestCommandBytes()) {
      throw new IllegalArgumentException(
          "length " + length + ", where 0 to " + options.largestCommandBytes() + " can be taken");
    }
    if (!batch.fits(timestamp, length)) {
      writeBatch();
    }
    batch.add(sequence, timestamp, command, offset, length);
    appended = sequence;
    lastTime = timestamp;
  }

  @Override
  public void commit() {
    requireUsable();
    if (appended == written) {
      return;
    }
    writeBatch();
    marks.set(JournalMarks.WRITTEN, appended);
    written = appended;
  }

  @Override
  public long force() {
    synchronized (forcing) {
      requireUsable();
      long target = written;
      if (target > durable) {
        try {
          writer.force();
          marks.set(JournalMarks.DURABLE, target);
          forceMarksNowAndThen();
        } catch (IOException | RuntimeException e) {
          throw failed("can't be forced to the disk", AFTER_A_FAILED_FORCE, e);
        }
        durable = target;
      }
      return durable;
    }
  }

  @Override
  public long writtenSequence() {
    return written;
  }

  @Override
  public long durableSequence() {
    return durable;
  }

  @Override
  public boolean hasRoom() {
    return space.isEnough();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if something was appended since the journal was opened
   * @throws JournalException if records from there on were removed, or are no longer as they were
   *     when the journal was opened
   */
  @Override
  public long replay(long from, RecordHandler handler) {
    synchronized (reading) {
      requireUsable();
      if (appended != recovered || replaying) {
        throw new IllegalStateException("replay comes before the first append, and once at a time");
      }
      if (from < 1) {
        throw new IllegalArgumentException("from must be at least 1, not " + from);
      }
      requireKept(from + 1);
      replaying = true;
    }
    try {
      JournalMarks.Values promise =
          new JournalMarks.Values(id, recovered, recovered, first, machine.boot());
      JournalWalk walk = new JournalWalk(directory, promise, machine.boot(), from, handler).run();
      if (walk.isDamaged()) {
        throw failed(
            (from < checkedFrom ? "is damaged: " : "has changed since it was opened: ")
                + walk.findings(),
            from < checkedFrom ? "do what it says" : "find out what changed it",
            new IllegalStateException("sequence " + (walk.lastSequence() + 1) + " can't be read"));
      }
      return recovered;
    } catch (IOException e) {
      throw failed("can't be read", "mend the disk", e);
    } finally {
      synchronized (reading) {
        replaying = false;
      }
    }
  }

  /**
   * Opens a reader of what is written from a sequence on, beside the threads that write. While it
   * is open, no file that it still needs is removed. It may outlive the journal's close.
   *
   * @param from the first sequence wanted, 1 to one more than {@link #writtenSequence}
   * @throws JournalException if records from there on were removed
   */
  public JournalTail tail(long from) {
    synchronized (reading) {
      requireUsable();
      if (from < 1 || from > written + 1) {
        throw new IllegalArgumentException(
            "from must be 1 to %d, the next to be written, not %d".formatted(written + 1, from));
      }
      requireKept(from);
      JournalTail tail = new JournalTail(id, cycles, from, tails::remove);
      tails.add(tail);
      return tail;
    }
  }

  private void requireKept(long from) {
    if (from < first) {
      throw new JournalException(
          "%s has no records before sequence %d: they were removed. Start from a snapshot"
              .formatted(directory, first));
    }
  }

  /** Returns the id that the journal was given when it was begun. */
  public UUID id() {
    return id;
  }

  /** Returns the first sequence that {@link #replay} can give. Any thread. */
  public long firstSequence() {
    return first;
  }

  /**
   * Returns the id of a directory's journal, or null if there is none yet, or nothing that can be
   * read. Reads one small file, changes nothing.
   */
  public static @Nullable UUID idOf(Path directory) {
    try {
      JournalMarks.Values marks = JournalMarks.read(directory);
      return marks == null ? null : marks.journal();
    } catch (IOException | JournalException e) {
      LOG.debug("the marks in {} can't be read: opening it will say why", directory, e);
      return null;
    }
  }

  /**
   * Returns what {@link #open} found behind the last record and left behind: the unfinished work of
   * a killed process, or what {@link JournalOptions#acceptLossAfter} gave up. Mostly nothing.
   */
  public List<JournalDamage> leftBehind() {
    return leftBehind;
  }

  /**
   * Removes the files that hold nothing but records before a sequence and that no open {@link
   * JournalTail} needs. The caller answers for it that a verified snapshot is past them. Any
   * thread.
   *
   * @param sequence the first sequence that is still needed, 1 to one more than {@link
   *     #durableSequence}
   * @return the first sequence that is left: at most the one that was given, for only whole files
   *     go
   * @throws IllegalStateException while a replay runs, which would miss what is removed
   * @throws JournalException if a file can't be deleted. The journal can be written on
   */
  public long removeCyclesBefore(long sequence) {
    synchronized (reading) {
      requireUsable();
      if (replaying) {
        throw new IllegalStateException("a replay is reading the files");
      }
      if (sequence < 1 || sequence > durable + 1) {
        throw new IllegalArgumentException(
            "sequence must be 1 to %d, the first that isn't durable, not %d"
                .formatted(durable + 1, sequence));
      }
      long needed = sequence;
      for (JournalTail tail : tails) {
        needed = Math.min(needed, tail.next());
      }
      CycleFile oldest = cycles.forgetBefore(needed);
      first = oldest.firstSequence();
      try {
        // marked first: a file that is gone though the marks ask for it would count as lost
        marks.set(JournalMarks.FIRST, first);
        marks.force();
        cycles.deleteBefore(oldest);
      } catch (IOException e) {
        throw new JournalException(
            "files before %s can't be deleted: %s. They aren't needed any more"
                .formatted(oldest.path(), e),
            e);
      }
      return first;
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws JournalException if what was left can't be written or forced. The directory is let go
   *     of in any case
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean intact = false;
    try {
      if (ended == null) {
        commit();
        force();
        marks.force();
        intact = true;
      }
    } catch (IOException e) {
      throw failed("can't be forced to the disk", AFTER_A_FAILED_FORCE, e);
    } finally {
      release(intact && written == recovered);
    }
  }

  /** Lets go of the directory as a killed process would: nothing is written or forced. */
  void abandon() {
    closed = true;
    release(false);
  }

  private void release(boolean removeGeneration) {
    if (ended == null) {
      ended = new JournalException("the journal in " + directory + " is closed");
    }
    try (lock) {
      writer.close();
      if (removeGeneration) {
        removeUnused();
      }
    } catch (IOException e) {
      throw new JournalException("the journal in %s can't be closed".formatted(directory), e);
    }
  }

  private void removeUnused() throws IOException {
    for (Generation unused : Generation.list(directory)) {
      if (unused.number() == generation) {
        unused.delete();
      }
    }
  }

  private void writeBatch() {
    batch.seal(generation);
    try {
      CycleFile begun = writer.append();
      if (begun != null) {
        cycles.add(begun);
      }
    } catch (IOException | RuntimeException | InternalError e) {
      // an InternalError is how the JVM says that a mapped page can't be had: the disk is full
      throw failed("can't be written", "mend the disk", e);
    }
    batch.clear();
  }

  private void forceMarksNowAndThen() throws IOException {
    long now = System.nanoTime();
    if (now - marksForcedAt >= FORCE_MARKS_NANOS) {
      marks.force();
      marksForcedAt = now;
    }
  }

  private void requireUsable() {
    JournalException reason = ended;
    if (reason != null) {
      throw new JournalException(
          reason.getMessage() + ": nothing more can be done with it", reason);
    }
  }

  private JournalException failed(String what, String remedy, Throwable cause) {
    JournalException failure =
        new JournalException(
            "the journal in %s %s (%s). Its last durable sequence is %d. Stop, %s, and start again"
                .formatted(directory, what, cause, durable, remedy),
            cause);
    ended = failure;
    return failure;
  }

  private static void closeQuietly(DirectoryLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the lock of a journal that couldn't be opened can't be released", e);
    }
  }
}
