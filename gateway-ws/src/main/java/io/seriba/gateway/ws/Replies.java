package io.seriba.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.seriba.host.Clock;
import io.seriba.sbe.DoneEncoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.RefusalEncoder;
import io.seriba.sbe.SessionError;
import io.seriba.sbe.WelcomeEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** The gateway's own messages to its clients, as WebSocket frames. For one thread. */
final class Replies {
  /** Of a text that may quote what a client sent: its most characters. */
  private static final int MAX_QUOTE = 200;

  private static final int MAX_MESSAGE_LENGTH = 2048;

  private final TextFrames frames;
  private final Clock clock;
  private final UnsafeBuffer message = new UnsafeBuffer(new byte[MAX_MESSAGE_LENGTH]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final WelcomeEncoder welcome = new WelcomeEncoder();
  private final DoneEncoder done = new DoneEncoder();
  private final RefusalEncoder refusal = new RefusalEncoder();

  Replies(TextFrames frames, Clock clock) {
    this.frames = frames;
    this.clock = clock;
  }

  ByteBuf welcome(Identity identity) {
    welcome
        .wrapAndApplyHeader(message, 0, header)
        .account(identity.account())
        .serverTime(clock.micros())
        .role(identity.role());
    return framed(welcome.encodedLength());
  }

  ByteBuf done(long requestIdHigh, long requestIdLow, long sequence) {
    done.wrapAndApplyHeader(message, 0, header)
        .sequence(sequence)
        .serverTime(clock.micros())
        .requestId()
        .high(requestIdHigh)
        .low(requestIdLow);
    return framed(done.encodedLength());
  }

  /**
   * Says no.
   *
   * @param field the field at fault, empty if none
   * @param text a sentence for people
   */
  ByteBuf refusal(
      long requestIdHigh, long requestIdLow, SessionError code, String field, String text) {
    refusal.wrapAndApplyHeader(message, 0, header).code(code);
    refusal.requestId().high(requestIdHigh).low(requestIdLow);
    refusal.field(cut(field)).text(cut(text));
    return framed(refusal.encodedLength());
  }

  private ByteBuf framed(int blockAndData) {
    return frames.ofMessage(message, 0, MessageHeaderEncoder.ENCODED_LENGTH + blockAndData);
  }

  private static String cut(String text) {
    return text.length() <= MAX_QUOTE ? text : text.substring(0, MAX_QUOTE - 3) + "...";
  }
}
