package io.seriba.schema;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.SessionError;
import io.seriba.schema.Catalog.Message;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes SBE messages from JSON, or says why not. Not thread-safe; allocates only to say why not.
 *
 * <p>First all of the text is validated, then its members are taken in the order in which they
 * stand; the first thing that is wrong is the one that is reported, and fields that are missing
 * come last.
 */
final class JsonDecoder {
  /** Bytes of a client's own words, at most, that are given back in a refusal. */
  private static final int MAX_ECHO = 64;

  private static final int NONE = -1;
  private static final long REFUSED = -1;
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
  private static final NameTable KNOWN = new NameTable(List.of("type", "requestId"));
  private static final int TYPE = 0;
  private static final int REQUEST_ID = 1;

  private final Catalog catalog;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final UnsafeBuffer in = new UnsafeBuffer(0, 0);
  private final UnsafeBuffer out = new UnsafeBuffer(0, 0);
  private final JsonScanner members = new JsonScanner();
  private final JsonScanner rowMembers = new JsonScanner();

  /** By place of a group or data field: the member that holds it. */
  private final int[] behind = new int[Layout.MAX_FIELDS];

  private final UnsafeBuffer unescaped = new UnsafeBuffer(new byte[JsonCodec.MAX_MESSAGE_LENGTH]);

  // the string that was last looked at, escapes resolved; its length is NOT_TEXT if it is no text
  private UnsafeBuffer text = in;
  private int textStart;
  private int textLength;

  // the last UUID
  private long high;
  private long low;

  // the group and row that is being read
  private @Nullable Field group;
  private int row;

  private @Nullable Message message;
  private int length;
  private SessionError error = SessionError.NULL_VAL;
  private String errorField = "";
  private String errorText = "";

  JsonDecoder(Catalog catalog) {
    this.catalog = catalog;
  }

  boolean decode(
      DirectBuffer json,
      int offset,
      int jsonLength,
      long actor,
      MutableDirectBuffer to,
      int toOffset) {
    if (to.capacity() - toOffset < JsonCodec.MAX_MESSAGE_LENGTH) {
      throw new IllegalArgumentException(
          "A message needs a buffer with room for " + JsonCodec.MAX_MESSAGE_LENGTH + " bytes");
    }
    in.wrap(json, offset, jsonLength);
    out.wrap(to, toOffset, JsonCodec.MAX_MESSAGE_LENGTH);
    message = null;
    group = null;
    error = SessionError.NULL_VAL;
    errorField = "";
    errorText = "";
    if (members.document(in, jsonLength)
        ? putMessage(actor)
        : refuse(
            SessionError.INVALID_JSON,
            "",
            "This isn't one JSON object: " + members.problem() + '.')) {
      return true;
    }
    readRequestId();
    return false;
  }

  private boolean putMessage(long actor) {
    int type = member(TYPE);
    if (type == NONE) {
      return refuse(SessionError.UNKNOWN_TYPE, "type", "The message has no type.");
    }
    Message found =
        members.kind(type) == JsonScanner.Kind.STRING && resolve(members, type)
            ? catalog.byWire(text, textStart, textLength)
            : null;
    if (found == null || found.role() == null) {
      String name = echo(members.valueStart(type), members.valueLength(type));
      return refuse(SessionError.UNKNOWN_TYPE, "type", "There is no message of type " + name + '.');
    }
    message = found;
    Layout layout = found.layout;
    header
        .wrap(out, 0)
        .blockLength(layout.blockLength)
        .templateId(found.id())
        .schemaId(catalog.schemaId())
        .version(catalog.version());
    long present = putBlock(members, layout, HEADER, type);
    if (present == REFUSED) {
      return false;
    }
    if (layout.actor != null) {
      layout.actor.write(out, HEADER, actor);
    }
    return putBehind(layout, present, HEADER + layout.blockLength);
  }

