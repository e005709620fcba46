package io.seriba.sim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A client's end of a WebSocket: bytes in any pieces come in, frames come out. */
final class FrameStream {
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int KEY_LENGTH = 4;

  /** One frame; nothing here comes in several. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Frame(int opcode, byte[] payload) {}

  private byte[] underWay = {};
  private byte[] here = {};

  /** Returns a client's text frame. */
  static byte[] text(String text) {
    return of(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a client's frame; its mask is all zeros, so that the payload stays readable. */
  static byte[] of(int opcode, byte[] payload) {
    boolean isShort = payload.length < 126;
    int header = (isShort ? 2 : 4) + KEY_LENGTH;
    byte[] frame = new byte[header + payload.length];
    frame[0] = (byte) (FINAL | opcode);
    frame[1] = (byte) (MASKED | (isShort ? payload.length : 126));
    if (!isShort) {
      frame[2] = (byte) (payload.length >> 8);
      frame[3] = (byte) payload.length;
    }
    System.arraycopy(payload, 0, frame, header, payload.length);
    return frame;
  }

  void clear() {
    underWay = new byte[0];
    here = new byte[0];
  }

  /** Takes bytes onto the network. */
  void add(byte[] bytes) {
    underWay = joined(underWay, bytes, bytes.length);
  }

  /** Lets at most so many bytes arrive; returns whether there were any. */
  boolean bring(int most) {
    int count = Math.min(most, underWay.length);
    here = joined(here, underWay, count);
    underWay = Arrays.copyOfRange(underWay, count, underWay.length);
    return count > 0;
  }

  private static byte[] joined(byte[] first, byte[] second, int count) {
    byte[] joined = Arrays.copyOf(first, first.length + count);
    System.arraycopy(second, 0, joined, first.length, count);
    return joined;
  }

  /** Returns the next frame that has arrived whole, or null. */
  @Nullable Frame next() {
    if (here.length < 2) {
      return null;
    }
    int length = here[1] & 0x7F;
    int header = length < 126 ? 2 : length == 126 ? 4 : 10;
    if (here.length < header) {
      return null;
    }
    if (length >= 126) {
      length = 0;
      for (int i = 2; i < header; i++) {
        length = length << 8 | (here[i] & 0xFF);
      }
    }
    if (here.length < header + length) {
      return null;
    }
    Frame frame = new Frame(here[0] & 0x0F, Arrays.copyOfRange(here, header, header + length));
    here = Arrays.copyOfRange(here, header + length, here.length);
    return frame;
  }
}
