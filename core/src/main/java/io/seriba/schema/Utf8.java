package io.seriba.schema;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** UTF-8 as RFC 3629 has it: shortest form only, no surrogates, nothing beyond U+10FFFF. */
final class Utf8 {
  private Utf8() {}

  /**
   * Returns the bytes of the character that starts at an index, or 0 if none does.
   *
   * @param limit where the text ends
   */
  static int length(DirectBuffer buffer, int index, int limit) {
    int lead = buffer.getByte(index) & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (limit - index < length) {
      return 0;
    }
    int second = buffer.getByte(index + 1) & 0xFF;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int greatest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > greatest) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((buffer.getByte(index + i) & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** Writes a code point that is no surrogate; returns where it ends. */
  static int put(MutableDirectBuffer buffer, int index, int code) {
    if (code < 0x80) {
      buffer.putByte(index, (byte) code);
      return index + 1;
    }
    int length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (int i = length - 1; i > 0; i--) {
      buffer.putByte(index + i, (byte) (0x80 | (code & 0x3F)));
      code >>>= 6;
    }
    buffer.putByte(index, (byte) (0xF00 >> length | code));
    return index + length;
  }
}
