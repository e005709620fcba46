package io.seriba.engine;

import io.seriba.client.EventFrame;
import io.seriba.sbe.MessageHeaderEncoder;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * Encodes events into the sink's frames, numbers them, and folds them into the state hash.
 *
 * <p>The domains use it like this: {@code events.open(encoder, topic)}, set the fields, {@code
 * events.close(encoder)}. Engine's thread only.
 */
public final class EventWriter {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /** More than the var data of any event takes: its block comes on top. */
  private static final int VAR_DATA_ROOM = 1024;

  private final StateHash hash = new StateHash();
  private EventSink sink = NoSink.INSTANCE;
  private MutableDirectBuffer buffer = sink.buffer();
  private long sequence;
  private long time;
  private long replyTo;
  private int index;
  private int frame;
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

  long hash() {
    return hash.value();
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
    return open(event, topic.id, topic.parentId, offset, 0);
  }

  /** Opens the next event, one that no session gets. */
  public <E extends MessageEncoderFlyweight> E openInternal(E event) {
    return open(event, 0, 0, 0, 0);
  }

  /** Opens the next event, one that only the command's sender gets. */
  <E extends MessageEncoderFlyweight> E openReply(E event, long account) {
    return open(event, account, 0, 0, replyTo);
  }

  private <E extends MessageEncoderFlyweight> E open(
      E event, long topic, long parent, long topicOffset, long reply) {
    int length =
        EventFrame.MESSAGE
            + MessageHeaderEncoder.ENCODED_LENGTH
            + event.sbeBlockLength()
            + VAR_DATA_ROOM;
    frame = sink.claim(length);
    buffer = sink.buffer();
    buffer.putLong(frame + EventFrame.REPLY_TO, reply, ORDER);
    buffer.putLong(frame + EventFrame.SEQUENCE, sequence, ORDER);
    buffer.putLong(frame + EventFrame.TIME, time, ORDER);
    buffer.putLong(frame + EventFrame.TOPIC, topic, ORDER);
    buffer.putLong(frame + EventFrame.PARENT, parent, ORDER);
    buffer.putLong(frame + EventFrame.TOPIC_OFFSET, topicOffset, ORDER);
    long header =
        event.sbeBlockLength()
            | (long) event.sbeTemplateId() << 16
            | (long) event.sbeSchemaId() << 32
            | (long) event.sbeSchemaVersion() << 48;
    buffer.putLong(frame + EventFrame.MESSAGE, header, ORDER);
    event.wrap(buffer, frame + EventFrame.MESSAGE + MessageHeaderEncoder.ENCODED_LENGTH);
    return event;
  }

  /** Ends the open event; all its fields are set. */
  public void close(MessageEncoderFlyweight event) {
    int end = event.limit();
    int length = end - frame;
    int padding = -length & 7;
    for (int i = 0; i < padding; i++) {
      buffer.putByte(end + i, (byte) 0);
    }
    buffer.putLong(frame + EventFrame.LENGTH, length | (long) index++ << 32, ORDER);
    if (!describing) {
      hash.fold(buffer, frame);
    }
    sink.commit(length);
  }

  /** Stands in until the first command brings a sink. */
  private enum NoSink implements EventSink {
    INSTANCE;

    @Override
    public int claim(int length) {
      throw new IllegalStateException("an event outside of a command");
    }

    @Override
    public MutableDirectBuffer buffer() {
      return new UnsafeBuffer(new byte[0]);
    }

    @Override
    public void commit(int length) {
      throw new IllegalStateException("an event outside of a command");
    }
  }
}
