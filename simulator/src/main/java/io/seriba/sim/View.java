package io.seriba.sim;

import static io.seriba.sim.Violation.present;
import static io.seriba.sim.Violation.unless;

import io.seriba.client.EventFrame;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Catalog.TopicKind;
import io.seriba.schema.Catalog.Visibility;
import io.seriba.sim.Topics.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has been told: a prefix of each topic that it follows, and all that it gets
 * in the log's order, once.
 *
 * <p>While a join is under way, messages are put aside: only behind its Done can a client tell the
 * state that it gives from the events before it.
 */
final class View {
  private record Said(String text, Map<String, String> members) {}

  private final long account;
  private final Truth truth;
  private final Plant plant;
  private final Map<Topic, List<Said>> joinedBefore;

  /** For each topic that is followed, how many of its events are known. */
  private final TreeMap<Topic, Long> offsets = new TreeMap<>();

  /** Joins under way, by request id, in the order sent. */
  private final LinkedHashMap<String, Topic> joins = new LinkedHashMap<>();

  private final List<Said> aside = new ArrayList<>();
  private BiConsumer<String, Map<String, String>> onEvent = (text, members) -> {};
  private long lastSequence;
  private int lastIndex = -1;
  private boolean sawPrivate;

  View(long account, Truth truth, Plant plant) {
    this(account, truth, plant, new TreeMap<>());
  }

  private View(long account, Truth truth, Plant plant, Map<Topic, List<Said>> joinedBefore) {
    this.account = account;
    this.truth = truth;
    this.plant = plant;
    this.joinedBefore = joinedBefore;
  }

  /** Returns the empty view of the next connection. */
  View anew() {
    return new View(account, truth, plant, joinedBefore);
  }

  void joining(Topic topic, String requestId) {
    joins.put(requestId, topic);
  }

  /** Takes a message that is neither welcome, refusal nor done. */
  void message(
      String text, Map<String, String> members, BiConsumer<String, Map<String, String>> event) {
    onEvent = event;
    if (joins.isEmpty()) {
      event.accept(text, members);
    } else {
      aside.add(new Said(text, members));
    }
  }

  /** A join was refused; returns its topic, or null if the refusal was about something else. */
  @Nullable Topic notJoined(String requestId, BiConsumer<String, Map<String, String>> event) {
    Topic topic = joins.remove(requestId);
    onEvent = event;
    if (joins.isEmpty()) {
      handle(aside.size());
    }
    return topic;
  }

  /** A join is done: the last that was put aside is what it gives. */
  void joined(String requestId, long sequence) {
    Topic topic = present(joins.remove(requestId), "only what was asked for is done", requestId);
    int first = aside.size() - 1;
    while (first >= 0 && !topic.equals(stateOf(aside.get(first)))) {
      first--;
    }
    unless(first >= 0, "a join gives the topic's state", topic);
    List<Said> states = List.copyOf(aside.subList(first, aside.size()));
    handle(first);
    aside.clear();
    if (plant == Plant.STALE_JOIN) {
      List<Said> before = joinedBefore.put(topic, states);
      states = before == null ? states : before;
    }
    for (Said state : states) {
      take(state, sequence);
    }
    for (Topic child : truth.topics().children(topic, sequence)) {
      unless(
          offsets.containsKey(child),
          "a join gives the states of all that belongs to the topic",
          child);
    }
  }

  private void handle(int count) {
    List<Said> said = List.copyOf(aside.subList(0, count));
    aside.subList(0, count).clear();
    said.forEach(each -> onEvent.accept(each.text, each.members));
  }

  private static @Nullable Topic stateOf(Said said) {
    Message message = Topics.CATALOG.byWire(Json.text(said.members, "type"));
    if (message == null || message.stateOf() == TopicKind.NONE) {
      return null;
    }
    String field = message.stateOf().name().toLowerCase(Locale.ROOT);
    return new Topic(message.stateOf(), Json.number(said.members, field));
  }

  private void take(Said said, long sequence) {
    Topic topic = present(stateOf(said), "a join gives states only", said.text);
    long offset = Json.number(said.members, "offset");
    long at = Json.number(said.members, "sequence");
    Map<String, String> expected = truth.topics().state(topic, offset, at);
    unless(
        Topics.withoutPlace(expected).equals(Topics.withoutPlace(said.members)),
        "a joined state is the sum of the topic's events",
        said.text + ", expected " + expected);
    unless(
        offset >= truth.topics().offsetAt(topic, sequence),
        "a joined state has all up to its place in the log",
        said.text);
    unless(
        offset >= offsets.getOrDefault(topic, 0L), "a joined state isn't older than known", topic);
    offsets.put(topic, offset);
  }

  /** Takes the next event of this connection; returns its frame in the log. */
  byte[] next(String text, Map<String, String> members) {
    long sequence = Json.number(members, "sequence");
    int index = (int) Json.number(members, "index");
    byte[] frame = truth.frame(sequence, index);
    unless(truth.topics().json(frame).equals(text), "what is seen is in the log", text);
    unless(sequence <= truth.acknowledged(), "what is seen is released", text);
    unless(
        sequence > lastSequence || (sequence == lastSequence && index > lastIndex),
        "events come in the log's order, once",
        text);
    if (sawPrivate) {
      noPrivateBetween(sequence, index);
    }
    lastSequence = sequence;
    lastIndex = index;
    sawPrivate = true;
    return frame;
  }

  /** From its first message on, a connection misses nothing of its account's. */
  private void noPrivateBetween(long sequence, int index) {
    long from = lastSequence;
    for (long at = from; at <= sequence; at++) {
      List<byte[]> frames = truth.entry(at).frames();
      int first = at == from ? lastIndex + 1 : 0;
      int end = at == sequence ? index : frames.size();
      for (int i = first; i < end; i++) {
        byte[] frame = frames.get(i);
        boolean own =
            Topics.message(frame).visibility() == Visibility.PRIVATE
                && EventFrame.topic(new UnsafeBuffer(frame), 0) == account;
        unless(!own, "no private event is left out", at + "." + i);
      }
    }
  }

  /** Takes a public event over. */
  void follow(byte[] frame) {
    Topic topic = present(Topics.topic(frame), "a public event has a topic", Topics.message(frame));
    long offset = Topics.offset(frame);
    Long known = offsets.get(topic);
    Topic parent = Topics.parent(frame);
    if (known == null || (offset == 1 && Topics.message(frame).isState())) {
      unless(
          offset == 1 && parent != null && offsets.containsKey(parent),
          "only what is followed is told",
          topic + " " + offset);
    } else {
      unless(
          offset == known + 1,
          "events of a topic are told without gap or double",
          topic + " " + offset + " after " + known);
    }
    if (Topics.isEnd(frame)) {
      offsets.remove(topic);
    } else {
      offsets.put(topic, offset);
    }
  }

  /** Nothing is under way any more: what is known is all there is. */
  void isUpToDate() {
    unless(joins.isEmpty(), "every join is answered", joins);
    offsets.forEach(
        (topic, offset) ->
            unless(
                offset == truth.topics().offsetAt(topic, Long.MAX_VALUE),
                "whoever follows a topic knows all of it in the end",
                topic + " " + offset));
  }
}
