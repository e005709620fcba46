package io.seriba.schema;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads one JSON object and tells where its members are, without allocating.
 *
 * <p>Strict RFC 8259 over UTF-8: everything is validated, nested values too, before any of it is
 * used. Two things beyond the grammar are refused: nesting deeper than {@link #MAX_DEPTH}, and,
 * when a string is used ({@link #unescape}), half a surrogate pair. Never reads outside the given
 * bytes.
 */
final class JsonScanner {

  /** What a member's value is. */
  enum Kind {
    STRING,
    /** A whole number that an int64 holds. */
    INTEGER,
    /** A whole number that no int64 holds. */
    HUGE,
    /** A number with a fraction or an exponent. */
    FRACTION,
    TRUE,
    FALSE,
    NULL,
    OBJECT,
    ARRAY
  }

  /** Objects and arrays may lie so deep in each other. */
  static final int MAX_DEPTH = 16;

  /**
   * So many members are told; more are only validated. No message has as many fields, so an object
   * with more has one among these that is unknown or stands twice.
   */
  static final int MAX_MEMBERS = Layout.MAX_FIELDS + 2;

  /** In place of a position: not JSON, see {@link #problem}. */
  static final int FAILED = -1;

  /** From {@link #unescape}: half a surrogate pair. */
  static final int NOT_TEXT = -2;

  private final int[] nameStart = new int[MAX_MEMBERS];
  private final int[] nameEnd = new int[MAX_MEMBERS];
  private final boolean[] nameEscaped = new boolean[MAX_MEMBERS];
  private final Kind[] kinds = new Kind[MAX_MEMBERS];
  private final int[] valueStart = new int[MAX_MEMBERS];
  private final int[] valueEnd = new int[MAX_MEMBERS];
  private final boolean[] valueEscaped = new boolean[MAX_MEMBERS];
  private final long[] numbers = new long[MAX_MEMBERS];

  private UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
  private int limit;
  private int size;
  private String problem = "";

  /** What the last scalar was. */
  private Kind kind = Kind.NULL;

  private boolean escaped;
  private long number;

  /** Reads bytes that must be one object, with only space around it. Returns whether they are. */
  boolean document(UnsafeBuffer json, int length) {
    buffer = json;
    limit = length;
    size = 0;
    int at = skipSpace(0);
    if (peek(at) != '{') {
      fail(at, "'{' expected");
      return false;
    }
    at = object(json, at, length);
    if (at == FAILED) {
      return false;
    }
    at = skipSpace(at);
    if (at < limit) {
      fail(at, "nothing more expected");
    }
    return at == limit;
  }

  /**
   * Reads the object that starts at a brace.
   *
   * @return where it ends, or {@link #FAILED}; then the members before the problem are told
   */
  int object(UnsafeBuffer json, int brace, int end) {
    buffer = json;
    limit = end;
    size = 0;
    int at = skipSpace(brace + 1);
    if (peek(at) == '}') {
      return at + 1;
    }
    while (true) {
      int name = at + 1;
      at = name(at);
      if (at == FAILED) {
        return FAILED;
      }
      int nameEnds = at;
      boolean escapedName = escaped;
      at = colon(at);
      if (at == FAILED) {
        return FAILED;
      }
      int value = at;
      at = value(at);
      if (at == FAILED) {
        return FAILED;
      }
      tell(name, nameEnds, escapedName, value, at);
      at = skipSpace(at);
      byte b = peek(at);
      if (b == '}') {
        return at + 1;
      }
      if (b != ',') {
        return fail(at, "',' or '}' expected");
      }
      at = skipSpace(at + 1);
    }
  }

  private void tell(int name, int nameEnds, boolean escapedName, int value, int valueEnds) {
    if (size < MAX_MEMBERS) {
      boolean quoted = kind == Kind.STRING;
      nameStart[size] = name;
      nameEnd[size] = nameEnds;
      nameEscaped[size] = escapedName;
      kinds[size] = kind;
      valueStart[size] = quoted ? value + 1 : value;
      valueEnd[size] = quoted ? valueEnds - 1 : valueEnds;
      valueEscaped[size] = quoted && escaped;
      numbers[size] = number;
      size++;
    }
  }

  /** Returns how many members were told. */
  int size() {
    return size;
  }

  /** Returns where a member's name starts, behind the quote. */
  int nameStart(int member) {
    return nameStart[member];
  }

  /** Returns the bytes of a member's name. */
  int nameLength(int member) {
    return nameEnd[member] - nameStart[member];
  }

  /** Whether the name must be unescaped. */
  boolean nameEscaped(int member) {
    return nameEscaped[member];
  }

  /** Returns what a member's value is. */
  Kind kind(int member) {
    return kinds[member];
  }

  /** Returns where a member's value starts; a string's behind the quote. */
  int valueStart(int member) {
    return valueStart[member];
  }

  /** Returns the bytes of a member's value; a string's without its quotes. */
  int valueLength(int member) {
    return valueEnd[member] - valueStart[member];
  }

  /** Whether the value is a string that must be unescaped. */
  boolean valueEscaped(int member) {
    return valueEscaped[member];
  }

  /** Returns the value of an {@link Kind#INTEGER}. */
  long number(int member) {
    return numbers[member];
  }

  /** Returns the last number that {@link #number(DirectBuffer, int, int)} read. */
  long number() {
    return number;
  }

  /** Returns what the last number was. */
  Kind numberKind() {
    return kind;
  }

  /** Returns what isn't JSON, and where. */
  String problem() {
    return problem;
  }

  /** Returns the first position from {@code at} on that isn't space. */
  int skipSpace(int at) {
    while (at < limit) {
      byte b = buffer.getByte(at);
      if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
        break;
      }
      at++;
    }
    return at;
  }

  /** Returns the byte at a position; 0, which is nowhere legal, behind the end. */
  byte peek(int at) {
    return at < limit ? buffer.getByte(at) : 0;
  }

  /** Reads a name at its quote; returns where its other quote is. */
  private int name(int at) {
    return peek(at) == '"' ? string(at + 1) : fail(at, "a name in quotes expected");
  }

  /** Returns where the value behind a name's last quote starts. */
  private int colon(int quote) {
    int at = skipSpace(quote + 1);
    return peek(at) == ':' ? skipSpace(at + 1) : fail(at, "':' expected");
  }

  private int value(int at) {
    byte b = peek(at);
    if (b != '{' && b != '[') {
      return scalar(at, b);
    }
    int end = container(at);
    kind = b == '{' ? Kind.OBJECT : Kind.ARRAY;
    return end;
  }

  private int scalar(int at, byte b) {
    return switch (b) {
      case '"' -> {
        int quote = string(at + 1);
        kind = Kind.STRING;
        yield quote == FAILED ? FAILED : quote + 1;
      }
      case 't' -> literal(at, "true", Kind.TRUE);
      case 'f' -> literal(at, "false", Kind.FALSE);
      case 'n' -> literal(at, "null", Kind.NULL);
      default -> number(buffer, at, limit);
    };
  }

  private int literal(int at, String word, Kind what) {
    for (int i = 0; i < word.length(); i++) {
      if (peek(at + i) != word.charAt(i)) {
        return fail(at, "a value expected");
      }
    }
    kind = what;
    return at + word.length();
  }

  /** Validates a nested object or array. */
  private int container(int at) {
    int depth = 0;
    int objects = 0; // one bit for each depth, the deepest last: set for an object
    while (true) {
      byte b = peek(at);
      if (b == '{' || b == '[') {
        if (++depth == MAX_DEPTH) {
          return fail(at, "nesting of less than " + MAX_DEPTH + " expected");
        }
        boolean object = b == '{';
        objects = objects << 1 | (object ? 1 : 0);
        at = skipSpace(at + 1);
        if (peek(at) != (object ? '}' : ']')) {
          at = object ? nameAndColon(at) : at;
          if (at == FAILED) {
            return FAILED;
          }
          continue;
        }
      } else {
        at = scalar(at, b);
        if (at == FAILED) {
          return FAILED;
        }
        at = skipSpace(at);
      }
      while (peek(at) == ((objects & 1) == 1 ? '}' : ']')) {
        at++;
        objects >>>= 1;
        if (--depth == 0) {
          return at;
        }
        at = skipSpace(at);
      }
      boolean object = (objects & 1) == 1;
      if (peek(at) != ',') {
        return fail(at, object ? "',' or '}' expected" : "',' or ']' expected");
      }
      at = skipSpace(at + 1);
      at = object ? nameAndColon(at) : at;
      if (at == FAILED) {
        return FAILED;
      }
    }
  }

  private int nameAndColon(int at) {
    int quote = name(at);
    return quote == FAILED ? FAILED : colon(quote);
  }

  /** Reads a string from behind its quote; returns where its other quote is. */
  private int string(int at) {
    escaped = false;
    while (at < limit) {
      byte b = buffer.getByte(at);
      if (b == '"') {
        return at;
      }
      if (b == '\\') {
        escaped = true;
        int length = escape(at);
        if (length == 0) {
          return fail(at, "an escape of JSON expected");
        }
        at += length;
      } else if (b >= ' ') {
        at++;
      } else {
        int length = b < 0 ? Utf8.length(buffer, at, limit) : 0;
        if (length == 0) {
          return fail(at, b < 0 ? "UTF-8 expected" : "no control character expected");
        }
        at += length;
      }
    }
    return fail(at, "a quote expected");
  }

  /** Returns the bytes of the escape at a backslash, or 0. */
  private int escape(int at) {
    return switch (peek(at + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
      case 'u' -> {
        for (int i = 2; i < 6; i++) {
          if (Character.digit(peek(at + i), 16) < 0) {
            yield 0;
          }
        }
        yield 6;
      }
      default -> 0;
    };
  }

  /**
   * Reads a number; {@link #numberKind} and {@link #number()} tell it.
   *
   * @return where it ends, or {@link #FAILED}
   */
  int number(DirectBuffer text, int at, int end) {
    boolean negative = at < end && text.getByte(at) == '-';
    int first = negative ? at + 1 : at;
    long value = 0; // negative, as there is one negative number more
    kind = Kind.INTEGER;
    int i = first;
    for (; i < end; i++) {
      int digit = text.getByte(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      long next = value * 10 - digit;
      if (value < Long.MIN_VALUE / 10 || next > 0) {
        kind = Kind.HUGE;
      }
      value = next;
    }
    if (i == first) {
      return fail(at, "a value expected");
    }
    if (i > first + 1 && text.getByte(first) == '0') {
      return fail(at, "a number without leading zeros expected");
    }
    if (!negative) {
      kind = value == Long.MIN_VALUE ? Kind.HUGE : kind;
      value = -value;
    }
    number = value;
    return fraction(text, i, end);
  }

  private int fraction(DirectBuffer text, int at, int end) {
    if (at < end && text.getByte(at) == '.') {
      at = digits(text, at + 1, end);
      kind = Kind.FRACTION;
    }
    if (at != FAILED && at < end && (text.getByte(at) | 0x20) == 'e') {
      int sign = at + 1 < end ? text.getByte(at + 1) : 0;
      at = digits(text, sign == '+' || sign == '-' ? at + 2 : at + 1, end);
      kind = Kind.FRACTION;
    }
    return at;
  }

  private int digits(DirectBuffer text, int at, int end) {
    int i = at;
    while (i < end && text.getByte(i) >= '0' && text.getByte(i) <= '9') {
      i++;
    }
    return i > at ? i : fail(at, "a digit expected");
  }

  /**
   * Resolves the escapes of a string that was read before.
   *
   * @param to gets the text as UTF-8
   * @return its bytes; more than {@code to} holds: as many as it would hold and one; {@link
   *     #NOT_TEXT}: it has half a surrogate pair
   */
  int unescape(int from, int length, UnsafeBuffer to) {
    int end = from + length;
    int size = 0;
    for (int at = from; at < end; ) {
      if (size + 4 > to.capacity()) {
        return to.capacity() + 1;
      }
      byte b = buffer.getByte(at);
      if (b != '\\') {
        to.putByte(size++, b);
        at++;
        continue;
      }
      int code = character(at);
      at += escape(at);
      if (Character.isSurrogate((char) code)) {
        boolean escape = at < end && buffer.getByte(at) == '\\' && escape(at) == 6;
        int low = escape && Character.isHighSurrogate((char) code) ? character(at) : 0;
        if (!Character.isLowSurrogate((char) low)) {
          return NOT_TEXT;
        }
        code = Character.toCodePoint((char) code, (char) low);
        at += 6;
      }
      size = Utf8.put(to, size, code);
    }
    return size;
  }

  /** Returns the UTF-16 unit that an escape stands for. */
  private int character(int at) {
    byte b = buffer.getByte(at + 1);
    return switch (b) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 2; i < 6; i++) {
          code = code << 4 | Character.digit(buffer.getByte(at + i), 16);
        }
        yield code;
      }
      default -> b;
    };
  }

  private int fail(int at, String expected) {
    problem = at < limit ? expected + " at byte " + at : expected + " where it ends";
    return FAILED;
  }
}
