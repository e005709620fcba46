package io.seriba.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.seriba.client.CoreClient;
import io.seriba.client.CoreClient.Submission;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.Role;
import io.seriba.sbe.SessionError;
import io.seriba.schema.Catalog;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.JsonCodec;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What becomes of a client's message: decoded, checked against role and limits, and handed to the
 * core; or answered with a refusal that names the field. For one thread.
 */
final class Inbound {
  /** The schema's order: commands start with the account, then the request id; others with it. */
  private static final int COMMAND_REQUEST_ID = MessageHeaderDecoder.ENCODED_LENGTH + Long.BYTES;

  private static final int SESSION_REQUEST_ID = MessageHeaderDecoder.ENCODED_LENGTH;

  private final CoreClient core;
  private final Catalog catalog;
  private final GatewayOptions options;
  private final BidLimit bids;
  private final Joins joins;
  private final Counters counters;
  private final JsonCodec codec;
  private final byte[] json;
  private final UnsafeBuffer jsonBuffer;
  private final UnsafeBuffer command = new UnsafeBuffer(new byte[JsonCodec.MAX_MESSAGE_LENGTH]);
  private long taken;

  Inbound(
      CoreClient core,
      Catalog catalog,
      GatewayOptions options,
      BidLimit bids,
      Joins joins,
      Counters counters) {
    this.core = core;
    this.catalog = catalog;
    this.options = options;
    this.bids = bids;
    this.joins = joins;
    this.counters = counters;
    codec = new JsonCodec(catalog);
    json = new byte[options.maxFrameBytes()];
    jsonBuffer = new UnsafeBuffer(json);
  }

  /** Returns how many commands the core has taken from here. */
  long taken() {
    return taken;
  }

  /**
   * Takes one whole text message.
   *
   * @param content at most {@link GatewayOptions#maxFrameBytes}; stays the caller's
   * @param tooFast whether the connection has sent too much lately; it is decoded nevertheless, so
   *     that the refusal carries its request id
   */
  void onMessage(Session session, ByteBuf content, boolean tooFast) {
    counters.messagesIn.increment();
    int length = content.readableBytes();
    content.getBytes(content.readerIndex(), json, 0, length);
    if (!codec.decode(jsonBuffer, 0, length, session.identity().account(), command, 0)) {
      long high = codec.requestIdHigh();
      long low = codec.requestIdLow();
      if (tooFast) {
        refuseTooFast(session, high, low);
      } else {
        session.refuse(high, low, codec.error(), codec.errorField(), codec.errorText());
      }
      return;
    }
    Message message = codec.decodedMessage();
    int requestId = message.isSession() ? SESSION_REQUEST_ID : COMMAND_REQUEST_ID;
    long high = command.getLong(requestId, ByteOrder.LITTLE_ENDIAN);
    long low = command.getLong(requestId + Long.BYTES, ByteOrder.LITTLE_ENDIAN);
    Role least = message.role();
    if (tooFast) {
      refuseTooFast(session, high, low);
    } else if (least == null || !session.identity().may(least)) {
      String text = "%s may not send %s".formatted(session.identity().role(), message.wire());
      session.refuse(high, low, SessionError.FORBIDDEN, "", text);
    } else if (message.isSession()) {
      joins.onMessage(session, message, command, high, low);
    } else {
      submit(session, least, high, low);
    }
  }

  private void refuseTooFast(Session session, long high, long low) {
    String text =
        "more than %d messages a second; whoever goes on is cut off"
            .formatted(options.messagesPerSecond());
    session.refuse(high, low, SessionError.RATE_LIMITED, "", text);
  }

  private void submit(Session session, Role least, long high, long low) {
    boolean isBid = least == Role.BIDDER;
    if (isBid) {
      long wait = bids.take(session.account());
      if (wait > 0) {
        String text =
            "more than %d bids a minute; the next one may come in %d ms"
                .formatted(options.bidsPerMinute(), TimeUnit.NANOSECONDS.toMillis(wait) + 1);
        session.refuse(high, low, SessionError.RATE_LIMITED, "", text);
        return;
      }
    }
    Submission submission = core.submit(command, 0, codec.decodedLength(), session.id());
    if (submission == Submission.TAKEN) {
      counters.commands.increment();
      taken++;
      return;
    }
    if (isBid) {
      bids.giveBack(session.account());
    }
    switch (submission) {
      case BUSY -> refuse(session, high, low, SessionError.BUSY);
      case STORAGE_FULL -> refuse(session, high, low, SessionError.STORAGE_FULL);
      case TOO_LONG ->
          session.refuse(
              high,
              low,
              SessionError.OUT_OF_RANGE,
              "",
              "the command takes %d bytes; the engine's queue has less room for one"
                  .formatted(codec.decodedLength()));
      case CLOSED -> session.coreClosed();
      case TAKEN -> throw new AssertionError(submission);
    }
  }

  private void refuse(Session session, long high, long low, SessionError code) {
    session.refuse(high, low, code, "", catalog.description("SessionError", code.value()));
  }
}
