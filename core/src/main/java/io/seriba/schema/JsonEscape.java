package io.seriba.schema;

/** The escapes in JSON's strings. */
final class JsonEscape {
  /** From {@link #resolve}: half a surrogate pair, which no UTF-8 can say. */
  static final int NOT_TEXT = -1;

  private static final int UNICODE = 6;

  private JsonEscape() {}

  /** Returns the bytes of the escape at a backslash; 0 if it is none. */
  static int length(byte[] json, int at) {
    return switch (json[at + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
      case 'u' -> unit(json, at) < 0 ? 0 : UNICODE;
      default -> 0;
    };
  }

  /**
   * Resolves the escapes of a valid string.
   *
   * @param to gets the text as UTF-8, and zeros behind it as {@link JsonScanner#load} makes them
   * @return the text's bytes, or {@link #NOT_TEXT}; more than fit, padding apart: one more than fit
   */
  static int resolve(byte[] json, int from, int length, byte[] to) {
    int end = from + length;
    int room = to.length - JsonScanner.PADDING;
    int size = 0;
    for (int at = from; at < end; ) {
      if (size > room - Utf8.MAX_LENGTH) {
        return room + 1;
      }
      if (json[at] != '\\') {
        to[size++] = json[at++];
        continue;
      }
      int code = character(json, at);
      at += length(json, at);
      if (Character.isSurrogate((char) code)) {
        int low = json[at] == '\\' && json[at + 1] == 'u' ? unit(json, at) : 0;
        if (!Character.isSurrogatePair((char) code, (char) low)) {
          return NOT_TEXT;
        }
        code = Character.toCodePoint((char) code, (char) low);
        at += UNICODE;
      }
      size = Utf8.put(to, size, code);
    }
    for (int i = 0; i < JsonScanner.PADDING; i++) {
      to[size + i] = 0;
    }
    return size;
  }

  private static int character(byte[] json, int at) {
    byte b = json[at + 1];
    return switch (b) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unit(json, at);
      default -> b;
    };
  }

  /** Returns the UTF-16 unit of a backslash, a u and four digits; negative if they aren't. */
  private static int unit(byte[] json, int at) {
    return Hex.digit(json[at + 2]) << 12
        | Hex.digit(json[at + 3]) << 8
        | Hex.digit(json[at + 4]) << 4
        | Hex.digit(json[at + 5]);
  }
}
