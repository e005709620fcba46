package io.seriba.server.demo.stage;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.seriba.gateway.ws.client.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All clients of an act, on one event loop of their own: what they share needs no lock. Only {@link
 * #loop}, {@link #messages} and {@link #close} are for other threads.
 */
final class Connections implements AutoCloseable {
  private static final int MAX_MESSAGE = 64 << 10;

  private final EventLoopGroup group = WebSocketClient.eventLoops(1, "seriba-demo");
  private final List<Connection> open = new ArrayList<>();
  private final Incoming incoming = new Incoming();
  private final byte[] bytes = new byte[MAX_MESSAGE];
  private final URI address;
  private final int act;
  private final EventListener events;
  private final Consumer<String> failures;
  private volatile long messages;

  /**
   * Makes the event loop; connects nobody yet.
   *
   * @param act makes the request ids different from those of other acts
   * @param events gets every event that any client gets
   * @param failures gets what no client expected
   */
  Connections(String address, int act, EventListener events, Consumer<String> failures) {
    this.address = URI.create(address);
    this.act = act;
    this.events = events;
    this.failures = failures;
  }

  EventLoop loop() {
    return (EventLoop) group.iterator().next();
  }

  /** Returns how many messages have come in. */
  long messages() {
    return messages;
  }

  /**
   * Connects a client.
   *
   * @param ready called once the server has said welcome
   */
  Connection connect(String name, String token, Runnable ready) {
    Connection connection = new Connection(name, open.size() + 1L, this, ready);
    open.add(connection);
    connection.connect(group, address, token);
    return connection;
  }

  UUID requestId(long connection, long request) {
    return new UUID((long) act << Integer.SIZE | connection, request);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
  Incoming read(ByteBuf content) throws IOException {
    messages++;
    int length = content.readableBytes();
    content.getBytes(content.readerIndex(), bytes, 0, length);
    incoming.read(bytes, length);
    return incoming;
  }

  void event(Connection receiver, Incoming message) {
    events.onEvent(receiver, message);
  }

  void failed(String what) {
    failures.accept(what);
  }

  /** Closes every connection and ends the event loop. */
  @Override
  public void close() {
    loop().submit(() -> open.forEach(Connection::close)).awaitUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
