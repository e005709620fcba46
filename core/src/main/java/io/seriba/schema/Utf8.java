package io.seriba.schema;

/** UTF-8 as RFC 3629 has it: shortest form only, no surrogates, nothing beyond U+10FFFF. */
final class Utf8 {
  /** Bytes of a character, at most. */
  static final int MAX_LENGTH = 4;

  private Utf8() {}

  /** Returns the bytes of the character at a position, or 0 if none is. A zero ends the text. */
  static int length(byte[] text, int at) {
    int lead = text[at] & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    int second = text[at + 1] & 0xFF;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int greatest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > greatest) {
      return 0;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    for (int i = 2; i < length; i++) {
      if ((text[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** Writes a code point that is no surrogate; returns where it ends. */
  static int put(byte[] text, int at, int code) {
    if (code < 0x80) {
      text[at] = (byte) code;
      return at + 1;
    }
    int length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (int i = length - 1; i > 0; i--) {
      text[at + i] = (byte) (0x80 | (code & 0x3F));
      code >>>= 6;
    }
    text[at] = (byte) (0xF00 >> length | code);
    return at + length;
  }
}
