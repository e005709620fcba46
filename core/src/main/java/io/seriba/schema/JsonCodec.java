package io.seriba.schema;

import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.SessionError;
import io.seriba.schema.Catalog.Message;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Makes JSON from the schema's messages, and messages from JSON.
 *
 * <p>A message is one flat JSON object; {@code type} is its name. Integers are numbers, and strings
 * where a double wouldn't hold them exactly (beyond 2<sup>53</sup> − 1 either way); both are taken
 * for any int64. Enums are their values' names, booleans true or false, UUIDs, characters and bytes
 * strings, groups arrays of objects. An optional field that holds its null value is left out, and
 * may be left out or null. A reply with an enum of sentences has the value's as {@code text}. An
 * enum's value that only a later version of the schema knows is written as its number.
 *
 * <p>One for each thread. Allocates nothing, except to say why a message was refused, and once for
 * a text that is longer than any before it: whoever reads from a network bounds its frames.
 */
public final class JsonCodec {
  /** The longest message, in bytes with its header, that is read or made. */
  public static final int MAX_MESSAGE_LENGTH = 4096;

  /** The longest JSON, in bytes, that one message or event can become. */
  public static final int MAX_JSON_LENGTH = 32 * 1024;

  /** Most bytes of an int64 in quotes. */
  private static final int MAX_INTEGER = 22;

  /** Most bytes of an event's envelope: four names and numbers. */
  private static final int MAX_ENVELOPE = 40 + 4 * MAX_INTEGER;

  private final JsonEncoder encoder;
  private final JsonDecoder decoder;

  /**
   * Makes a codec for one thread.
   *
   * @throws IllegalStateException when a message's JSON could be longer than {@link
   *     #MAX_JSON_LENGTH}
   */
  public JsonCodec(Catalog catalog) {
    for (Message message : catalog.messages()) {
      long longest = longest(message);
      if (longest > MAX_JSON_LENGTH) {
        throw new IllegalStateException(
            "Schema, " + message.name() + ": can be " + longest + " bytes long in JSON");
      }
      if (MessageHeaderDecoder.ENCODED_LENGTH + message.blockLength() > MAX_MESSAGE_LENGTH) {
        throw new IllegalStateException("Schema, " + message.name() + ": has too long a block");
      }
    }
    encoder = new JsonEncoder(catalog);
    decoder = new JsonDecoder(catalog, message -> message.role() != null);
  }

  private static long longest(Message message) {
    Field sentence = message.sentence;
    return message.opening.length
        + MAX_ENVELOPE
        + longest(message.layout)
        + (sentence == null ? 0 : longestSentence(sentence))
        + 1;
  }

  private static long longestSentence(Field field) {
    return JsonEncoder.TEXT.length
        + values(field).mapToLong(value -> value.sentence.length).max().orElse(0);
  }

  private static Stream<EnumType.Value> values(Field field) {
    return field.enumType == null ? Stream.of() : field.enumType.values.stream();
  }

  private static long longest(Layout layout) {
    return layout.fields.stream().mapToLong(field -> field.label.length + longest(field)).sum();
  }

  private static long longest(Field field) {
    return switch (field.kind) {
      case INTEGER, BOOLEAN -> MAX_INTEGER;
      case ENUM ->
          Math.max(
              MAX_INTEGER, values(field).mapToLong(value -> value.json.length).max().orElse(0));
      case UUID -> 2 + JsonValues.UUID_LENGTH;
      case BYTES -> 2 + 2 * field.range.max();
      case CHARS, DATA -> 2 + JsonWriter.MAX_ESCAPE * field.range.max();
      case GROUP -> field.rows == null ? 0 : 2 + field.range.max() * (3 + longest(field.rows));
    };
  }

  /**
   * Writes an event: its type, {@code sequence}, {@code index}, {@code time}, the {@code offset} in
   * its topic if it has one, and its fields.
   *
   * @param frame holds the event, laid out as {@link io.seriba.client.EventFrame} says
   * @param out has room for {@link #MAX_JSON_LENGTH} from {@code outOffset} on
   * @return the bytes written
   * @throws IllegalArgumentException when the frame holds no message of this schema
   */
  public int encodeEvent(
      DirectBuffer frame, int frameOffset, MutableDirectBuffer out, int outOffset) {
    return encoder.encodeEvent(frame, frameOffset, out, outOffset);
  }

  /**
   * Writes a message: its type and its fields. One of an older version of the schema lacks the
   * fields that it doesn't know; of a newer one, what this version doesn't know is left out.
   *
   * @param message holds the message with its header
   * @param out has room for {@link #MAX_JSON_LENGTH} from {@code outOffset} on
   * @return the bytes written
   * @throws IllegalArgumentException when the bytes are no message of this schema
   */
  public int encode(
      DirectBuffer message, int offset, int length, MutableDirectBuffer out, int outOffset) {
    return encoder.encode(message, offset, length, out, outOffset);
  }

  /**
   * Makes a message, with its header, from JSON that a client sent. Whatever the bytes are, this
   * returns.
   *
   * <p>A field that the schema calls fresh is filled with random bytes of a cryptographic source.
   *
   * @param actor the account that acts: goes into the field that the schema calls the actor
   * @param out has room for {@link #MAX_MESSAGE_LENGTH} from {@code outOffset} on; its content is
   *     undefined after a refusal
   * @return whether there is a message now; if not, {@link #error} and the methods after it say why
   */
  public boolean decode(
      DirectBuffer json,
      int offset,
      int length,
      long actor,
      MutableDirectBuffer out,
      int outOffset) {
    return decoder.decode(json, offset, length, actor, out, outOffset);
  }

  /** After a message was made: its bytes, header included. */
  public int decodedLength() {
    return decoder.length();
  }

  /** After a message was made: which one it is; its role is never null. */
  public Message decodedMessage() {
    return decoder.message();
  }

  /** After a refusal: what was wrong. */
  public SessionError error() {
    return decoder.fault().code();
  }

  /**
   * After a refusal: the field at fault, for example {@code max} or {@code rows[2].step}; empty if
   * there is none. A name that the schema doesn't know is cut short.
   */
  public String errorField() {
    return decoder.fault().field();
  }

  /** After a refusal: a sentence that names the field, what was wrong, and the limit. */
  public String errorText() {
    return decoder.fault().text();
  }

  /**
   * After a refusal: the high half of the request id; 0, like the low half, if it can't be read.
   */
  public long requestIdHigh() {
    return decoder.requestIdHigh();
  }

  /** After a refusal: the low half of the request id. */
  public long requestIdLow() {
    return decoder.requestIdLow();
  }
}
