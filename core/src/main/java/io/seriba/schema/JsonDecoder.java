package io.seriba.schema;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.SessionError;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.JsonMembers.Member;
import io.seriba.schema.JsonScanner.Kind;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes SBE messages from JSON, or says why not. Not thread-safe; allocates only to say why not.
 *
 * <p>First all of the text is validated, then its members are taken in the order in which they
 * stand. The first fault is the one that is told; a missing field comes last.
 */
final class JsonDecoder {
  /** Bytes of a client's own words, at most, that are given back. */
  private static final int MAX_ECHO = 64;

  /** Bytes of a fresh field, at most. */
  static final int MAX_FRESH = 32;

  /** In place of a position or a set of fields: there is a fault. */
  private static final int FAULT = -1;

  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
  private static final NameTable TYPE = new NameTable(List.of("type"));
  private static final NameTable REQUEST_ID = new NameTable(List.of("requestId"));

  private final Catalog catalog;

  /** By place in the catalog: a message's header and blank block; null for one not taken. */
  private final byte[] @Nullable [] blanks;

  private final UnsafeBuffer out = new UnsafeBuffer(0, 0);
  private final JsonScanner scanner = new JsonScanner();
  private final JsonMembers members = new JsonMembers();
  private final JsonMembers rowMembers = new JsonMembers();
  private final JsonFault fault = new JsonFault();
  private final JsonValues values = new JsonValues(scanner, fault);

  /** By place of a group or data field: the member that holds it. */
  private final int[] behind = new int[Layout.MAX_FIELDS];

  private final SecureRandom random = new SecureRandom();
  private final byte[] fresh = new byte[MAX_FRESH];

  /** Place in the catalog of the message that was made. */
  private int messagePlace;

  private int length;
  private long requestIdHigh;
  private long requestIdLow;

  /**
   * Makes a decoder.
   *
   * @param taken which messages are taken; all others are of an unknown type
   */
  JsonDecoder(Catalog catalog, Predicate<Message> taken) {
    this.catalog = catalog;
    blanks =
        catalog.messages().stream()
            .map(type -> taken.test(type) ? blank(type) : null)
            .toArray(byte[][]::new);
  }

  private byte[] blank(Message type) {
    UnsafeBuffer blank = new UnsafeBuffer(new byte[HEADER + type.blockLength()]);
    new MessageHeaderEncoder()
        .wrap(blank, 0)
        .blockLength(type.blockLength())
        .templateId(type.id())
        .schemaId(catalog.schemaId())
        .version(catalog.version());
    blank.putBytes(HEADER, type.layout.template);
    return blank.byteArray();
  }

  boolean decode(
      DirectBuffer text,
      int offset,
      int textLength,
      long actor,
      MutableDirectBuffer to,
      int toOffset) {
    if (to.capacity() - toOffset < JsonCodec.MAX_MESSAGE_LENGTH) {
      throw new IllegalArgumentException(
          "A message needs a buffer with room for " + JsonCodec.MAX_MESSAGE_LENGTH + " bytes");
    }
    out.wrap(to, toOffset, JsonCodec.MAX_MESSAGE_LENGTH);
    scanner.load(text, offset, textLength);
    fault.clear();
    if (readObject() && putMessage(actor)) {
      return true;
    }
    Member requestId = find(REQUEST_ID);
    boolean read = requestId != null && values.readUuid(requestId);
    requestIdHigh = read ? values.high() : 0;
    requestIdLow = read ? values.low() : 0;
    return false;
  }

  private boolean readObject() {
    int at = scanner.skipSpace(0);
    members.clear();
    at =
        scanner.peek(at) == '{'
            ? members.read(scanner, at)
            : scanner.fail(at, "an opening brace expected");
    if (at != JsonScanner.FAILED) {
      at = scanner.skipSpace(at);
      at = scanner.isEnd(at) ? at : scanner.fail(at, "nothing more expected");
    }
    return at != JsonScanner.FAILED
        || fault.of(
            SessionError.INVALID_JSON,
            "",
            "This isn't one JSON object: " + scanner.problem() + '.');
  }

  private boolean putMessage(long actor) {
    Member type = find(TYPE);
    if (type == null) {
      return fault.of(SessionError.UNKNOWN_TYPE, "type", "The message has no type.");
    }
    messagePlace = values.value(type, catalog.wires());
    byte[] blank = messagePlace < 0 ? null : blanks[messagePlace];
    if (blank == null) {
      String name = echo(type.start, type.length);
      return fault.of(
          SessionError.UNKNOWN_TYPE, "type", "There is no message of type " + name + '.');
    }
    Layout layout = message().layout;
    out.putBytes(0, blank);
    long present = putBlock(members, layout, HEADER, type);
    if (present == FAULT) {
      return false;
    }
    if (layout.actor != null) {
      layout.actor.write(out, HEADER, actor);
    }
    if (layout.fresh != null) {
      random.nextBytes(fresh);
      out.putBytes(HEADER + layout.fresh.offset(), fresh, 0, layout.fresh.length());
    }
    length = putBehind(layout, present, HEADER + layout.blockLength);
    return length != FAULT;
  }

