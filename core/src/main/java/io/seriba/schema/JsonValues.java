package io.seriba.schema;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.seriba.sbe.SessionError;
import io.seriba.schema.JsonMembers.Member;
import io.seriba.schema.JsonScanner.Kind;
import java.util.Objects;
import java.util.stream.Collectors;
import org.agrona.MutableDirectBuffer;

/** Puts members' values into a message's fields, or notes why they don't go there. */
final class JsonValues {
  /** Characters of a UUID. */
  static final int UUID_LENGTH = 36;

  private final JsonScanner scanner;
  private final JsonFault fault;

  /** A string whose escapes had to be resolved. */
  private final byte[] resolved = new byte[JsonCodec.MAX_MESSAGE_LENGTH + JsonScanner.PADDING];

  // the string at hand
  private boolean hasEscapes;
  private int start;
  private int length;

  // the UUID at hand
  private long high;
  private long low;

  JsonValues(JsonScanner scanner, JsonFault fault) {
    this.scanner = scanner;
    this.fault = fault;
  }

  /** Returns the place, in a table, of the name that a member has, or -1. */
  int name(Member member, NameTable names) {
    int from = member.nameStart;
    int bytes = member.nameLength;
    return member.nameEscaped
        ? names.find(resolved, 0, JsonEscape.resolve(scanner.bytes(), from, bytes, resolved))
        : names.find(scanner.bytes(), from, bytes);
  }

  /** Returns the place, in a table, of the name that a member's value is, or -1. */
  int value(Member member, NameTable names) {
    return string(member) ? names.find(text(), start, length) : -1;
  }

  /** Puts a value into a field of the block; returns false if it doesn't go there. */
  boolean put(Member member, Field field, MutableDirectBuffer out, int block) {
    return switch (field.kind) {
      case INTEGER -> putInteger(member, field, out, block);
      case BOOLEAN -> putBoolean(member.kind, field, out, block);
      case ENUM -> putEnum(member, field, out, block);
      case UUID -> putUuid(member, field, out, block + field.offset());
      case CHARS -> putChars(member, field, out, block + field.offset());
      case BYTES -> putHex(member, field, out, block + field.offset());
      case GROUP, DATA -> throw new IllegalStateException(field.name() + " isn't in a block");
    };
  }

  private boolean putInteger(Member member, Field field, MutableDirectBuffer out, int block) {
    boolean wide = field.length() == Long.BYTES;
    Kind kind = member.kind;
    long value = member.number;
    if (wide && kind == Kind.STRING && string(member)) {
      if (length <= JsonCodec.MAX_MESSAGE_LENGTH
          && scanner.number(text(), start) == start + length) {
        kind = scanner.kind();
        value = scanner.number();
      }
    }
    if (kind != Kind.INTEGER && kind != Kind.HUGE) {
      return fault.of(
          SessionError.INVALID_VALUE,
          field,
          wide ? "must be a whole number, or a string of one" : "must be a whole number");
    }
    if (kind == Kind.HUGE || value < field.range.min() || value > field.range.max()) {
      return fault.of(
          SessionError.OUT_OF_RANGE,
          field,
          "must be from " + field.range.min() + " to " + field.range.max());
    }
    field.write(out, block, value);
    return true;
  }

  private boolean putBoolean(Kind kind, Field field, MutableDirectBuffer out, int block) {
    if (kind != Kind.TRUE && kind != Kind.FALSE) {
      return fault.of(SessionError.INVALID_VALUE, field, "must be true or false");
    }
    field.write(out, block, kind == Kind.TRUE ? 1 : 0);
    return true;
  }

  private boolean putEnum(Member member, Field field, MutableDirectBuffer out, int block) {
    EnumType type = Objects.requireNonNull(field.enumType);
    int place = value(member, type.names);
    if (place < 0) {
      String names = type.values.stream().map(v -> v.name).collect(Collectors.joining(", "));
      return fault.of(SessionError.INVALID_VALUE, field, "must be one of " + names);
    }
    field.write(out, block, type.values.get(place).number);
    return true;
  }

