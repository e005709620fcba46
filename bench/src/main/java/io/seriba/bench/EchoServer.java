package io.seriba.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.seriba.gateway.ws.WebSocketGateway;
import java.net.InetSocketAddress;
import java.net.URI;

/** A bare Netty WebSocket server that sends every text back: the least that a round trip costs. */
final class EchoServer implements AutoCloseable {
  private static final String PATH = "/echo";
  private static final int MAX_REQUEST = 8 << 10;

  private final Channel channel;

  EchoServer(EventLoopGroup group) throws InterruptedException {
    channel =
        new ServerBootstrap()
            .group(group)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel socket) {
                    socket
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(MAX_REQUEST),
                            new WebSocketServerProtocolHandler(PATH, WebSocketGateway.PROTOCOL),
                            new Echo());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  URI address() {
    return URI.create(
        "ws://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort() + PATH);
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }

  private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // A broken connection shows at the client.
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      context.writeAndFlush(frame.retain(), context.voidPromise());
    }
  }
}
