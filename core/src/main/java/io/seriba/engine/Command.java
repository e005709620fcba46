package io.seriba.engine;

import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.schema.Catalog;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageDecoderFlyweight;

/** The command that is being decided: where its bytes are, and what the log added. Reused. */
public final class Command {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private DirectBuffer buffer = new UnsafeBuffer(new byte[0]);
  private int body;
  private int bodyLength;
  private long header;
  private long sequence;
  private long time;
  private long account;
  private long requestHigh;
  private long requestLow;

  /** Takes the next command; shorter than a header counts as a header of zeros. */
  void wrap(long sequence, long time, DirectBuffer buffer, int offset, int length) {
    this.sequence = sequence;
    this.time = time;
    this.buffer = buffer;
    this.body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    this.bodyLength = length - MessageHeaderDecoder.ENCODED_LENGTH;
    this.header = bodyLength < 0 ? 0 : buffer.getLong(offset, ORDER);
    boolean hasActor = bodyLength >= Catalog.ACTOR_LENGTH;
    this.account = hasActor ? buffer.getLong(body, ORDER) : 0;
    this.requestHigh = hasActor ? buffer.getLong(body + 8, ORDER) : 0;
    this.requestLow = hasActor ? buffer.getLong(body + 16, ORDER) : 0;
  }

  /** Returns its place in the log. */
  public long sequence() {
    return sequence;
  }

  /** Returns its timestamp in the log, microseconds: the only now there is. */
  public long time() {
    return time;
  }

  /** Returns its message id in the schema. */
  public int templateId() {
    return (int) (header >>> 16) & 0xFFFF;
  }

  int blockLength() {
    return (int) header & 0xFFFF;
  }

  int schemaId() {
    return (int) (header >>> 32) & 0xFFFF;
  }

  int version() {
    return (int) (header >>> 48);
  }

  DirectBuffer buffer() {
    return buffer;
  }

  int body() {
    return body;
  }

  int bodyLength() {
    return bodyLength;
  }

  /** Returns who acts; 0 if the message is too short to say. */
  public long account() {
    return account;
  }

  long requestHigh() {
    return requestHigh;
  }

  long requestLow() {
    return requestLow;
  }

  /** Wraps a decoder around the command's fields, and returns it. */
  public <D extends MessageDecoderFlyweight> D read(D decoder) {
    decoder.wrap(buffer, body, blockLength(), version());
    return decoder;
  }
}
