package io.seriba.oracle;

import io.seriba.oracle.Event.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The events of the command at hand, and how many each topic has had. */
final class Emitted {
  /** Whose subscribers an event concerns. */
  record Topic(String kind, long id, long parent) {
    static final Topic NONE = new Topic("none", 0, 0);

    static Topic account(long id) {
      return new Topic("account", id, 0);
    }

    static Topic sale(long id) {
      return new Topic("sale", id, 0);
    }

    static Topic store(long id) {
      return new Topic("store", id, 0);
    }

    static Topic slot(long id, long store) {
      return new Topic("slot", id, store);
    }

    static Topic pool(long id) {
      return new Topic("pool", id, 0);
    }

    static Topic lot(long id, long sale) {
      return new Topic("lot", id, sale);
    }
  }

  private final Map<Topic, Long> offsets = new HashMap<>();
  private List<Event> events = new ArrayList<>();
  private long sequence;
  private long time;

  /** Starts the events of a command. */
  void start(long ofSequence) {
    sequence = ofSequence;
    events = new ArrayList<>();
  }

  /** Sets the effective time of the events that follow: the command's, or the timer's deadline. */
  void time(long effective) {
    time = effective;
  }

  /** Returns the effective time. */
  long now() {
    return time;
  }

  long sequence() {
    return sequence;
  }

  /** Returns how many events there are so far: the place of the outcome. */
  int size() {
    return events.size();
  }

  void event(Topic topic, String name, Field... fields) {
    event(topic, name, List.of(fields));
  }

  void event(Topic topic, String name, List<Field> fields) {
    long offset = topic.equals(Topic.NONE) ? 0 : offsets.merge(topic, 1L, Long::sum);
    events.add(make(topic, offset, name, fields));
  }

  /** A topic is no more: should it come again, its events are counted from 1. */
  void forget(Topic topic) {
    offsets.remove(topic);
  }

  /** Puts the outcome before the events that the command itself caused. */
  void outcome(int place, Outcome outcome) {
    events.add(place, make(Topic.account(outcome.account()), 0, "Outcome", outcome.fields()));
  }

  /** Returns a record of present state, which is not an event and isn't counted. */
  Event state(Topic topic, String name, List<Field> fields) {
    return make(topic, offsets.getOrDefault(topic, 0L), name, fields);
  }

  /** Returns the command's events with their places. */
  List<Event> numbered() {
    List<Event> numbered = new ArrayList<>();
    for (Event event : events) {
      numbered.add(event.at(numbered.size()));
    }
    return numbered;
  }

  private Event make(Topic topic, long offset, String name, List<Field> fields) {
    Map<String, Object> values = new LinkedHashMap<>();
    fields.forEach(field -> values.put(field.name(), field.value()));
    return new Event(sequence, 0, time, topic.id(), topic.parent(), offset, name, values);
  }
}
