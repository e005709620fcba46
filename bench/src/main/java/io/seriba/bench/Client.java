package io.seriba.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.seriba.gateway.ws.client.WebSocketClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection of a bench: first for requests that are waited for, then for any use.
 */
final class Client implements WebSocketClient.Listener {
  private static final long PATIENCE_SECONDS = 30;

  private final UUID identity = UUID.randomUUID();
  private final CountDownLatch open = new CountDownLatch(1);
  private final BlockingQueue<String> replies = new ArrayBlockingQueue<>(1024);
  private final WebSocketClient socket;
  private volatile @Nullable Listener listener;
  private volatile @Nullable String end;
  private long requests;

  /** Takes what the server sends, on the event loop; the content is valid only during the call. */
  interface Listener {
    void onText(ByteBuf content);
  }

  /** Connects, and returns once the handshake is done. */
  Client(EventLoopGroup loops, URI address, @Nullable String token) throws InterruptedException {
    socket = WebSocketClient.connect(loops, address, token, this);
    if (!open.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no handshake with " + address);
    }
    checkOpen();
  }

  /** From now on everything goes to the listener, and {@link #request} gets no reply. */
  void listen(Listener newListener) {
    listener = newListener;
  }

  /** Sends a text from any thread. */
  void send(String text) {
    socket.send(text);
  }

  /**
   * Sends a command and waits until it is accepted.
   *
   * @param fields its fields besides type and request id, as JSON without the braces
   */
  void request(String type, String fields) throws InterruptedException {
    UUID id = new UUID(identity.getMostSignificantBits(), ++requests);
    send("{\"type\":\"%s\",\"requestId\":\"%s\",%s}".formatted(type, id, fields));
    while (true) {
      String reply = replies.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      checkOpen();
      if (reply == null) {
        throw new IllegalStateException(type + " got no reply");
      }
      if (reply.contains(id.toString())) {
        if (!reply.contains("\"ACCEPTED\"") && !reply.startsWith("{\"type\":\"done\"")) {
          throw new IllegalStateException(type + " was refused: " + reply);
        }
        return;
      }
    }
  }

  void close() throws InterruptedException {
    socket.close().sync();
  }

  /** Returns why the server has closed this connection, or null. */
  @Nullable String end() {
    return end;
  }

  private void checkOpen() {
    String why = end;
    if (why != null) {
      throw new IllegalStateException(why);
    }
  }

  @Override
  public void onOpen() {
    open.countDown();
  }

  @Override
  public void onText(ByteBuf content) {
    Listener target = listener;
    if (target != null) {
      target.onText(content);
    } else if (!replies.offer(content.toString(StandardCharsets.UTF_8))) {
      onEnd("more than " + replies.size() + " texts came that nobody waited for");
    }
  }

  @Override
  public void onEnd(String why) {
    end = why;
    open.countDown();
    boolean woken = replies.offer("");
    assert woken || !replies.isEmpty();
  }
}
