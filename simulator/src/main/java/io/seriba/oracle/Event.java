package io.seriba.oracle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event in plain values: all of a frame but {@code replyTo}.
 *
 * <p>Numbers are {@link Long}, enums the names of their values, request ids {@code high:low}, texts
 * and currencies strings. Optional fields have their null value, as in binary.
 *
 * @param fields the message's, in the schema's order
 */
record Event(
    long sequence,
    int index,
    long time,
    long topic,
    long parent,
    long topicOffset,
    String name,
    Map<String, Object> fields) {

  /** One field of a message. */
  record Field(String name, Object value) {}

  static Field field(String name, Object value) {
    return new Field(name, value instanceof Integer number ? number.longValue() : value);
  }

  /** Makes a row of a group. */
  static Map<String, Object> row(Field... fields) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (Field each : fields) {
      row.put(each.name(), each.value());
    }
    return row;
  }

  /** Returns a number of a group's row. */
  static long number(Map<String, Object> row, String field) {
    if (!(row.get(field) instanceof Long number)) {
      throw new IllegalArgumentException("no number " + field + " in " + row);
    }
    return number;
  }

  /** Returns a group's rows. */
  @SuppressWarnings("unchecked") // fields of that kind hold nothing else
  List<Map<String, Object>> rows(String field) {
    return (List<Map<String, Object>>) value(field);
  }

  Event at(int newIndex) {
    return new Event(sequence, newIndex, time, topic, parent, topicOffset, name, fields);
  }

  long number(String field) {
    return (Long) value(field);
  }

  String text(String field) {
    return (String) value(field);
  }

  private Object value(String field) {
    Object value = fields.get(field);
    if (value == null) {
      throw new IllegalArgumentException(name + " has no field " + field);
    }
    return value;
  }

  /** Returns name and fields, as examples are written: {@code LotExtended[lot=1, end=5]}. */
  String brief() {
    StringBuilder text = new StringBuilder(name).append('[');
    fields.forEach((field, value) -> text.append(field).append('=').append(value).append(", "));
    text.setLength(text.length() - (fields.isEmpty() ? 0 : 2));
    return text.append(']').toString();
  }

  @Override
  public String toString() {
    return sequence
        + "."
        + index
        + " @"
        + time
        + " topic="
        + topic
        + (parent == 0 ? "" : " of " + parent)
        + " #"
        + topicOffset
        + " "
        + brief();
  }
}
