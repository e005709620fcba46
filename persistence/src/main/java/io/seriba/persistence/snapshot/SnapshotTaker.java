package io.seriba.persistence.snapshot;

import io.seriba.engine.Engine;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots of an engine that follows a journal, and removes what they make unnecessary. On
 * the follower's thread; what it says of itself is for any.
 *
 * <p>A snapshot that fails harms nothing: it is told, and tried again when the next one is due.
 */
public final class SnapshotTaker {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotTaker.class);

  private final SnapshotStore store;
  private final SnapshotOptions options;
  private final UUID journal;
  private final Retention retention;
  private final LongSupplier watermark;
  private final LongSupplier nanos;
  private long lastSequence;
  private long lastNanos;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /** Removes a journal's beginning. */
  public interface Retention {
    /**
     * Removes what holds nothing but records before a sequence.
     *
     * @throws JournalException if it can't be removed
     */
    void removeBefore(long sequence);
  }

  /**
   * Begins after the last snapshot.
   *
   * @param lastSequence that snapshot's; 0: there is none
   * @param watermark up to where every projection of the journal is written; {@link Long#MAX_VALUE}
   *     if there is none
   */
  public SnapshotTaker(
      SnapshotStore store,
      SnapshotOptions options,
      ChronicleJournal journal,
      long lastSequence,
      LongSupplier watermark) {
    this(
        store,
        options,
        journal.id(),
        sequence -> journal.removeCyclesBefore(Math.min(sequence, journal.durableSequence() + 1)),
        lastSequence,
        watermark,
        System::nanoTime);
  }

  /**
   * Begins after the last snapshot of a journal of any kind.
   *
   * @param nanos takes the place of {@link System#nanoTime}
   */
  public SnapshotTaker(
      SnapshotStore store,
      SnapshotOptions options,
      UUID journal,
      Retention retention,
      long lastSequence,
      LongSupplier watermark,
      LongSupplier nanos) {
    this.store = store;
    this.options = options;
    this.journal = journal;
    this.retention = retention;
    this.lastSequence = lastSequence;
    this.watermark = watermark;
    this.nanos = nanos;
    lastNanos = nanos.getAsLong();
  }

  /**
   * Takes a snapshot if one is due.
   *
   * @param engine has decided durable commands only, and nobody else uses it meanwhile
   * @param now microseconds
   */
  public void takeIfDue(Engine engine, long now) {
    // an engine that begins anew, further back, needs snapshots on its way, too
    lastSequence = Math.min(lastSequence, engine.sequence());
    long commands = engine.sequence() - lastSequence;
    boolean isTime = nanos.getAsLong() - lastNanos >= options.every().toNanos();
    if (commands >= options.everyCommands() || (isTime && commands > 0)) {
      take(engine, now);
    }
  }

  /** Takes a snapshot now, if there was a command since the last. */
  public void take(Engine engine, long now) {
    long start = nanos.getAsLong();
    lastNanos = start;
    lastSequence = engine.sequence();
    try {
      SnapshotInfo info = store.write(journal, engine, now);
      LOG.info(
          "snapshot of sequence {}: {} bytes in {} ms",
          info.sequence(),
          info.bytes(),
          TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - start));
      taken.incrementAndGet();
    } catch (SnapshotException e) {
      failed.incrementAndGet();
      LOG.error("no snapshot of sequence {}: {}", engine.sequence(), e.getMessage(), e);
      return;
    }
    try {
      prune();
    } catch (SnapshotException | JournalException e) {
      LOG.error("what isn't needed any more stays for now: {}", e.getMessage(), e);
    }
  }

  private void prune() {
    // a follower that starts anew begins with a snapshot that isn't beyond the watermark
    long oldest = store.retain(journal, options.keep(), watermark.getAsLong());
    if (options.pruneJournal() && oldest > 0) {
      retention.removeBefore(oldest + 1);
    }
  }

  /** Returns how many snapshots were taken. Any thread. */
  public long taken() {
    return taken.get();
  }

  /** Returns how many were due and failed. Any thread. */
  public long failed() {
    return failed.get();
  }
}
