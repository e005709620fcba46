package io.seriba.server.whatif;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.schema.Catalog;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Field;
import io.seriba.schema.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A change of terms: in every command of one kind whose fields have some values, others are set.
 *
 * <p>A field is named as in JSON; one of a group's rows as {@code prizes[prize=7].weight}. A
 * command is changed in its JSON and checked as if a client had sent it, so nothing comes out that
 * couldn't have been in the log. For one thread.
 */
public final class Change {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("([^=\\[]+(?:\\[[^\\]]+\\]\\.[^=]+)?)=(.*)");
  private static final Pattern ROW = Pattern.compile("(\\w+)\\[(\\w+)=([^\\]]+)\\]\\.(\\w+)");

  private final ObjectMapper mapper = new ObjectMapper();
  private final Message message;
  private final JsonCodec codec;
  private final List<Term> where;
  private final List<Term> set;
  private final UnsafeBuffer json = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
  private final UnsafeBuffer changed = new UnsafeBuffer(new byte[JsonCodec.MAX_MESSAGE_LENGTH]);
  private long matched;

  /**
   * A field's value.
   *
   * @param group the group whose rows have the field; null: it is the command's own
   * @param rowField by which its row is found, with rowValue
   */
  private record Term(
      @Nullable String group, String rowField, String rowValue, String field, JsonNode value) {}

  /**
   * Makes a change.
   *
   * @param wire the command's name in JSON
   * @param where {@code field=value} each: which commands; none: all of the kind
   * @param set {@code field=value} each: what they are to say instead
   * @throws IllegalArgumentException saying what isn't right
   */
  public Change(Catalog catalog, String wire, List<String> where, List<String> set) {
    Message named = catalog.byWire(wire);
    if (named == null || !named.isCommand() || named.role() == null) {
      throw new IllegalArgumentException(
          wire + " is no command that a client can send: see seriba protocol");
    }
    message = named;
    codec = new JsonCodec(catalog);
    this.where = where.stream().map(this::term).toList();
    this.set = set.stream().map(this::term).toList();
    if (set.isEmpty()) {
      throw new IllegalArgumentException("nothing is to be changed");
    }
  }

  private Term term(String assignment) {
    Matcher parts = ASSIGNMENT.matcher(assignment);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          assignment + " isn't FIELD=VALUE, with FIELD like reserve or prizes[prize=7].weight");
    }
    String path = parts.group(1);
    JsonNode value = value(parts.group(2));
    Matcher row = ROW.matcher(path);
    Term term =
        row.matches()
            ? new Term(row.group(1), row.group(2), row.group(3), row.group(4), value)
            : new Term(null, "", "", path, value);
    String first = term.group == null ? term.field : term.group;
    if (message.field(first) == null) {
      throw new IllegalArgumentException(
          "%s has no field %s; it has %s"
              .formatted(
                  message.wire(),
                  first,
                  String.join(", ", message.fields().stream().map(Field::name).toList())));
    }
    return term;
  }

  private JsonNode value(String text) {
    try {
      JsonNode value = mapper.readTree(text);
      return value.isMissingNode() ? TextNode.valueOf(text) : value;
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  /** Returns how many commands it has changed so far. */
  public long matched() {
    return matched;
  }

  /** Returns where {@link #apply} leaves what it has changed, from 0 on. */
  public DirectBuffer changed() {
    return changed;
  }

  /**
   * Changes a command if it is meant.
   *
   * @return the length of what is in {@link #changed} now; 0: the command stays as it is
   * @throws ImpossibleChangeException if the command couldn't be so, saying why
   */
  public int apply(DirectBuffer command, int offset, int length) {
    int template =
        length < MessageHeaderDecoder.ENCODED_LENGTH
            ? -1
            : command.getShort(offset + 2, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    if (template != message.id()) {
      return 0;
    }
    try {
      int bytes = codec.encode(command, offset, length, json, 0);
      ObjectNode object = (ObjectNode) mapper.readTree(json.byteArray(), 0, bytes);
      if (!where.stream().allMatch(term -> has(object, term))) {
        return 0;
      }
      set.forEach(term -> set(object, term));
      return encode(command, offset, object);
    } catch (IllegalArgumentException e) {
      // a command that isn't whole was refused, and is so again
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("the codec's own JSON can't be read", e);
    }
  }

  private static boolean has(ObjectNode object, Term term) {
    if (term.group == null) {
      return object.path(term.field).asText().equals(term.value.asText());
    }
    for (JsonNode row : object.path(term.group)) {
      if (isMeant(row, term) && row.path(term.field).asText().equals(term.value.asText())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMeant(JsonNode row, Term term) {
    return row.path(term.rowField).asText().equals(term.rowValue);
  }

  private static void set(ObjectNode object, Term term) {
    if (term.group == null) {
      object.set(term.field, term.value);
      return;
    }
    for (JsonNode row : object.path(term.group)) {
      if (isMeant(row, term)) {
        ((ObjectNode) row).set(term.field, term.value);
      }
    }
  }

  private int encode(DirectBuffer command, int offset, ObjectNode object) throws IOException {
    int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    List<String> filled = new ArrayList<>();
    for (Field field : message.fields()) {
      if (field.offset() == 0 || isFresh(field)) {
        filled.add(field.name());
      }
    }
    object.remove(filled);
    byte[] text = mapper.writeValueAsBytes(object);
    long actor = command.getLong(body, ByteOrder.LITTLE_ENDIAN);
    if (!codec.decode(new UnsafeBuffer(text), 0, text.length, actor, changed, 0)) {
      throw new ImpossibleChangeException(codec.errorText());
    }
    for (Field field : message.fields()) {
      if (isFresh(field)) {
        changed.putBytes(
            MessageHeaderDecoder.ENCODED_LENGTH + field.offset(),
            command,
            body + field.offset(),
            field.length());
      }
    }
    matched++;
    return codec.decodedLength();
  }

  /** What the gateway made up stands between the request id and the content. */
  private boolean isFresh(Field field) {
    return field.offset() >= Catalog.ACTOR_LENGTH && field.offset() < message.contentOffset();
  }

  /** The changed command is one that no gateway would have let pass. */
  public static final class ImpossibleChangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ImpossibleChangeException(String message) {
      super(message);
    }
  }
}
