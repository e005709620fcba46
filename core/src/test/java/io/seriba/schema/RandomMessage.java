package io.seriba.schema;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.schema.Catalog.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Writes messages with random valid values, and remembers what JSON must say of them. */
final class RandomMessage {
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

  final UnsafeBuffer bytes = new UnsafeBuffer(new byte[JsonCodec.MAX_MESSAGE_LENGTH]);

  /** By name: Long, Boolean, String, or a list of maps; absent fields aren't there. */
  Map<String, Object> values = Map.of();

  int length;

  private final SplittableRandom random;

  private static final String CODE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

  RandomMessage(SplittableRandom random) {
    this.random = random;
  }

  void fill(Catalog catalog, Message message) {
    bytes.setMemory(0, bytes.capacity(), (byte) 0);
    new MessageHeaderEncoder()
        .wrap(bytes, 0)
        .blockLength(message.blockLength())
        .templateId(message.id())
        .schemaId(catalog.schemaId())
        .version(catalog.version());
    length = HEADER + message.blockLength();
    values = fields(message.layout, HEADER);
  }

  private Map<String, Object> fields(Layout layout, int block) {
    Map<String, Object> written = new LinkedHashMap<>();
    for (Field field : layout.fields) {
      Object value =
          switch (field.kind) {
            case INTEGER -> integer(field, block);
            case ENUM, BOOLEAN -> enumerated(field, block);
            case UUID -> uuid(block + field.offset());
            case CHARS -> chars(field, block + field.offset());
            case BYTES -> hex(field, block + field.offset());
            case GROUP -> rows(field);
            case DATA -> text(field);
          };
      if (value != null) {
        written.put(field.name(), value);
      }
    }
    return written;
  }

  private @Nullable Object integer(Field field, int block) {
    if (field.optional && random.nextInt(3) == 0) {
      field.write(bytes, block, field.range.none());
      return null;
    }
    long min = field.range.min();
    long max = field.range.max();
    long value =
        switch (random.nextInt(6)) {
          case 0 -> min;
          case 1 -> max;
          case 2 -> Math.clamp(JsonWriter.MAX_EXACT + random.nextInt(3) - 1, min, max);
          case 3 -> Math.clamp(-JsonWriter.MAX_EXACT + random.nextInt(3) - 1, min, max);
          case 4 -> Math.clamp(random.nextInt(-10, 1000), min, max);
          default -> max - min > 0 ? random.nextLong(min, max) : random.nextLong();
        };
    field.write(bytes, block, value);
    return value;
  }

  private Object enumerated(Field field, int block) {
    List<EnumType.Value> all = Objects.requireNonNull(field.enumType).values;
    EnumType.Value value = all.get(random.nextInt(all.size()));
    field.write(bytes, block, value.number);
    return field.kind == Field.Kind.BOOLEAN ? (Object) (value.number == 1) : value.name;
  }

  private Object uuid(int at) {
    UUID uuid = new UUID(random.nextLong(), random.nextLong());
    bytes.putLong(at, uuid.getMostSignificantBits(), LITTLE_ENDIAN);
    bytes.putLong(at + 8, uuid.getLeastSignificantBits(), LITTLE_ENDIAN);
    return uuid.toString();
  }

  private Object hex(Field field, int at) {
    byte[] value = new byte[field.length()];
    random.nextBytes(value);
    bytes.putBytes(at, value);
    return HexFormat.of().formatHex(value);
  }

  private Object chars(Field field, int at) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt((int) field.range.max()); i >= 0; i--) {
      text.append(CODE_LETTERS.charAt(random.nextInt(CODE_LETTERS.length())));
    }
    bytes.putStringWithoutLengthAscii(at, text.toString());
    return text.toString();
  }

  private Object rows(Field field) {
    Layout layout = Objects.requireNonNull(field.rows);
    List<Object> rows = new ArrayList<>();
    int count = random.nextInt((int) Math.min(10, field.range.max() + 1));
    bytes.putShort(length, (short) layout.blockLength, LITTLE_ENDIAN);
    bytes.putShort(length + 2, (short) count, LITTLE_ENDIAN);
    length += Layout.GROUP_HEADER;
    for (int row = 0; row < count; row++) {
      rows.add(fields(layout, length));
      length += layout.blockLength;
    }
    return rows;
  }

  private Object text(Field field) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt((int) field.range.max() / 4); i > 0; i--) {
      int code =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> random.nextInt(0x80, 0x800);
            case 2 -> random.nextInt(0xE000, 0x10000);
            default -> random.nextInt(0x10000, 0x110000);
          };
      text.appendCodePoint(code);
    }
    byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
    bytes.putShort(length, (short) utf8.length, LITTLE_ENDIAN);
    bytes.putBytes(length + Layout.DATA_HEADER, utf8);
    length += Layout.DATA_HEADER + utf8.length;
    return text.toString();
  }
}
