package io.seriba.ledger;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** A declared currency; amounts in it are whole minor units. */
public final class Currency {
  /** Bytes of a code: ASCII, padded with zeros. */
  public static final int CODE_LENGTH = 12;

  private final byte[] code = new byte[CODE_LENGTH];
  private final int number;
  private final int exponent;

  /** What the unspent paid medals of all accounts cost in this currency, minor units. */
  long unspentPaid;

  Currency(int number, DirectBuffer buffer, int codeOffset, int exponent) {
    this.number = number;
    buffer.getBytes(codeOffset, code);
    this.exponent = exponent;
  }

  /** Returns its place in the order in which currencies were declared, from 0. */
  public int number() {
    return number;
  }

  /** Returns the decimal digits of its minor unit. */
  public int exponent() {
    return exponent;
  }

  /** Copies the code to where an event's field starts. */
  public void putCode(MutableDirectBuffer buffer, int offset) {
    buffer.putBytes(offset, code);
  }

  boolean hasCode(DirectBuffer buffer, int codeOffset) {
    for (int i = 0; i < CODE_LENGTH; i++) {
      if (code[i] != buffer.getByte(codeOffset + i)) {
        return false;
      }
    }
    return true;
  }
}
