package io.seriba.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.host.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.function.Executable;

/** Commands whose content tells their sequence, a machine to play with, and files to damage. */
final class TestJournal {
  static final int COMMAND_LENGTH = 64;
  static final int FILE_COMMANDS = 860;
  static final long RESERVE = 1 << 20;

  /** The smallest files: {@link #FILE_COMMANDS} commands each, in batches of ten. */
  static final JournalOptions SMALL =
      new JournalOptions(1 << 20, 64 << 10, RESERVE, 0, 8 << 10, JournalOptions.NO_LOSS);

  private static final long MAGIC = 0x5EA1_B1D5_0000_0000L;

  final AtomicLong millis =
      new AtomicLong(TimeUnit.DAYS.toMillis(20_000) + TimeUnit.HOURS.toMillis(12));
  final AtomicLong usableBytes = new AtomicLong(1L << 40);
  final Path directory;
  UUID boot = new UUID(1, 1);

  TestJournal(Path directory) {
    this.directory = directory;
  }

  ChronicleJournal open() {
    return open(SMALL);
  }

  ChronicleJournal open(JournalOptions options) {
    return ChronicleJournal.open(
        directory, options, new Machine(millis::get, usableBytes::get, boot));
  }

  /** Opens, writes so many commands in batches of ten, and closes. */
  TestJournal written(int commands) {
    try (ChronicleJournal journal = open()) {
      write(journal, commands, 10);
    }
    return this;
  }

  static JournalOptions accepting(long sequence) {
    return new JournalOptions(
        SMALL.blockBytes(),
        SMALL.cycleBytes(),
        SMALL.minFreeBytes(),
        SMALL.lookEveryMicros(),
        SMALL.largestBatchBytes(),
        sequence);
  }

  /** Appends and commits, from the sequence that is due on. */
  static void write(Journal journal, int commands, int batch) {
    long first = journal.writtenSequence() + 1;
    for (int i = 0; i < commands; i++) {
      append(journal, first + i);
      if ((i + 1) % batch == 0) {
        journal.commit();
      }
    }
    journal.commit();
  }

  static void append(Journal journal, long sequence) {
    UnsafeBuffer command = new UnsafeBuffer(new byte[COMMAND_LENGTH + 16]);
    for (int i = 0; i < COMMAND_LENGTH; i += Long.BYTES) {
      command.putLong(16 + i, MAGIC + sequence);
    }
    journal.append(sequence, time(sequence), command, 16, COMMAND_LENGTH);
  }

  static long time(long sequence) {
    return 1_700_000_000_000_000L + 3 * sequence;
  }

  /** Replays, checks each record, and returns how many there were. */
  static long replayed(Journal journal, long from) {
    Checker checker = new Checker(from);
    long last = journal.replay(from, checker);
    assertEquals(last + 1, Math.max(from, checker.due));
    return checker.due - from;
  }

  static JournalReport verify(Path directory) {
    Checker checker = new Checker(1);
    JournalReport report = JournalVerifier.verify(directory, checker);
    assertEquals(report.lastSequence() + 1, checker.due);
    return report;
  }

  /** Expects a refusal that says all of this. */
  static JournalException refused(Executable action, String... parts) {
    JournalException refusal = assertThrows(JournalException.class, action);
    for (String part : parts) {
      assertTrue(String.valueOf(refusal.getMessage()).contains(part), refusal::toString);
    }
    return refusal;
  }

  /** Expects the records of {@link #append} in order. */
  static final class Checker implements Journal.RecordHandler {
    long due;

    Checker(long from) {
      due = from;
    }

    @Override
    public void onRecord(
        long sequence, long timestamp, DirectBuffer command, int offset, int length) {
      assertEquals(due, sequence);
      assertEquals(time(sequence), timestamp);
      assertEquals(COMMAND_LENGTH, length);
      for (int i = 0; i < length; i += Long.BYTES) {
        assertEquals(MAGIC + sequence, command.getLong(offset + i));
      }
      due++;
    }
  }

  /** Returns all cycle files, oldest first. */
  List<Path> cycleFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Generation generation : Generation.list(directory)) {
      files.addAll(generation.cycles());
    }
    return files;
  }

  /** Returns where a file's written part ends: the word that is still 0, or the end mark. */
  static long endOf(Path file) throws IOException {
    try (CycleReader reader = new CycleReader()) {
      reader.open(file);
      while (reader.next() != CycleReader.Step.END) {
        // goes on to the end
      }
      return reader.offset();
    }
  }

  /** Returns where a file's last batch begins. */
  static long lastBatchOf(Path file) throws IOException {
    try (CycleReader reader = new CycleReader()) {
      reader.open(file);
      long last = 0;
      while (reader.next() != CycleReader.Step.END) {
        last = reader.offset();
      }
      return last;
    }
  }

  /** Returns where a command's content first lies in a file. */
  static long positionOf(Path file, long sequence) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    for (int at = 0; at <= bytes.length - Long.BYTES; at += Integer.BYTES) {
      if (buffer.getLong(at) == MAGIC + sequence) {
        return at;
      }
    }
    throw new AssertionError(file + " doesn't hold sequence " + sequence);
  }

  static void flip(Path file, long position) throws IOException {
    flip(file, position, 0x10);
  }

  static void flip(Path file, long position, int bits) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) (one.get(0) ^ bits));
      channel.write(one.flip(), position);
    }
  }

  static void overwrite(Path file, long position, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), position);
    }
  }

  static void truncate(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }
}
