package io.seriba.schema;

import io.seriba.sbe.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.ir.IrDecoder;

/**
 * The schema's messages, with what the schema says about them: names in JSON, who may send a
 * command, whom an event concerns.
 *
 * <p>Read once from the schema's intermediate representation, and checked strictly then: a catalog
 * that exists has no unknown key, no double name and no field that JSON can't express. Immutable,
 * thread-safe.
 */
public final class Catalog {
  /** Bytes of account and request id, with which every command starts. */
  public static final int ACTOR_LENGTH = 24;

  private static final String RESOURCE = "/schema/seriba.sbeir";

  /** Whom an event or state record is sent to. */
  public enum Visibility {
    /** The subscribers of its topic. */
    PUBLIC,
    /** The sessions of its topic's account. */
    PRIVATE,
    /** The session that sent the command or message. */
    REPLY,
    /** No session. */
    INTERNAL
  }

  /** What a topic is about. A topic's id is the field of that name, in lower case. */
  public enum TopicKind {
    /** None. */
    NONE,
    /** An account. */
    ACCOUNT,
    /** A lot. */
    LOT,
    /** A sale. */
    SALE,
    /** A store. */
    STORE,
    /** A slot. */
    SLOT,
    /** A pool. */
    POOL
  }

  /** What a message between a gateway and its client does to what the client follows. */
  public enum SessionAct {
    /** Nothing. */
    NONE,
    /** It follows a topic. */
    JOIN,
    /** It follows a topic no more. */
    LEAVE
  }

  private final int schemaId;
  private final int version;
  private final List<Message> messages;
  private final Map<String, EnumType> enums;
  private final Int2ObjectHashMap<Message> byId = new Int2ObjectHashMap<>();
  private final NameTable wires;

  Catalog(int schemaId, int version, List<Message> messages, Map<String, EnumType> enums) {
    this.schemaId = schemaId;
    this.version = version;
    this.messages = List.copyOf(messages);
    this.enums = Map.copyOf(enums);
    messages.forEach(message -> byId.put(message.id, message));
    wires = new NameTable(messages.stream().map(Message::wire).toList());
  }

  /**
   * Reads the schema that was built into this jar.
   *
   * @throws IllegalStateException when the schema breaks one of its own rules; the text names the
   *     message and the rule
   */
  public static Catalog load() {
    try (InputStream resource = Catalog.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(
            "The resource " + RESOURCE + " is missing: build the jar with Maven, which makes it");
      }
      try (IrDecoder decoder = new IrDecoder(ByteBuffer.wrap(resource.readAllBytes()))) {
        return of(decoder.decode());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read the resource " + RESOURCE, e);
    }
  }

  /** Makes the catalog of any schema; throws as {@link #load} does. */
  static Catalog of(Ir ir) {
    return new SchemaReader(ir).read();
  }

  /** Returns the message with this id, or null. */
  public @Nullable Message byId(int templateId) {
    return byId.get(templateId);
  }

  /** Returns the message with this name in JSON, or null. */
  public @Nullable Message byWire(String wire) {
    for (Message message : messages) {
      if (message.wire.equals(wire)) {
        return message;
      }
    }
    return null;
  }

  /** Returns the names in JSON, each at its message's place in {@link #messages}. */
  NameTable wires() {
    return wires;
  }

  /** Returns all messages, ordered by id. */
  public List<Message> messages() {
    return messages;
  }

  /**
   * Returns the schema's description of an enum's value.
   *
   * @param enumName the enum's name in the schema, for example {@code SessionError}
   * @param value the value's number
   * @return the description; for enums of errors a sentence that people can read
   * @throws IllegalArgumentException when no message uses such an enum, or it has no such value
   */
  public String description(String enumName, int value) {
    EnumType type = enums.get(enumName);
    EnumType.Value found =
        type == null || value < 0 || value > EnumType.NULL ? null : type.value(value);
    if (found == null) {
      throw new IllegalArgumentException("The schema has no " + enumName + " " + value);
    }
    return found.description;
  }

