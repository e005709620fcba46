package io.seriba.sim;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the top level of a JSON object; what stands in it stays text. */
final class Json {
  private Json() {}

  /** Returns the members, each value as it stands in the text. */
  static Map<String, String> members(String text) {
    Map<String, String> members = new LinkedHashMap<>();
    int at = 1;
    while (text.charAt(at) != '}') {
      int nameEnd = end(text, at);
      int valueEnd = end(text, nameEnd + 1);
      members.put(text.substring(at + 1, nameEnd - 1), text.substring(nameEnd + 1, valueEnd));
      at = text.charAt(valueEnd) == ',' ? valueEnd + 1 : valueEnd;
    }
    return members;
  }

  /** Returns a member as a number, which may stand in quotes. */
  static long number(Map<String, String> members, String name) {
    return Long.parseLong(members.getOrDefault(name, "0").replace("\"", ""));
  }

  /** Returns a member as a text without escapes. */
  static String text(Map<String, String> members, String name) {
    return members.getOrDefault(name, "").replace("\"", "");
  }

  private static int end(String text, int from) {
    int depth = 0;
    boolean quoted = false;
    for (int at = from; ; at++) {
      char c = text.charAt(at);
      if (quoted) {
        if (c == '\\') {
          at++;
        }
        quoted = c != '"';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (depth == 0 && (c == ',' || c == ':' || c == '}')) {
        return at;
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
  }
}
