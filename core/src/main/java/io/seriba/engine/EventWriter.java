package io.seriba.engine;

import io.seriba.client.EventFrame;
import io.seriba.sbe.MessageHeaderEncoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;
import org.jspecify.annotations.Nullable;

/**
 * Encodes events into the sink's frames, numbers them, and folds them into the state hash.
 *
 * <p>The domains use it like this: {@code events.open(encoder, topic)}, set the fields, {@code
 * events.close(encoder)}. Engine's thread only.
 *
 * <p>Each of these two is small, so that it is compiled into its caller, where the encoder's class
 * is known; what they share is not. The header goes straight into the sink's array: through a
 * buffer of unknown backing, every store would make the compiler load everything anew.
 */
public final class EventWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BLOCK = EventFrame.MESSAGE + MessageHeaderEncoder.ENCODED_LENGTH;

  /** More than the var data of any event takes: its block comes on top. */
  private static final int VAR_DATA_ROOM = 1024;

  private final StateHash hash = new StateHash();
  private @Nullable EventSink sink;
  private long sequence;
  private long time;
  private long replyTo;
  private int index;
  private int frame;
  private int blockEnd;
  private byte[] bytes = {};
  private boolean describing;

  /** Starts the events of one command, or of a description of the state. */
  void begin(long sequence, long replyTo, EventSink sink, boolean describing) {
    this.sequence = sequence;
    this.replyTo = replyTo;
    this.sink = sink;
    this.describing = describing;
    this.index = 0;
  }

  /** Sets the effective time of the events that follow, microseconds. */
  void time(long time) {
    this.time = time;
  }

  StateHash hash() {
    return hash;
  }

  /**
   * Opens the next event.
   *
   * @param event is wrapped around the claimed memory
   * @param topic what the event is about
   * @return {@code event}
   */
  public <E extends MessageEncoderFlyweight> E open(E event, Topic topic) {
    long offset = describing ? topic.offset : ++topic.offset;
    event.wrap(claim(header(event), topic.id, topic.parentId, offset, 0), frame + BLOCK);
    return event;
  }

  /**
   * Opens the next event about a topic that isn't kept as a {@link Topic}.
   *
   * @param offset the number of this event in its topic; of a state record, the last event's
   */
  public <E extends MessageEncoderFlyweight> E open(E event, long topic, long parent, long offset) {
    event.wrap(claim(header(event), topic, parent, offset, 0), frame + BLOCK);
    return event;
  }

  /**
   * Opens the next event, one with rows or texts of more than 1,000 bytes in all.
   *
   * @param behind the most bytes behind its block
   */
  public <E extends MessageEncoderFlyweight> E open(E event, Topic topic, int behind) {
    long offset = describing ? topic.offset : ++topic.offset;
    event.wrap(claim(header(event), topic.id, topic.parentId, offset, 0, behind), frame + BLOCK);
    return event;
  }

  /** Opens the next event, one that no session gets. */
  public <E extends MessageEncoderFlyweight> E openInternal(E event) {
    event.wrap(claim(header(event), 0, 0, 0, 0), frame + BLOCK);
    return event;
  }

  /** Opens the next event, one that only the command's sender gets. */
  <E extends MessageEncoderFlyweight> E openReply(E event, long account) {
    event.wrap(claim(header(event), account, 0, 0, replyTo), frame + BLOCK);
    return event;
  }

  /** Ends the open event; all its fields are set. */
  public void close(MessageEncoderFlyweight event) {
    commit(event.limit());
  }

  private static long header(MessageEncoderFlyweight event) {
    return event.sbeBlockLength()
        | ((long) event.sbeTemplateId() << 16)
        | ((long) event.sbeSchemaId() << 32)
        | ((long) event.sbeSchemaVersion() << 48);
  }

  private MutableDirectBuffer claim(
      long header, long topic, long parent, long topicOffset, long reply) {
    return claim(header, topic, parent, topicOffset, reply, VAR_DATA_ROOM);
  }

  private MutableDirectBuffer claim(
      long header, long topic, long parent, long topicOffset, long reply, int behind) {
    EventSink target = sink;
    assert target != null : "an event outside of a command";
    int blockLength = (int) header & 0xFFFF;
    int at = target.claim(BLOCK + blockLength + behind);
    MutableDirectBuffer buffer = target.buffer();
    byte[] array = buffer.byteArray();
    frame = at;
    blockEnd = at + BLOCK + blockLength;
    bytes = array;
    LONG.set(array, at + EventFrame.REPLY_TO, reply);
    LONG.set(array, at + EventFrame.SEQUENCE, sequence);
    LONG.set(array, at + EventFrame.TIME, time);
    LONG.set(array, at + EventFrame.TOPIC, topic);
    LONG.set(array, at + EventFrame.PARENT, parent);
    LONG.set(array, at + EventFrame.TOPIC_OFFSET, topicOffset);
    LONG.set(array, at + EventFrame.MESSAGE, header);
    LONG.set(array, at + ((BLOCK + blockLength - 1) & ~7), 0L);
    return buffer;
  }

  private void commit(int end) {
    EventSink target = sink;
    assert target != null : "an event outside of a command";
    int length = end - frame;
    long lengthAndIndex = length | ((long) index++ << 32);
    LONG.set(bytes, frame + EventFrame.LENGTH, lengthAndIndex);
    if (end != blockEnd) {
      padWithZeros(end);
    }
    if (!describing) {
      hash.fold(bytes, frame, lengthAndIndex);
    }
    target.commit(length);
  }

  private void padWithZeros(int end) {
    for (int at = end; (at & 7) != 0; at++) {
      bytes[at] = 0;
    }
  }
}