  /** Returns the enums that messages use, by name. */
  Map<String, EnumType> enums() {
    return enums;
  }

  /** Returns the schema's id, as it stands in every message's header. */
  public int schemaId() {
    return schemaId;
  }

  /** Returns the schema's version, as it stands in the header of every message made here. */
  public int version() {
    return version;
  }

  /** One message of the schema. Immutable. */
  public static final class Message {
    private static final int SESSION = 900;

    /** The fields, in the schema's order. */
    final Layout layout;

    /** In a reply: the enum whose value's description goes along as text; null if none. */
    final @Nullable Field sentence;

    /** The start of its JSON: brace, type, name. */
    final byte[] opening;

    final String description;

    private final int id;
    private final String name;
    private final String wire;
    private final @Nullable Role role;
    private final TopicKind topic;
    private final Visibility visibility;
    private final TopicKind stateOf;
    private final TopicKind parent;
    private final TopicKind ends;
    private final SessionAct session;

    Message(int id, String name, String description, Semantics semantics, Layout layout) {
      this.id = id;
      this.name = name;
      this.description = description;
      this.layout = layout;
      wire = semantics.wire();
      role = semantics.role();
      topic = semantics.topic();
      visibility = semantics.visibility();
      stateOf = semantics.stateOf();
      parent = semantics.parent();
      ends = semantics.ends();
      session = semantics.session();
      sentence =
          layout.fields.stream()
              .filter(field -> visibility == Visibility.REPLY && field.isSentence())
              .findFirst()
              .orElse(null);
      opening = JsonWriter.ascii("{\"type\":\"" + wire + '"');
    }

    /** Returns the id in the schema. */
    public int id() {
      return id;
    }

    /** Returns the name in the schema. */
    public String name() {
      return name;
    }

    /** Returns the name in JSON. */
    public String wire() {
      return wire;
    }

    /** Returns the least role that may send this; null if no client may. */
    public @Nullable Role role() {
      return role;
    }

    /** Whether this is an order to the engine. */
    public boolean isCommand() {
      return !isSession() && id % 100 < 50;
    }

    /** Whether this tells what the engine decided. */
    public boolean isEvent() {
      return !isSession() && id % 100 >= 50 && id % 100 < 90;
    }

    /** Whether this is the state of something. */
    public boolean isState() {
      return !isSession() && id % 100 >= 90;
    }

    /** Whether this goes between a gateway and its clients only, never to the engine. */
    public boolean isSession() {
      return id >= SESSION;
    }

    /** Returns what kind of topic this concerns. */
    public TopicKind topic() {
      return topic;
    }

    /** Returns whom this is sent to; {@code INTERNAL} for what clients send. */
    public Visibility visibility() {
      return visibility;
    }

    /** Returns the kind of topic whose whole public state this is. */
    public TopicKind stateOf() {
      return stateOf;
    }

    /** Returns the kind of topic whose subscribers get this state's topic too. */
    public TopicKind parent() {
      return parent;
    }

    /** Returns the kind of topic that is no more after this event. */
    public TopicKind ends() {
      return ends;
    }

    /** Returns what this does to what a client follows. */
    public SessionAct session() {
      return session;
    }

    /**
     * Returns where the content starts that a repeated request id must equal: bytes behind the
     * message header. Account, request id and what the gateway made up aren't part of it.
     */
    public int contentOffset() {
      Field fresh = layout.fresh;
      return fresh == null ? ACTOR_LENGTH : fresh.offset() + fresh.length();
    }

    /** Returns the fields in the schema's order. */
    public List<Field> fields() {
      return layout.fields;
    }

    /** Returns the field of this name, or null. */
    public @Nullable Field field(String fieldName) {
      return layout.field(fieldName);
    }

    /** Returns the bytes of the fields that have an offset, in this version of the schema. */
    public int blockLength() {
      return layout.blockLength;
    }

    @Override
    public String toString() {
      return name + " (" + id + ")";
    }
  }
}
