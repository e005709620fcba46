package io.seriba.schema;

import io.seriba.schema.JsonScanner.Kind;

/** Where the members of one JSON object are. Filled again for each object. */
final class JsonMembers {
  /**
   * So many are told; more are only walked over. No message has as many fields, so an object with
   * more has one among these that is unknown or stands twice.
   */
  static final int MAX = Layout.MAX_FIELDS + 2;

  /** One member. */
  static final class Member {
    /** Where the name starts, behind its quote. */
    int nameStart;

    int nameLength;
    boolean nameEscaped;

    /** What the value is. */
    Kind kind = Kind.NULL;

    /** Where the value starts; a string's behind its quote. */
    int start;

    /** The value's bytes; a string's without its quotes. */
    int length;

    /** Whether the value is a string with escapes. */
    boolean escaped;

    /** The value of an INTEGER. */
    long number;
  }

  private final Member[] members = new Member[MAX];
  private int size;

  JsonMembers() {
    for (int i = 0; i < MAX; i++) {
      members[i] = new Member();
    }
  }

  /**
   * Walks over an object, from its brace.
   *
   * @return where it ends, or {@link JsonScanner#FAILED}; then the members before are told
   */
  int read(JsonScanner scanner, int brace) {
    size = 0;
    int at = scanner.skipSpace(brace + 1);
    if (scanner.peek(at) == '}') {
      return at + 1;
    }
    while (true) {
      int name = at;
      int nameEnd = scanner.name(name);
      boolean nameEscaped = scanner.escaped();
      int value = scanner.colon(nameEnd);
      int end = scanner.value(value);
      if (end == JsonScanner.FAILED) {
        return JsonScanner.FAILED;
      }
      if (size < MAX) {
        Member member = members[size++];
        member.nameStart = name + 1;
        member.nameLength = nameEnd - name - 2;
        member.nameEscaped = nameEscaped;
        tell(member, scanner, value, end);
      }
      at = scanner.skipSpace(end);
      byte b = scanner.peek(at);
      if (b == '}') {
        return at + 1;
      }
      if (b != ',') {
        return scanner.fail(at, "',' or '}' expected");
      }
      at = scanner.skipSpace(at + 1);
    }
  }

  private static void tell(Member member, JsonScanner scanner, int value, int end) {
    Kind kind = scanner.kind();
    if (member.kind != kind) { // to write a reference costs more than to read it
      member.kind = kind;
    }
    int quote = kind == Kind.STRING ? 1 : 0;
    member.start = value + quote;
    member.length = end - value - 2 * quote;
    member.escaped = quote == 1 && scanner.escaped();
    member.number = scanner.number();
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  Member get(int place) {
    return members[place];
  }
}
