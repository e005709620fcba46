package io.seriba.persistence;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one generation: the only place that uses Chronicle Queue, and only ever on a new
 * directory.
 *
 * <p>Chronicle Queue rolls to another file by the clock. Here the journal decides when, by a file's
 * size, and the clock only gives the file its name: the minute in which it was begun, or the one
 * after the last file's if that is later. So a clock that steps back can't send records to an
 * earlier file.
 *
 * <p>{@link #append} is for the engine's thread, {@link #force} for the syncer's; they may run at
 * the same time.
 */
final class GenerationWriter implements AutoCloseable {
  private static final long CYCLE_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final int TIMEOUT_MILLIS = 1_000;

  /** Chronicle Queue's own index is never used: as few and as small index pages as it can have. */
  private static final int INDEX_COUNT = 512;

  private static final int INDEX_SPACING = 16 << 10;

  /** An entry that finds no place in that index can't be written, so all of a file's must. */
  static final long MOST_ENTRIES_IN_CYCLE = (long) INDEX_COUNT * INDEX_COUNT * INDEX_SPACING;

  static {
    // Read by Chronicle's classes when they are loaded. No calls home and no files in the home
    // directory; no threads of its own: the journal watches the disk itself, and unmaps on the
    // thread that is done with a block; no reports of how long things took.
    for (String off :
        new String[] {
          "chronicle.analytics.disable",
          "chronicle.announcer.disable",
          "chronicle.disk.monitor.disable",
          "disable.perf.info",
        }) {
      System.setProperty(off, "true");
    }
    System.setProperty("background.releaser", "false");
    Jvm.disableDebugHandler();
  }

  private final Path directory;
  private final int generation;
  private final UUID journal;
  private final long cycleBytes;
  private final LongSupplier millis;
  private final Batch batch;
  private final Bytes<ByteBuffer> batchBytes;
  private final ByteBuffer headBuffer = ByteBuffer.allocateDirect(Excerpt.HEAD_LENGTH);
  private final Bytes<ByteBuffer> headBytes;
  private final SingleChronicleQueue queue;
  private final ExcerptAppender appender;
  private long cycleMillis;
  private long bytesInCycle;
  private int ordinal;
  private volatile OpenFile newest;

  /** The file from which on there is something to force; the syncer's, once it runs. */
  private OpenFile oldestUnforced;

  /** A cycle file and the channel that forces it, linked to the file after it. */
  private static final class OpenFile {
    final CycleFile cycle;
    final FileChannel channel;
    boolean entryForced;
    volatile @Nullable OpenFile next;

    OpenFile(CycleFile cycle) throws IOException {
      this.cycle = cycle;
      channel = FileChannel.open(cycle.path(), StandardOpenOption.WRITE);
      keepWhenInterrupted(channel);
    }
  }

  /**
   * Makes a new directory with a first cycle file.
   *
   * @param batch what {@link #append} writes
   * @param firstSequence the sequence of the first record to come
   */
  GenerationWriter(
      Path directory,
      int generation,
      UUID journal,
      long firstSequence,
      Batch batch,
      JournalOptions options,
      LongSupplier millis)
      throws IOException {
    this.directory = directory;
    this.generation = generation;
    this.journal = journal;
    this.cycleBytes = options.cycleBytes();
    this.millis = millis;
    this.batch = batch;
    batchBytes = Bytes.wrapForRead(batch.bytes());
    headBytes = Bytes.wrapForRead(headBuffer);
    // opened by the thread that starts the server, written to by the engine's
    batchBytes.singleThreadedCheckDisabled(true);
    headBytes.singleThreadedCheckDisabled(true);
    Files.createDirectory(directory);
    cycleMillis = minute();
    queue = open(directory, options);
    boolean done = false;
    try {
      appender = queue.createAppender();
      appender.singleThreadedCheckDisabled(true);
      newest = begin(firstSequence);
      oldestUnforced = newest;
      done = true;
    } finally {
      if (!done) {
        queue.close();
      }
    }
  }

  /**
   * Writes the sealed batch as one entry, in a new cycle file if the current one is full.
   *
   * @return the file that was begun for it, else null
   */
  @Nullable CycleFile append() throws IOException {
    int length = batch.length();
    CycleFile begun = null;
    if (bytesInCycle > Excerpt.HEAD_LENGTH && bytesInCycle + length > cycleBytes) {
      cycleMillis = Math.max(minute(), cycleMillis + CYCLE_MILLIS);
      ordinal++;
      OpenFile file = begin(batch.firstSequence());
      newest.next = file;
      newest = file;
      begun = file.cycle;
    }
    write(batchBytes, length);
    return begun;
  }

  /** Returns the file that is written to. */
  CycleFile current() {
    return newest.cycle;
  }

  /**
   * Forces all that was appended before the call. Chronicle's own sync covers only what is mapped
   * at the moment, and logs a failure instead of throwing it.
   */
  void force() throws IOException {
    OpenFile last = newest;
    while (true) {
      OpenFile file = oldestUnforced;
      file.channel.force(false);
      if (!file.entryForced) {
        Directories.force(directory);
        file.entryForced = true;
      }
      OpenFile next = file.next;
      if (file == last || next == null) {
        return;
      }
      file.channel.close();
      oldestUnforced = next;
    }
  }

  /** Lets go of all files without forcing them. */
  @Override
  public void close() throws IOException {
    try {
      queue.close();
    } finally {
      batchBytes.releaseLast();
      headBytes.releaseLast();
      for (OpenFile file = oldestUnforced; file != null; file = file.next) {
        file.channel.close();
      }
    }
  }

  /** An interrupted thread would otherwise close the channel, and so make a force fail. */
  private static void keepWhenInterrupted(FileChannel channel) {
    Jvm.doNotCloseOnInterrupt(GenerationWriter.class, channel);
  }

  private SingleChronicleQueue open(Path newDirectory, JournalOptions options) {
    return SingleChronicleQueueBuilder.binary(newDirectory)
        .blockSize(options.blockBytes())
        .rollCycle(LegacyRollCycles.MINUTELY)
        .indexCount(INDEX_COUNT)
        .indexSpacing(INDEX_SPACING)
        .timeoutMS(TIMEOUT_MILLIS)
        .timeProvider(() -> cycleMillis)
        .build();
  }

  private OpenFile begin(long firstSequence) throws IOException {
    UnsafeBuffer head = new UnsafeBuffer(headBuffer);
    Excerpt.putHeader(
        head,
        Excerpt.HEAD,
        Excerpt.HEAD_LENGTH,
        generation,
        firstSequence,
        TimeUnit.MILLISECONDS.toMicros(millis.getAsLong()),
        ordinal);
    Excerpt.putHeadBody(head, journal);
    Excerpt.seal(headBuffer, head, Excerpt.HEAD_LENGTH, new CRC32C());
    headBuffer.clear();
    bytesInCycle = 0;
    write(headBytes, Excerpt.HEAD_LENGTH);
    File file = appender.currentFile();
    if (file == null) {
      throw new IOException("Chronicle Queue has written, but names no file");
    }
    return new OpenFile(new CycleFile(file.toPath(), generation, ordinal, firstSequence));
  }

  private void write(Bytes<ByteBuffer> entry, int length) {
    appender.writeBytes(entry.readPositionRemaining(0, length));
    bytesInCycle += length;
  }

  private long minute() {
    return millis.getAsLong() / CYCLE_MILLIS * CYCLE_MILLIS;
  }
}
