package io.seriba.gateway.ws;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.seriba.client.CoreClient;
import io.seriba.client.EventReader;
import io.seriba.host.Clock;
import io.seriba.schema.Catalog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves clients over WebSocket: JSON in text frames, sub-protocol {@code seriba.json}.
 *
 * <p>Each event loop is a gateway of its own with the connections that fell to it, see {@link
 * Loop}. What loops share is looked at once per connection ({@link Admission}) or once per bid
 * ({@link BidLimit}), never per event.
 *
 * <p>Order of life: construct (before the core takes its first command), {@link #start}, {@link
 * #close}; all from one thread. {@link #stats} is for any thread.
 */
public final class WebSocketGateway implements AutoCloseable {
  /** The sub-protocol that is spoken. */
  public static final String PROTOCOL = "seriba.json";

  /** All buffers come from here: allocated, written and mostly released on the event loops. */
  static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketGateway.class);
  private static final int MAX_REQUEST_LINE = 4 * 1024;
  private static final int MAX_REQUEST_HEADERS = 8 * 1024;
  private static final int MAX_REQUEST_BODY = 1024;
  private static final int BACKLOG = 1024;

  private final GatewayOptions options;
  private final Tokens tokens;
  private final Admission admission;
  private final Counters counters = new Counters();
  private final EventLoopGroup group;
  private final Map<EventLoop, Loop> loops = new HashMap<>();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private @Nullable Channel listening;
  private boolean closed;

  /** Like the other constructor; a loop that stops serving only stands in the log. */
  public WebSocketGateway(CoreClient core, Clock clock, GatewayOptions options, Tokens tokens) {
    this(core, clock, options, tokens, what -> {});
  }

  /**
   * Makes the event loops and opens a reader of the core's events for each of them.
   *
   * @param core must not have taken its first command yet; outlives this gateway
   * @param clock tells clients the time, and when a token has expired
   * @param failureListener called on an event loop's thread when that loop has lost events, by
   *     falling behind or by a fault: its sessions have been closed ({@link CloseCode#LAPPED} or
   *     {@link CloseCode#INTERNAL_ERROR}) and it refuses new ones (HTTP 503) until the server is
   *     restarted, because its view of the topics can't be made whole again. It must not close the
   *     gateway itself but have another thread do it
   */
  public WebSocketGateway(
      CoreClient core,
      Clock clock,
      GatewayOptions options,
      Tokens tokens,
      Consumer<String> failureListener) {
    this.options = options;
    this.tokens = tokens;
    admission = new Admission(options.connections(), options.connectionsPerAddress());
    Catalog catalog = Catalog.load();
    BidLimit bids = new BidLimit(options.bidsPerMinute());
    group =
        new MultiThreadIoEventLoopGroup(
            options.eventLoops(),
            new DefaultThreadFactory("seriba-ws"),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    try {
      for (EventExecutor executor : group) {
        EventLoop eventLoop = (EventLoop) executor;
        Loop loop =
            new Loop(
                eventLoop,
                core,
                catalog,
                options,
                clock,
                System::nanoTime,
                bids,
                counters,
                failureListener);
        loops.put(eventLoop, loop);
      }
      open(core);
    } catch (RuntimeException e) {
      shutDown();
      throw e;
    }
  }

  private void open(CoreClient core) {
    List<Map.Entry<EventLoop, Loop>> all = List.copyOf(loops.entrySet());
    StateFeed feed = new StateFeed(loops);
    List<EventReader> readers =
        core.openReaders(
            feed, all.stream().<Runnable>map(entry -> entry.getValue()::wakeUp).toList());
    try {
      feed.end();
      for (int i = 0; i < readers.size(); i++) {
        Loop loop = all.get(i).getValue();
        EventReader reader = readers.get(i);
        all.get(i).getKey().submit(() -> loop.open(reader)).syncUninterruptibly();
      }
    } catch (RuntimeException e) {
      readers.forEach(EventReader::close);
      throw e;
    }
  }

  /**
   * Begins to listen.
   *
   * @return the port, which is a free one if the options say 0
   * @throws IllegalStateException if the address can't be listened on
   */
  public int start() {
    Class<? extends ServerSocketChannel> type =
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    int waterMark = options.unwrittenBytesPerConnection();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, ALLOCATOR)
            // one mark for both directions: unwritable means more than the bound is waiting
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(waterMark, waterMark))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(options.host(), options.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IllegalStateException(
          "can't listen on host %s, port %d: %s; choose another host or port"
              .formatted(options.host(), options.port(), bound.cause().getMessage()),
          bound.cause());
    }
    listening = bound.channel();
    int port = ((InetSocketAddress) listening.localAddress()).getPort();
    LOG.info("WebSocket gateway listens on {}:{}{}", options.host(), port, options.path());
    return port;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the end of a channel tells its closeFuture
  private void accept(SocketChannel channel) {
    InetSocketAddress remote = channel.remoteAddress();
    if (remote == null) {
      // it is gone already
      channel.close();
      return;
    }
    InetAddress address = remote.getAddress();
    Admission.Verdict verdict = admission.enter(address);
    channel.closeFuture().addListener(gone -> admission.leave(address));
    if (verdict == Admission.Verdict.CUT_OFF) {
      counters.handshakesRefused.increment();
      channel.close();
      return;
    }
    connections.add(channel);
    Loop loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new AssertionError("a connection on an event loop that isn't ours");
    }
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(MAX_REQUEST_LINE, MAX_REQUEST_HEADERS, MAX_REQUEST_HEADERS),
            new HttpObjectAggregator(MAX_REQUEST_BODY),
            new Handshake(loop, tokens, verdict));
  }

  /** Returns what this gateway has done so far, over all event loops. Any thread. */
  public Stats stats() {
    return counters.stats(connections.size());
  }

  /**
   * Listens no more, closes every session with {@link CloseCode#GOING_AWAY}, and waits for the
   * clients' answers at most the close time; then cuts off who is left. The core's readers are
   * closed. A second call does nothing.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (listening != null) {
      listening.close().awaitUninterruptibly();
    }
    shutDown();
    LOG.info("WebSocket gateway closed");
  }

  private void shutDown() {
    loops.forEach((eventLoop, loop) -> eventLoop.submit(loop::close).awaitUninterruptibly());
    connections
        .newCloseFuture()
        .awaitUninterruptibly(options.closeTime().toNanos(), TimeUnit.NANOSECONDS);
    connections.close().awaitUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
