package io.seriba.engine;

import org.agrona.MutableDirectBuffer;

/**
 * Where the engine encodes its events: one claimed frame at a time, straight into the reader's
 * memory.
 *
 * <p>Called on the engine's thread only, {@link #claim} and {@link #commit} in turns. The same sink
 * may be the outbound buffer, or a scratch frame during replay.
 */
public interface EventSink {

  /** The longest frame that may be claimed, in bytes. */
  int MAX_FRAME_LENGTH = 4096;

  /**
   * Makes room for one frame.
   *
   * @param length the most bytes that the frame may take, header included, at most {@link
   *     #MAX_FRAME_LENGTH}
   * @return where the frame starts in {@link #buffer}: a multiple of 8
   */
  int claim(int length);

  /**
   * Returns the buffer of the last claim; ask again after every claim. Its {@code byteArray()}
   * isn't null, and its index 0 is the array's: so the compiler knows what a store can change.
   * Agrona's {@code ExpandableArrayBuffer} does best, since it can't be backed by anything else.
   */
  MutableDirectBuffer buffer();

  /**
   * Ends the claimed frame. Its header is filled in already.
   *
   * @param length the bytes that it really takes
   */
  void commit(int length);
}
