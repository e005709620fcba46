package io.seriba.schema;

import java.util.Arrays;

/** Hexadecimal digits. */
final class Hex {
  private static final byte[] DIGITS = JsonWriter.ascii("0123456789abcdef");
  private static final byte[] VALUES = new byte[256];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int value = 0; value < DIGITS.length; value++) {
      VALUES[DIGITS[value]] = (byte) value;
      VALUES[Character.toUpperCase((char) DIGITS[value])] = (byte) value;
    }
  }

  private Hex() {}

  /** Returns the value of a digit, or -1. */
  static int digit(byte ascii) {
    return VALUES[ascii & 0xFF];
  }

  /** Returns the digit, in lower case, of the lowest four bits. */
  static byte of(int bits) {
    return DIGITS[bits & 0xF];
  }
}
