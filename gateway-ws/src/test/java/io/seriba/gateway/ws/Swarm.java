package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Very many clients on one of Netty's threads, all of which join one lot and follow it. */
final class Swarm implements AutoCloseable {
  /** Connections made at a time. */
  private static final int WAVE = 100;

  final LongAdder joined = new LongAdder();
  final LongAdder events = new LongAdder();
  final LongAdder faults = new LongAdder();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /**
   * @param lot what they join
   */
  Swarm(int port, int clients, long lot) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            // the clients' own buffers aren't what leaks are looked for in
            .option(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false, true))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(4096),
                            new WebSocketClientProtocolHandler(
                                WebSocketClientProtocolConfig.newBuilder()
                                    .webSocketUri("ws://127.0.0.1:" + port + "/ws")
                                    .version(WebSocketVersion.V13)
                                    .build()),
                            new Member(lot));
                  }
                });
    for (int wave = 0; wave < clients; wave += WAVE) {
      List<ChannelFuture> connecting = new ArrayList<>();
      int last = Math.min(clients, wave + WAVE);
      for (int i = wave; i < last; i++) {
        connecting.add(bootstrap.connect("127.0.0.1", port));
      }
      for (ChannelFuture future : connecting) {
        assertTrue(future.awaitUninterruptibly(Await.SECONDS, TimeUnit.SECONDS));
      }
      Await.until("they have joined", () -> joined.sum() == last);
    }
  }

  private final class Member extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final long lot;
    private long offset;

    Member(long lot) {
      this.lot = lot;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame)
        throws Exception {
      JsonNode message = Client.JSON.readTree(frame.text());
      switch (message.get("type").asText()) {
        case "welcome" -> join(ctx.channel());
        case "auction:lot" -> offset = message.get("offset").asLong();
        case "done" -> joined.increment();
        case "auction:update" -> {
          if (message.get("offset").asLong() != ++offset) {
            faults.increment();
          }
          events.increment();
        }
        default -> faults.increment();
      }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void join(Channel channel) {
      channel.writeAndFlush(
          new TextWebSocketFrame(
              "{\"type\":\"auction:join\",\"requestId\":\"%s\",\"lot\":%d}"
                  .formatted(UUID.randomUUID(), lot)));
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
