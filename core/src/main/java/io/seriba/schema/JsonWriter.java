package io.seriba.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes JSON values. Every method takes where to write, and returns where the value ended. */
final class JsonWriter {
  /** The greatest whole number that a double, and so a JavaScript client, holds exactly. */
  static final long MAX_EXACT = (1L << 53) - 1;

  /** One byte of text takes at most so many in a JSON string: a control character's escape. */
  static final int MAX_ESCAPE = 6;

  private static final byte[] UNICODE = ascii("\\u00");
  private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

  private JsonWriter() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns text as a JSON string, quotes included. */
  static byte[] quoted(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    UnsafeBuffer out = new UnsafeBuffer(new byte[2 + MAX_ESCAPE * utf8.length]);
    byte[] padded = Arrays.copyOf(utf8, utf8.length + JsonScanner.PADDING);
    return Arrays.copyOf(out.byteArray(), putText(out, 0, padded, utf8.length));
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

  /** Writes bytes as a string of digits in lower case. */
  static int putHex(MutableDirectBuffer out, int at, DirectBuffer in, int from, int length) {
    out.putByte(at++, (byte) '"');
    for (int i = from; i < from + length; i++) {
      at = putHex(out, at, in.getByte(i), 4, 0);
    }
    out.putByte(at, (byte) '"');
    return at + 1;
  }

  private static int putHex(MutableDirectBuffer out, int at, long bits, int from, int to) {
    for (int shift = from; shift >= to; shift -= 4) {
      out.putByte(at++, Hex.of((int) (bits >>> shift)));
    }
    return at;
  }

  /**
   * Writes UTF-8 text as a string. What isn't UTF-8 becomes U+FFFD, byte by byte: one bad text must
   * not make a whole frame unreadable.
   *
   * @param text has zeros behind its {@code length} bytes
   */
  static int putText(MutableDirectBuffer out, int at, byte[] text, int length) {
    out.putByte(at++, (byte) '"');
    for (int i = 0; i < length; ) {
      int bytes = Utf8.length(text, i);
      if (bytes == 1) {
        at = putAscii(out, at, text[i]);
      } else if (bytes > 0) {
        out.putBytes(at, text, i, bytes);
        at += bytes;
      } else {
        at = putBytes(out, at, REPLACEMENT);
      }
      i += Math.max(1, bytes);
    }
    out.putByte(at, (byte) '"');
    return at + 1;
  }

  private static int putAscii(MutableDirectBuffer out, int at, byte b) {
    if (b == '"' || b == '\\') {
      out.putByte(at++, (byte) '\\');
    } else if (b < ' ') {
      at = putBytes(out, at, UNICODE);
      out.putByte(at++, Hex.of(b >> 4));
      b = Hex.of(b);
    }
    out.putByte(at, b);
    return at + 1;
  }
}
