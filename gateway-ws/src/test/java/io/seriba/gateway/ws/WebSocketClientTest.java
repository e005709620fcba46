package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.seriba.gateway.ws.client.WebSocketClient;
import io.seriba.sbe.Role;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketClientTest {
  private final EventLoopGroup loops = WebSocketClient.eventLoops(1, "test-clients");

  /** Notes what a client is told. */
  private static final class Notes implements WebSocketClient.Listener {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Override
    public void onOpen() {
      told.add("open");
    }

    @Override
    public void onText(ByteBuf content) {
      told.add(content.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void onEnd(String why) {
      told.add("end: " + why);
    }

    String next() {
      try {
        String next = told.poll(10, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private WebSocketClient connect(int port, String token, Notes notes) {
    URI address = URI.create("ws://127.0.0.1:" + port + "/ws");
    return WebSocketClient.connect(loops, address, token, notes);
  }

  @AfterEach
  void shutDown() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void sendsAndGetsTextsAndHearsWithWhichCodeItEnds() {
    Notes notes = new Notes();
    try (Gateway gateway = Gateway.start()) {
      WebSocketClient client = connect(gateway.port, Gateway.token(42, Role.BIDDER), notes);
      assertEquals("open", notes.next());
      assertTrue(notes.next().contains("\"account\":42"));
      client.send("{}");
      assertTrue(notes.next().contains("UNKNOWN_TYPE"));
    }
    assertEquals("end: the server closed the connection: 1001 the gateway stops", notes.next());
    assertEquals(0, notes.told.size(), "the end is told once");
  }

  @Test
  void isNotToldOfItsOwnClose() {
    Notes notes = new Notes();
    try (Gateway gateway = Gateway.start()) {
      WebSocketClient client = connect(gateway.port, Gateway.token(42, Role.BIDDER), notes);
      assertEquals("open", notes.next());
      assertTrue(notes.next().contains("welcome"));
      client.close().awaitUninterruptibly();
      Await.until("it is gone", () -> gateway.stats().connections() == 0);
      assertEquals(1, gateway.stats().closes(CloseCode.NORMAL));
    }
    assertEquals(0, notes.told.size());
  }

  @Test
  void hearsWhyThereIsNoConnection() {
    Notes refused = new Notes();
    int port;
    try (Gateway gateway = Gateway.start()) {
      port = gateway.port;
      WebSocketClient client = connect(port, "nonsense", refused);
      String end = refused.next();
      assertTrue(end.startsWith("end: the connection broke") && end.contains("401"), end);
      assertThrows(IllegalStateException.class, () -> client.send("{}"));
    }
    Notes alone = new Notes();
    connect(port, "nonsense", alone);
    String end = alone.next();
    assertTrue(end.startsWith("end: can't connect to ws://127.0.0.1:" + port + "/ws"), end);
  }
}
