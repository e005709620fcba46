package io.seriba.gateway.ws.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.seriba.gateway.ws.WebSocketGateway;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One client's WebSocket: texts out, texts in, and its end. It knows nothing of what the texts say.
 *
 * <p>{@link #send} and {@link #close} are for any thread; the listener is called on the
 * connection's event loop.
 */
public final class WebSocketClient {
  private static final int MAX_MESSAGE = 64 << 10;
  private static final int MAX_RESPONSE = 8 << 10;

  private final Listener listener;
  private final Channel channel;
  private volatile boolean open;
  private volatile boolean closed;

  /** What a connection tells. */
  public interface Listener {
    /** The handshake is done: texts may be sent. */
    void onOpen();

    /** Takes a text from the server; it is valid only during the call. */
    void onText(ByteBuf content);

    /**
     * There is no connection, or no longer; told once, unless {@link WebSocketClient#close} was
     * called.
     *
     * @param why for people; with the close code, if the server gave one
     */
    void onEnd(String why);
  }

  private WebSocketClient(
      EventLoopGroup loops, URI address, @Nullable String token, Listener listener) {
    this.listener = listener;
    HttpHeaders headers = new DefaultHttpHeaders();
    if (token != null) {
      headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
    }
    WebSocketClientProtocolConfig protocol =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(address)
            .version(WebSocketVersion.V13)
            .subprotocol(WebSocketGateway.PROTOCOL)
            .customHeaders(headers)
            .maxFramePayloadLength(MAX_MESSAGE)
            .handleCloseFrames(false)
            .build();
    ChannelFuture connected =
        new Bootstrap()
            .group(loops)
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
                            new HttpObjectAggregator(MAX_RESPONSE),
                            new WebSocketClientProtocolHandler(protocol),
                            new Frames());
                  }
                })
            .connect(address.getHost(), address.getPort());
    channel = connected.channel();
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            end("can't connect to " + address + ": " + done.cause().getMessage());
          }
        });
  }

  /** Makes event loops of the kind that serves best here; the caller shuts them down. */
  public static EventLoopGroup eventLoops(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads,
        new DefaultThreadFactory(name),
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /**
   * Begins to connect, on one of the event loops.
   *
   * @param address a server's, {@code ws://HOST:PORT/PATH}
   * @param token says who the client is; null: nobody
   */
  public static WebSocketClient connect(
      EventLoopGroup loops, URI address, @Nullable String token, Listener listener) {
    return new WebSocketClient(loops, address, token, listener);
  }

  /**
   * Sends a text. One that can't be sent any more is dropped; the listener is told of the end.
   *
   * @throws IllegalStateException before the handshake is done
   */
  @SuppressWarnings("FutureReturnValueIgnored") // a write that fails shows as the connection's end
  public void send(String text) {
    if (!open) {
      throw new IllegalStateException("not connected yet");
    }
    ByteBuf bytes = ByteBufUtil.writeUtf8(channel.alloc(), text);
    channel.writeAndFlush(new TextWebSocketFrame(bytes), channel.voidPromise());
  }

  /** Says good-bye and closes; the listener isn't told. */
  public ChannelFuture close() {
    closed = true;
    return channel.close();
  }

  private void end(String why) {
    if (!closed) {
      closed = true;
      listener.onEnd(why);
    }
  }

  /** Sees the connection; on its event loop. */
  @SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails shows as the end
  private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    private String why = "the server closed the connection";

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        open = true;
        listener.onOpen();
      } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
        why = "the server didn't answer the handshake";
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame) {
        listener.onText(frame.content());
      } else if (frame instanceof CloseWebSocketFrame close) {
        why = "the server closed the connection: " + close.statusCode() + " " + close.reasonText();
        context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      end(why);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      why = "the connection broke: " + cause;
      context.close();
    }
  }
}
