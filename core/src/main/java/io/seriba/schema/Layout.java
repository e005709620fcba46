package io.seriba.schema;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The fields of a message, or of a group's rows, in the schema's order. */
final class Layout {
  /** So many fields fit the bit set of those that were seen. */
  static final int MAX_FIELDS = 63;

  /** Bytes of a group's header: block length and number of rows, uint16 each. */
  static final int GROUP_HEADER = 4;

  /** Bytes of a data field's header: its length, uint16. */
  static final int DATA_HEADER = 2;

  /** Bytes of the fixed fields. */
  final int blockLength;

  /** A block in which every optional field is absent and all else is zero. */
  final byte[] template;

  /** The fields in the schema's order. */
  final List<Field> fields;

  /** Their names in JSON. */
  final NameTable names;

  /** The one that the gateway fills, or null. */
  final @Nullable Field actor;

  /** The one that the gateway fills with random bytes, or null. */
  final @Nullable Field fresh;

  /** Those that JSON must have, as bits by place. */
  final long required;

  /** Place of the first group or data field; {@link #size} if there is none. */
  final int behind;

  private final Field[] byPlace;

  Layout(int blockLength, List<Field> fields) {
    this.blockLength = blockLength;
    this.fields = List.copyOf(fields);
    byPlace = fields.toArray(Field[]::new);
    names = new NameTable(fields.stream().map(Field::name).toList());
    actor = fields.stream().filter(field -> field.actor).findFirst().orElse(null);
    fresh = fields.stream().filter(field -> field.fresh).findFirst().orElse(null);
    long bits = 0;
    int inBlock = 0;
    for (int place = 0; place < byPlace.length; place++) {
      bits |= byPlace[place].optional || byPlace[place].isFilled() ? 0 : 1L << place;
      inBlock += byPlace[place].offset() < 0 ? 0 : 1;
    }
    required = bits;
    behind = inBlock;
    template = new byte[blockLength];
    UnsafeBuffer block = new UnsafeBuffer(template);
    for (Field field : fields) {
      if (field.optional
          && switch (field.kind) {
            case INTEGER, ENUM, BOOLEAN -> true;
            case UUID, CHARS, BYTES, GROUP, DATA -> false;
          }) {
        field.write(block, 0, field.range.none());
      }
    }
  }

  int size() {
    return byPlace.length;
  }

  Field field(int place) {
    return byPlace[place];
  }

  @Nullable Field field(String name) {
    for (Field field : fields) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    return null;
  }
}