  /**
   * Writes a block from an object's members; groups and data are only noted.
   *
   * @param type the member to leave out, or NONE
   * @return the places of the fields that are there, as bits, or REFUSED
   */
  private long putBlock(JsonScanner object, Layout layout, int block, int type) {
    out.putBytes(block, layout.template);
    long seen = 0;
    long present = 0;
    for (int i = 0; i < object.size(); i++) {
      if (i == type) {
        continue;
      }
      int place = place(object, i, layout.names);
      if (place < 0 || layout.field(place).actor) {
        refuseName(object, i, type != NONE);
        return REFUSED;
      }
      Field field = layout.field(place);
      long bit = 1L << place;
      if ((seen & bit) != 0) {
        refuse(SessionError.DUPLICATE_FIELD, field, "stands twice");
        return REFUSED;
      }
      seen |= bit;
      if (object.kind(i) != JsonScanner.Kind.NULL) {
        present |= bit;
        if (field.offset() < 0) {
          behind[place] = i;
        } else if (!putField(object, i, field, block)) {
          return REFUSED;
        }
      }
    }
    long missing = layout.required & ~present;
    if (missing != 0) {
      refuse(
          SessionError.MISSING_FIELD,
          layout.field(Long.numberOfTrailingZeros(missing)),
          "is missing");
      return REFUSED;
    }
    return present;
  }

  private boolean putField(JsonScanner object, int member, Field field, int block) {
    return switch (field.kind) {
      case INTEGER -> putInteger(object, member, field, block);
      case BOOLEAN -> putBoolean(object.kind(member), field, block);
      case ENUM -> putEnum(object, member, field, block);
      case UUID -> putUuid(object, member, field, block + field.offset());
      case CHARS -> putChars(object, member, field, block + field.offset());
      case GROUP, DATA -> throw new IllegalStateException(field.name() + " isn't in a block");
    };
  }

  private boolean putInteger(JsonScanner object, int member, Field field, int block) {
    boolean wide = field.length() == Long.BYTES;
    JsonScanner.Kind kind = object.kind(member);
    long value = object.number(member);
    if (wide && kind == JsonScanner.Kind.STRING && resolve(object, member)) {
      int end = textStart + textLength;
      if (textLength <= unescaped.capacity() && object.number(text, textStart, end) == end) {
        kind = object.numberKind();
        value = object.number();
      }
    }
    if (kind != JsonScanner.Kind.INTEGER && kind != JsonScanner.Kind.HUGE) {
      String form = wide ? "must be a whole number, or a string of one" : "must be a whole number";
      return refuse(SessionError.INVALID_VALUE, field, form);
    }
    if (kind == JsonScanner.Kind.HUGE || value < field.range.min() || value > field.range.max()) {
      return refuse(
          SessionError.OUT_OF_RANGE,
          field,
          "must be from " + field.range.min() + " to " + field.range.max());
    }
    field.write(out, block, value);
    return true;
  }

  private boolean putBoolean(JsonScanner.Kind kind, Field field, int block) {
    if (kind != JsonScanner.Kind.TRUE && kind != JsonScanner.Kind.FALSE) {
      return refuse(SessionError.INVALID_VALUE, field, "must be true or false");
    }
    field.write(out, block, kind == JsonScanner.Kind.TRUE ? 1 : 0);
    return true;
  }

  private boolean putEnum(JsonScanner object, int member, Field field, int block) {
    EnumType type = Objects.requireNonNull(field.enumType);
    int number =
        object.kind(member) == JsonScanner.Kind.STRING && resolve(object, member)
            ? type.find(text, textStart, textLength)
            : -1;
    if (number < 0) {
      String names = type.values.stream().map(v -> v.name).collect(Collectors.joining(", "));
      return refuse(SessionError.INVALID_VALUE, field, "must be one of " + names);
    }
    field.write(out, block, number);
    return true;
  }

