package io.seriba.persistence;

import io.seriba.host.Journal.RecordHandler;
import io.seriba.persistence.CycleFiles.Place;
import io.seriba.persistence.CycleReader.Step;
import io.seriba.sbe.MessageHeaderDecoder;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal while it is written, from any sequence that it still has: across its files and
 * generations, each entry checked as at a replay. Made by {@link ChronicleJournal#tail}.
 *
 * <p>It never looks beyond the sequence that it is told to be written. What is there was written
 * before it, so whatever can't be read up to there is damage, and no work in progress.
 *
 * <p>For one thread; only {@link #next} is for any. Takes 2 MiB outside the heap until it is
 * closed.
 */
public final class JournalTail implements LogTail {
  private final UUID journal;
  private final CycleFiles cycles;
  private final Consumer<JournalTail> onClose;
  private final CycleReader reader = new CycleReader();
  private @Nullable Place place;

  /** The entry at hand has records from {@link #next} on up to here; less than that if none. */
  private long entryEnd;

  private volatile long next;

  JournalTail(UUID journal, CycleFiles cycles, long from, Consumer<JournalTail> onClose) {
    this.journal = journal;
    this.cycles = cycles;
    this.next = from;
    this.onClose = onClose;
  }

  /** Returns the sequence that is read next. Any thread. */
  public long next() {
    return next;
  }

  /**
   * Gives the next records to the handler: those of one entry, at most 1 MiB of commands.
   *
   * @param limit the last sequence that may be read: one that is known to be written
   * @return how many records there were, 0 if all up to the limit were read before
   * @throws JournalException if a record up to the limit isn't as it was written: the message and
   *     {@link JournalException#damage} say where; or the thread was interrupted
   */
  @Override
  public int read(long limit, RecordHandler handler) {
    long from = next;
    if (from > limit) {
      return 0;
    }
    try {
      if (entryEnd < from) {
        goTo(from);
      }
    } catch (IOException e) {
      throw new JournalException("sequence %d can't be read: %s".formatted(from, e), e);
    }
    long to = Math.min(limit, entryEnd);
    reader.records(from, to, handler);
    next = to + 1;
    return (int) (to + 1 - from);
  }

  /** Stops keeping files from being removed. */
  @Override
  public void close() {
    onClose.accept(this);
    try {
      reader.close();
    } catch (IOException e) {
      throw new JournalException("a file of the journal can't be closed", e);
    }
  }

  /** Goes to the entry that has a sequence, which is known to be written. */
  private void goTo(long sequence) throws IOException {
    Place at = place;
    if (at == null || sequence >= at.end()) {
      at = open(sequence);
    }
    boolean isFresh = false;
    while (true) {
      Step step = reader.next();
      if (step == Step.BATCH) {
        if (reader.sequence() + reader.count() > sequence) {
          check(at, sequence);
          entryEnd = reader.sequence() + reader.count() - 1;
          return;
        }
        isFresh = false; // an entry before the first one that was asked for
      } else if (isFresh) {
        throw damaged(at, sequence, what(step));
      } else {
        at = lookAgain(at, sequence);
        isFresh = true;
      }
    }
  }

  /** What was read of the file may be of before the entry was written, or another file begun. */
  private Place lookAgain(Place at, long sequence) throws IOException {
    Place now = find(sequence);
    if (!now.file().equals(at.file())) {
      return open(sequence);
    }
    place = now;
    reader.refresh();
    return now;
  }

  private Place open(long sequence) throws IOException {
    Place at = find(sequence);
    place = at;
    reader.open(at.file().path());
    Step step = reader.next();
    if (step != Step.HEAD) {
      throw damaged(at, sequence, step == Step.DAMAGED ? reader.problem() : "there is no head");
    }
    checkHead(at, sequence);
    return at;
  }

  private Place find(long sequence) {
    Place found = cycles.find(sequence);
    if (found == null) {
      throw new IllegalStateException("sequence " + sequence + " was removed while it was needed");
    }
    return found;
  }

  private void checkHead(Place at, long sequence) {
    CycleFile file = at.file();
    if (!reader.journal().equals(journal)) {
      throw damaged(at, sequence, "the file belongs to journal " + reader.journal());
    }
    if (reader.generation() != file.generation()
        || reader.count() != file.ordinal()
        || reader.sequence() != file.firstSequence()) {
      throw damaged(at, sequence, "the file isn't the one that was here: files were swapped");
    }
    if (reader.schemaVersion() > MessageHeaderDecoder.SCHEMA_VERSION) {
      throw damaged(at, sequence, "the file is of schema version " + reader.schemaVersion());
    }
  }

  private void check(Place at, long sequence) {
    long first = reader.sequence();
    long end = first + reader.count();
    boolean isInOrder =
        first == sequence || (first < sequence && entryEnd == 0 /* the first one read */);
    if (!isInOrder || reader.generation() != at.file().generation() || end > at.end()) {
      throw damaged(
          at,
          sequence,
          "a batch with sequences %d to %d of generation %d is where sequence %d of generation %d is due"
              .formatted(first, end - 1, reader.generation(), sequence, at.file().generation()));
    }
  }

  private String what(Step step) {
    return switch (step) {
      case DAMAGED -> reader.problem();
      case HEAD -> "a second head is in the file";
      case END, BATCH -> "the file ends here, though more was written";
    };
  }

  private JournalException damaged(Place at, long sequence, String what) {
    JournalDamage damage =
        new JournalDamage(
            at.file().path(),
            reader.offset(),
            sequence,
            what,
            "Stop, put the file back as it was from a copy of this directory, and start again;"
                + " seriba verify says more");
    return new JournalException(damage.toString(), List.of(damage));
  }
}
