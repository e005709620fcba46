package io.seriba.server.demo.stage;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.seriba.gateway.ws.client.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's requests and their replies. All of it happens on the event loop of its {@link
 * Connections}.
 *
 * <p>A request that finds the engine's queue full is sent again, with the same request id, until it
 * is taken.
 */
public final class Connection implements WebSocketClient.Listener {
  private static final long BUSY_PAUSE_MILLIS = 10;

  private final String name;
  private final long number;
  private final Connections all;
  private final Runnable ready;
  private final Map<Long, Request> pending = new HashMap<>();
  private @Nullable WebSocketClient socket;
  private long requests;

  /** Takes the reply to a request; the message is valid only during the call. */
  public interface ReplyHandler {
    /** On the clients' event loop. */
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
  public void request(String type, String fields, ReplyHandler handler) {
    long id = ++requests;
    String text =
        "{\"type\":\"%s\",\"requestId\":\"%s\"%s%s}"
            .formatted(type, all.requestId(number, id), fields.isEmpty() ? "" : ",", fields);
    pending.put(id, new Request(text, handler));
    send(text);
  }

  private void send(String text) {
    if (socket == null) {
      throw new IllegalStateException(name + " isn't connected");
    }
    socket.send(text);
  }

  void connect(EventLoopGroup loops, URI address, String token) {
    socket = WebSocketClient.connect(loops, address, token, this);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the good-bye
  void close() {
    if (socket != null) {
      socket.close();
    }
  }

  @Override
  public void onOpen() {
    // the server speaks first
  }

  @Override
  public void onText(ByteBuf content) {
    Incoming message;
    try {
      message = all.read(content);
    } catch (IOException e) {
      all.failed(name + " can't read what the server sent: " + e.getMessage());
      return;
    }
    switch (message.type) {
      case "welcome" -> ready.run();
      case "outcome", "done" -> answered(message);
      case "error" -> refused(message);
      default -> all.event(this, message);
    }
  }

  @Override
  public void onEnd(String why) {
    all.failed(name + ": " + why);
  }

  private void answered(Incoming reply) {
    Request request = pending.remove(reply.request);
    if (request == null) {
      all.failed(name + " got a second reply to a request, or one to none");
    } else {
      request.handler.onReply(reply);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what it throws would show as a missing reply
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
}
