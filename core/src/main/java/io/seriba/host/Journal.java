package io.seriba.host;

import org.agrona.DirectBuffer;

/**
 * The log that the host writes: the truth that the engine's state is a function of.
 *
 * <p>{@link #append} and {@link #commit} are called on the engine's thread only, {@link #force} on
 * the syncer's only (or, at durability {@code each}, on the engine's); they may run at the same
 * time. {@link #replay} comes before the first append.
 */
public interface Journal extends AutoCloseable {

  /**
   * Adds one command to the batch that the next {@link #commit} ends.
   *
   * @param sequence one more than the last
   * @param timestamp microseconds, not less than the last
   */
  void append(long sequence, long timestamp, DirectBuffer command, int offset, int length);

  /** Writes the batch: from now on it survives the process, though not yet the power. */
  void commit();

  /**
   * Forces everything that was committed before the call to the disk. A failure is final: the
   * journal is broken, and nothing may be acknowledged after it.
   *
   * @return the last sequence that is now durable
   */
  long force();

  /** Returns the last committed sequence; 0 if there is none. Any thread. */
  long writtenSequence();

  /**
   * Returns the last sequence that {@link #force} has made durable; 0 if there is none. Any thread.
   */
  long durableSequence();

  /**
   * Tells whether the disk has room for more commands; false comes well before it is full. Any
   * thread; cheap.
   */
  boolean hasRoom();

  /**
   * Gives every record from a sequence on that is still there, in order and verified, to the
   * handler.
   *
   * @param from the first sequence wanted, 1 for all; one that was removed may be the last before
   *     the first that is there, and no other
   * @return the last sequence in the journal
   */
  long replay(long from, RecordHandler handler);

  /** Writes what is left, forces it, and lets go of the directory. */
  @Override
  void close();

  /** Takes one record of the journal. */
  @FunctionalInterface
  interface RecordHandler {
    /** Called for each record; the buffer is valid only during the call. */
    void onRecord(long sequence, long timestamp, DirectBuffer command, int offset, int length);
  }
}
