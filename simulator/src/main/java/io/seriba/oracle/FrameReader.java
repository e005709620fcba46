package io.seriba.oracle;

import static java.util.Objects.requireNonNull;

import io.seriba.client.EventFrame;
import io.seriba.engine.EventSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import uk.co.real_logic.sbe.PrimitiveType;
import uk.co.real_logic.sbe.ir.Encoding;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.ir.IrDecoder;
import uk.co.real_logic.sbe.ir.Token;
import uk.co.real_logic.sbe.otf.OtfMessageDecoder;
import uk.co.real_logic.sbe.otf.TokenListener;
import uk.co.real_logic.sbe.otf.Types;

/** A sink that turns the engine's frames into {@link Event}s by the schema's own description. */
final class FrameReader implements EventSink, TokenListener {
  private static final int HEADER_LENGTH = 8;
  private static final Ir IR = loadIr();

  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_FRAME_LENGTH]);
  private int claimed = -1;
  private long replyTo;
  private List<Event> events = new ArrayList<>();
  private Map<String, Object> fields = new LinkedHashMap<>();
  private @Nullable String composite;

  /** While a group's rows are read: the message's own fields. */
  private Map<String, Object> outside = new LinkedHashMap<>();

  /** Returns the events since the last call. */
  List<Event> take() {
    List<Event> taken = events;
    events = new ArrayList<>();
    return taken;
  }

  @Override
  public int claim(int length) {
    check(claimed < 0, "claimed twice");
    check(length > EventFrame.MESSAGE && length <= MAX_FRAME_LENGTH, "claim of " + length);
    claimed = length;
    // Memory that a reader left behind: nothing may rely on zeros.
    buffer.setMemory(0, length, (byte) 0x5A);
    return 0;
  }

  @Override
  public MutableDirectBuffer buffer() {
    return buffer;
  }

  @Override
  public void commit(int length) {
    check(length <= claimed, "committed " + length + " of " + claimed);
    check(EventFrame.length(buffer, 0) == length, "length field of a frame of " + length);
    claimed = -1;
    int block = buffer.getShort(EventFrame.MESSAGE, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    check(uint16(4) == IR.id() && uint16(6) == IR.version(), "schema or version of an event");
    List<Token> message = IR.getMessage(EventFrame.templateId(buffer, 0));
    check(message != null, "template of an event");
    fields = new LinkedHashMap<>();
    int end =
        OtfMessageDecoder.decode(
            buffer, EventFrame.MESSAGE + HEADER_LENGTH, IR.version(), block, message, this);
    check(block == message.getFirst().encodedLength(), "block length of an event");
    check(end == length, "event ends at " + end + ", its frame at " + length);
    boolean reply = message.getFirst().name().equals("Outcome");
    check(EventFrame.replyTo(buffer, 0) == (reply ? replyTo : 0), "whom it replies to");
    events.add(
        new Event(
            EventFrame.sequence(buffer, 0),
            EventFrame.index(buffer, 0),
            EventFrame.time(buffer, 0),
            EventFrame.topic(buffer, 0),
            EventFrame.parent(buffer, 0),
            EventFrame.topicOffset(buffer, 0),
            message.getFirst().name(),
            fields));
  }

  /** Says whom the next outcomes must reply to; no other event replies to anybody. */
  void replyTo(long expected) {
    replyTo = expected;
  }

  private int uint16(int headerOffset) {
    return buffer.getShort(EventFrame.MESSAGE + headerOffset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError("the engine's frame is wrong: " + what);
    }
  }

  @Override
  public void onEncoding(Token field, DirectBuffer source, int index, Token type, int version) {
    Encoding encoding = type.encoding();
    if (composite != null) {
      String low = Long.toString(Types.getLong(source, index, encoding));
      fields.merge(composite, low, (high, part) -> high + ":" + part);
    } else if (encoding.primitiveType() == PrimitiveType.UINT8 && type.arrayLength() > 1) {
      byte[] bytes = new byte[type.arrayLength()];
      source.getBytes(index, bytes);
      fields.put(field.name(), HexFormat.of().formatHex(bytes));
    } else if (type.arrayLength() > 1) {
      byte[] text = new byte[type.arrayLength()];
      source.getBytes(index, text);
      fields.put(
          field.name(), new String(text, StandardCharsets.ISO_8859_1).replaceFirst("\0+$", ""));
    } else {
      fields.put(field.name(), Types.getLong(source, index, encoding));
    }
  }

  @Override
  public void onEnum(
      Token field, DirectBuffer source, int index, List<Token> tokens, int from, int to, int v) {
    long value = Types.getLong(source, index, tokens.get(from + 1).encoding());
    for (int i = from + 1; i < to; i++) {
      if (tokens.get(i).encoding().constValue().longValue() == value) {
        fields.put(field.name(), tokens.get(i).name());
        return;
      }
    }
    throw new AssertionError("the engine's frame is wrong: " + field.name() + " is " + value);
  }

  @Override
  public void onVarData(Token field, DirectBuffer source, int index, int length, Token type) {
    byte[] text = new byte[length];
    source.getBytes(index, text);
    fields.put(field.name(), new String(text, StandardCharsets.UTF_8));
  }

  @Override
  public void onBeginComposite(Token field, List<Token> tokens, int from, int to) {
    composite = field.name();
  }

  @Override
  public void onEndComposite(Token field, List<Token> tokens, int from, int to) {
    composite = null;
  }

  @Override
  public void onBeginMessage(Token message) {}

  @Override
  public void onEndMessage(Token message) {}

  @Override
  public void onBitSet(
      Token field, DirectBuffer source, int index, List<Token> tokens, int from, int to, int v) {
    throw new AssertionError("no event has a set: " + field.name());
  }

  @Override
  public void onGroupHeader(Token group, int count) {
    fields.put(group.name(), new ArrayList<Map<String, Object>>());
  }

  @Override
  public void onBeginGroup(Token group, int index, int count) {
    outside = fields;
    fields = new LinkedHashMap<>();
  }

  @Override
  public void onEndGroup(Token group, int index, int count) {
    Map<String, Object> row = fields;
    fields = outside;
    @SuppressWarnings("unchecked") // onGroupHeader put it there
    List<Object> rows = (List<Object>) fields.get(group.name());
    // Rows of one field are its values.
    requireNonNull(rows).add(row.size() == 1 ? row.values().iterator().next() : row);
  }

  private static Ir loadIr() {
    try (InputStream in = FrameReader.class.getResourceAsStream("/schema/seriba.sbeir")) {
      if (in == null) {
        throw new IllegalStateException("no schema/seriba.sbeir: build the module first");
      }
      try (IrDecoder decoder = new IrDecoder(ByteBuffer.wrap(in.readAllBytes()))) {
        return decoder.decode();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
