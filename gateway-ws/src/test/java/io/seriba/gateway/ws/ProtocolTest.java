package io.seriba.gateway.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.gateway.ws.RawClient.Frame;
import io.seriba.sbe.Role;
import io.seriba.sbe.SessionError;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** RFC 6455 as the gateway speaks it, its limits, and how sessions end. */
class ProtocolTest {
  private static final byte[] NOTHING = {};

  private static String join(int lot) {
    return "{\"type\":\"auction:join\",\"requestId\":\"%s\",\"lot\":%d}"
        .formatted(UUID.randomUUID(), lot);
  }

  @Test
  void aPingIsAnsweredWithItsContent() {
    try (Gateway gateway = Gateway.start();
        RawClient client = RawClient.upgraded(gateway.port)) {
      client.frame(true, RawClient.PING, "hello".getBytes(UTF_8));
      Frame pong = client.frame();
      assertEquals(RawClient.PONG, pong.opcode());
      assertEquals("hello", pong.text());
    }
  }

  @Test
  void aMessageMayComeInFragmentsWithPingsBetween() {
    try (Gateway gateway = Gateway.start();
        RawClient client = RawClient.upgraded(gateway.port)) {
      byte[] message = join(7).getBytes(UTF_8);
      client.frame(false, RawClient.TEXT, NOTHING);
      for (byte single : message) {
        client.frame(false, RawClient.CONTINUATION, new byte[] {single});
      }
      client.frame(true, RawClient.PING, NOTHING);
      assertEquals(RawClient.PONG, client.frame().opcode());
      client.frame(true, RawClient.CONTINUATION, NOTHING);
      assertTrue(client.frame().text().contains("UNKNOWN_TOPIC"));
      assertEquals(1, gateway.stats().messagesIn());
    }
  }

  @Test
  void theClosingHandshakeIsAnsweredWithTheClientsCode() {
    try (Gateway gateway = Gateway.start();
        RawClient client = RawClient.upgraded(gateway.port)) {
      client.frame(true, RawClient.CLOSE, new byte[] {0x0F, (byte) 0xA0});
      assertEquals(4000, client.closeCode());
      client.awaitEnd();
    }
    try (Gateway gateway = Gateway.start();
        RawClient client = RawClient.upgraded(gateway.port)) {
      client.frame(true, RawClient.CLOSE, NOTHING);
      assertArrayEquals(NOTHING, client.frame().payload());
      client.awaitEnd();
    }
  }

  @Test
  void whatIsNoTextOrNoWebSocketIsClosedWithTheRightCode() {
    try (Gateway gateway = Gateway.start()) {
      Client binary = gateway.viewer();
      binary.sendBinary(new byte[] {1, 2, 3});
      assertEquals(CloseCode.UNSUPPORTED_DATA.code(), binary.closeCode());

      byte[] unmasked = {(byte) 0x81, 2, '{', '}'};
      byte[] reserved = {(byte) 0xC1, (byte) 0x80, 0, 0, 0, 0};
      byte[] opcode = {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0};
      byte[] orphan = RawClient.encoded(true, RawClient.CONTINUATION, NOTHING);
      for (byte[] violation : new byte[][] {unmasked, reserved, opcode, orphan}) {
        try (RawClient client = RawClient.upgraded(gateway.port)) {
          client.send(violation);
          assertEquals(CloseCode.PROTOCOL_ERROR.code(), client.closeCode());
          client.awaitEnd();
        }
      }
      try (RawClient client = RawClient.upgraded(gateway.port)) {
        client.frame(true, RawClient.TEXT, new byte[] {'{', (byte) 0xFF, '}'});
        assertEquals(CloseCode.INVALID_UTF8.code(), client.closeCode());
      }
      assertEquals(4, gateway.stats().closes(CloseCode.PROTOCOL_ERROR));
    }
  }

  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // the gateway closes before all is sent
  void aMessageMayBeAsLongAsTheLimitAndNoLonger() {
    try (Gateway gateway = Gateway.start(options -> options.maxFrameBytes(1000))) {
      try (RawClient client = RawClient.upgraded(gateway.port)) {
        client.text(join(7) + " ".repeat(1000 - join(7).length()));
        assertTrue(client.frame().text().contains("UNKNOWN_TOPIC"));
        client.frame(true, RawClient.TEXT, new byte[1001]);
        assertEquals(CloseCode.TOO_BIG.code(), client.closeCode());
        client.awaitEnd();
      }
      try (RawClient client = RawClient.upgraded(gateway.port)) {
        client.frame(false, RawClient.TEXT, " ".repeat(600).getBytes(UTF_8));
        client.frame(false, RawClient.CONTINUATION, " ".repeat(401).getBytes(UTF_8));
        assertEquals(CloseCode.TOO_BIG.code(), client.closeCode());
      }
      Client client = gateway.viewer();
      client.socket().sendText(" ".repeat(100_000), true);
      assertEquals(CloseCode.TOO_BIG.code(), client.closeCode());
      gateway.viewer().expectNothingElse();
    }
  }

