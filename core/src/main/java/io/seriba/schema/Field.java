package io.seriba.schema;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;
import uk.co.real_logic.sbe.ir.Encoding;
import uk.co.real_logic.sbe.ir.Token;

/** One field of a message, or of a repeating group's rows. Immutable. */
public final class Field {

  /** How a field is laid out, and its form in JSON. */
  enum Kind {
    /** A whole number of 1, 2, 4 or 8 bytes. */
    INTEGER,
    /** One byte; the name of a value. */
    ENUM,
    /** One byte; false or true. */
    BOOLEAN,
    /** 16 bytes, the high half first; a UUID. */
    UUID,
    /** Bytes of ASCII, padded with zeros; a string. */
    CHARS,
    /** Bytes of any value; a string of hexadecimal digits, two for each. */
    BYTES,
    /** Rows behind the block; an array of objects. */
    GROUP,
    /** UTF-8 behind the block; a string. */
    DATA
  }

  /**
   * What a field may hold.
   *
   * @param signed INTEGER: whether its bytes are
   * @param min the least value; CHARS, BYTES and DATA: bytes; GROUP: rows
   * @param max the greatest value, bytes or rows
   * @param none stands for no value in an optional INTEGER, ENUM or BOOLEAN
   */
  record Range(boolean signed, long min, long max, long none) {}

  final Kind kind;
  final Range range;

  /** Whether it may be absent; groups and data that a later version has added: empty then. */
  final boolean optional;

  final boolean actor;

  /** Whether the gateway fills it with random bytes. */
  final boolean fresh;

  final int sinceVersion;
  final @Nullable EnumType enumType;
  final @Nullable Layout rows;
  final String description;
  final String typeDescription;

  /** Comma, name and colon, as they stand in JSON. */
  final byte[] label;

  private final String name;
  private final int offset;
  private final int length;

  Field(
      Token begin,
      Token type,
      Kind kind,
      Range range,
      @Nullable EnumType enumType,
      @Nullable Layout rows) {
    this.kind = kind;
    this.range = range;
    this.enumType = enumType;
    this.rows = rows;
    name = begin.name();
    actor = "actor".equals(begin.encoding().semanticType());
    fresh = "fresh".equals(begin.encoding().semanticType());
    sinceVersion = begin.version();
    description = begin.description() == null ? "" : begin.description();
    typeDescription = type.description() == null ? "" : type.description();
    label = JsonWriter.ascii(",\"" + name + "\":");
    boolean inBlock = kind != Kind.GROUP && kind != Kind.DATA;
    optional =
        inBlock ? begin.encoding().presence() == Encoding.Presence.OPTIONAL : sinceVersion > 0;
    offset = inBlock ? begin.offset() : -1;
    length = inBlock ? type.encodedLength() : 0;
  }

  /** Returns the name, in the schema and in JSON. */
  public String name() {
    return name;
  }

  /**
   * Returns where the field starts in its message's block (that is, behind the message header), in
   * bytes; -1 for groups and data, which come behind the block.
   */
  public int offset() {
    return offset;
  }

  /** Returns the bytes that the field takes in the block; 0 for groups and data. */
  public int length() {
    return length;
  }

  /** Whether clients may not send it, since the gateway fills it. */
  boolean isFilled() {
    return actor || fresh;
  }

  /** Whether its value's description is a sentence that belongs into a reply. */
  boolean isSentence() {
    return enumType != null && enumType.meaning == EnumType.Meaning.SENTENCE;
  }

  /**
   * Whether both hold the same values in the same bytes, so that one can be copied to the other.
   */
  boolean isLike(Field other) {
    return kind == other.kind
        && length == other.length
        && range.signed == other.range.signed
        && enumType == other.enumType
        && (!optional || (other.optional && range.none == other.range.none));
  }

  /** Reads an INTEGER, ENUM or BOOLEAN from the block that starts at {@code block}. */
  long read(DirectBuffer buffer, int block) {
    int at = block + offset;
    return switch (length) {
      case 8 -> buffer.getLong(at, LITTLE_ENDIAN);
      case 4 -> {
        int value = buffer.getInt(at, LITTLE_ENDIAN);
        yield range.signed ? value : value & 0xFFFF_FFFFL;
      }
      case 2 -> {
        short value = buffer.getShort(at, LITTLE_ENDIAN);
        yield range.signed ? value : value & 0xFFFF;
      }
      default -> {
        byte value = buffer.getByte(at);
        yield range.signed ? value : value & 0xFF;
      }
    };
  }

  /** Writes an INTEGER, ENUM or BOOLEAN into the block that starts at {@code block}. */
  void write(MutableDirectBuffer buffer, int block, long value) {
    int at = block + offset;
    switch (length) {
      case 8 -> buffer.putLong(at, value, LITTLE_ENDIAN);
      case 4 -> buffer.putInt(at, (int) value, LITTLE_ENDIAN);
      case 2 -> buffer.putShort(at, (short) value, LITTLE_ENDIAN);
      default -> buffer.putByte(at, (byte) value);
    }
  }
}
