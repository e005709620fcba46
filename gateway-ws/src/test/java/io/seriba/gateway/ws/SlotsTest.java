package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.host.Durability;
import io.seriba.host.Host;
import io.seriba.host.HostOptions;
import io.seriba.sbe.Role;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bookings through the gateway, on the real host and engine. */
class SlotsTest {
  private static final long PAYEE = 7;
  private static final long ANNA = 101;
  private static final long BEN = 102;

  private final Host host =
      new Host(
          new MemoryJournal(),
          Gateway.CLOCK,
          HostOptions.DEFAULT.withDurability(Durability.MEMORY));
  private Gateway gateway;
  private Client admin;

  SlotsTest() {
    host.recover();
    gateway = Gateway.start(host, options -> options.eventLoops(2));
    host.start();
    admin = gateway.client(1, Role.ADMIN);
  }

  @BeforeEach
  void open() {
    accepted(admin, "ledger:declare-currency", "\"currency\":\"EUR\",\"exponent\":2");
    for (long account : List.of(PAYEE, ANNA, BEN)) {
      accepted(admin, "ledger:open-account", "\"holder\":" + account);
      accepted(
          admin,
          "ledger:transfer",
          "\"debit\":0,\"currency\":\"EUR\",\"amount\":10000,\"credit\":" + account);
    }
    accepted(
        admin,
        "store:define",
        "\"store\":1,\"payee\":7,\"noShowPeriod\":0,\"maxHolds\":0,\"noShowCount\":0,"
            + "\"noShowPolicy\":\"NONE\",\"overlapForbidden\":true,\"payment\":\"AT_COMPLETION\","
            + "\"currency\":\"EUR\"");
    accepted(admin, "store:define-resource", "\"resource\":3,\"store\":1,\"exclusive\":true");
    define(10, 2);
  }

  @AfterEach
  void close() {
    gateway.close();
    host.close();
  }

  private void define(long first, int count) {
    long start = Gateway.CLOCK.micros() + TimeUnit.HOURS.toMicros(first);
    StringBuilder slots = new StringBuilder();
    for (int i = 0; i < count; i++) {
      long from = start + TimeUnit.MINUTES.toMicros(i);
      slots.append(i == 0 ? "" : ",").append("{\"start\":").append(from).append(",\"end\":");
      slots.append(from + 1).append('}');
    }
    accepted(
        admin,
        "slot:define",
        "\"store\":1,\"firstSlot\":%d,\"bufferBefore\":0,\"bufferAfter\":0,\"cancelWindow\":0,"
                .formatted(first)
            + "\"price\":500,\"capacity\":1,\"fee\":0,\"noShowFee\":10000,"
            + "\"resources\":[{\"resource\":3}],\"slots\":["
            + slots
            + "]");
  }

  private static JsonNode accepted(Client client, String type, String fields) {
    client.send(type, fields);
    JsonNode outcome = client.next("outcome");
    assertEquals("ACCEPTED", outcome.get("reason").asText(), outcome::toString);
    return outcome;
  }

  private static final String HOLD = "\"price\":500,\"seats\":1,\"slots\":[{\"slot\":10}]";

  @Test
  void aSlotIsBookedBeforeEverybodysEyesAndItsWaitlistServed() {
    Client viewer = gateway.viewer();
    List<JsonNode> states = viewer.join("slot:join", "store", 1);
    assertEquals(3, states.size());
    assertEquals("store:store", states.getFirst().get("type").asText());
    assertEquals(3, states.get(1).get("resources").get(0).get("resource").asLong());

    Client anna = gateway.client(ANNA, Role.BIDDER);
    Client ben = gateway.client(BEN, Role.BIDDER);
    long booking = accepted(anna, "slot:hold", HOLD).get("result").asLong();
    JsonNode held = anna.next("slot:held");
    assertEquals(10, held.get("slots").get(0).get("slot").asLong());
    assertEquals(1, viewer.next("slot:update").get("taken").asLong());
    accepted(anna, "slot:pledge", "\"booking\":" + booking);
    assertEquals(500, anna.next("slot:price-held").get("held").asLong());
    anna.next("slot:confirmed");

    ben.send("slot:hold", HOLD);
    JsonNode full = ben.next("outcome");
    assertEquals("SLOT_FULL", full.get("reason").asText());
    long offer = accepted(ben, "slot:wait", "\"slot\":10,\"seats\":1").get("result").asLong();
    ben.next("slot:waiting");
    assertEquals(1, viewer.next("slot:update").get("waiting").asLong());

    accepted(anna, "slot:cancel", "\"booking\":" + booking);
    anna.next("slot:price-released");
    assertEquals("CANCELLED", anna.next("slot:ended").get("status").asText());
    assertEquals("OFFERED", ben.next("slot:wait-ended").get("cause").asText());
    JsonNode offered = ben.next("slot:held");
    assertEquals(offer, offered.get("booking").asLong());
    assertEquals("OFFER", offered.get("origin").asText());
    assertEquals(0, viewer.next("slot:update").get("taken").asLong());
    assertEquals(1, viewer.next("slot:update").get("taken").asLong());
    anna.expectNothingElse();
  }

  @Test
  void aRemovedSlotIsKnownNoMore() {
    Client viewer = gateway.viewer();
    assertEquals(1, viewer.join("slot:join", "slot", 10).size());
    Client store = gateway.viewer();
    assertEquals(3, store.join("slot:join", "store", 1).size());
    accepted(admin, "slot:remove", "\"firstSlot\":10,\"count\":1");
    assertEquals(10, viewer.next("slot:removed").get("slot").asLong());
    assertEquals(10, store.next("slot:removed").get("slot").asLong());
    viewer.nextError(viewer.send("slot:join", "\"slot\":10"), "UNKNOWN_TOPIC", "slot");
    assertEquals(2, gateway.viewer().join("slot:join", "store", 1).size());
    define(10, 1);
    assertEquals(1, store.next("slot:slot").get("offset").asLong());
    assertEquals(1, viewer.join("slot:join", "slot", 10).size());
    viewer.expectNothingElse();
  }

  @Test
  void aJoinNamesOneOfItsOwnTopics() {
    Client viewer = gateway.viewer();
    viewer.nextError(viewer.send("slot:join", ""), "MISSING_FIELD", "store");
    viewer.nextError(viewer.send("slot:join", "\"lot\":1"), "UNKNOWN_FIELD", "lot");
  }
}
