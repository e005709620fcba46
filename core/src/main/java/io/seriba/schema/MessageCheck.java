package io.seriba.schema;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.List;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;

/**
 * Tells whether a binary message is what the schema declares: its length, and every field within
 * its range. Compiled once from a message's fields; allocates nothing. Immutable, thread-safe.
 *
 * <p>A message of a later version of the schema may have a longer block, and more behind what this
 * version knows.
 */
public final class MessageCheck {
  private final int blockLength;

  /** For each required or optional int64: offset, least value, span to the greatest, none. */
  private final long[] longs;

  private final FieldCheck[] fields;
  private final MessageCheck[] groups;
  private final int dataFields;
  private final long maxRows;
  private final long maxData;

  /** Compiles the check of one message. */
  public MessageCheck(Catalog.Message message) {
    this(message.layout, 0);
  }

  private MessageCheck(Layout layout, long maxRows) {
    this.maxRows = maxRows;
    blockLength = layout.blockLength;
    longs =
        layout.fields.stream()
            .filter(MessageCheck::isLong)
            .flatMapToLong(MessageCheck::longRange)
            .toArray();
    fields =
        layout.fields.stream()
            .filter(field -> field.offset() >= 0 && field.kind != Field.Kind.UUID)
            .filter(field -> field.kind != Field.Kind.BYTES)
            .filter(field -> !isLong(field))
            .map(FieldCheck::new)
            .toArray(FieldCheck[]::new);
    groups =
        layout.fields.stream()
            .filter(field -> field.rows != null)
            .map(field -> new MessageCheck(rows(field), field.range.max()))
            .toArray(MessageCheck[]::new);
    List<Field> data =
        layout.fields.stream().filter(field -> field.kind == Field.Kind.DATA).toList();
    dataFields = data.size();
    maxData = data.stream().mapToLong(field -> field.range.max()).min().orElse(0);
  }

  private static boolean isLong(Field field) {
    return field.kind == Field.Kind.INTEGER && field.length() == Long.BYTES;
  }

  private static LongStream longRange(Field field) {
    long min = field.range.min();
    long none = field.optional ? field.range.none() : min;
    return LongStream.of(field.offset(), min, field.range.max() - min, none);
  }

  private static Layout rows(Field field) {
    if (field.rows == null) {
      throw new IllegalArgumentException(field.name() + " is no group");
    }
    return field.rows;
  }

  /**
   * Checks one message.
   *
   * @param body where its block starts, behind the message header
   * @param bodyLength bytes from there to its end
   * @param block the header's block length
   * @param isLater the header names a later version than this one
   */
  public boolean passes(DirectBuffer buffer, int body, int bodyLength, int block, boolean isLater) {
    boolean isBlockRight = isLater ? block >= blockLength : block == blockLength;
    if (!isBlockRight || bodyLength < block || !passBlock(buffer, body)) {
      return false;
    }
    if (groups.length == 0 && dataFields == 0) {
      return isLater || bodyLength == block;
    }
    int end = body + bodyLength;
    int at = behindGroups(buffer, body + block, end, isLater);
    at = at < 0 ? at : behindData(buffer, at, end);
    return at == end || (at >= 0 && isLater);
  }

  private boolean passBlock(DirectBuffer buffer, int block) {
    for (int i = 0; i < longs.length; i += 4) {
      long value = buffer.getLong(block + (int) longs[i], LITTLE_ENDIAN);
      boolean isInRange = Long.compareUnsigned(value - longs[i + 1], longs[i + 2]) <= 0;
      if (!isInRange && value != longs[i + 3]) {
        return false;
      }
    }
    for (FieldCheck field : fields) {
      if (!field.passes(buffer, block)) {
        return false;
      }
    }
    return true;
  }

  private int behindGroups(DirectBuffer buffer, int from, int end, boolean isLater) {
    int at = from;
    for (MessageCheck group : groups) {
      if (end - at < Layout.GROUP_HEADER) {
        return -1;
      }
      int rowLength = buffer.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
      int rows = buffer.getShort(at + 2, LITTLE_ENDIAN) & 0xFFFF;
      at += Layout.GROUP_HEADER;
      boolean isRowRight =
          isLater ? rowLength >= group.blockLength : rowLength == group.blockLength;
      if (!isRowRight || rows > group.maxRows || (long) rows * rowLength > end - at) {
        return -1;
      }
      for (int row = 0; row < rows; row++, at += rowLength) {
        if (!group.passBlock(buffer, at)) {
          return -1;
        }
      }
    }
    return at;
  }

  private int behindData(DirectBuffer buffer, int from, int end) {
    int at = from;
    for (int i = 0; i < dataFields; i++) {
      if (end - at < Layout.DATA_HEADER) {
        return -1;
      }
      int length = buffer.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
      at += Layout.DATA_HEADER;
      if (length > maxData || length > end - at) {
        return -1;
      }
      at += length;
    }
    return at;
  }

  /** Tells whether a byte may stand in a code; zeros may follow the last one. */
  static boolean isCodeLetter(byte letter) {
    return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '_';
  }

  /** The check of one field of a block. */
  private static final class FieldCheck {
    private final int offset;
    private final int length;
    private final boolean signed;
    private final boolean optional;
    private final boolean isEnum;
    private final boolean isCode;
    private final long min;
    private final long max;
    private final long none;
    private final long enumValues;

    FieldCheck(Field field) {
      offset = field.offset();
      length = field.length();
      signed = field.range.signed();
      optional = field.optional;
      isEnum = field.kind == Field.Kind.ENUM || field.kind == Field.Kind.BOOLEAN;
      isCode = field.kind == Field.Kind.CHARS;
      min = field.range.min();
      max = field.range.max();
      none = field.range.none();
      long values = 0;
      if (field.enumType != null) {
        for (EnumType.Value value : field.enumType.values) {
          if (value.number >= Long.SIZE) {
            throw new IllegalArgumentException(
                field.name() + ": an enum of a command may have values up to 63");
          }
          values |= 1L << value.number;
        }
      }
      enumValues = values;
    }

    boolean passes(DirectBuffer buffer, int block) {
      if (isCode) {
        return isCode(buffer, block + offset);
      }
      long value = read(buffer, block + offset);
      if (isEnum) {
        return value < Long.SIZE && (enumValues >>> value & 1) != 0;
      }
      return (value >= min && value <= max) || (optional && value == none);
    }

    private long read(DirectBuffer buffer, int at) {
      return switch (length) {
        case 4 -> {
          int value = buffer.getInt(at, LITTLE_ENDIAN);
          yield signed ? value : value & 0xFFFF_FFFFL;
        }
        case 2 -> {
          short value = buffer.getShort(at, LITTLE_ENDIAN);
          yield signed ? value : value & 0xFFFF;
        }
        default -> {
          byte value = buffer.getByte(at);
          yield signed ? value : value & 0xFF;
        }
      };
    }

    /** Tells whether the bytes are a code: at least one of A-Z, 0-9 and _, then zeros. */
    private boolean isCode(DirectBuffer buffer, int at) {
      int end = 0;
      while (end < length && isCodeLetter(buffer.getByte(at + end))) {
        end++;
      }
      if (end == 0) {
        return false;
      }
      for (int i = end; i < length; i++) {
        if (buffer.getByte(at + i) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
