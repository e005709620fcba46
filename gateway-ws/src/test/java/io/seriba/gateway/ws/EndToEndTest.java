package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.host.Durability;
import io.seriba.host.Host;
import io.seriba.host.HostOptions;
import io.seriba.sbe.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The gateway on the real host and engine, with a journal in memory. */
class EndToEndTest {
  private static final long SELLER = 7;
  private static final String LOT =
      "\"sale\":1,\"seller\":7,\"openingPrice\":1000,\"buyNow\":100000,\"duration\":600000000,"
          + "\"incrementTable\":1,\"deposit\":1000,\"softClose\":\"RESET\",\"format\":\"ENGLISH\","
          + "\"currency\":\"EUR\"";

  private final MemoryJournal journal = new MemoryJournal();

  /** A host that has recovered what the journal holds, and its gateway. */
  private final class Server implements AutoCloseable {
    final Host host =
        new Host(journal, Gateway.CLOCK, HostOptions.DEFAULT.withDurability(Durability.MEMORY));
    final Gateway gateway;

    Server() {
      host.recover();
      gateway = Gateway.start(host, options -> options.eventLoops(2));
      host.start();
    }

    @Override
    public void close() {
      gateway.close();
      host.close();
    }
  }

  private static JsonNode accepted(Client client, String type, String fields) {
    client.send(type, fields);
    JsonNode outcome = client.next("outcome");
    assertEquals("ACCEPTED", outcome.get("reason").asText(), outcome::toString);
    return outcome;
  }

  private static void prepare(Gateway gateway, int bidders) {
    try (Client admin = gateway.client(1, Role.ADMIN)) {
      accepted(admin, "ledger:declare-currency", "\"currency\":\"EUR\",\"exponent\":2");
      accepted(admin, "ledger:open-account", "\"holder\":" + SELLER);
      for (int bidder = 101; bidder <= 100 + bidders; bidder++) {
        accepted(admin, "ledger:open-account", "\"holder\":" + bidder);
        accepted(
            admin,
            "ledger:transfer",
            "\"debit\":0,\"currency\":\"EUR\",\"amount\":1000000,\"credit\":" + bidder);
      }
      accepted(admin, "auction:define-sale", "\"sale\":1,\"approvalRequired\":false");
      accepted(admin, "auction:define-lot", "\"lot\":10," + LOT);
      accepted(admin, "auction:define-lot", "\"lot\":11," + LOT);
    }
  }

  @Test
  void aLotIsSoldBeforeEverybodysEyes() {
    JsonNode sold;
    try (Server server = new Server()) {
      Gateway gateway = server.gateway;
      prepare(gateway, 2);
      Client viewer = gateway.viewer();
      assertEquals(3, viewer.join("sale", 1).size());
      Client auctioneer = gateway.client(1, Role.AUCTIONEER);
      Client first = gateway.client(101, Role.BIDDER);
      Client second = gateway.client(102, Role.BIDDER);

      accepted(auctioneer, "auction:open", "\"lot\":10");
      assertEquals("OPEN", viewer.next("auction:timer").get("status").asText());

      accepted(first, "auction:bid", "\"lot\":10,\"max\":5000");
      assertEquals(500, first.next("auction:deposit-held").get("deposit").asLong());
      JsonNode update = viewer.next("auction:update");
      assertEquals(1000, update.get("price").asLong());
      assertEquals(101, update.get("leader").asLong());

      second.send("auction:bid", "\"lot\":10,\"max\":1010");
      JsonNode tooLow = second.next("outcome");
      assertEquals("BID_TOO_LOW", tooLow.get("reason").asText());
      assertEquals("The max is below the minimum next bid.", tooLow.get("text").asText());

      accepted(second, "auction:bid", "\"lot\":10,\"max\":6000");
      second.next("auction:deposit-held");
      assertEquals("OUTBID", first.next("auction:deposit-released").get("cause").asText());
      assertEquals(102, viewer.next("auction:update").get("leader").asLong());

      accepted(auctioneer, "auction:close", "\"lot\":10");
      JsonNode ended = viewer.next("auction:ended");
      assertEquals("SOLD", ended.get("status").asText());
      assertEquals(102, ended.get("winner").asLong());
      sold = viewer.join("lot", 10).getFirst();
      assertEquals("SOLD", sold.get("status").asText());
      assertEquals(ended.get("hammerPrice"), sold.get("hammerPrice"));
      assertEquals(ended.get("offset"), sold.get("offset"));
      first.expectNothingElse();
      second.expectNothingElse();
    }
    try (Server again = new Server()) {
      Client viewer = again.gateway.viewer();
      assertEquals(3, viewer.join("sale", 1).size());
      JsonNode after = viewer.join("lot", 10).getFirst();
      for (String field :
          List.of("status", "winner", "hammerPrice", "price", "bidCount", "offset")) {
        assertEquals(sold.get(field), after.get(field), field);
      }
    }
  }

  @Test
  void everyBidOfManyGetsItsOwnOutcomeAndViewersMissNone() throws InterruptedException {
    int bidders = 8;
    int bids = 100;
    try (Server server = new Server()) {
      Gateway gateway = server.gateway;
      prepare(gateway, bidders);
      Client auctioneer = gateway.client(1, Role.AUCTIONEER);
      accepted(auctioneer, "auction:open", "\"lot\":11");
      Client early = gateway.viewer();
      JsonNode state = early.join("lot", 11).getFirst();

      List<Thread> threads = new ArrayList<>();
      List<String> problems = new CopyOnWriteArrayList<>();
      for (int bidder = 101; bidder <= 100 + bidders; bidder++) {
        Client client = gateway.client(bidder, Role.BIDDER);
        int step = bidder;
        threads.add(
            Thread.ofPlatform()
                .uncaughtExceptionHandler((thread, e) -> problems.add(e.toString()))
                .start(() -> bid(client, step, bids)));
      }
      Client late = gateway.viewer();
      JsonNode lateState = late.join("lot", 11).getFirst();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), problems);
      JsonNode last = auctioneer.join("lot", 11).getFirst();
      follow(early, state, last);
      follow(late, lateState, last);
      assertEquals(6 + 2L * bidders + (long) bidders * bids, gateway.stats().commands());
    }
  }

  /** Bids at a pace of one outcome each; private events of deposits come between. */
  private static void bid(Client client, int step, int bids) {
    Set<String> open = new HashSet<>();
    for (int i = 0; i < bids; i++) {
      open.add(client.send("auction:bid", "\"lot\":11,\"max\":" + (1000 + i * step)).toString());
      if (i % 10 == 9) {
        while (!open.isEmpty()) {
          JsonNode message = client.next();
          if (message.get("type").asText().equals("outcome")) {
            assertTrue(open.remove(message.get("requestId").asText()), message::toString);
          }
        }
      }
    }
  }

  /** Takes every event up to the last state's and compares what they lead to. */
  private static void follow(Client viewer, JsonNode from, JsonNode to) {
    long offset = from.get("offset").asLong();
    JsonNode price = from.get("price");
    while (offset < to.get("offset").asLong()) {
      JsonNode event = viewer.next();
      assertEquals(++offset, event.get("offset").asLong(), event::toString);
      price = event.has("price") ? event.get("price") : price;
    }
    assertEquals(to.get("price"), price);
    viewer.expectNothingElse();
  }
}
