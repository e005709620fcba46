package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JoinTest {

  @Test
  void aLotGivesItsStateThenItsEvents() {
    try (Gateway gateway = Gateway.start()) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      gateway.core.price(10, 1, 500, 42);
      Client client = gateway.viewer();
      List<JsonNode> states = client.join("lot", 10);
      assertEquals(1, states.size());
      JsonNode lot = states.getFirst();
      assertEquals("auction:lot", lot.get("type").asText());
      assertEquals(100, lot.get("openingPrice").asLong());
      assertEquals(500, lot.get("price").asLong());
      assertEquals(42, lot.get("leader").asLong());
      assertEquals(2, lot.get("offset").asLong());
      assertEquals(3, lot.get("sequence").asLong());

      gateway.core.price(10, 1, 600, 43);
      JsonNode update = client.next("auction:update");
      assertEquals(600, update.get("price").asLong());
      assertEquals(3, update.get("offset").asLong());
      assertEquals(4, update.get("sequence").asLong());
    }
  }

  @Test
  void stateFromBeforeTheGatewayIsThere() {
    FakeCore core = new FakeCore();
    core.defineSale(1);
    core.defineLot(10, 1);
    core.price(10, 1, 500, 42);
    try (Gateway gateway = Gateway.start(core, options -> options)) {
      List<JsonNode> states = gateway.viewer().join("sale", 1);
      assertEquals(2, states.size());
      assertEquals(500, states.get(1).get("price").asLong());
      assertEquals(2, states.get(1).get("offset").asLong());
    }
  }

  @Test
  void doneSaysWhereInTheLogTheStateIsFrom() {
    try (Gateway gateway = Gateway.start()) {
      gateway.core.defineSale(1);
      gateway.core.balance(7, 1);
      Client client = gateway.viewer();
      client.expectNothingElse();
      client.send("auction:join", "\"sale\":1");
      client.next("auction:sale");
      JsonNode done = client.next("done");
      assertEquals(2, done.get("sequence").asLong());
      assertTrue(done.get("serverTime").asLong() > FakeCore.NOW);
    }
  }

  @Test
  void aSaleGivesAllItsLotsThenTheirEventsAndNewLots() {
    try (Gateway gateway = Gateway.start()) {
      gateway.core.defineSale(1);
      gateway.core.defineSale(2);
      IntStream.range(10, 30).forEach(lot -> gateway.core.defineLot(lot, 1));
      gateway.core.defineLot(99, 2);
      Client client = gateway.viewer();
      List<JsonNode> states = client.join("sale", 1);
      assertEquals("auction:sale", states.getFirst().get("type").asText());
      assertEquals(
          IntStream.range(10, 30).boxed().toList(),
          states.stream().skip(1).map(state -> state.get("lot").asInt()).toList());

      gateway.core.price(99, 2, 500, 42);
      gateway.core.price(20, 1, 500, 42);
      assertEquals(20, client.next("auction:update").get("lot").asInt());
      gateway.core.defineLot(30, 1);
      assertEquals(30, client.next("auction:lot").get("lot").asInt());
      gateway.core.price(30, 1, 500, 42);
      JsonNode update = client.next("auction:update");
      assertEquals(30, update.get("lot").asInt());
      assertEquals(2, update.get("offset").asInt());
    }
  }

  @Test
  void whoJoinsALotAndItsSaleGetsEachEventOnce() {
    try (Gateway gateway = Gateway.start()) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      Client client = gateway.viewer();
      client.join("lot", 10);
      client.join("sale", 1);
      gateway.core.price(10, 1, 500, 42);
      client.next("auction:update");
      client.expectNothingElse();
    }
  }

  @Test
  void joiningTwiceGivesTheStateAgainAndEachEventOnce() {
    try (Gateway gateway = Gateway.start(options -> options.topicsPerConnection(1))) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      Client client = gateway.viewer();
      client.join("lot", 10);
      gateway.core.price(10, 1, 500, 42);
      client.next("auction:update");
      assertEquals(500, client.join("lot", 10).getFirst().get("price").asLong());
      gateway.core.price(10, 1, 600, 42);
      assertEquals(600, client.next("auction:update").get("price").asLong());
      client.expectNothingElse();
    }
  }

  @Test
  void whoLeavesGetsNoMore() {
    try (Gateway gateway = Gateway.start()) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      Client client = gateway.viewer();
      client.join("lot", 10);
      UUID left = client.send("auction:leave", "\"lot\":10");
      assertEquals(left.toString(), client.next("done").get("requestId").asText());
      gateway.core.price(10, 1, 500, 42);
      client.expectNothingElse();
      // once more is as good
      client.send("auction:leave", "\"lot\":10");
      client.next("done");
    }
  }

  @Test
  void otherSubscribersStayWhenOneLeaves() {
    try (Gateway gateway = Gateway.start(options -> options.eventLoops(1))) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      List<Client> clients = IntStream.range(0, 5).mapToObj(i -> gateway.viewer()).toList();
      clients.forEach(client -> client.join("lot", 10));
      clients.get(1).send("auction:leave", "\"lot\":10");
      clients.get(1).next("done");
      clients.get(3).close();
      Await.until("one is gone", () -> gateway.stats().sessions() == 4);
      gateway.core.price(10, 1, 500, 42);
      for (int i : new int[] {0, 2, 4}) {
        clients.get(i).next("auction:update");
        clients.get(i).expectNothingElse();
      }
      clients.get(1).expectNothingElse();
    }
  }

  @Test
  void wrongJoinsAreRefusedAndNameTheField() {
    try (Gateway gateway =
        Gateway.start(options -> options.topicsPerConnection(2).stateRecordsPerJoin(3))) {
      gateway.core.defineSale(1);
      IntStream.range(10, 13).forEach(lot -> gateway.core.defineLot(lot, 1));
      Client client = gateway.viewer();
      client.nextError(client.send("auction:join", ""), "MISSING_FIELD", "lot");
      client.nextError(
          client.send("auction:join", "\"lot\":10,\"sale\":1"), "INVALID_VALUE", "sale");
      JsonNode unknown =
          client.nextError(client.send("auction:join", "\"lot\":77"), "UNKNOWN_TOPIC", "lot");
      assertEquals("there is no lot 77", unknown.get("text").asText());
      client.nextError(client.send("auction:leave", "\"sale\":77"), "UNKNOWN_TOPIC", "sale");
      JsonNode large =
          client.nextError(client.send("auction:join", "\"sale\":1"), "TOPIC_TOO_LARGE", "sale");
      assertEquals(
          "sale 1 takes 4 state records; a join gives at most 3: join its parts",
          large.get("text").asText());
      client.join("lot", 10);
      client.join("lot", 11);
      client.nextError(client.send("auction:join", "\"lot\":12"), "TOO_MANY_TOPICS", "lot");
      client.send("auction:leave", "\"lot\":11");
      client.next("done");
      client.join("lot", 12);
      assertFalse(gateway.stats().refusals().isEmpty());
    }
  }

  @Test
  void aLargeStateCountsAsManyMessages() {
    try (Gateway gateway = Gateway.start(options -> options.messagesPerSecond(10))) {
      gateway.core.defineSale(1);
      for (int lot = 0; lot < 49; lot++) {
        gateway.core.defineLot(10 + lot, 1);
      }
      Client client = gateway.viewer();
      int joins = 10;
      for (int i = 0; i < joins; i++) {
        client.send("auction:join", "\"sale\":1");
      }
      int done = 0;
      int refused = 0;
      while (done + refused < joins) {
        JsonNode answer = client.next();
        done += answer.get("type").asText().equals("done") ? 1 : 0;
        refused += answer.path("code").asText().equals("RATE_LIMITED") ? 1 : 0;
      }
      assertTrue(done > 0 && refused > 0, done + " done, " + refused + " refused");
      assertEquals(0, gateway.stats().closes(CloseCode.TOO_MANY_MESSAGES));
    }
  }

  @Test
  void joinsUnderAHailOfEventsHaveNeitherGapNorDouble() throws InterruptedException {
    int lots = 5;
    int events = 20_000;
    try (Gateway gateway = Gateway.start(options -> options.eventLoops(2))) {
      gateway.core.defineSale(1);
      IntStream.range(0, lots).forEach(lot -> gateway.core.defineLot(1 + lot, 1));
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < events; i++) {
                      gateway.core.price(1 + i % lots, 1, 1 + i / lots, 42);
                    }
                  });
      List<Client> clients = IntStream.range(0, 6).mapToObj(i -> gateway.viewer()).toList();
      for (int i = 0; i < clients.size(); i++) {
        clients.get(i).send("auction:join", i % 2 == 0 ? "\"sale\":1" : "\"lot\":1");
      }
      for (int i = 0; i < clients.size(); i++) {
        expectContiguous(clients.get(i), i % 2 == 0 ? lots : 1, 1 + events / lots);
      }
      writer.join();
      clients.getFirst().expectNothingElse();
    }
  }

  /** Follows each lot from the state it was joined at to the last event. */
  private static void expectContiguous(Client client, int lots, int last) {
    long[] offsets = new long[1 + lots];
    long sum = 0;
    boolean done = false;
    while (sum < (long) lots * last || !done) {
      JsonNode message = client.next();
      String type = message.get("type").asText();
      if (type.equals("done")) {
        done = true;
      } else if (!type.equals("auction:sale")) {
        int lot = message.get("lot").asInt();
        long offset = message.get("offset").asLong();
        if (type.equals("auction:lot")) {
          assertEquals(0, offsets[lot], "one state for each lot");
        } else {
          assertTrue(done, "first the states, then the events");
          assertEquals(offsets[lot] + 1, offset, message::toString);
          assertEquals(offset - 1, message.get("price").asLong());
        }
        sum += offset - offsets[lot];
        offsets[lot] = offset;
      }
    }
  }
}
