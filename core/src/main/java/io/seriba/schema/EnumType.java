package io.seriba.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An enum of the schema, uint8 on the wire: its values by number and by name. */
final class EnumType {

  /** What an enum means to JSON; the schema's header says how it is declared. */
  enum Meaning {
    /** Values go by their names. */
    NAMES,
    /** Values are false and true. */
    BOOLEAN,
    /** Values go by their names, and a reply also carries the value's description. */
    SENTENCE
  }

  /** One value. */
  static final class Value {
    final int number;
    final String name;
    final String description;

    /** As it stands in JSON, quotes included. */
    final byte[] json;

    /** The description as it stands in JSON, quotes included. */
    final byte[] sentence;

    Value(int number, String name, String description, Meaning meaning) {
      this.number = number;
      this.name = name;
      this.description = description;
      json =
          meaning == Meaning.BOOLEAN
              ? JsonWriter.ascii(number == 0 ? "false" : "true")
              : JsonWriter.quoted(name);
      sentence = JsonWriter.quoted(description);
    }
  }

  /** Stands for none; so no value has it. */
  static final int NULL = 255;

  final String name;
  final String description;
  final Meaning meaning;
  final List<Value> values;

  /** The values' names, each at its value's place in {@link #values}. */
  final NameTable names;

  private final @Nullable Value[] byNumber = new @Nullable Value[NULL + 1];

  EnumType(String name, String description, Meaning meaning, List<Value> values) {
    this.name = name;
    this.description = description;
    this.meaning = meaning;
    this.values = List.copyOf(values);
    names = new NameTable(values.stream().map(value -> value.name).toList());
    for (Value value : values) {
      byNumber[value.number] = value;
    }
  }

  /** Returns the value with this number, from 0 to 255, or null if there is none. */
  @Nullable Value value(int number) {
    return byNumber[number];
  }
}