  private boolean putUuid(JsonScanner object, int member, Field field, int at) {
    if (object.kind(member) != JsonScanner.Kind.STRING || !resolve(object, member) || !readUuid()) {
      return refuse(SessionError.INVALID_VALUE, field, "must be a UUID in a string");
    }
    if (high == 0 && low == 0) {
      return refuse(SessionError.OUT_OF_RANGE, field, "must not be all zeros");
    }
    out.putLong(at, high, LITTLE_ENDIAN);
    out.putLong(at + Long.BYTES, low, LITTLE_ENDIAN);
    return true;
  }

  private boolean putChars(JsonScanner object, int member, Field field, int at) {
    boolean string = object.kind(member) == JsonScanner.Kind.STRING && resolve(object, member);
    if (string && (textLength < field.range.min() || textLength > field.range.max())) {
      return refuse(
          SessionError.OUT_OF_RANGE,
          field,
          "must have from " + field.range.min() + " to " + field.range.max() + " characters");
    }
    if (!string || !isPrintable()) {
      return refuse(
          SessionError.INVALID_VALUE, field, "must be a string of printable ASCII characters");
    }
    out.putBytes(at, text, textStart, textLength);
    return true;
  }

  /** Writes the groups and data, in the schema's order. */
  private boolean putBehind(Layout layout, long present, int end) {
    for (int place = layout.behind; place < layout.size() && end != NONE; place++) {
      Field field = layout.field(place);
      int member = (present >>> place & 1) == 1 ? behind[place] : NONE;
      end =
          field.kind == Field.Kind.GROUP
              ? putGroup(member, field, end)
              : putData(member, field, end);
    }
    length = end;
    return end != NONE;
  }

  private int putData(int member, Field field, int at) {
    textLength = 0;
    if (member != NONE
        && (members.kind(member) != JsonScanner.Kind.STRING || !resolve(members, member))) {
      refuse(SessionError.INVALID_VALUE, field, "must be a string of Unicode characters");
      return NONE;
    }
    int end = at + Layout.DATA_HEADER + textLength;
    if (textLength > field.range.max() || end > out.capacity()) {
      refuse(
          SessionError.OUT_OF_RANGE,
          field,
          "must have at most " + field.range.max() + " bytes in UTF-8");
      return NONE;
    }
    out.putShort(at, (short) textLength, LITTLE_ENDIAN);
    out.putBytes(at + Layout.DATA_HEADER, text, textStart, textLength);
    return end;
  }

  private int putGroup(int member, Field field, int at) {
    Layout rows = Objects.requireNonNull(field.rows);
    int count = 0;
    int end = at + Layout.GROUP_HEADER;
    if (member != NONE) {
      if (members.kind(member) != JsonScanner.Kind.ARRAY) {
        refuse(SessionError.INVALID_VALUE, field, "must be an array of objects");
        return NONE;
      }
      group = field;
      int limit = members.valueStart(member) + members.valueLength(member);
      int next = members.skipSpace(members.valueStart(member) + 1);
      while (members.peek(next) != ']') {
        row = count++;
        next = putRow(field, rows, next, limit, end);
        if (next == NONE) {
          return NONE;
        }
        end += rows.blockLength;
      }
      group = null;
    }
    if (count < field.range.min()) {
      refuse(SessionError.OUT_OF_RANGE, field, "must have at least " + field.range.min() + " rows");
      return NONE;
    }
    out.putShort(at, (short) rows.blockLength, LITTLE_ENDIAN);
    out.putShort(at + Short.BYTES, (short) count, LITTLE_ENDIAN);
    return end;
  }

  /** Writes one row; returns where the array goes on, or NONE. */
  private int putRow(Field field, Layout rows, int brace, int limit, int block) {
    if (members.peek(brace) != '{') {
      refuse(SessionError.INVALID_VALUE, field, "must be an array of objects");
      return NONE;
    }
    if (row >= field.range.max() || block + rows.blockLength > out.capacity()) {
      group = null;
      refuse(SessionError.OUT_OF_RANGE, field, "must have at most " + field.range.max() + " rows");
      return NONE;
    }
    int end = rowMembers.object(in, brace, limit);
    if (end == JsonScanner.FAILED || putBlock(rowMembers, rows, block, NONE) == REFUSED) {
      return NONE;
    }
    int next = members.skipSpace(end);
    return members.peek(next) == ',' ? members.skipSpace(next + 1) : next;
  }

