package io.seriba.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.SessionError;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Catalog.SessionAct;
import io.seriba.schema.Catalog.TopicKind;
import io.seriba.schema.Field;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Joining and leaving topics: the messages that the schema says so of, which name exactly one topic
 * by a field called like its kind.
 *
 * <p>A join gives the topic's state as of the last event that this loop has read, and subscribes.
 * Every event is taken into the view and written to the subscribers in one go, on the same thread
 * as this runs on, so no event can come between state and subscription: each is either in the state
 * or follows it. No lock, no replay buffer, no version check.
 *
 * <p>A topic that has children (a sale its lots) brings theirs along: their states now, and their
 * events from then on. A session that has joined both a lot and its sale gets each event once.
 */
final class Joins {
  private static final int BLOCK = MessageHeaderDecoder.ENCODED_LENGTH;

  /** A large sale's state takes as long to write as many messages take to read. */
  private static final int RECORDS_PER_MESSAGE = 10;

  /** The fields that name a topic are called like its kind. */
  private static final Map<TopicKind, String> FIELDS = fields();

  private final LiveView view;
  private final TextFrames frames;
  private final Replies replies;
  private final ByteBufAllocator allocator;
  private final GatewayOptions options;
  private final LongSupplier position;
  private final UnsafeBuffer state = new UnsafeBuffer();

  /**
   * @param position the log position that the view is at
   */
  Joins(
      LiveView view,
      TextFrames frames,
      Replies replies,
      ByteBufAllocator allocator,
      GatewayOptions options,
      LongSupplier position) {
    this.view = view;
    this.frames = frames;
    this.replies = replies;
    this.allocator = allocator;
    this.options = options;
    this.position = position;
  }

  /**
   * Takes a Join or Leave.
   *
   * @param body the message, decoded, with its header
   */
  void onMessage(Session session, Message message, DirectBuffer body, long high, long low) {
    TopicKind kind = TopicKind.NONE;
    String name = "";
    long id = 0;
    for (Map.Entry<TopicKind, String> candidate : FIELDS.entrySet()) {
      Field field = message.field(candidate.getValue());
      long value =
          field == null ? 0 : body.getLong(BLOCK + field.offset(), ByteOrder.LITTLE_ENDIAN);
      if (field != null && name.isEmpty()) {
        name = candidate.getValue();
      }
      if (value != 0 && id != 0) {
        String text = "name one topic only, not a " + name + " and a " + candidate.getValue();
        session.refuse(high, low, SessionError.INVALID_VALUE, candidate.getValue(), text);
        return;
      }
      if (value != 0) {
        kind = candidate.getKey();
        name = candidate.getValue();
        id = value;
      }
    }
    if (id == 0) {
      session.refuse(
          high, low, SessionError.MISSING_FIELD, name, "name the topic: " + names(message));
      return;
    }
    Topic topic = view.find(kind, id);
    if (topic == null) {
      String text = "there is no " + name + " " + id;
      session.refuse(high, low, SessionError.UNKNOWN_TOPIC, name, text);
    } else if (message.session() == SessionAct.JOIN) {
      join(session, topic, name, high, low);
    } else {
      session.unsubscribe(topic);
      session.send(replies.done(high, low, position.getAsLong()), 1);
    }
  }

  private static String names(Message message) {
    return FIELDS.values().stream()
        .filter(name -> message.field(name) != null)
        .map(name -> "a " + name)
        .collect(Collectors.joining(" or "));
  }

  private static Map<TopicKind, String> fields() {
    Map<TopicKind, String> fields = new EnumMap<>(TopicKind.class);
    for (TopicKind kind : TopicKind.values()) {
      if (kind != TopicKind.NONE) {
        fields.put(kind, kind.name().toLowerCase(Locale.ROOT));
      }
    }
    return fields;
  }

  private void join(Session session, Topic topic, String field, long high, long low) {
    if (!session.isSubscribed(topic) && session.subscriptions() == options.topicsPerConnection()) {
      String text =
          "this connection has joined %d topics, its limit"
              .formatted(options.topicsPerConnection());
      session.refuse(high, low, SessionError.TOO_MANY_TOPICS, field, text);
      return;
    }
    int records = 1 + topic.children().size();
    if (records > options.stateRecordsPerJoin()) {
      String text =
          "%s %d takes %d state records; a join gives at most %d: join its parts"
              .formatted(field, topic.id, records, options.stateRecordsPerJoin());
      session.refuse(high, low, SessionError.TOPIC_TOO_LARGE, field, text);
      return;
    }
    if (!session.chargeMore(records / RECORDS_PER_MESSAGE)) {
      String text =
          "the state takes %d records, %d of which count as a message; of those you may send %d a second"
              .formatted(records, RECORDS_PER_MESSAGE, options.messagesPerSecond());
      session.refuse(high, low, SessionError.RATE_LIMITED, field, text);
      return;
    }
    ByteBuf states = states(topic, records);
    int room = session.room();
    if (states.readableBytes() > room) {
      String text =
          "the state takes %d bytes; you have so much unread that only %d more may wait"
              .formatted(states.readableBytes(), room);
      states.release();
      session.refuse(high, low, SessionError.RATE_LIMITED, field, text);
      return;
    }
    session.send(states, records);
    session.subscribe(topic);
    session.send(replies.done(high, low, position.getAsLong()), 1);
  }

  /** One buffer with the frames of all records: a large sale isn't a thousand writes. */
  private ByteBuf states(Topic topic, int records) {
    ByteBuf states = allocator.directBuffer(records * GatewayOptions.STATE_RECORD_BYTES / 2);
    try {
      append(topic, states);
      for (Topic child : topic.children()) {
        append(child, states);
      }
      return states;
    } catch (RuntimeException e) {
      states.release();
      throw e;
    }
  }

  private void append(Topic topic, ByteBuf states) {
    state.wrap(topic.frame);
    frames.appendEvent(state, 0, states);
  }
}
