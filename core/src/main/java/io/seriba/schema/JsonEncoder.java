package io.seriba.schema;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.seriba.client.EventFrame;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.schema.Catalog.Message;
import java.util.Arrays;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Writes SBE messages as JSON. Not thread-safe; allocates nothing. */
final class JsonEncoder {
  private static final byte[] SEQUENCE = JsonWriter.ascii(",\"sequence\":");
  private static final byte[] INDEX = JsonWriter.ascii(",\"index\":");
  private static final byte[] TIME = JsonWriter.ascii(",\"time\":");
  private static final byte[] OFFSET = JsonWriter.ascii(",\"offset\":");
  static final byte[] TEXT = JsonWriter.ascii(",\"text\":");

  private final Catalog catalog;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();

  /** The message, from its header to its end: nothing outside of it is ever read. */
  private final UnsafeBuffer in = new UnsafeBuffer(0, 0);

  private final UnsafeBuffer out = new UnsafeBuffer(0, 0);

  /** The text at hand, and zeros. */
  private final byte[] text = new byte[JsonCodec.MAX_MESSAGE_LENGTH + JsonScanner.PADDING];

  /** Where the next group or data starts. */
  private int behind;

  JsonEncoder(Catalog catalog) {
    this.catalog = catalog;
  }

  int encode(DirectBuffer message, int offset, int length, MutableDirectBuffer to, int toOffset) {
    Message type = begin(message, offset, length, to, toOffset);
    return end(type, JsonWriter.putBytes(out, 0, type.opening));
  }

  int encodeEvent(DirectBuffer frame, int offset, MutableDirectBuffer to, int toOffset) {
    int length = EventFrame.length(frame, offset) - EventFrame.MESSAGE;
    Message type = begin(frame, offset + EventFrame.MESSAGE, length, to, toOffset);
    int at = JsonWriter.putBytes(out, 0, type.opening);
    at = putLong(at, SEQUENCE, EventFrame.sequence(frame, offset));
    at = putLong(at, INDEX, EventFrame.index(frame, offset));
    at = putLong(at, TIME, EventFrame.time(frame, offset));
    long topicOffset = EventFrame.topicOffset(frame, offset);
    if (topicOffset > 0) {
      at = putLong(at, OFFSET, topicOffset);
    }
    return end(type, at);
  }

  private Message begin(
      DirectBuffer message, int offset, int length, MutableDirectBuffer to, int toOffset) {
    if (length < MessageHeaderDecoder.ENCODED_LENGTH || length > JsonCodec.MAX_MESSAGE_LENGTH) {
      throw new IllegalArgumentException("A message has " + length + " bytes");
    }
    if (to.capacity() - toOffset < JsonCodec.MAX_JSON_LENGTH) {
      throw new IllegalArgumentException(
          "JSON needs a buffer with room for " + JsonCodec.MAX_JSON_LENGTH + " bytes");
    }
    in.wrap(message, offset, length);
    out.wrap(to, toOffset, JsonCodec.MAX_JSON_LENGTH);
    header.wrap(in, 0);
    Message type = catalog.byId(header.templateId());
    if (type == null || header.schemaId() != catalog.schemaId()) {
      throw new IllegalArgumentException(
          "No message of this schema: " + header.schemaId() + "/" + header.templateId());
    }
    return type;
  }

  private int end(Message type, int at) {
    int block = MessageHeaderDecoder.ENCODED_LENGTH;
    int blockLength = header.blockLength();
    behind = block + blockLength;
    check(behind <= in.capacity(), type);
    at = putFields(type, type.layout, block, blockLength, at);
    Field sentence = type.sentence;
    if (sentence != null) {
      at = putSentence(sentence, block, blockLength, at);
    }
    out.putByte(at, (byte) '}');
    return at + 1;
  }

  /**
   * Writes the fields of a block, each after a comma, and what stands behind it. A field that the
   * message's own version of the schema doesn't have is left out, like one that is absent.
   */
  private int putFields(Message type, Layout layout, int block, int blockLength, int at) {
    int version = header.version();
    for (int place = 0; place < layout.size(); place++) {
      Field field = layout.field(place);
      if (field.sinceVersion <= version && field.offset() + field.length() <= blockLength) {
        at = putField(type, field, block, at);
      }
    }
    return at;
  }

