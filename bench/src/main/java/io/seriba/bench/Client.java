package io.seriba.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One WebSocket connection of a bench. */
// A write or close that fails shows by the answer that is missing.
@SuppressWarnings("FutureReturnValueIgnored")
final class Client extends SimpleChannelInboundHandler<TextWebSocketFrame> {
  private static final int MAX_MESSAGE = 64 << 10;
  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch open = new CountDownLatch(1);
  private final BlockingQueue<String> replies = new ArrayBlockingQueue<>(1024);
  private volatile @Nullable Listener listener;
  private @Nullable Channel channel;
  private long requests;

  /** Takes what the server sends, on the event loop; the content is valid only during the call. */
  interface Listener {
    void onText(ByteBuf content);
  }

  private Client() {}

  /** Connects, and returns once the handshake is done. */
  static Client connect(EventLoopGroup group, URI address, @Nullable String token)
      throws InterruptedException {
    Client client = new Client();
    DefaultHttpHeaders headers = new DefaultHttpHeaders();
    if (token != null) {
      headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
    }
    WebSocketClientProtocolConfig protocol =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(address)
            .version(WebSocketVersion.V13)
            .customHeaders(headers)
            .maxFramePayloadLength(MAX_MESSAGE)
            .build();
    client.channel =
        new Bootstrap()
            .group(group)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel socket) {
                    socket
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(MAX_MESSAGE),
                            new WebSocketClientProtocolHandler(protocol),
                            client);
                  }
                })
            .connect(address.getHost(), address.getPort())
            .sync()
            .channel();
    if (!client.open.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no handshake with " + address);
    }
    return client;
  }

  /** From now on everything goes to the listener, and {@link #request} gets no reply. */
  void listen(Listener newListener) {
    listener = newListener;
  }

  /** Sends a text from any thread. */
  void send(String text) {
    Channel target = channel();
    ByteBuf bytes = ByteBufUtil.writeUtf8(target.alloc(), text);
    target.writeAndFlush(new TextWebSocketFrame(bytes), target.voidPromise());
  }

  /**
   * Sends a command and waits until it is accepted.
   *
   * @param fields its fields besides type and request id, as JSON without the braces
   */
  void request(String type, String fields) throws InterruptedException {
    UUID id = new UUID(channel().hashCode(), ++requests);
    send("{\"type\":\"%s\",\"requestId\":\"%s\",%s}".formatted(type, id, fields));
    while (true) {
      String reply = replies.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
    channel().close().sync();
  }

  private Channel channel() {
    if (channel == null) {
      throw new IllegalStateException("not connected");
    }
    return channel;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      open.countDown();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
    Listener target = listener;
    if (target != null) {
      target.onText(frame.content());
      return;
    }
    if (!replies.offer(frame.content().toString(StandardCharsets.UTF_8))) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    System.err.println("a connection broke: " + cause);
    context.close();
  }
}