  private boolean putUuid(Member member, Field field, MutableDirectBuffer out, int at) {
    if (!readUuid(member)) {
      return fault.of(SessionError.INVALID_VALUE, field, "must be a UUID in a string");
    }
    if (high == 0 && low == 0) {
      return fault.of(SessionError.OUT_OF_RANGE, field, "must not be all zeros");
    }
    out.putLong(at, high, LITTLE_ENDIAN);
    out.putLong(at + Long.BYTES, low, LITTLE_ENDIAN);
    return true;
  }

  private boolean putHex(Member member, Field field, MutableDirectBuffer out, int at) {
    int digits = 2 * field.length();
    boolean valid = string(member) && length == digits;
    for (int i = 0; valid && i < digits; i += 2) {
      long value = hex(text(), start + i, 2);
      valid = value >= 0;
      out.putByte(at + i / 2, (byte) value);
    }
    return valid
        || fault.of(
            SessionError.INVALID_VALUE,
            field,
            "must be a string of " + digits + " hexadecimal digits");
  }

  private boolean putChars(Member member, Field field, MutableDirectBuffer out, int at) {
    boolean string = string(member);
    if (string && (length < field.range.min() || length > field.range.max())) {
      return fault.of(
          SessionError.OUT_OF_RANGE,
          field,
          "must have from " + field.range.min() + " to " + field.range.max() + " characters");
    }
    if (!string || !isCode()) {
      return fault.of(
          SessionError.INVALID_VALUE, field, "must be a string of A to Z, 0 to 9 and _");
    }
    out.putBytes(at, text(), start, length);
    return true;
  }

  /**
   * Puts a string behind the block, its length first.
   *
   * @return where it ends, or -1 if it doesn't go there
   */
  int putData(Member member, Field field, MutableDirectBuffer out, int at) {
    if (!string(member)) {
      fault.of(SessionError.INVALID_VALUE, field, "must be a string of Unicode characters");
      return -1;
    }
    int end = at + Layout.DATA_HEADER + length;
    if (length > field.range.max() || end > out.capacity()) {
      fault.of(
          SessionError.OUT_OF_RANGE,
          field,
          "must have at most " + field.range.max() + " bytes in UTF-8");
      return -1;
    }
    out.putShort(at, (short) length, LITTLE_ENDIAN);
    out.putBytes(at + Layout.DATA_HEADER, text(), start, length);
    return end;
  }

  /** Makes a member's value the UUID at hand; returns whether it is one. Upper case will do. */
  boolean readUuid(Member member) {
    high = 0;
    low = 0;
    if (!string(member) || length != UUID_LENGTH) {
      return false;
    }
    byte[] text = text();
    long first = hex(text, start, 8);
    long second = hex(text, start + 9, 4);
    long third = hex(text, start + 14, 4);
    long fourth = hex(text, start + 19, 4);
    long fifth = hex(text, start + 24, 12);
    boolean valid =
        (first | second | third | fourth | fifth) >= 0
            && text[start + 8] == '-'
            && text[start + 13] == '-'
            && text[start + 18] == '-'
            && text[start + 23] == '-';
    if (valid) {
      high = first << 32 | second << 16 | third;
      low = fourth << 48 | fifth;
    }
    return valid;
  }

  /** Returns the number that up to 15 digits are, or -1. */
  private static long hex(byte[] text, int from, int digits) {
    long value = 0;
    int all = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = Hex.digit(text[i]);
      all |= digit;
      value = value << 4 | digit;
    }
    return all < 0 ? -1 : value;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  /** Makes a member's value the string at hand; returns false if it is none that UTF-8 can say. */
  private boolean string(Member member) {
    if (member.kind != Kind.STRING) {
      return false;
    }
    start = member.start;
    length = member.length;
    hasEscapes = member.escaped;
    if (hasEscapes) {
      length = JsonEscape.resolve(scanner.bytes(), start, length, resolved);
      start = 0;
    }
    return length != JsonEscape.NOT_TEXT;
  }

  private byte[] text() {
    return hasEscapes ? resolved : scanner.bytes();
  }

  private boolean isCode() {
    byte[] text = text();
    for (int i = start; i < start + length; i++) {
      if (!MessageCheck.isCodeLetter(text[i])) {
        return false;
      }
    }
    return true;
  }
}
