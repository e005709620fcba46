package io.seriba.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.seriba.schema.Catalog;
import io.seriba.schema.JsonCodec;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns messages into complete WebSocket text frames, header and JSON in one direct buffer, that
 * can be written to any number of connections as they are.
 *
 * <p>That is why there is no permessage-deflate: compressing with a context per connection would
 * mean encoding per connection, and without one our short messages hardly shrink.
 *
 * <p>For one thread. Whoever gets a buffer releases it.
 */
final class TextFrames {
  private static final int FINAL_TEXT = 0x81;
  private static final int MAX_HEADER_LENGTH = 10;

  private final ByteBufAllocator allocator;
  private final JsonCodec codec;
  private final byte[] json = new byte[JsonCodec.MAX_JSON_LENGTH];
  private final UnsafeBuffer jsonBuffer = new UnsafeBuffer(json);

  TextFrames(Catalog catalog, ByteBufAllocator allocator) {
    this.allocator = allocator;
    codec = new JsonCodec(catalog);
  }

  /** Encodes an event, laid out as {@link io.seriba.client.EventFrame} says. */
  ByteBuf ofEvent(DirectBuffer frame, int offset) {
    return framed(codec.encodeEvent(frame, offset, jsonBuffer, 0));
  }

  /** Encodes a message that starts with its SBE header. */
  ByteBuf ofMessage(DirectBuffer message, int offset, int length) {
    return framed(codec.encode(message, offset, length, jsonBuffer, 0));
  }

  /** Adds an event to others, behind which it is to be written. */
  void appendEvent(DirectBuffer frame, int offset, ByteBuf to) {
    append(codec.encodeEvent(frame, offset, jsonBuffer, 0), to);
  }

  private ByteBuf framed(int length) {
    ByteBuf frame = allocator.directBuffer(MAX_HEADER_LENGTH + length);
    append(length, frame);
    return frame;
  }

  private void append(int length, ByteBuf to) {
    to.writeByte(FINAL_TEXT);
    if (length < 126) {
      to.writeByte(length);
    } else if (length < 1 << 16) {
      to.writeByte(126);
      to.writeShort(length);
    } else {
      to.writeByte(127);
      to.writeLong(length);
    }
    to.writeBytes(json, 0, length);
  }
}
