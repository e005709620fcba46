package io.seriba.server.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's WebSocket. All of it happens on the event loop of its {@link Connections}.
 *
 * <p>A request that finds the engine's queue full is sent again, with the same request id, until it
 * is taken.
 */
// a write or close that fails shows as a broken connection
@SuppressWarnings("FutureReturnValueIgnored")
final class Connection extends SimpleChannelInboundHandler<TextWebSocketFrame> {
  private static final long BUSY_PAUSE_MILLIS = 10;

  private final String name;
  private final long number;
  private final Connections all;
  private final Runnable ready;
  private final Map<Long, Request> pending = new HashMap<>();
  private @Nullable ChannelHandlerContext context;
  private long requests;
  private boolean closing;

  /** Takes the reply to a request; the message is valid only during the call. */
  interface ReplyHandler {
    void onReply(Incoming reply);
  }

  private record Request(String text, ReplyHandler handler) {}

  Connection(String name, long number, Connections all, Runnable ready) {
    this.name = name;
    this.number = number;
    this.all = all;
    this.ready = ready;
  }

  /**
   * Sends a request.
   *
   * @param type the message's name
   * @param fields its fields besides type and request id, as JSON without the braces
   */
  void request(String type, String fields, ReplyHandler handler) {
    long id = ++requests;
    String text =
        "{\"type\":\"%s\",\"requestId\":\"%s\",%s}".formatted(type, new UUID(number, id), fields);
    pending.put(id, new Request(text, handler));
    send(text);
  }

  private void send(String text) {
    ChannelHandlerContext channel = context;
    if (channel == null) {
      throw new IllegalStateException(name + " isn't connected");
    }
    ByteBuf bytes = ByteBufUtil.writeUtf8(channel.alloc(), text);
    channel.writeAndFlush(new TextWebSocketFrame(bytes), channel.voidPromise());
  }

  void close() {
    closing = true;
    if (context != null) {
      context.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
      all.failed(name + " got no answer to its handshake");
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext channel, TextWebSocketFrame frame)
      throws IOException {
    Incoming message = all.read(frame.content());
    switch (message.type) {
      case "welcome" -> ready.run();
      case "outcome", "done" -> answered(message);
      case "error" -> refused(message);
      default -> all.event(this, message);
    }
  }

  private void answered(Incoming reply) {
    Request request = pending.remove(reply.request);
    if (request == null) {
      all.failed(name + " got a second reply to a request, or one to none");
    } else {
      request.handler.onReply(reply);
    }
  }

  private void refused(Incoming refusal) {
    Request request = pending.get(refusal.request);
    if (request != null && refusal.reason.equals("BUSY")) {
      all.loop().schedule(() -> send(request.text), BUSY_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      all.failed(
          "the gateway refused what %s sent: %s %s%s"
              .formatted(
                  name,
                  refusal.reason,
                  refusal.text,
                  request == null ? "" : "\n  " + request.text));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    if (!closing) {
      all.failed("the server closed the connection of " + name);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    all.failed("the connection of " + name + " broke: " + cause);
    channel.close();
  }
}
