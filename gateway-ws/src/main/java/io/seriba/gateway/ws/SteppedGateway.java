package io.seriba.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.seriba.client.CoreClient;
import io.seriba.host.Clock;
import io.seriba.schema.Catalog;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of a gateway without thread, sockets or handshake: the caller says when it runs,
 * what time it is, and which bytes come in. For simulation; everything runs on the caller's thread.
 *
 * <p>Behind the handshake all is as in {@link WebSocketGateway}: frames, sessions, limits, topics.
 */
public final class SteppedGateway implements AutoCloseable {
  /** A simulation starts gateways by the thousand. */
  private static final Catalog CATALOG = Catalog.load();

  private final GatewayOptions options;
  private final MockTicker ticker = Ticker.newMockTicker();
  private final EmbeddedChannel carrier = EmbeddedChannel.builder().ticker(ticker).build();
  private final Loop loop;
  private @Nullable String failure;

  /**
   * Makes the loop and opens its reader of the core's events.
   *
   * @param core must not have taken its first command yet
   */
  public SteppedGateway(CoreClient core, Clock clock, GatewayOptions options) {
    this.options = options;
    loop =
        new Loop(
            carrier.eventLoop(),
            core,
            CATALOG,
            options,
            clock,
            ticker::nanoTime,
            new BidLimit(options.bidsPerMinute()),
            new Counters(),
            what -> failure = what);
    loop.open(core.openReader(loop::onState, loop::wakeUp));
  }

  /** Runs what is due: wake-ups by the core, and the regular look at all sessions. */
  public void run() {
    carrier.runPendingTasks();
  }

  /** Lets time pass; {@link #run} does what is due then. */
  public void advance(long nanos) {
    ticker.advance(nanos, TimeUnit.NANOSECONDS);
  }

  /** Returns why this loop serves nobody any more, or null if it does. */
  public @Nullable String failure() {
    return failure;
  }

  /** Begins a session, as after a handshake. */
  public Connection connect(Identity identity) {
    Connection connection = new Connection(options);
    Session session = loop.newSession(identity, connection.channel);
    connection.session = session.id();
    connection.channel.pipeline().addLast("session", session);
    loop.begin(session);
    return connection;
  }

  /** Hands out all that the core has released, and ends all sessions. */
  @Override
  public void close() {
    loop.close();
  }

  /** One client's connection, seen from its other end. */
  public static final class Connection {
    private final Wire channel;
    private long session;

    private Connection(GatewayOptions options) {
      WebSocketDecoderConfig frames =
          WebSocketDecoderConfig.newBuilder()
              .maxFramePayloadLength(options.maxFrameBytes())
              .closeOnProtocolViolation(false)
              .build();
      channel = new Wire();
      channel
          .pipeline()
          .addLast(
              new WebSocket13FrameDecoder(frames),
              new WebSocket13FrameEncoder(false),
              new Utf8FrameValidator(false));
      int waterMark = options.unwrittenBytesPerConnection();
      channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(waterMark, waterMark));
    }

    /** Returns the session's id: where outcomes of its commands are sent to. */
    public long session() {
      return session;
    }

    /** Tells whether the gateway takes this connection for alive. */
    public boolean isOpen() {
      return channel.isActive();
    }

    /** Takes bytes that have come from the client; nothing if the connection is no more. */
    public void receive(byte[] bytes) {
      if (isOpen()) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
      }
    }

    /** Says whether the gateway's writes get anywhere; if not, they pile up. */
    public void stall(boolean stalled) {
      channel.stalled = stalled;
      if (!stalled && isOpen()) {
        channel.flush();
      }
    }

    /** Returns and forgets what the gateway has written. */
    public byte[] sent() {
      ByteBuf all = Unpooled.buffer();
      for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
        all.writeBytes(part);
        part.release();
      }
      byte[] bytes = new byte[all.readableBytes()];
      all.readBytes(bytes);
      return bytes;
    }

    /** Ends the connection, as the gateway learns from its socket. */
    public void cut() {
      channel.finishAndReleaseAll();
    }
  }

  /** A channel whose writes can be held up. */
  private static final class Wire extends EmbeddedChannel {
    private boolean stalled;

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
      if (!stalled) {
        super.doWrite(in);
      }
    }
  }
}
