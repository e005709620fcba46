package io.seriba.schema;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes JSON values. Every method takes where to write, and returns where the value ended. */
final class JsonWriter {
  /** The greatest whole number that a double, and so a JavaScript client, holds exactly. */
  static final long MAX_EXACT = (1L << 53) - 1;

  /** Characters of a UUID. */
  static final int UUID_LENGTH = 36;

  /** One byte of text takes at most so many in a JSON string: a control character's escape. */
  static final int MAX_ESCAPE = 6;

  private static final byte[] HEX = ascii("0123456789abcdef");

  private JsonWriter() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns text as a JSON string, quotes included. */
  static byte[] quoted(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    UnsafeBuffer out = new UnsafeBuffer(new byte[2 + MAX_ESCAPE * utf8.length]);
    int end = putText(out, 0, new UnsafeBuffer(utf8), 0, utf8.length);
    return Arrays.copyOf(out.byteArray(), end);
  }

  static int putBytes(MutableDirectBuffer out, int at, byte[] bytes) {
    out.putBytes(at, bytes);
    return at + bytes.length;
  }

  /** Writes a whole number: beyond what a double holds exactly, as a string. */
  static int putLong(MutableDirectBuffer out, int at, long value) {
    if (value >= -MAX_EXACT && value <= MAX_EXACT) {
      return at + out.putLongAscii(at, value);
    }
    out.putByte(at, (byte) '"');
    int end = at + 1 + out.putLongAscii(at + 1, value);
    out.putByte(end, (byte) '"');
    return end + 1;
  }

  /** Writes a UUID as a string in lower case. */
  static int putUuid(MutableDirectBuffer out, int at, long high, long low) {
    out.putByte(at, (byte) '"');
    int end = putHex(out, at + 1, high, 60, 32);
    end = putHex(out, dash(out, end), high, 28, 16);
    end = putHex(out, dash(out, end), high, 12, 0);
    end = putHex(out, dash(out, end), low, 60, 48);
    end = putHex(out, dash(out, end), low, 44, 0);
    out.putByte(end, (byte) '"');
    return end + 1;
  }

  private static int dash(MutableDirectBuffer out, int at) {
    out.putByte(at, (byte) '-');
    return at + 1;
  }

  private static int putHex(MutableDirectBuffer out, int at, long bits, int from, int to) {
    for (int shift = from; shift >= to; shift -= 4) {
      out.putByte(at++, HEX[(int) (bits >>> shift) & 0xF]);
    }
    return at;
  }

  /**
   * Writes UTF-8 text as a string. What isn't UTF-8 becomes U+FFFD, byte by byte: one bad text must
   * not make a whole frame unreadable.
   */
  static int putText(MutableDirectBuffer out, int at, DirectBuffer text, int offset, int length) {
    out.putByte(at++, (byte) '"');
    int limit = offset + length;
    for (int i = offset; i < limit; ) {
      byte b = text.getByte(i);
      if (b >= 0) {
        at = putAscii(out, at, b);
        i++;
      } else {
        int bytes = Utf8.length(text, i, limit);
        if (bytes > 0) {
          out.putBytes(at, text, i, bytes);
          at += bytes;
          i += bytes;
        } else {
          out.putByte(at++, (byte) 0xEF);
          out.putByte(at++, (byte) 0xBF);
          out.putByte(at++, (byte) 0xBD);
          i++;
        }
      }
    }
    out.putByte(at, (byte) '"');
    return at + 1;
  }

  private static int putAscii(MutableDirectBuffer out, int at, byte b) {
    if (b == '"' || b == '\\') {
      out.putByte(at++, (byte) '\\');
    } else if (b < ' ') {
      out.putInt(at, '\\' | 'u' << 8 | '0' << 16 | '0' << 24, LITTLE_ENDIAN);
      out.putByte(at + 4, HEX[b >> 4]);
      out.putByte(at + 5, HEX[b & 0xF]);
      return at + 6;
    }
    out.putByte(at, b);
    return at + 1;
  }
}