  @Test
  void badJsonIsRefusedNamingTheFieldAndTheSessionLivesOn() {
    try (Gateway gateway = Gateway.start()) {
      Client client = gateway.client(42, Role.BIDDER);
      client.send("this is no JSON");
      assertEquals("INVALID_JSON", client.next("error").get("code").asText());
      client.nextError(client.send("auction:nothing", ""), "UNKNOWN_TYPE", "type");
      client.nextError(client.send("auction:bid", "\"lot\":1"), "MISSING_FIELD", "max");
      client.nextError(client.send("auction:bid", "\"lot\":1,\"max\":0"), "OUT_OF_RANGE", "max");
      client.nextError(
          client.send("auction:bid", "\"lot\":1,\"max\":1,\"lot\":1"), "DUPLICATE_FIELD", "lot");
      // what only the gateway or the engine says is no message for clients
      client.nextError(client.send("outcome", ""), "UNKNOWN_TYPE", "type");
      client.nextError(client.send("control:tick", ""), "UNKNOWN_TYPE", "type");
      client.send("auction:bid", "\"lot\":1,\"max\":1");
      client.next("outcome");
      assertEquals(3, gateway.stats().refusals(SessionError.UNKNOWN_TYPE));
      assertEquals(8, gateway.stats().messagesIn());
      assertEquals(1, gateway.stats().commands());
    }
  }

  @Test
  void bidsOfAnAccountAreLimitedOverAllItsConnections() {
    try (Gateway gateway = Gateway.start(options -> options.bidsPerMinute(3).eventLoops(2))) {
      Client one = gateway.client(42, Role.BIDDER);
      Client two = gateway.client(42, Role.BIDDER);
      for (Client client : new Client[] {one, two, one}) {
        client.send("auction:bid", "\"lot\":1,\"max\":1");
        client.next("outcome");
      }
      UUID requestId = two.send("auction:buy-now", "\"lot\":1");
      JsonNode error = two.nextError(requestId, "RATE_LIMITED", "");
      String text = error.get("text").asText();
      assertTrue(text.matches("more than 3 bids a minute; the next one may come in \\d+ ms"), text);
      // others may, and so may this account do what is no bid
      Client other = gateway.client(43, Role.AUCTIONEER);
      other.send("auction:bid", "\"lot\":1,\"max\":1");
      other.next("outcome");
      one.nextError(one.send("auction:join", "\"lot\":1"), "UNKNOWN_TOPIC", "lot");
      assertEquals(1, gateway.stats().refusals(SessionError.RATE_LIMITED));
    }
  }

  @Test
  void whoSendsTooFastIsRefusedAndWhoGoesOnIsClosed() {
    try (Gateway gateway = Gateway.start(options -> options.messagesPerSecond(10));
        RawClient client = RawClient.upgraded(gateway.port)) {
      for (int i = 0; i < 100; i++) {
        client.text(join(7));
      }
      int refused = 0;
      Frame frame = client.frame();
      while (frame.opcode() == RawClient.TEXT) {
        refused += frame.text().contains("RATE_LIMITED") ? 1 : 0;
        frame = client.frame();
      }
      assertEquals(CloseCode.TOO_MANY_MESSAGES.code(), frame.closeCode());
      assertTrue(refused >= 10, "refused " + refused);
    }
  }

  @Test
  void pingsAndEmptyFragmentsCountAsMessages() {
    try (Gateway gateway = Gateway.start(options -> options.messagesPerSecond(10))) {
      for (int opcode : new int[] {RawClient.PING, RawClient.CONTINUATION}) {
        try (RawClient client = RawClient.upgraded(gateway.port)) {
          client.frame(false, RawClient.TEXT, NOTHING);
          for (int i = 0; i < 100; i++) {
            client.frame(opcode == RawClient.PING, opcode, NOTHING);
          }
          assertEquals(CloseCode.TOO_MANY_MESSAGES.code(), client.closeCode());
        }
      }
    }
  }

