package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.sbe.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandshakeTest {

  private static void assertAnswer(String status, String body, String answer) {
    assertEquals("HTTP/1.1 " + status, answer.lines().findFirst().orElse(""), answer);
    assertTrue(answer.contains("connection: close"), answer);
    assertEquals(body, answer.substring(answer.indexOf("\r\n\r\n") + 4).strip());
  }

  private static String answer(Gateway gateway, String request) {
    try (RawClient client = new RawClient(gateway.port)) {
      client.send(request);
      String answer = client.response();
      client.awaitEnd();
      return answer;
    }
  }

  private static String answerToHeaders(Gateway gateway, String headers) {
    return answer(gateway, RawClient.request("GET /ws HTTP/1.1", headers));
  }

  @Test
  void whatIsNoWebSocketRequestIsToldSo() {
    try (Gateway gateway = Gateway.start()) {
      assertAnswer(
          "404 Not Found",
          "the WebSocket is at /ws",
          answer(gateway, RawClient.request("GET /other HTTP/1.1", "")));
      String upgrade = "426 Upgrade Required";
      String spoken = "only WebSocket, version 13, is spoken here";
      assertAnswer(upgrade, spoken, answer(gateway, "GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      assertAnswer(upgrade, spoken, answer(gateway, RawClient.request("POST /ws HTTP/1.1", "")));
      String old = RawClient.request("GET /ws HTTP/1.1", "").replace("Version: 13", "Version: 8");
      assertAnswer(upgrade, spoken, answer(gateway, old));
      assertAnswer("400 Bad Request", "not a valid HTTP request", answer(gateway, "hello\r\n\r\n"));
      String noKey = RawClient.request("GET /ws HTTP/1.1", "").replace("-Key", "-Kex");
      assertAnswer("400 Bad Request", "Sec-WebSocket-Key is missing", answer(gateway, noKey));
      String long8k = "X-Long: " + "a".repeat(9000) + "\r\n";
      assertAnswer("400 Bad Request", "not a valid HTTP request", answerToHeaders(gateway, long8k));
      assertEquals(7, gateway.stats().handshakesRefused());
    }
  }

  @Test
  void theTokenSaysWhoTheSessionIs() {
    try (Gateway gateway = Gateway.start(options -> options.anonymousViewers(false))) {
      for (Role role : List.of(Role.VIEWER, Role.BIDDER, Role.AUCTIONEER, Role.ADMIN)) {
        try (Client client = Client.open(gateway.port, Gateway.token(42, role))) {
          JsonNode welcome = client.next("welcome");
          assertEquals(42, welcome.get("account").asLong());
          assertEquals(role.name(), welcome.get("role").asText());
          assertTrue(welcome.get("serverTime").asLong() > FakeCore.NOW);
        }
      }
    }
  }

  @Test
  void aBrowserSendsItsTokenAsASubProtocol() {
    try (Gateway gateway = Gateway.start(options -> options.anonymousViewers(false));
        RawClient client = new RawClient(gateway.port)) {
      String token = Gateway.token(42, Role.BIDDER);
      String answer =
          client.handshake("Sec-WebSocket-Protocol: seriba.json, bearer." + token + "\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 101"), answer);
      assertTrue(answer.contains("sec-websocket-protocol: seriba.json\r\n"), answer);
      assertFalse(answer.contains(token), answer);
      assertTrue(client.frame().text().contains("\"role\":\"BIDDER\""));
    }
  }

  @Test
  void aBadTokenIsRefusedWithAReason() {
    try (Gateway gateway = Gateway.start()) {
      String no = "401 Unauthorized";
      String token = Gateway.token(42, Role.BIDDER);
      assertAnswer(
          no, "not a signed token", answerToHeaders(gateway, "Authorization: Bearer nonsense\r\n"));
      assertAnswer(
          no,
          "wrong signature",
          answerToHeaders(gateway, "Authorization: Bearer " + token + "AAAA\r\n"));
      assertAnswer(
          no,
          "Authorization must be Bearer TOKEN",
          answerToHeaders(gateway, "Authorization: Basic QTpC\r\n"));
      assertAnswer(
          "400 Bad Request",
          "more than one token",
          answerToHeaders(
              gateway,
              "Authorization: Bearer "
                  + token
                  + "\r\nSec-WebSocket-Protocol: bearer."
                  + token
                  + "\r\n"));
      String inUrl = answer(gateway, RawClient.request("GET /ws?token=" + token + " HTTP/1.1", ""));
      assertTrue(inUrl.startsWith("HTTP/1.1 400"), inUrl);
      assertTrue(inUrl.contains("a token goes into the header"), inUrl);
    }
  }

  @Test
  void withoutATokenOneMayOnlyLookOnAndOnlyIfTheOptionsAllow() {
    try (Gateway gateway = Gateway.start(options -> options.anonymousViewers(false))) {
      assertAnswer("401 Unauthorized", "a token is required", answerToHeaders(gateway, ""));
    }
    try (Gateway gateway = Gateway.start();
        RawClient client = new RawClient(gateway.port)) {
      client.handshake("");
      String welcome = client.frame().text();
      assertTrue(welcome.contains("\"role\":\"VIEWER\""), welcome);
      assertFalse(welcome.contains("account"), welcome);
    }
  }

  @Test
  void pagesOfOtherOriginsAreKeptOut() {
    try (Gateway gateway =
        Gateway.start(options -> options.origins(Set.of("https://sale.example")))) {
      assertAnswer(
          "403 Forbidden",
          "pages of this origin may not",
          answerToHeaders(gateway, "Origin: https://evil.example\r\n"));
      for (String allowed : List.of("Origin: https://sale.example\r\n", "")) {
        try (RawClient client = new RawClient(gateway.port)) {
          assertTrue(client.handshake(allowed).startsWith("HTTP/1.1 101"));
        }
      }
    }
  }

  @Test
  void connectionsOverTheLimitAreToldSoAndBeyondTwiceThatCutOff() {
    try (Gateway gateway = Gateway.start(options -> options.connections(2))) {
      List<RawClient> clients = new ArrayList<>();
      clients.add(RawClient.upgraded(gateway.port));
      clients.add(RawClient.upgraded(gateway.port));
      assertAnswer("503 Service Unavailable", "too many connections", answerToHeaders(gateway, ""));
      Await.until("the refused one is gone", () -> gateway.stats().connections() == 2);
      // these say nothing, so they aren't told anything either
      clients.add(new RawClient(gateway.port));
      clients.add(new RawClient(gateway.port));
      Await.until("they are counted", () -> gateway.stats().connections() == 4);
      try (RawClient cutOff = new RawClient(gateway.port)) {
        cutOff.awaitEnd();
      }
      clients.forEach(RawClient::close);
      Await.until("room again", () -> gateway.stats().connections() == 0);
      RawClient.upgraded(gateway.port).close();
    }
  }

  @Test
  void connectionsOfOneAddressAreLimited() {
    try (Gateway gateway = Gateway.start(options -> options.connectionsPerAddress(1))) {
      try (RawClient first = RawClient.upgraded(gateway.port)) {
        assertAnswer(
            "429 Too Many Requests",
            "too many connections from your address",
            answerToHeaders(gateway, ""));
        first.text("{}");
        assertEquals(RawClient.TEXT, first.frame().opcode());
      }
      Await.until("room again", () -> gateway.stats().connections() == 0);
      RawClient.upgraded(gateway.port).close();
    }
  }

  @Test
  void whoDoesNotFinishTheHandshakeInTimeIsCutOff() {
    try (Gateway gateway = Gateway.start(options -> options.handshakeTime(Duration.ofSeconds(1)));
        RawClient silent = new RawClient(gateway.port);
        RawClient slow = new RawClient(gateway.port)) {
      slow.send("GET /ws HTTP/1.1\r\nHost: loc");
      silent.awaitEnd();
      slow.awaitEnd();
      try (RawClient quick = RawClient.upgraded(gateway.port)) {
        // outlives the handshake time: what came before it has timed out already
        quick.text("{}");
        assertEquals(RawClient.TEXT, quick.frame().opcode());
      }
    }
  }

  @Test
  void whatFollowsARequestTooEarlyHarmsNobody() {
    try (Gateway gateway = Gateway.start()) {
      String request = RawClient.request("GET /ws HTTP/1.1", "");
      for (String more : List.of(request + request, "\u0081\u0080\0\0\0\0")) {
        try (RawClient eager = new RawClient(gateway.port)) {
          eager.send(request + more);
          eager.awaitEnd();
        }
      }
      gateway.viewer().expectNothingElse();
    }
  }
}
