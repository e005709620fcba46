package io.seriba.persistence.postgres;

import io.seriba.client.EventFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** The events of one command after the other, each command's hash covering the one before it. */
final class AuditChain {
  static final int HASH_LENGTH = 32;

  /** Bytes before each message: how many follow, and the effective time. */
  static final int MESSAGE = Integer.BYTES + Long.BYTES;

  private final MessageDigest digest = digest();
  private final ByteBuffer sequenceBytes = ByteBuffer.allocate(Long.BYTES);
  private final ExpandableArrayBuffer events = new ExpandableArrayBuffer(16 << 10);
  private int length;
  private byte[] last = new byte[HASH_LENGTH];

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Goes on behind a hash: that of the last command that had events, or zeros. */
  void resume(byte[] hash) {
    last = hash.clone();
    length = 0;
  }

  void command() {
    length = 0;
  }

  void event(DirectBuffer buffer, int frame) {
    int messageLength = EventFrame.length(buffer, frame) - EventFrame.MESSAGE;
    events.putInt(length, Long.BYTES + messageLength, ByteOrder.LITTLE_ENDIAN);
    events.putLong(length + Integer.BYTES, EventFrame.time(buffer, frame), ByteOrder.LITTLE_ENDIAN);
    events.putBytes(length + MESSAGE, buffer, frame + EventFrame.MESSAGE, messageLength);
    length += MESSAGE + messageLength;
  }

  /** Tells whether the command has had events. */
  boolean hasEvents() {
    return length > 0;
  }

  /** Adds the command's events to the chain. */
  void end(long sequence) {
    digest.update(last);
    digest.update(sequenceBytes.putLong(0, sequence).array());
    digest.update(events.byteArray(), 0, length);
    last = digest.digest();
  }

  ExpandableArrayBuffer events() {
    return events;
  }

  int length() {
    return length;
  }

  /** Returns the hash of the last command that had events. */
  byte[] last() {
    return last;
  }
}
