package io.seriba.schema;

import java.util.List;
import org.agrona.DirectBuffer;
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

  private final Field[] byPlace;
  private final NameTable names;

  Layout(int blockLength, List<Field> fields) {
    this.blockLength = blockLength;
    this.fields = List.copyOf(fields);
    byPlace = fields.toArray(Field[]::new);
    names = new NameTable(fields.stream().map(Field::name).toList());
    template = new byte[blockLength];
    UnsafeBuffer block = new UnsafeBuffer(template);
    for (Field field : fields) {
      if (field.optional
          && switch (field.kind) {
            case INTEGER, ENUM, BOOLEAN -> true;
            case UUID, CHARS, GROUP, DATA -> false;
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

  /** Returns the place of the field that these bytes name, or -1. */
  int find(DirectBuffer buffer, int offset, int length) {
    return names.find(buffer, offset, length);
  }
}
