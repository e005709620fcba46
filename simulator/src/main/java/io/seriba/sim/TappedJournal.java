package io.seriba.sim;

import io.seriba.host.Clock;
import io.seriba.host.Journal;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The journal as the host sees it; tells {@link Truth} what is logged, and makes mistakes. */
final class TappedJournal implements Journal {
  private static final int REQUEST_ID = 16;

  private final SimJournal journal;
  private final Truth truth;
  private final Clock clock;
  private final Plant plant;

  TappedJournal(SimJournal journal, Truth truth, Clock clock, Plant plant) {
    this.journal = journal;
    this.truth = truth;
    this.clock = clock;
    this.plant = plant;
  }

  @Override
  public void append(long sequence, long timestamp, DirectBuffer command, int offset, int length) {
    long time = plant == Plant.STAMP_GOES_BACK ? clock.micros() : timestamp;
    truth.append(sequence, time, command, offset, length);
    journal.append(sequence, time, command, offset, length);
  }

  @Override
  public void commit() {
    journal.commit();
  }

  @Override
  public long force() {
    return journal.force();
  }

  @Override
  public long writtenSequence() {
    return journal.writtenSequence();
  }

  @Override
  public long durableSequence() {
    return journal.durableSequence();
  }

  @Override
  public boolean hasRoom() {
    return journal.hasRoom();
  }

  @Override
  public long replay(long from, RecordHandler handler) {
    if (plant != Plant.REQUEST_IDS_LOST) {
      return journal.replay(from, handler);
    }
    return journal.replay(
        from,
        (sequence, timestamp, command, offset, length) -> {
          byte[] bytes = new byte[length];
          command.getBytes(offset, bytes);
          if (length >= REQUEST_ID + 16) {
            new UnsafeBuffer(bytes).setMemory(REQUEST_ID, 16, (byte) 0);
          }
          handler.onRecord(sequence, timestamp, new UnsafeBuffer(bytes), 0, length);
        });
  }

  @Override
  public void close() {
    journal.close();
  }
}
