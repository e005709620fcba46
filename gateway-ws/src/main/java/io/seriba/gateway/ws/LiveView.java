package io.seriba.gateway.ws;

import io.seriba.client.EventFrame;
import io.seriba.schema.Catalog;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Catalog.TopicKind;
import io.seriba.schema.Catalog.Visibility;
import io.seriba.schema.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The present state record of every topic that has one, kept up to date by the public events.
 *
 * <p>There is no code per message: from the schema it follows which fields of an event overwrite
 * which fields of its topic's state record (those of the same name; the catalog has checked that
 * they are alike), and this is worked out once, as lists of bytes to copy.
 *
 * <p>For one thread. Holds as many topics as the engine does, which bounds them.
 */
final class LiveView {
  private static final int HEADER_LENGTH = 8;
  private static final int BLOCK = EventFrame.MESSAGE + HEADER_LENGTH;

  /** For each kind of topic that has a state record, its topics by id. */
  private final Map<TopicKind, Long2ObjectHashMap<Topic>> topics = new EnumMap<>(TopicKind.class);

  /** By message id; null for what concerns no topic's state. */
  private final @Nullable Change[] changes;

  LiveView(Catalog catalog) {
    Map<TopicKind, Message> states = new EnumMap<>(TopicKind.class);
    for (Message message : catalog.messages()) {
      if (message.isState()) {
        states.put(message.stateOf(), message);
        topics.put(message.stateOf(), new Long2ObjectHashMap<>());
      }
    }
    changes = new Change[catalog.messages().getLast().id() + 1];
    for (Message message : catalog.messages()) {
      Message state = states.get(message.topic());
      if (message.isState()) {
        changes[message.id()] = new Change(message.topic(), message.parent(), null, false);
      } else if (message.visibility() == Visibility.PUBLIC && state != null) {
        int[] copies = copies(message, state);
        changes[message.id()] =
            new Change(message.topic(), TopicKind.NONE, copies, message.ends() != TopicKind.NONE);
      }
    }
  }

  /** What a message does to the view. */
  private static final class Change {
    final TopicKind kind;

    /** Of state records: the kind of its parent. */
    final TopicKind parent;

    /** What it overwrites; null: it is the whole state. */
    final int @Nullable [] copies;

    /** Whether the topic is no more after it. */
    final boolean ends;

    Change(TopicKind kind, TopicKind parent, int @Nullable [] copies, boolean ends) {
      this.kind = kind;
      this.parent = parent;
      this.copies = copies;
      this.ends = ends;
    }
  }

  /** Triples of source, target, length, all relative to the messages' blocks. */
  private static int[] copies(Message event, Message state) {
    List<int[]> runs = new ArrayList<>();
    for (Field field : event.fields()) {
      Field target = state.field(field.name());
      if (target == null) {
        continue;
      }
      if (field.offset() < 0 || target.offset() < 0) {
        throw new IllegalStateException(
            "%s of %s overwrites %s, but lies behind the block"
                .formatted(field.name(), event, state));
      }
      runs.add(new int[] {field.offset(), target.offset(), field.length()});
    }
    return runs.stream().flatMapToInt(Arrays::stream).toArray();
  }

  /** Returns the topic if the core has told its state, else null. */
  @Nullable Topic find(TopicKind kind, long id) {
    Long2ObjectHashMap<Topic> ofKind = topics.get(kind);
    Topic topic = ofKind == null ? null : ofKind.get(id);
    return topic != null && topic.isKnown() ? topic : null;
  }

  /**
   * Takes one event over into its topic's state. A topic that it ends is in the view no more, but
   * still knows its subscribers.
   *
   * @param frame holds the event, laid out as {@link EventFrame} says
   * @return the topic; null if the message concerns none that has a state
   * @throws IllegalStateException if an event comes before its topic's first state record
   */
  @Nullable Topic apply(DirectBuffer frame, int offset) {
    int templateId = EventFrame.templateId(frame, offset);
    Change change = templateId < changes.length ? changes[templateId] : null;
    if (change == null) {
      return null;
    }
    Topic topic = topic(change.kind, EventFrame.topic(frame, offset));
    if (change.copies == null) {
      replace(topic, change.parent, frame, offset);
    } else {
      overwrite(topic, change.copies, frame, offset);
    }
    if (change.ends) {
      ofKind(change.kind).remove(topic.id);
      topic.end();
    }
    return topic;
  }

  private Topic topic(TopicKind kind, long id) {
    Long2ObjectHashMap<Topic> ofKind = ofKind(kind);
    Topic topic = ofKind.get(id);
    if (topic == null) {
      topic = new Topic(id);
      ofKind.put(id, topic);
    }
    return topic;
  }

  private Long2ObjectHashMap<Topic> ofKind(TopicKind kind) {
    Long2ObjectHashMap<Topic> ofKind = topics.get(kind);
    if (ofKind == null) {
      throw new IllegalStateException("no state record for topics of kind " + kind);
    }
    return ofKind;
  }

  private void replace(Topic topic, TopicKind parentKind, DirectBuffer frame, int offset) {
    int length = EventFrame.length(frame, offset);
    if (topic.frame.length != length) {
      topic.frame = new byte[length];
    }
    frame.getBytes(offset, topic.frame);
    if (parentKind != TopicKind.NONE && topic.parent == null) {
      topic(parentKind, EventFrame.parent(frame, offset)).addChild(topic);
    }
  }

  private static void overwrite(Topic topic, int[] copies, DirectBuffer frame, int offset) {
    byte[] state = topic.frame;
    if (!topic.isKnown()) {
      throw new IllegalStateException(
          "message %d of topic %d at sequence %d came before the topic's state"
              .formatted(
                  EventFrame.templateId(frame, offset),
                  topic.id,
                  EventFrame.sequence(frame, offset)));
    }
    // the state now is as of this event: it takes over the event's place in the log and its offset
    copy(frame, offset + EventFrame.INDEX, state, EventFrame.INDEX, Integer.BYTES);
    copy(frame, offset + EventFrame.SEQUENCE, state, EventFrame.SEQUENCE, Long.BYTES);
    copy(frame, offset + EventFrame.TIME, state, EventFrame.TIME, Long.BYTES);
    copy(frame, offset + EventFrame.TOPIC_OFFSET, state, EventFrame.TOPIC_OFFSET, Long.BYTES);
    for (int i = 0; i < copies.length; i += 3) {
      copy(frame, offset + BLOCK + copies[i], state, BLOCK + copies[i + 1], copies[i + 2]);
    }
  }

  private static void copy(DirectBuffer from, int source, byte[] to, int target, int length) {
    from.getBytes(source, to, target, length);
  }
}
