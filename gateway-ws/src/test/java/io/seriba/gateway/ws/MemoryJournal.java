package io.seriba.gateway.ws;

import io.seriba.host.Journal;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A journal that lasts as long as its test. */
final class MemoryJournal implements Journal {
  private final List<Entry> entries = new ArrayList<>();

  private static final class Entry {
    final long sequence;
    final long timestamp;
    final byte[] command;

    Entry(long sequence, long timestamp, byte[] command) {
      this.sequence = sequence;
      this.timestamp = timestamp;
      this.command = command;
    }
  }

  @Override
  public synchronized void append(
      long sequence, long timestamp, DirectBuffer command, int offset, int length) {
    byte[] copy = new byte[length];
    command.getBytes(offset, copy);
    entries.add(new Entry(sequence, timestamp, copy));
  }

  @Override
  public void commit() {}

  @Override
  public long force() {
    return writtenSequence();
  }

  @Override
  public synchronized long writtenSequence() {
    return entries.isEmpty() ? 0 : entries.getLast().sequence;
  }

  @Override
  public long durableSequence() {
    return writtenSequence();
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public synchronized long replay(long from, RecordHandler handler) {
    for (Entry entry : entries) {
      if (entry.sequence >= from) {
        handler.onRecord(
            entry.sequence,
            entry.timestamp,
            new UnsafeBuffer(entry.command),
            0,
            entry.command.length);
      }
    }
    return writtenSequence();
  }

  @Override
  public void close() {}
}
