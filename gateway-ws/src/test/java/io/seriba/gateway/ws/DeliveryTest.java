package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.client.CoreClient.Submission;
import io.seriba.sbe.CurrencyDeclaredEncoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.PlaceBidDecoder;
import io.seriba.sbe.Role;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryTest {

  private static UUID bid(Client client) {
    return client.send("auction:bid", "\"lot\":10,\"max\":500");
  }

  @Test
  void anOutcomeGoesToItsSenderAloneWithTheRequestId() {
    try (Gateway gateway = Gateway.start(options -> options.eventLoops(2))) {
      Client sender = gateway.client(42, Role.BIDDER);
      Client sameAccount = gateway.client(42, Role.BIDDER);
      Client other = gateway.client(43, Role.BIDDER);
      UUID requestId = bid(sender);
      JsonNode outcome = sender.next("outcome");
      assertEquals(requestId.toString(), outcome.get("requestId").asText());
      assertEquals("ACCEPTED", outcome.get("reason").asText());
      assertEquals("Accepted.", outcome.get("text").asText());
      sameAccount.expectNothingElse();
      other.expectNothingElse();
    }
  }

  @Test
  void theAccountIsTheSessionsOwn() {
    try (Gateway gateway = Gateway.start()) {
      Client client = gateway.client(42, Role.BIDDER);
      bid(client);
      client.next("outcome");
      FakeCore.Command command = gateway.core.commands().getFirst();
      assertEquals(PlaceBidDecoder.TEMPLATE_ID, command.templateId());
      assertEquals(42, command.account());
      UUID forged = client.send("auction:bid", "\"lot\":10,\"max\":500,\"account\":43");
      JsonNode error = client.next("error");
      assertEquals("account", error.get("field").asText());
      assertEquals(forged.toString(), error.get("requestId").asText());
      assertEquals(1, gateway.core.commands().size());
    }
  }

  @Test
  void sessionIdsAreNeverUsedAgainEvenByAnotherGateway() {
    try (Gateway one = Gateway.start();
        Gateway two = Gateway.start(one.core, options -> options)) {
      List<Client> clients =
          List.of(
              one.client(42, Role.BIDDER),
              two.client(42, Role.BIDDER),
              one.client(42, Role.BIDDER));
      for (Client client : clients) {
        bid(client);
        client.next("outcome");
      }
      clients.forEach(Client::expectNothingElse);
      assertEquals(
          3, one.core.commands().stream().map(FakeCore.Command::replyTo).distinct().count());
    }
  }

  @Test
  void privateEventsGoToAllSessionsOfTheirAccountOnly() {
    try (Gateway gateway = Gateway.start(options -> options.eventLoops(2))) {
      gateway.core.defineSale(42);
      List<Client> mine =
          IntStream.range(0, 4).mapToObj(i -> gateway.client(42, Role.BIDDER)).toList();
      Client admin = gateway.client(43, Role.ADMIN);
      Client viewer = gateway.viewer();
      // a topic of another kind with the same number is another topic
      viewer.join("sale", 42);
      gateway.core.balance(42, 1_000);
      for (Client client : mine) {
        assertEquals(1_000, client.next("ledger:balance-changed").get("posted").asLong());
        client.expectNothingElse();
      }
      admin.expectNothingElse();
      viewer.expectNothingElse();
      mine.getFirst().close();
      Await.until("one is gone", () -> gateway.stats().sessions() == 5);
      gateway.core.balance(42, 2_000);
      mine.getLast().next("ledger:balance-changed");
    }
  }

  @Test
  void internalEventsGoToNobody() {
    try (Gateway gateway = Gateway.start()) {
      Client admin = gateway.client(43, Role.ADMIN);
      gateway.core.event(
          "",
          0,
          0,
          0,
          (buffer, at) ->
              new CurrencyDeclaredEncoder()
                  .wrapAndApplyHeader(buffer, at, new MessageHeaderEncoder())
                  .currency("EUR")
                  .encodedLength());
      admin.expectNothingElse();
    }
  }

  @Test
  void anEventIsEncodedOnceForAllReceiversOfALoop() {
    try (Gateway gateway = Gateway.start(options -> options.eventLoops(1))) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      List<Client> clients = IntStream.range(0, 20).mapToObj(i -> gateway.viewer()).toList();
      clients.forEach(client -> client.join("lot", 10));
      long before = gateway.stats().eventsEncoded();
      gateway.core.price(10, 1, 500, 42);
      List<JsonNode> updates =
          clients.stream().map(client -> client.next("auction:update")).toList();
      assertEquals(1, updates.stream().distinct().count());
      assertEquals(before + 1, gateway.stats().eventsEncoded());
    }
  }

  @Test
  void aLoopThatLooksOutForRepliesMissesNothing() {
    try (Gateway gateway = Gateway.start(options -> options.replyWait(Duration.ofMillis(1)))) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      Client bidder = gateway.client(42, Role.BIDDER);
      Client viewer = gateway.viewer();
      viewer.join("sale", 1);
      for (int i = 0; i < 300; i++) {
        bid(bidder);
        bidder.next("outcome");
        gateway.core.price(10, 1, 1 + i, 42);
        assertEquals(2 + i, viewer.next("auction:update").get("offset").asInt());
      }
      bidder.expectNothingElse();
      viewer.expectNothingElse();
    }
  }

  @Test
  void whatTheCoreDoesNotTakeIsRefusedWithItsRequestId() {
    try (Gateway gateway = Gateway.start(options -> options.bidsPerMinute(1))) {
      Client client = gateway.client(42, Role.BIDDER);
      gateway.core.answerWith(Submission.BUSY);
      client.nextError(bid(client), "BUSY", "");
      gateway.core.answerWith(Submission.STORAGE_FULL);
      client.nextError(bid(client), "STORAGE_FULL", "");
      // a refused bid doesn't count against the limit of one a minute
      gateway.core.answerWith(Submission.TAKEN);
      bid(client);
      client.next("outcome");
      client.nextError(bid(client), "RATE_LIMITED", "");

      Client admin = gateway.client(43, Role.ADMIN);
      gateway.core.answerWith(Submission.TOO_LONG);
      UUID requestId = admin.send("ledger:open-account", "\"holder\":7");
      JsonNode error = admin.nextError(requestId, "OUT_OF_RANGE", "");
      assertTrue(
          error.get("text").asText().startsWith("the command takes 40 bytes"), error::toString);
      gateway.core.answerWith(Submission.CLOSED);
      admin.send("ledger:open-account", "\"holder\":7");
      assertEquals(CloseCode.SERVICE_RESTART.code(), admin.closeCode());
      assertNotEquals(0, gateway.stats().commands());
    }
  }
}