  private int putField(Message type, Field field, int block, int at) {
    return switch (field.kind) {
      case INTEGER -> {
        long value = field.read(in, block);
        yield field.optional && value == field.range.none() ? at : putLong(at, field.label, value);
      }
      case ENUM, BOOLEAN -> {
        int value = (int) field.read(in, block);
        yield field.optional && value == EnumType.NULL ? at : putEnum(at, field, value);
      }
      case UUID -> {
        int from = block + field.offset();
        yield JsonWriter.putUuid(
            out,
            JsonWriter.putBytes(out, at, field.label),
            in.getLong(from, LITTLE_ENDIAN),
            in.getLong(from + Long.BYTES, LITTLE_ENDIAN));
      }
      case CHARS -> {
        int length = field.length();
        while (length > 0 && in.getByte(block + field.offset() + length - 1) == 0) {
          length--;
        }
        yield field.optional && length == 0
            ? at
            : putText(at, field, block + field.offset(), length);
      }
      case BYTES ->
          JsonWriter.putHex(
              out,
              JsonWriter.putBytes(out, at, field.label),
              in,
              block + field.offset(),
              field.length());
      case DATA -> putData(type, field, at);
      case GROUP -> putGroup(type, field, at);
    };
  }

  private int putLong(int at, byte[] label, long value) {
    return JsonWriter.putLong(out, JsonWriter.putBytes(out, at, label), value);
  }

  /** Writes a value's name; the number of one that a later version of the schema has added. */
  private int putEnum(int at, Field field, int number) {
    EnumType.Value value = value(field, number);
    return value == null
        ? putLong(at, field.label, number)
        : JsonWriter.putBytes(out, JsonWriter.putBytes(out, at, field.label), value.json);
  }

  private static EnumType.@Nullable Value value(Field field, int number) {
    return field.enumType == null ? null : field.enumType.value(number);
  }

  private int putSentence(Field field, int block, int blockLength, int at) {
    if (field.offset() >= blockLength) {
      return at;
    }
    EnumType.Value value = value(field, (int) field.read(in, block));
    return value == null
        ? at
        : JsonWriter.putBytes(out, JsonWriter.putBytes(out, at, TEXT), value.sentence);
  }

  private int putText(int at, Field field, int from, int length) {
    in.getBytes(from, text, 0, length);
    Arrays.fill(text, length, length + JsonScanner.PADDING, (byte) 0);
    return JsonWriter.putText(out, JsonWriter.putBytes(out, at, field.label), text, length);
  }

  private int putData(Message type, Field field, int at) {
    check(behind + Layout.DATA_HEADER <= in.capacity(), type);
    int length = in.getShort(behind, LITTLE_ENDIAN) & 0xFFFF;
    int from = behind + Layout.DATA_HEADER;
    behind = from + length;
    check(behind <= in.capacity() && length <= field.range.max(), type);
    return field.optional && length == 0 ? at : putText(at, field, from, length);
  }

  private int putGroup(Message type, Field field, int at) {
    check(behind + Layout.GROUP_HEADER <= in.capacity(), type);
    int blockLength = in.getShort(behind, LITTLE_ENDIAN) & 0xFFFF;
    int count = in.getShort(behind + Short.BYTES, LITTLE_ENDIAN) & 0xFFFF;
    check(count <= field.range.max(), type);
    int block = behind + Layout.GROUP_HEADER;
    behind = block + count * blockLength;
    check(behind <= in.capacity(), type);
    if (field.optional && count == 0) {
      return at;
    }
    Layout rows = Objects.requireNonNull(field.rows);
    at = JsonWriter.putBytes(out, at, field.label);
    out.putByte(at++, (byte) '[');
    for (int row = 0; row < count; row++) {
      if (row > 0) {
        out.putByte(at++, (byte) ',');
      }
      int end = putFields(type, rows, block + row * blockLength, blockLength, at);
      out.putByte(at, (byte) '{'); // in place of the first field's comma
      at = Math.max(at + 1, end);
      out.putByte(at++, (byte) '}');
    }
    out.putByte(at, (byte) ']');
    return at + 1;
  }

  private static void check(boolean holds, Message type) {
    if (!holds) {
      throw new IllegalArgumentException("A malformed message: " + type);
    }
  }
}
