package io.seriba.schema;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Walks over JSON text, value by value. Strict RFC 8259 over UTF-8: what it has walked over is
 * valid, nested values included. Allocates nothing but room for a longer text than any before.
 *
 * <p>The text is copied, and zeros are put behind it. A zero is legal nowhere in JSON; so nothing
 * needs to ask where the text ends, and eight bytes can be looked at in one go.
 *
 * <p>Methods that walk take a position and return the one behind what they walked over, or {@link
 * #FAILED}.
 */
final class JsonScanner {

  /** What a value is. */
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

  /** Objects and arrays lie less deep than this in a value. */
  static final int MAX_DEPTH = 16;

  /** In place of a position: this is no JSON, see {@link #problem}. */
  static final int FAILED = -1;

  /** Bytes that can be read behind a text. */
  static final int PADDING = Long.BYTES;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TOPS = 0x8080_8080_8080_8080L;

  /** Digits of the greatest int64. */
  private static final int MAX_DIGITS = 19;

  private byte[] bytes = new byte[1024];
  private int length;
  private String problem = "";

  // what the last value was
  private Kind kind = Kind.NULL;
  private long number;
  private boolean escaped;

  /** Takes a text over. */
  void load(DirectBuffer text, int offset, int textLength) {
    if (bytes.length < textLength + PADDING) {
      bytes = new byte[Math.max(2 * bytes.length, textLength + PADDING)];
    }
    text.getBytes(offset, bytes, 0, textLength);
    WORDS.set(bytes, textLength, 0L);
    length = textLength;
  }

  /** Returns the text, good until the next one is loaded, with zeros behind it. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns the eight bytes from a position on, the first one lowest. */
  static long word(byte[] bytes, int at) {
    return (long) WORDS.get(bytes, at);
  }

  /** Returns what the last value was. */
  Kind kind() {
    return kind;
  }

  /** Returns the last value if it was an {@link Kind#INTEGER}. */
  long number() {
    return number;
  }

  /** Whether the last string has escapes. */
  boolean escaped() {
    return escaped;
  }

  /** Returns what the last failure was, and where. */
  String problem() {
    return problem;
  }

  /** Whether the text ends here. */
  boolean isEnd(int at) {
    return at == length;
  }

  byte peek(int at) {
    return bytes[at];
  }

  int skipSpace(int at) {
    byte b = bytes[at];
    while (b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t')) {
      b = bytes[++at];
    }
    return at;
  }

  /** Walks over a name, from its quote to behind its other quote. */
  int name(int at) {
    return bytes[at] == '"' ? string(at) : fail(at, "a name in quotes expected");
  }

  /** Walks over the colon behind a name, and the space around it. */
  int colon(int at) {
    if (at == FAILED) {
      return FAILED;
    }
    at = skipSpace(at);
    return bytes[at] == ':' ? skipSpace(at + 1) : fail(at, "':' expected");
  }

  /** Walks over a value; {@link #kind} tells what it is. */
  int value(int at) {
    return value(at, 0);
  }

  private int value(int at, int depth) {
    if (at == FAILED) {
      return FAILED;
    }
    return switch (bytes[at]) {
      case '"' -> {
        is(Kind.STRING);
        yield string(at);
      }
      case '{' -> object(at, depth);
      case '[' -> array(at, depth);
      case 't' -> literal(at, "true", Kind.TRUE);
      case 'f' -> literal(at, "false", Kind.FALSE);
      case 'n' -> literal(at, "null", Kind.NULL);
      default -> number(bytes, at);
    };
  }

  private int object(int at, int depth) {
    if (depth == MAX_DEPTH) {
      return fail(at, "less nesting expected");
    }
    at = skipSpace(at + 1);
    boolean more = bytes[at] != '}';
    while (more) {
      at = value(colon(name(at)), depth + 1);
      if (at == FAILED) {
        return FAILED;
      }
      at = skipSpace(at);
      more = bytes[at] == ',';
      if (more) {
        at = skipSpace(at + 1);
      } else if (bytes[at] != '}') {
        return fail(at, "',' or '}' expected");
      }
    }
    is(Kind.OBJECT);
    return at + 1;
  }

  private int array(int at, int depth) {
    if (depth == MAX_DEPTH) {
      return fail(at, "less nesting expected");
    }
    at = skipSpace(at + 1);
    boolean more = bytes[at] != ']';
    while (more) {
      at = value(at, depth + 1);
      if (at == FAILED) {
        return FAILED;
      }
      at = skipSpace(at);
      more = bytes[at] == ',';
      if (more) {
        at = skipSpace(at + 1);
      } else if (bytes[at] != ']') {
        return fail(at, "',' or ']' expected");
      }
    }
    is(Kind.ARRAY);
    return at + 1;
  }

  private int literal(int at, String word, Kind what) {
    for (int i = 0; i < word.length(); i++) {
      if (bytes[at + i] != word.charAt(i)) {
        return fail(at, "a value expected");
      }
    }
    is(what);
    return at + word.length();
  }

  private int string(int quote) {
    escaped = false;
    int at = quote + 1;
    while (true) {
      long special = special(word(bytes, at));
      if (special == 0) {
        at += Long.BYTES;
        continue;
      }
      at += Long.numberOfTrailingZeros(special) / Byte.SIZE;
      byte b = bytes[at];
      if (b == '"') {
        return at + 1;
      }
      int length = b < 0 ? Utf8.length(bytes, at) : b == '\\' ? JsonEscape.length(bytes, at) : 0;
      if (length == 0) {
        return fail(
            at,
            b < 0
                ? "UTF-8 expected"
                : b == '\\' ? "an escape expected" : "a character or a quote expected");
      }
      escaped |= b == '\\';
      at += length;
    }
  }

  /** Marks, by its top bit, the first byte that is a quote, a backslash, a control or no ASCII. */
  private static long special(long word) {
    long quotes = word ^ ONES * '"';
    long backslashes = word ^ ONES * '\\';
    return ((quotes - ONES & ~quotes)
            | (backslashes - ONES & ~backslashes)
            | (word - ONES * ' ' & ~word)
            | word)
        & TOPS;
  }

  /**
   * Walks over a number in any text; {@link #kind} and {@link #number()} tell it.
   *
   * @param text has something that belongs to no number behind its end
   */
  int number(byte[] text, int at) {
    boolean negative = text[at] == '-';
    int first = negative ? at + 1 : at;
    int end = first;
    long value = 0; // negative: there is one more of those
    for (int digit = text[end] - '0'; digit >= 0 && digit <= 9; digit = text[++end] - '0') {
      value = value * 10 - digit;
    }
    int digits = end - first;
    if (digits == 0 || (digits > 1 && text[first] == '0')) {
      return fail(at, "a value expected");
    }
    // nineteen digits overflow once at most, and then the sign shows it
    boolean huge = digits > MAX_DIGITS || value > 0 || (!negative && value == Long.MIN_VALUE);
    is(huge ? Kind.HUGE : Kind.INTEGER);
    number = negative ? value : -value;
    byte b = text[end];
    return b == '.' || b == 'e' || b == 'E' ? fraction(text, end) : end;
  }

  private int fraction(byte[] text, int at) {
    is(Kind.FRACTION);
    if (text[at] == '.') {
      at = digits(text, at + 1);
    }
    if (at != FAILED && (text[at] == 'e' || text[at] == 'E')) {
      at = digits(text, text[at + 1] == '+' || text[at + 1] == '-' ? at + 2 : at + 1);
    }
    return at;
  }

  private int digits(byte[] text, int at) {
    int end = at;
    while (text[end] >= '0' && text[end] <= '9') {
      end++;
    }
    return end > at ? end : fail(at, "a digit expected");
  }

  private void is(Kind what) {
    if (kind != what) { // to write a reference costs more than to read it
      kind = what;
    }
  }

  /** Ends the walk; for callers too. */
  int fail(int at, String expected) {
    problem = at < length ? expected + " at byte " + at : expected + " at its end";
    return FAILED;
  }
}
