package io.seriba.client;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * The layout of one event between the engine and its readers: a fixed header, then the message with
 * its SBE header.
 *
 * <p>Little-endian. An event is numbered by (sequence, index) alone. {@code replyTo} is the only
 * part that isn't a function of the log; so it isn't part of the state hash, which covers
 * everything from {@link #SEQUENCE} to the end and the index.
 */
public final class EventFrame {
  /** Frames start at multiples of this many bytes. */
  public static final int ALIGNMENT = 8;

  /** int32: bytes of header and message together, not rounded up. */
  public static final int LENGTH = 0;

  /** int32: place among the events of its sequence, from 0. */
  public static final int INDEX = 4;

  /** int64: the session that gets a {@code reply} event; 0 for all others and during replay. */
  public static final int REPLY_TO = 8;

  /** int64: sequence of the command that caused it. */
  public static final int SEQUENCE = 16;

  /**
   * int64: effective time, microseconds since the epoch: the command's timestamp, or the timer's
   * deadline.
   */
  public static final int TIME = 24;

  /** int64: id of its topic, of the kind that the schema declares for the message; 0 for none. */
  public static final int TOPIC = 32;

  /** int64: id of the topic's parent (a lot's sale); 0 for none. */
  public static final int PARENT = 40;

  /**
   * int64: number of this event among its topic's, from 1, without gaps; 0 for replies and state at
   * a start.
   */
  public static final int TOPIC_OFFSET = 48;

  /** Where the message's SBE header starts. */
  public static final int MESSAGE = 56;

  private EventFrame() {}

  /** Returns the frame's length in bytes, header included. */
  public static int length(DirectBuffer buffer, int frame) {
    return buffer.getInt(frame + LENGTH, ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the event's place among those of its sequence. */
  public static int index(DirectBuffer buffer, int frame) {
    return buffer.getInt(frame + INDEX, ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the session that a reply goes to, or 0. */
  public static long replyTo(DirectBuffer buffer, int frame) {
    return buffer.getLong(frame + REPLY_TO, ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the sequence of the command that caused the event. */
  public static long sequence(DirectBuffer buffer, int frame) {
    return buffer.getLong(frame + SEQUENCE, ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the effective time in microseconds. */
  public static long time(DirectBuffer buffer, int frame) {
    return buffer.getLong(frame + TIME, ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the topic's id, or 0. */
  public static long topic(DirectBuffer buffer, int frame) {
    return buffer.getLong(frame + TOPIC, ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the id of the topic's parent, or 0. */
  public static long parent(DirectBuffer buffer, int frame) {
    return buffer.getLong(frame + PARENT, ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the event's number in its topic, or 0. */
  public static long topicOffset(DirectBuffer buffer, int frame) {
    return buffer.getLong(frame + TOPIC_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the message's id in the schema. */
  public static int templateId(DirectBuffer buffer, int frame) {
    return buffer.getShort(frame + MESSAGE + 2, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
  }
}
