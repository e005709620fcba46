package io.seriba.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal in memory that can be told to be slow or to fail, and that a later host can be given
 * again.
 */
final class MemoryJournal implements Journal {
  record Entry(long sequence, long timestamp, DirectBuffer command) {
    int templateId() {
      return command.getShort(2) & 0xFFFF;
    }
  }

  private final List<Entry> written = new ArrayList<>();
  private final List<Entry> pending = new ArrayList<>();
  private final AtomicInteger heldForces = new AtomicInteger();
  private final AtomicInteger forceCount = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();
  private volatile CountDownLatch commits = new CountDownLatch(0);
  private volatile CountDownLatch forces = new CountDownLatch(0);
  private volatile boolean appendFails;
  private volatile boolean forceFails;
  private volatile boolean room = true;
  private volatile long writtenSequence;
  private volatile long durableSequence;

  MemoryJournal(Entry... entries) {
    written.addAll(List.of(entries));
    writtenSequence = written.size();
    durableSequence = writtenSequence;
  }

  /** Returns what a power failure would leave: a journal of what was forced. */
  MemoryJournal durablePart() {
    return new MemoryJournal(
        entries().stream().filter(e -> e.sequence() <= durableSequence).toArray(Entry[]::new));
  }

  List<Entry> entries() {
    synchronized (written) {
      return List.copyOf(written);
    }
  }

  void holdCommits() {
    commits = new CountDownLatch(1);
  }

  void letCommits() {
    commits.countDown();
  }

  void holdForces() {
    forces = new CountDownLatch(1);
  }

  void letForces() {
    forces.countDown();
  }

  boolean holdsAForce() {
    return heldForces.get() > 0;
  }

  void failAppends() {
    appendFails = true;
  }

  void failForces() {
    forceFails = true;
  }

  void setRoom(boolean room) {
    this.room = room;
  }

  int forceCount() {
    return forceCount.get();
  }

  int closes() {
    return closes.get();
  }

  @Override
  public void append(long sequence, long timestamp, DirectBuffer command, int offset, int length) {
    if (appendFails) {
      throw new IllegalStateException("the disk is gone");
    }
    byte[] bytes = new byte[length];
    command.getBytes(offset, bytes);
    pending.add(new Entry(sequence, timestamp, new UnsafeBuffer(bytes)));
  }

  @Override
  public void commit() {
    pass(commits);
    synchronized (written) {
      for (Entry entry : pending) {
        if (entry.sequence() != writtenSequence + 1) {
          throw new IllegalStateException(entry.sequence() + " after " + writtenSequence);
        }
        written.add(entry);
        writtenSequence = entry.sequence();
      }
    }
    pending.clear();
  }

  @Override
  public long force() {
    forceCount.incrementAndGet();
    long covered = writtenSequence;
    heldForces.incrementAndGet();
    pass(forces);
    heldForces.decrementAndGet();
    if (forceFails) {
      throw new IllegalStateException("the disk can't be forced");
    }
    durableSequence = covered;
    return covered;
  }

  @Override
  public long writtenSequence() {
    return writtenSequence;
  }

  @Override
  public long durableSequence() {
    return durableSequence;
  }

  @Override
  public boolean hasRoom() {
    return room;
  }

  @Override
  public long replay(long from, RecordHandler handler) {
    for (Entry entry : entries()) {
      if (entry.sequence() >= from) {
        DirectBuffer command = entry.command();
        handler.onRecord(entry.sequence(), entry.timestamp(), command, 0, command.capacity());
      }
    }
    return writtenSequence;
  }

  @Override
  public void close() {
    closes.incrementAndGet();
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
