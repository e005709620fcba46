package io.seriba.sim;

import io.seriba.client.EventFrame;
import io.seriba.schema.Catalog;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Catalog.TopicKind;
import io.seriba.schema.Catalog.Visibility;
import io.seriba.schema.Field;
import io.seriba.schema.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What clients may see of the log: every public topic's events, in JSON, and the state that they
 * add up to; a second, naive way to what a gateway's live view does by copying bytes.
 */
final class Topics {
  static final Catalog CATALOG = Catalog.load();

  /** Something that clients can follow. */
  record Topic(TopicKind kind, long id) implements Comparable<Topic> {
    @Override
    public int compareTo(Topic other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : Long.compare(id, other.id);
    }
  }

  private static final class History {
    @Nullable Topic parent;
    final List<byte[]> frames = new ArrayList<>();
  }

  private final JsonCodec codec = new JsonCodec(CATALOG);
  private final UnsafeBuffer json = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
  private final TreeMap<Topic, History> histories = new TreeMap<>();
  private static final Map<TopicKind, Message> STATES = states();

  private static Map<TopicKind, Message> states() {
    Map<TopicKind, Message> states = new EnumMap<>(TopicKind.class);
    CATALOG.messages().stream()
        .filter(Message::isState)
        .forEach(message -> states.put(message.stateOf(), message));
    return states;
  }

  static Message message(byte[] frame) {
    int id = EventFrame.templateId(new UnsafeBuffer(frame), 0);
    return Objects.requireNonNull(CATALOG.byId(id));
  }

  /** Returns the topic that clients see an event by; null if it is no public one. */
  static @Nullable Topic topic(byte[] frame) {
    Message message = message(frame);
    return message.visibility() == Visibility.PUBLIC && STATES.containsKey(message.topic())
        ? new Topic(message.topic(), EventFrame.topic(new UnsafeBuffer(frame), 0))
        : null;
  }

  static long offset(byte[] frame) {
    return EventFrame.topicOffset(new UnsafeBuffer(frame), 0);
  }

  String json(byte[] frame) {
    int length = codec.encodeEvent(new UnsafeBuffer(frame), 0, json, 0);
    return json.getStringWithoutLengthUtf8(0, length);
  }

  /** Returns a command as a client sends it. */
  String jsonOfCommand(byte[] message) {
    int length = codec.encode(new UnsafeBuffer(message), 0, message.length, json, 0);
    return json.getStringWithoutLengthUtf8(0, length);
  }

  /** Tells whether a gateway would take a command, and hand over these very bytes. */
  boolean isSayable(byte[] message, long account) {
    byte[] text;
    try {
      text = jsonOfCommand(message).getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
    UnsafeBuffer out = new UnsafeBuffer(new byte[JsonCodec.MAX_MESSAGE_LENGTH]);
    return codec.decode(new UnsafeBuffer(text), 0, text.length, account, out, 0)
        && new UnsafeBuffer(message).equals(new UnsafeBuffer(out, 0, codec.decodedLength()));
  }

  /** Takes the next event of the log over. */
  void follow(byte[] frame) {
    Topic topic = topic(frame);
    if (topic == null) {
      return;
    }
    History history = histories.computeIfAbsent(topic, key -> new History());
    Topic parent = parent(frame);
    if (parent != null) {
      history.parent = parent;
    }
    history.frames.add(frame);
  }

  /**
   * Returns whose child a state record makes its topic; null if it isn't one, or of none. Another
   * one may say otherwise later: what was removed can be made again elsewhere.
   */
  static @Nullable Topic parent(byte[] frame) {
    Message message = message(frame);
    return message.isState() && message.parent() != TopicKind.NONE
        ? new Topic(message.parent(), EventFrame.parent(new UnsafeBuffer(frame), 0))
        : null;
  }

  /** Returns all topics, in their order. */
  List<Topic> all() {
    return List.copyOf(histories.keySet());
  }

  /** Returns the topics whose parent this is, and that there are at a sequence. */
  List<Topic> children(Topic parent, long sequence) {
    return all().stream()
        .filter(topic -> parent.equals(parentAt(topic, sequence)) && isThere(topic, sequence))
        .toList();
  }

  /** Returns whose child a topic was at a sequence: made once more, it may be another's. */
  private @Nullable Topic parentAt(Topic topic, long sequence) {
    Topic parent = parent(topic);
    byte[] frame = last(topic, sequence);
    return parent == null || frame == null
        ? null
        : new Topic(parent.kind(), EventFrame.parent(new UnsafeBuffer(frame), 0));
  }

  @Nullable Topic parent(Topic topic) {
    History history = histories.get(topic);
    return history == null ? null : history.parent;
  }

  /** Returns how many events a topic has had up to a sequence, since it was last made. */
  long offsetAt(Topic topic, long sequence) {
    byte[] frame = last(topic, sequence);
    return frame == null ? 0 : offset(frame);
  }

  /** Tells whether a topic is there at a sequence: made, and not ended. */
  boolean isThere(Topic topic, long sequence) {
    byte[] frame = last(topic, sequence);
    return frame != null && !isEnd(frame);
  }

  /** Tells whether a topic is no more after an event. */
  static boolean isEnd(byte[] frame) {
    return message(frame).ends() != TopicKind.NONE;
  }

  private byte @Nullable [] last(Topic topic, long sequence) {
    History history = histories.get(topic);
    byte[] last = null;
    if (history != null) {
      for (byte[] frame : history.frames) {
        if (EventFrame.sequence(new UnsafeBuffer(frame), 0) <= sequence) {
          last = frame;
        }
      }
    }
    return last;
  }

  /**
   * Returns a topic's state after its first so many events: JSON's members.
   *
   * @param sequence up to where in the log: a topic may have ended, and been made again
   */
  Map<String, String> state(Topic topic, long offset, long sequence) {
    History history = histories.get(topic);
    Map<String, String> state = new TreeMap<>();
    Message stateMessage = STATES.get(topic.kind);
    if (history == null || stateMessage == null) {
      return state;
    }
    for (byte[] frame : history.frames) {
      if (offset(frame) <= offset && EventFrame.sequence(new UnsafeBuffer(frame), 0) <= sequence) {
        Map<String, String> members = Json.members(json(frame));
        Message message = message(frame);
        if (message.isState()) {
          state.clear();
          state.putAll(members);
        } else {
          overwrite(state, stateMessage, message, members);
        }
      }
    }
    return state;
  }

  private static void overwrite(
      Map<String, String> state, Message stateMessage, Message event, Map<String, String> members) {
    for (Field field : event.fields()) {
      if (stateMessage.field(field.name()) != null) {
        put(state, field.name(), members.get(field.name()));
      }
    }
    for (String name : List.of("sequence", "index", "time", "offset")) {
      put(state, name, members.get(name));
    }
  }

  /**
   * Leaves out the place in the log: a state that was described at a start has that of the log's
   * end, not that of the topic's last event.
   */
  static Map<String, String> withoutPlace(Map<String, String> state) {
    Map<String, String> rest = new TreeMap<>(state);
    List.of("sequence", "index", "time").forEach(rest::remove);
    return rest;
  }

  private static void put(Map<String, String> state, String name, @Nullable String value) {
    if (value == null) {
      state.remove(name);
    } else {
      state.put(name, value);
    }
  }
}
