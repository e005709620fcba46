package io.seriba.schema;

import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Catalog.TopicKind;
import io.seriba.schema.Catalog.Visibility;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.ir.Token;

/**
 * Reads the catalog from the schema's intermediate representation, and checks the schema's rules.
 */
final class SchemaReader {
  /** Names that the codec itself puts into an event's JSON. */
  private static final Set<String> ENVELOPE = Set.of("sequence", "index", "time", "offset");

  private final Ir ir;
  private final FieldReader fieldReader = new FieldReader();
  private final Map<TopicKind, Message> states = new EnumMap<>(TopicKind.class);
  private String reading = "the schema";

  SchemaReader(Ir ir) {
    this.ir = ir;
  }

  Catalog read() {
    try {
      check(ir.byteOrder() == ByteOrder.LITTLE_ENDIAN, "needs byteOrder=littleEndian");
      List<Message> messages = messages();
      for (Message message : messages) {
        reading = message.name();
        checkShape(message);
      }
      return new Catalog(ir.id(), ir.version(), messages, fieldReader.enums());
    } catch (IllegalStateException e) {
      throw new IllegalStateException("Schema, " + reading + ": " + e.getMessage(), e);
    }
  }

  private List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    Map<String, Message> byWire = new HashMap<>();
    List<List<Token>> inOrder = new ArrayList<>(ir.messages());
    inOrder.sort(Comparator.comparingInt(tokens -> tokens.getFirst().id()));
    for (List<Token> tokens : inOrder) {
      Token begin = tokens.getFirst();
      reading = begin.name();
      check(begin.id() >= 100 && begin.id() <= 999, "has an id outside of 100 to 999");
      Message message =
          new Message(
              begin.id(),
              begin.name(),
              begin.description() == null ? "" : begin.description(),
              Semantics.parse(begin.id(), begin.encoding().semanticType()),
              fieldReader.layout(begin.encodedLength(), tokens.subList(1, tokens.size() - 1)));
      messages.add(message);
      Message other = byWire.put(message.wire(), message);
      check(other == null, "has the wire name of " + other);
      if (message.stateOf() != TopicKind.NONE) {
        Message otherState = states.put(message.stateOf(), message);
        check(otherState == null, "is the state of the same kind of topic as " + otherState);
      }
    }
    return messages;
  }

  private void checkShape(Message message) {
    check(message.field("type") == null, "can't have a field named type: JSON has its name there");
    if (message.isCommand()) {
      Field account = message.field("account");
      check(
          account != null && account.actor && account.offset() == 0 && account.length() == 8,
          "is a command and must start with account, the actor");
      checkRequestId(message, 8);
    } else {
      check(
          message.fields().stream().noneMatch(field -> field.actor),
          "is no command and can't have an actor");
    }
    Field fresh = message.layout.fresh;
    check(
        fresh == null
            || (message.isCommand()
                && fresh.kind == Field.Kind.BYTES
                && fresh.length() <= JsonDecoder.MAX_FRESH
                && fresh.offset() == Catalog.ACTOR_LENGTH),
        "can have a fresh field only right behind requestId in a command, of at most "
            + JsonDecoder.MAX_FRESH
            + " bytes");
    if (message.isSession() && message.role() != null) {
      checkRequestId(message, 0);
    }
    if (message.isEvent() || message.isState()) {
      for (String name : ENVELOPE) {
        check(message.field(name) == null, "can't have a field " + name + ": every event has it");
      }
      checkId(message, message.topic());
      checkId(message, message.parent());
      checkOverwrites(message);
    }
    check(
        message.sentence == null || message.field("text") == null,
        "can't have a field text: the description of its enum has its name there");
  }

  private static void checkRequestId(Message message, int offset) {
    Field field = message.field("requestId");
    check(
        field != null && field.kind == Field.Kind.UUID && field.offset() == offset,
        "needs a requestId at offset " + offset);
  }

  private static void checkId(Message message, TopicKind kind) {
    if (kind != TopicKind.NONE) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      Field field = message.field(name);
      check(
          field != null && field.kind == Field.Kind.INTEGER && field.length() == 8,
          "needs an int64 field " + name + ", the id of its topic or parent");
    }
  }

  /** A public event's fields are copied over its topic's state, by name: they must be alike. */
  private void checkOverwrites(Message event) {
    Message state = states.get(event.topic());
    if (state == null || event.visibility() != Visibility.PUBLIC) {
      return;
    }
    for (Field field : event.fields()) {
      Field target = state.field(field.name());
      check(
          target == null || field.isLike(target),
          "has a field " + field.name() + " that can't overwrite the one of " + state);
    }
  }

  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
