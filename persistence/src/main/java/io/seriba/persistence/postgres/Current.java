package io.seriba.persistence.postgres;

import io.seriba.client.EventFrame;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.Reason;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageDecoderFlyweight;
import org.jspecify.annotations.Nullable;

/** The command at hand, what is known of its outcome, and the event at hand. Reused. */
final class Current {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

  private DirectBuffer command = new UnsafeBuffer(new byte[0]);
  private int commandOffset;
  private int commandLength;
  private long sequence;
  private long time;
  private @Nullable Reason outcome;
  private boolean isRepeat;
  private DirectBuffer event = command;
  private int frame;

  void command(long number, long timestamp, DirectBuffer buffer, int offset, int length) {
    sequence = number;
    time = timestamp;
    command = buffer;
    commandOffset = offset;
    commandLength = length;
    outcome = null;
    isRepeat = false;
  }

  void event(DirectBuffer buffer, int at) {
    event = buffer;
    frame = at;
  }

  /** Takes the outcome: what comes behind it was caused by the command itself. */
  void outcome(Reason reason, long decidedAt) {
    outcome = reason;
    isRepeat = decidedAt != sequence;
  }

  long sequence() {
    return sequence;
  }

  /** Returns the command's time, microseconds. */
  long commandTime() {
    return time;
  }

  /** Returns the command's message id; 0 if it is too short to have one. */
  int commandId() {
    return commandLength < HEADER ? 0 : command.getShort(commandOffset + 2, ORDER) & 0xFFFF;
  }

  /** Returns who sent the command; for accepted commands only. */
  long actor() {
    return command.getLong(commandOffset + HEADER, ORDER);
  }

  /** Tells whether the events at hand are those of an accepted command of that kind. */
  boolean isBy(int commandId) {
    return outcome == Reason.ACCEPTED && !isRepeat && commandId() == commandId;
  }

  /** Tells whether the command was decided now, whatever the outcome, and so can be read. */
  boolean isDecided() {
    return outcome != null
        && !isRepeat
        && outcome != Reason.MALFORMED
        && outcome != Reason.UNKNOWN_COMMAND;
  }

  /** Wraps a decoder around the command's fields, and returns it. */
  <D extends MessageDecoderFlyweight> D readCommand(D decoder) {
    return read(decoder, command, commandOffset);
  }

  /** Wraps a decoder around the event's fields, and returns it. */
  <D extends MessageDecoderFlyweight> D readEvent(D decoder) {
    return read(decoder, event, frame + EventFrame.MESSAGE);
  }

  private static <D extends MessageDecoderFlyweight> D read(
      D decoder, DirectBuffer buffer, int at) {
    int blockLength = buffer.getShort(at, ORDER) & 0xFFFF;
    int version = buffer.getShort(at + 6, ORDER) & 0xFFFF;
    decoder.wrap(buffer, at + HEADER, blockLength, version);
    return decoder;
  }

  /** Returns the event's message id. */
  int eventId() {
    return EventFrame.templateId(event, frame);
  }

  /** Returns the event's place among those of its sequence. */
  int index() {
    return EventFrame.index(event, frame);
  }

  /** Returns when the event took effect, microseconds. */
  long at() {
    return EventFrame.time(event, frame);
  }

  DirectBuffer eventBuffer() {
    return event;
  }

  int frame() {
    return frame;
  }
}
