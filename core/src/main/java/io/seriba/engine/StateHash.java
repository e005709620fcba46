package io.seriba.engine;

import io.seriba.client.EventFrame;
import io.seriba.sbe.MessageHeaderEncoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 64-bit hash folded over every event: equal on every replica and replay at the same sequence.
 *
 * <p>Each frame's length and index and its bytes from {@link EventFrame#SEQUENCE} on, padded with
 * zeros to whole words, go word by word into four lanes: xor, multiply, rotate; the header's words
 * side by side, the body's one after the other. Each frame starts its lanes anew, so that frames
 * wait for each other in one step only. The schema's version isn't folded: what a log leads to
 * stays the same when the schema gains messages (a field that is appended to an event changes it).
 * It finds accidents; it isn't cryptographic and proves nothing against somebody who writes the
 * journal.
 */
final class StateHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BODY = EventFrame.MESSAGE + MessageHeaderEncoder.ENCODED_LENGTH;

  /**
   * Of a message's header: its schema and its kind, but not its version, nor its block's length.
   */
  private static final long KIND = 0x0000_FFFF_FFFF_0000L;

  private static final long FACTOR_0 = 0x9E3779B97F4A7C15L;
  private static final long FACTOR_1 = 0xC2B2AE3D27D4EB4FL;
  private static final long FACTOR_2 = 0xD6E8FEB86659FD93L;
  private static final long FACTOR_3 = 0xBF58476D1CE4E5B9L;

  private long value = FACTOR_0;

  /** Folds one finished frame, zero-padded to a multiple of 8 bytes. */
  void fold(byte[] bytes, int frame, long lengthAndIndex) {
    int end = frame + (((int) lengthAndIndex + 7) & ~7);
    long a = step(lengthAndIndex, word(bytes, frame + EventFrame.SEQUENCE), FACTOR_0);
    long b = step(FACTOR_1, word(bytes, frame + EventFrame.TIME), FACTOR_1);
    long c = step(FACTOR_2, word(bytes, frame + EventFrame.MESSAGE) & KIND, FACTOR_2);
    long d = step(FACTOR_3, word(bytes, frame + EventFrame.TOPIC_OFFSET), FACTOR_3);
    a = step(a, word(bytes, frame + EventFrame.TOPIC), FACTOR_0);
    b = step(b, word(bytes, frame + EventFrame.PARENT), FACTOR_1);
    for (int at = frame + BODY; at < end; at += 8) {
      c = step(c, word(bytes, at), FACTOR_2);
    }
    long ab = step(a, b, FACTOR_2);
    long cd = step(c, d, FACTOR_0);
    value = step(value, ab ^ Long.rotateLeft(cd, 17), FACTOR_3);
  }

  /** Returns the hash of all frames so far. */
  long value() {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns what the hash is made from. */
  long raw() {
    return value;
  }

  /** Goes on from what the hash was made from. */
  void raw(long newValue) {
    value = newValue;
  }

  private static long word(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  private static long step(long lane, long word, long factor) {
    return Long.rotateLeft((lane ^ word) * factor, 29);
  }
}
