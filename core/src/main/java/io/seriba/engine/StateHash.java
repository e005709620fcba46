package io.seriba.engine;

import io.seriba.client.EventFrame;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * A 64-bit hash folded over every event: equal on every replica and replay at the same sequence.
 *
 * <p>Each frame's bytes from {@link EventFrame#SEQUENCE} on, padded with zeros to whole words, and
 * its length and index go word by word into four lanes: xor, multiply, rotate. Four, because one
 * multiplication waits for the last one of its lane only. It finds accidents; it isn't
 * cryptographic and proves nothing against somebody who writes the journal.
 */
final class StateHash {
  private static final long FACTOR_0 = 0x9E3779B97F4A7C15L;
  private static final long FACTOR_1 = 0xC2B2AE3D27D4EB4FL;
  private static final long FACTOR_2 = 0xD6E8FEB86659FD93L;
  private static final long FACTOR_3 = 0xBF58476D1CE4E5B9L;

  private long lane0 = FACTOR_1;
  private long lane1 = FACTOR_2;
  private long lane2 = FACTOR_3;
  private long lane3 = FACTOR_0;

  /** Folds one finished frame, zero-padded to a multiple of 8 bytes. */
  void fold(DirectBuffer buffer, int frame) {
    long lengthAndIndex = buffer.getLong(frame + EventFrame.LENGTH, ByteOrder.LITTLE_ENDIAN);
    int end = frame + (((int) lengthAndIndex + 7) & ~7);
    long a = lane0;
    long b = lane1;
    long c = lane2;
    long d = Long.rotateLeft((lane3 ^ lengthAndIndex) * FACTOR_3, 29);
    int at = frame + EventFrame.SEQUENCE;
    for (; at + 32 <= end; at += 32) {
      a = step(a, buffer, at, FACTOR_0);
      b = step(b, buffer, at + 8, FACTOR_1);
      c = step(c, buffer, at + 16, FACTOR_2);
      d = step(d, buffer, at + 24, FACTOR_3);
    }
    for (; at < end; at += 8) {
      long former = a;
      a = step(b, buffer, at, FACTOR_0);
      b = c;
      c = former;
    }
    lane0 = a;
    lane1 = b;
    lane2 = c;
    lane3 = d;
  }

  /** Returns the hash of all frames so far. */
  long value() {
    long hash = mix(lane0);
    hash = mix(hash ^ lane1);
    hash = mix(hash ^ lane2);
    return mix(hash ^ lane3);
  }

  private static long step(long lane, DirectBuffer buffer, int at, long factor) {
    return Long.rotateLeft((lane ^ buffer.getLong(at, ByteOrder.LITTLE_ENDIAN)) * factor, 29);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