  /** Returns the place of the field that a member names, or -1. */
  private int place(JsonScanner object, int member, NameTable names) {
    int start = object.nameStart(member);
    int nameLength = object.nameLength(member);
    if (!object.nameEscaped(member)) {
      return names.find(in, start, nameLength);
    }
    return names.find(unescaped, 0, object.unescape(start, nameLength, unescaped));
  }

  /** Returns the first member of a name that every message has, or NONE. */
  private int member(int known) {
    for (int i = 0; i < members.size(); i++) {
      if (place(members, i, KNOWN) == known) {
        return i;
      }
    }
    return NONE;
  }

  /** Makes a member's string the text at hand; returns false if it has half a surrogate pair. */
  private boolean resolve(JsonScanner object, int member) {
    text = in;
    textStart = object.valueStart(member);
    textLength = object.valueLength(member);
    if (object.valueEscaped(member)) {
      textLength = object.unescape(textStart, textLength, unescaped);
      text = unescaped;
      textStart = 0;
    }
    return textLength != JsonScanner.NOT_TEXT;
  }

  private boolean isPrintable() {
    for (int i = textStart; i < textStart + textLength; i++) {
      byte b = text.getByte(i);
      if (b < 0x20 || b > 0x7E) {
        return false;
      }
    }
    return true;
  }

  private boolean readUuid() {
    high = 0;
    low = 0;
    if (textLength != JsonWriter.UUID_LENGTH) {
      return false;
    }
    for (int i = 0; i < JsonWriter.UUID_LENGTH; i++) {
      byte b = text.getByte(textStart + i);
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (b != '-') {
          return false;
        }
      } else {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
          return false;
        }
        high = high << 4 | low >>> 60;
        low = low << 4 | digit;
      }
    }
    return true;
  }

  private void readRequestId() {
    int member = member(REQUEST_ID);
    if (member == NONE
        || members.kind(member) != JsonScanner.Kind.STRING
        || !resolve(members, member)
        || !readUuid()) {
      high = 0;
      low = 0;
    }
  }

  private void refuseName(JsonScanner object, int member, boolean typed) {
    String name = echo(object.nameStart(member), object.nameLength(member));
    if (typed && place(object, member, KNOWN) == TYPE) {
      refuse(SessionError.DUPLICATE_FIELD, name, name + " stands twice.");
    } else {
      String place = group == null ? "The message" : "A row of " + group.name();
      refuse(SessionError.UNKNOWN_FIELD, path(name), place + " has no field " + name + '.');
    }
  }

  private boolean refuse(SessionError code, Field field, String what) {
    String name = field == group ? field.name() : path(field.name());
    return refuse(code, name, name + ' ' + what + '.');
  }

  private boolean refuse(SessionError code, String field, String sentence) {
    error = code;
    errorField = field;
    errorText = sentence;
    return false;
  }

  private String path(String name) {
    return group == null ? name : group.name() + '[' + row + "]." + name;
  }

  /** Returns a client's own words, cut short. */
  private String echo(int start, int words) {
    return in.getStringWithoutLengthUtf8(start, Math.min(words, MAX_ECHO));
  }

  int length() {
    return length;
  }

  Message message() {
    if (message == null) {
      throw new IllegalStateException("No message was made");
    }
    return message;
  }

  SessionError error() {
    return error;
  }

  String errorField() {
    return errorField;
  }

  String errorText() {
    return errorText;
  }

  long requestIdHigh() {
    return high;
  }

  long requestIdLow() {
    return low;
  }
}
