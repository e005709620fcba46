package io.seriba.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.seriba.sbe.SessionError;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client behind its handshake: its frames in, its frames out, its topics, its end.
 *
 * <p>Everything here runs on the event loop of its connection.
 */
// what Netty's futures would tell comes as channelInactive or exceptionCaught
@SuppressWarnings("FutureReturnValueIgnored")
final class Session extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** Kept free behind a join's state, for what is written right after it. */
  private static final int SLACK = 1024;

  private final long id;
  private final Identity identity;
  private final Long account;
  private final Loop loop;
  private final Channel channel;
  private final MessageRate rate;
  private final Map<Topic, Subscription> subscriptions = new HashMap<>(4);

  /** Where frames that are encoded already enter the pipeline: behind the encoder. */
  private final ChannelHandlerContext encoded;

  /** The fragments so far of a message that comes in several. */
  private @Nullable ByteBuf fragments;

  private @Nullable CloseCode closing;
  private long closingSince;
  private boolean coreClosed;
  private long coreClosedSince;
  private long lastSignOfLife;
  private long pingSince;
  private long pingNumber;
  private boolean hasUnflushed;
  private long lastEvent;

  Session(long id, Identity identity, Loop loop, Channel channel, long now) {
    this.id = id;
    this.identity = identity;
    this.account = identity.account();
    this.loop = loop;
    this.channel = channel;
    encoded = channel.pipeline().context(WebSocket13FrameEncoder.class);
    rate = new MessageRate(loop.options().messagesPerSecond(), now);
    lastSignOfLife = now;
  }

  long id() {
    return id;
  }

  Identity identity() {
    return identity;
  }

  Long account() {
    return account;
  }

  /**
   * The core takes nothing more. Replies to what it took before may still be on their way, so the
   * session goes on without reading, and ends when the gateway does, or after the close time.
   */
  void coreClosed() {
    if (!coreClosed) {
      coreClosed = true;
      coreClosedSince = loop.nanoTime();
      channel.config().setAutoRead(false);
    }
  }

  /** Tells whether it is served; a closing session only waits for its end. */
  boolean isOpen() {
    return closing == null;
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof WebSocketFrame frame) {
        onFrame(frame);
      } else {
        close(CloseCode.PROTOCOL_ERROR);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onFrame(WebSocketFrame frame) {
    if (closing != null) {
      if (frame instanceof CloseWebSocketFrame) {
        channel.close();
      }
      return;
    }
    if (coreClosed) {
      return;
    }
    MessageRate.Verdict verdict = rate.charge(loop.nanoTime());
    if (verdict == MessageRate.Verdict.ABUSE) {
      close(CloseCode.TOO_MANY_MESSAGES);
      return;
    }
    boolean tooFast = verdict == MessageRate.Verdict.REFUSE;
    switch (frame) {
      case TextWebSocketFrame text -> onText(text, tooFast);
      case ContinuationWebSocketFrame continuation -> onFragment(continuation, tooFast);
      case PingWebSocketFrame ping -> onPing(ping.content());
      case PongWebSocketFrame pong -> onPong(pong.content());
      case CloseWebSocketFrame close -> onClose(close);
      case BinaryWebSocketFrame binary -> close(CloseCode.UNSUPPORTED_DATA);
      default -> close(CloseCode.PROTOCOL_ERROR);
    }
  }

  private void onText(TextWebSocketFrame text, boolean tooFast) {
    if (text.isFinalFragment()) {
      loop.inbound().onMessage(this, text.content(), tooFast);
    } else {
      fragments = channel.alloc().heapBuffer(text.content().readableBytes());
      fragments.writeBytes(text.content());
    }
  }

  private void onFragment(ContinuationWebSocketFrame continuation, boolean tooFast) {
    ByteBuf message = fragments;
    if (message == null) {
      close(CloseCode.PROTOCOL_ERROR);
      return;
    }
    ByteBuf content = continuation.content();
    if (message.readableBytes() + content.readableBytes() > loop.options().maxFrameBytes()) {
      releaseFragments();
      close(CloseCode.TOO_BIG);
      return;
    }
    message.writeBytes(content);
    if (continuation.isFinalFragment()) {
      try {
        loop.inbound().onMessage(this, message, tooFast);
      } finally {
        releaseFragments();
      }
    }
  }

  private void onPing(ByteBuf content) {
    channel.writeAndFlush(new PongWebSocketFrame(content.retain()));
    closeIfTooSlow();
  }

  private void onPong(ByteBuf content) {
    if (pingSince != 0
        && content.readableBytes() == Long.BYTES
        && content.getLong(content.readerIndex()) == pingNumber) {
      pingSince = 0;
      lastSignOfLife = loop.nanoTime();
    }
  }

  private void onClose(CloseWebSocketFrame frame) {
    end(CloseCode.NORMAL, new CloseWebSocketFrame(true, 0, frame.content().retain()))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    loop.readComplete();
  }

  // ---- out

  /** Refuses a message; see {@link Replies#refusal}. */
  void refuse(long high, long low, SessionError code, String field, String text) {
    loop.counters().refused(code);
    send(loop.replies().refusal(high, low, code, field, text), 1);
  }

  /**
   * Writes frames; they are flushed by {@link Loop#flush}. One that makes more wait than may wait
   * is the session's last.
   *
   * @param frames complete WebSocket frames; the session's from now on
   * @param count how many
   */
  void send(ByteBuf frames, int count) {
    if (!isOpen()) {
      frames.release();
      return;
    }
    loop.countOut(count, frames.readableBytes());
    encoded.write(frames, channel.voidPromise());
    if (!hasUnflushed) {
      hasUnflushed = true;
      loop.unflushed(this);
    }
    closeIfTooSlow();
  }

  private void closeIfTooSlow() {
    if (!channel.isWritable()) {
      channel.flush();
      if (!channel.isWritable() && channel.isActive()) {
        close(CloseCode.TOO_SLOW);
      }
    }
  }

  /** Writes an event, unless this session has got it already by another of its topics. */
  void sendOnce(ByteBuf frame, long event) {
    if (lastEvent != event) {
      lastEvent = event;
      send(frame.retainedDuplicate(), 1);
    }
  }

  /** Charges for an answer that is worth many messages; see {@link MessageRate#chargeMore}. */
  boolean chargeMore(int messages) {
    return rate.chargeMore(messages);
  }

  /** Returns how many bytes more may be sent now. */
  int room() {
    channel.flush();
    return (int) Math.max(0, channel.bytesBeforeUnwritable() - SLACK);
  }

  void flush() {
    hasUnflushed = false;
    channel.flush();
  }

  // ---- topics

  boolean isSubscribed(Topic topic) {
    return subscriptions.containsKey(topic);
  }

  int subscriptions() {
    return subscriptions.size();
  }

  void subscribe(Topic topic) {
    if (isOpen() && !isSubscribed(topic)) {
      subscriptions.put(topic, topic.add(this));
    }
  }

  void unsubscribe(Topic topic) {
    Subscription subscription = subscriptions.remove(topic);
    if (subscription != null) {
      topic.remove(subscription);
    }
  }

  void unsubscribeAll() {
    subscriptions.forEach(Topic::remove);
    subscriptions.clear();
  }

  // ---- end

  /** Pings, and ends what has expired, fallen silent, or doesn't close. */
  void sweep(long now, long micros) {
    GatewayOptions options = loop.options();
    if (closing != null) {
      if (now - closingSince >= options.closeTime().toNanos()) {
        channel.close();
      }
    } else if (coreClosed && now - coreClosedSince >= options.closeTime().toNanos()) {
      close(CloseCode.SERVICE_RESTART);
    } else if (identity.expiresAt() <= micros) {
      close(CloseCode.TOKEN_EXPIRED);
    } else if (pingSince != 0) {
      if (now - pingSince >= options.idleTime().toNanos()) {
        close(CloseCode.IDLE);
      }
    } else if (now - lastSignOfLife >= options.pingInterval().toNanos()) {
      ping(now);
    }
  }

  private void ping(long now) {
    pingSince = now == 0 ? 1 : now;
    // not to be guessed: only who has read the ping can answer it
    pingNumber = ThreadLocalRandom.current().nextLong();
    ByteBuf content = channel.alloc().buffer(Long.BYTES).writeLong(pingNumber);
    channel.writeAndFlush(new PingWebSocketFrame(content));
  }

  /**
   * Ends the session: nothing is served any more, a close frame is sent behind what was written
   * before, and the connection ends when the client answers it, or is cut off after the close time.
   */
  void close(CloseCode code) {
    if (closing == null) {
      end(code, new CloseWebSocketFrame(code.code(), code.text()))
          .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }

  private ChannelFuture end(CloseCode code, CloseWebSocketFrame frame) {
    closing = code;
    closingSince = loop.nanoTime();
    channel.config().setAutoRead(true);
    loop.counters().closed(code);
    loop.ended(this);
    releaseFragments();
    return channel.writeAndFlush(frame);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.gone(this);
    releaseFragments();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case CorruptedWebSocketFrameException corrupted -> close(codeOf(corrupted.closeStatus()));
      case DecoderException malformed -> close(CloseCode.PROTOCOL_ERROR);
      case IOException lost -> {
        LOG.debug("session {}: connection lost: {}", id, lost.toString());
        channel.close();
      }
      default -> {
        LOG.error("session {} of account {} failed", id, account, cause);
        close(CloseCode.INTERNAL_ERROR);
      }
    }
  }

  private static CloseCode codeOf(WebSocketCloseStatus status) {
    if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
      return CloseCode.TOO_BIG;
    }
    return status.equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA)
        ? CloseCode.INVALID_UTF8
        : CloseCode.PROTOCOL_ERROR;
  }

  private void releaseFragments() {
    if (fragments != null) {
      fragments.release();
      fragments = null;
    }
  }
}