  @Test
  void aClientThatAnswersPingsStaysAndOneThatDoesNotIsClosed() {
    try (Gateway gateway =
            Gateway.start(
                options ->
                    options.pingInterval(Duration.ofMillis(50)).idleTime(Duration.ofSeconds(3)));
        RawClient answers = RawClient.upgraded(gateway.port);
        RawClient silent = RawClient.upgraded(gateway.port);
        RawClient liar = RawClient.upgraded(gateway.port)) {
      while (gateway.stats().closes(CloseCode.IDLE) < 2) {
        Frame ping = answers.frame();
        assertEquals(RawClient.PING, ping.opcode());
        // says something, but not what would show that it has read the ping
        liar.frame(true, RawClient.PONG, new byte[8]);
        answers.frame(true, RawClient.PONG, ping.payload());
      }
      assertEquals(CloseCode.IDLE.code(), silent.closeCode());
      assertEquals(CloseCode.IDLE.code(), liar.closeCode());
      assertEquals(RawClient.PING, answers.frame().opcode());
    }
  }

  @Test
  void theJdksClientAnswersPingsByItself() {
    try (Gateway gateway =
        Gateway.start(
            options ->
                options.pingInterval(Duration.ofMillis(50)).idleTime(Duration.ofSeconds(3)))) {
      Client client = gateway.viewer();
      gateway.deafClient();
      Await.until("the silent one is closed", () -> gateway.stats().closes(CloseCode.IDLE) == 1);
      client.expectNothingElse();
    }
  }

  @Test
  void aSessionEndsWithItsToken() {
    try (Gateway gateway = Gateway.start()) {
      Client client = gateway.client(Gateway.TOKENS.mint(42, Role.BIDDER, Duration.ofSeconds(4)));
      assertEquals(CloseCode.TOKEN_EXPIRED.code(), client.closeCode());
    }
  }

  @Test
  void aLappedGatewaySaysSoClosesItsSessionsAndTakesNoMore() {
    try (Gateway gateway = Gateway.start(options -> options.eventLoops(1))) {
      Client client = gateway.viewer();
      gateway.core.lapReaders();
      assertEquals(CloseCode.LAPPED.code(), client.closeCode());
      Await.until("it is reported", () -> gateway.failures.size() == 1);
      assertTrue(gateway.core.allReadersClosed());
      try (RawClient late = new RawClient(gateway.port)) {
        assertTrue(late.handshake("").startsWith("HTTP/1.1 503"));
      }
    }
  }

  @Test
  void anEventThatCannotBeHandedOutStopsTheLoopInsteadOfLeavingAGap() {
    try (Gateway gateway = Gateway.start(options -> options.eventLoops(1))) {
      Client client = gateway.viewer();
      gateway.core.price(10, 1, 500, 42); // of a lot that was never defined
      assertEquals(CloseCode.INTERNAL_ERROR.code(), client.closeCode());
      Await.until("it is reported", () -> gateway.failures.size() == 1);
      assertTrue(gateway.failures.getFirst().contains("topic 10"), gateway.failures::toString);
    }
  }

  @Test
  void closingTheGatewayTellsEverybodyAndWaitsForNobodyLong() {
    Gateway gateway = Gateway.start(options -> options.eventLoops(2));
    Client polite = gateway.viewer();
    try (RawClient mute = RawClient.upgraded(gateway.port);
        RawClient inHandshake = new RawClient(gateway.port)) {
      gateway.core.defineSale(1);
      gateway.gateway.close();
      assertEquals(CloseCode.GOING_AWAY.code(), polite.closeCode());
      assertEquals(CloseCode.GOING_AWAY.code(), mute.closeCode());
      mute.awaitEnd();
      inHandshake.awaitEnd();
      assertTrue(gateway.core.allReadersClosed());
      assertEquals(0, gateway.stats().connections());
      gateway.core.defineSale(2);
      gateway.gateway.close();
    } finally {
      gateway.close();
    }
  }

  @Test
  void anEndlessPingerThatDoesNotReadIsBounded() {
    try (Gateway gateway =
            Gateway.start(
                options -> options.unwrittenBytesPerConnection(65_536).stateRecordsPerJoin(64));
        RawClient client = RawClient.upgraded(gateway.port)) {
      ByteBuffer pings = ByteBuffer.allocate(1 << 20);
      byte[] ping = RawClient.encoded(true, RawClient.PING, new byte[125]);
      while (pings.remaining() >= ping.length) {
        pings.put(ping);
      }
      byte[] bytes = java.util.Arrays.copyOf(pings.array(), pings.position());
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        client.send(bytes);
                      }
                    } catch (java.io.UncheckedIOException closed) {
                      assertTrue(gateway.stats().closes(CloseCode.TOO_SLOW) == 1);
                    }
                  });
      Await.until("it is closed", () -> gateway.stats().closes(CloseCode.TOO_SLOW) == 1);
      Await.until("it is gone", () -> !sender.isAlive());
    }
  }
}
