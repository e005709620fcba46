package io.seriba.schema;

import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Catalog.Visibility;
import java.util.Locale;
import java.util.TreeMap;

/** Describes the JSON protocol for those who write clients; all of it comes from the schema. */
public final class ProtocolReference {
  private final StringBuilder out = new StringBuilder();
  private final Catalog catalog;

  /** Describes the messages of a catalog. */
  public ProtocolReference(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Returns the reference as Markdown: what clients send, what they get, and the enums. */
  public String markdown() {
    out.setLength(0);
    out.append(
        "# The JSON protocol\n\nOne message is one object; `type` is its name. An event also");
    out.append(" has its `sequence`, `index`, `time` and, in a topic, `offset`.\n");
    out.append("\n# What clients send\n");
    catalog.messages().stream().filter(message -> message.role() != null).forEach(this::describe);
    out.append("\n# What clients get\n");
    catalog.messages().stream()
        .filter(message -> message.visibility() != Visibility.INTERNAL)
        .forEach(this::describe);
    out.append("\n# Enums\n");
    new TreeMap<>(catalog.enums()).values().forEach(this::describe);
    return out.toString();
  }

  private void describe(Message message) {
    Enum<?> who = message.role() == null ? message.visibility() : message.role();
    String title = message.wire() + " (" + who.name().toLowerCase(Locale.ROOT) + ')';
    head(title, message.description, "| field | form | |\n|---|---|---|\n");
    describe("", message.layout);
  }

  private void describe(String owner, Layout layout) {
    for (Field field : layout.fields) {
      String name = owner + field.name();
      if (!field.isFilled()) {
        String absent = field.optional ? ", or absent" : "";
        out.append("| `").append(name).append("` | ").append(form(field)).append(absent);
        out.append(" | ").append(field.description).append(" |\n");
      }
      if (field.rows != null) {
        describe(name + "[].", field.rows);
      }
    }
  }

  private void describe(EnumType type) {
    head(type.name, type.description, "| value | |\n|---|---|\n");
    for (EnumType.Value value : type.values) {
      out.append("| `").append(value.name).append("` | ").append(value.description).append(" |\n");
    }
  }

  private void head(String title, String description, String table) {
    out.append("\n## ").append(title).append("\n\n").append(description).append("\n\n");
    out.append(table);
  }

  private static String form(Field field) {
    String range = field.range.min() + " to " + field.range.max();
    return switch (field.kind) {
      case INTEGER -> range;
      case ENUM -> field.enumType == null ? "" : field.enumType.name;
      case BOOLEAN -> "true or false";
      case UUID -> "UUID";
      case CHARS -> range + " ASCII characters";
      case BYTES -> 2 * field.length() + " hexadecimal digits";
      case DATA -> range + " bytes of text";
      case GROUP -> range + " objects";
    };
  }
}
