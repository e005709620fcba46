package io.seriba.schema;

import io.seriba.sbe.Role;
import io.seriba.schema.Catalog.SessionAct;
import io.seriba.schema.Catalog.TopicKind;
import io.seriba.schema.Catalog.Visibility;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message's semanticType says; the schema's header describes the language.
 *
 * @param role the least role that may send it; null: no client may
 */
record Semantics(
    String wire,
    @Nullable Role role,
    TopicKind topic,
    Visibility visibility,
    TopicKind stateOf,
    TopicKind parent,
    TopicKind ends,
    SessionAct session) {

  private static final String HOST = "host";

  /** From here on messages go between gateway and client only. */
  private static final int FIRST_SESSION_ID = 900;

  /**
   * Reads a semanticType.
   *
   * @param id the message's id: commands (x00 to x49) have a role and nothing else, between gateway
   *     and client also what they do; all others have none
   * @throws IllegalStateException saying what is wrong
   */
  static Semantics parse(int id, @Nullable String semanticType) {
    Map<String, String> pairs = pairs(semanticType);
    String wire = take("wire", pairs);
    check(wire.matches("[a-z0-9:-]+"), "needs a wire name of a-z, 0-9, : and -, not " + wire);
    Semantics semantics = id % 100 < 50 ? inbound(id, wire, pairs) : outbound(id, wire, pairs);
    check(pairs.isEmpty(), "has keys that it can't have: " + String.join(", ", pairs.keySet()));
    return semantics;
  }

  private static Semantics inbound(int id, String wire, Map<String, String> pairs) {
    String role = take("role", pairs);
    SessionAct act = SessionAct.NONE;
    if (id >= FIRST_SESSION_ID) {
      act = value(SessionAct.class, "session", take("session", pairs));
      check(act != SessionAct.NONE, "can't say session=none");
    }
    return new Semantics(
        wire,
        role.equals(HOST) ? null : value(Role.class, "role", role),
        TopicKind.NONE,
        Visibility.INTERNAL,
        TopicKind.NONE,
        TopicKind.NONE,
        TopicKind.NONE,
        act);
  }

  private static Semantics outbound(int id, String wire, Map<String, String> pairs) {
    TopicKind topic = kind("topic", pairs);
    TopicKind stateOf = kind("state", pairs);
    TopicKind parent = kind("parent", pairs);
    TopicKind ends = kind("ends", pairs);
    String visibility = pairs.remove("visibility");
    Visibility visible =
        visibility == null ? Visibility.PRIVATE : value(Visibility.class, "visibility", visibility);
    check(visible != Visibility.PUBLIC || topic != TopicKind.NONE, "is public and needs a topic");
    check(
        visible != Visibility.PRIVATE || topic == TopicKind.ACCOUNT,
        "is private and needs topic=account");
    boolean isState = id % 100 >= 90;
    check(isState == (stateOf != TopicKind.NONE), "is a state record: x90 to x99 with state=KIND");
    check(!isState || stateOf == topic, "needs a topic of the kind that it is the state of");
    check(!isState || visible == Visibility.PUBLIC, "is a state record and needs to be public");
    check(isState || parent == TopicKind.NONE, "is no state record and can't have a parent");
    check(
        ends == TopicKind.NONE || (ends == topic && !isState && visible == Visibility.PUBLIC),
        "ends a topic and needs to be a public event of it");
    return new Semantics(wire, null, topic, visible, stateOf, parent, ends, SessionAct.NONE);
  }

  private static Map<String, String> pairs(@Nullable String semanticType) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : semanticType == null ? new String[0] : semanticType.split(" ", -1)) {
      int equals = pair.indexOf('=');
      check(equals > 0, "has a semanticType with a part that isn't key=value: '" + pair + "'");
      String key = pair.substring(0, equals);
      check(
          pairs.put(key, pair.substring(equals + 1)) == null,
          "has " + key + " twice in its semanticType");
    }
    return pairs;
  }

  private static String take(String key, Map<String, String> pairs) {
    String text = pairs.remove(key);
    if (text == null) {
      throw new IllegalStateException("needs " + key + "= in its semanticType");
    }
    return text;
  }

  private static TopicKind kind(String key, Map<String, String> pairs) {
    String text = pairs.remove(key);
    if (text == null) {
      return TopicKind.NONE;
    }
    TopicKind kind = value(TopicKind.class, key, text);
    check(kind != TopicKind.NONE, "can't say " + key + "=none: leave it out");
    return kind;
  }

  private static <E extends Enum<E>> E value(Class<E> type, String key, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant != Role.NULL_VAL)
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("has an unknown " + key + ": " + text));
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