  /**
   * Puts an object's members into a blank block; those of groups and data are only noted.
   *
   * @param type the member to leave out, or null
   * @return the fields that are there, as bits by place, or FAULT
   */
  private long putBlock(JsonMembers object, Layout layout, int block, @Nullable Member type) {
    long seen = 0;
    long present = 0;
    for (int i = 0; i < object.size(); i++) {
      Member member = object.get(i);
      if (member == type) {
        continue;
      }
      int place = values.name(member, layout.names);
      if (place < 0 || layout.field(place).isFilled()) {
        return unknown(member, type != null);
      }
      Field field = layout.field(place);
      long bit = 1L << place;
      if ((seen & bit) != 0) {
        fault.of(SessionError.DUPLICATE_FIELD, field, "stands twice");
        return FAULT;
      }
      seen |= bit;
      if (member.kind == Kind.NULL) {
        continue;
      }
      present |= bit;
      if (field.offset() < 0) {
        behind[place] = i;
      } else if (!values.put(member, field, out, block)) {
        return FAULT;
      }
    }
    long missing = layout.required & ~present;
    if (missing != 0) {
      Field first = layout.field(Long.numberOfTrailingZeros(missing));
      fault.of(SessionError.MISSING_FIELD, first, "is missing");
      return FAULT;
    }
    return present;
  }

  private long unknown(Member member, boolean typed) {
    if (typed && values.name(member, TYPE) == 0) {
      fault.of(SessionError.DUPLICATE_FIELD, "type", "type stands twice.");
    } else {
      fault.unknown(echo(member.nameStart, member.nameLength));
    }
    return FAULT;
  }

  /** Puts groups and data behind the block, in the schema's order; returns where they end. */
  private int putBehind(Layout layout, long present, int end) {
    for (int place = layout.behind; place < layout.size() && end != FAULT; place++) {
      Field field = layout.field(place);
      if ((present & 1L << place) == 0) {
        end = putNothing(field, end);
      } else if (field.kind == Field.Kind.GROUP) {
        end = putGroup(members.get(behind[place]), field, end);
      } else {
        end = values.putData(members.get(behind[place]), field, out, end);
      }
    }
    return end;
  }

  private int putNothing(Field field, int at) {
    if (field.rows != null) {
      return putGroupHeader(field.rows, 0, at);
    }
    out.putShort(at, (short) 0, LITTLE_ENDIAN);
    return at + Layout.DATA_HEADER;
  }

  private int putGroupHeader(Layout rows, int count, int at) {
    out.putShort(at, (short) rows.blockLength, LITTLE_ENDIAN);
    out.putShort(at + Short.BYTES, (short) count, LITTLE_ENDIAN);
    return at + Layout.GROUP_HEADER;
  }

  private int putGroup(Member member, Field field, int at) {
    Layout rows = Objects.requireNonNull(field.rows);
    if (member.kind != Kind.ARRAY) {
      fault.of(SessionError.INVALID_VALUE, field, "must be an array of objects");
      return FAULT;
    }
    int count = 0;
    int block = at + Layout.GROUP_HEADER;
    int next = scanner.skipSpace(member.start + 1);
    while (scanner.peek(next) != ']') {
      if (count == field.range.max() || block + rows.blockLength > out.capacity()) {
        fault.of(
            SessionError.OUT_OF_RANGE, field, "must have at most " + field.range.max() + " rows");
        return FAULT;
      }
      if (scanner.peek(next) != '{') {
        fault.of(SessionError.INVALID_VALUE, field, "must be an array of objects");
        return FAULT;
      }
      next = rowMembers.read(scanner, next);
      fault.within(field, count);
      out.putBytes(block, rows.template);
      if (putBlock(rowMembers, rows, block, null) == FAULT) {
        return FAULT;
      }
      fault.within(null, 0);
      count++;
      block += rows.blockLength;
      next = scanner.skipSpace(next);
      next = scanner.peek(next) == ',' ? scanner.skipSpace(next + 1) : next;
    }
    if (count < field.range.min()) {
      fault.of(
          SessionError.OUT_OF_RANGE, field, "must have at least " + field.range.min() + " rows");
      return FAULT;
    }
    putGroupHeader(rows, count, at);
    return block;
  }

  /** Returns the first member that has the only name of a table, or null. */
  private @Nullable Member find(NameTable name) {
    for (int i = 0; i < members.size(); i++) {
      if (values.name(members.get(i), name) == 0) {
        return members.get(i);
      }
    }
    return null;
  }

  private String echo(int start, int words) {
    return new String(scanner.bytes(), start, Math.min(words, MAX_ECHO), StandardCharsets.UTF_8);
  }

  int length() {
    return length;
  }

  Message message() {
    return catalog.messages().get(messagePlace);
  }

  JsonFault fault() {
    return fault;
  }

  long requestIdHigh() {
    return requestIdHigh;
  }

  long requestIdLow() {
    return requestIdLow;
  }
}
