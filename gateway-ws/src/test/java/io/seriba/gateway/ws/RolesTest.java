package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.sbe.Role;
import io.seriba.schema.Catalog;
import io.seriba.schema.Catalog.Message;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RolesTest {
  private static final String LOT = "\"lot\":10";
  private static final String POOL = "\"pool\":5";
  private static final String SLOT = "\"slot\":10";
  private static final String SLOTS = "\"slots\":[{\"slot\":10}]";
  private static final String BOOKING = "\"booking\":9";
  private static final String HOLDER = "\"holder\":7";

  /** Fields that make each message right. */
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("auction:join", LOT),
          Map.entry("auction:leave", LOT),
          Map.entry("auction:bid", LOT + ",\"max\":500"),
          Map.entry("auction:buy-now", LOT),
          Map.entry("auction:open", LOT),
          Map.entry("auction:pause", LOT),
          Map.entry("auction:resume", LOT),
          Map.entry("auction:extend", LOT + ",\"by\":60000000"),
          Map.entry("auction:close", LOT),
          Map.entry("auction:cancel", LOT),
          Map.entry("auction:void", LOT + ",\"text\":\"mistake\""),
          Map.entry("auction:settle", LOT),
          Map.entry("auction:release", LOT),
          Map.entry(
              "auction:declare-increments",
              "\"incrementTable\":7,\"rows\":[{\"from\":0,\"step\":5}]"),
          Map.entry("auction:define-sale", "\"sale\":1,\"approvalRequired\":false"),
          Map.entry("auction:approve-bidder", "\"sale\":1,\"bidder\":7,\"approved\":true"),
          Map.entry(
              "auction:define-lot",
              LOT
                  + ",\"sale\":1,\"seller\":7,\"openingPrice\":100,\"incrementTable\":1,\"deposit\":0,"
                  + "\"softClose\":\"RESET\",\"format\":\"ENGLISH\",\"currency\":\"EUR\""),
          Map.entry("ledger:declare-currency", "\"currency\":\"EUR\",\"exponent\":2"),
          Map.entry("ledger:open-account", HOLDER),
          Map.entry("ledger:set-credit-limit", HOLDER + ",\"currency\":\"EUR\",\"creditLimit\":0"),
          Map.entry("ledger:set-suspended", HOLDER + ",\"suspended\":true"),
          Map.entry(
              "ledger:transfer", "\"debit\":0,\"credit\":7,\"currency\":\"EUR\",\"amount\":5"),
          Map.entry("ledger:place-hold", HOLDER + ",\"currency\":\"EUR\",\"amount\":5"),
          Map.entry("ledger:capture-hold", "\"hold\":7,\"amount\":5,\"credit\":0"),
          Map.entry("ledger:release-hold", "\"hold\":7"),
          Map.entry(
              "ledger:grant-medals",
              HOLDER + ",\"units\":5,\"kind\":\"FREE\",\"currency\":\"EUR\""),
          Map.entry("ledger:spend-medals", HOLDER + ",\"units\":5,\"paidOnly\":false"),
          Map.entry("ledger:refund-medals", "\"spend\":7"),
          Map.entry("ledger:report-paid-medals", ""),
          Map.entry(
              "gacha:define-pool",
              POOL
                  + ",\"kind\":\"TABLE\",\"paidOnly\":false,\"sparkEnd\":\"EXPIRE\",\"utcOffset\":0,"
                  + "\"exchange\":\"EUR\",\"bundles\":[{\"size\":1}]"),
          Map.entry(
              "gacha:add-prizes",
              POOL + ",\"prizes\":[{\"prize\":1,\"weight\":1,\"rarity\":1,\"featured\":false}]"),
          Map.entry("gacha:open-pool", POOL),
          Map.entry("gacha:close-pool", POOL),
          Map.entry("gacha:rotate-seed", POOL),
          Map.entry("gacha:draw", POOL + ",\"count\":1,\"clientSeed\":\"luck\""),
          Map.entry("gacha:exchange-spark", POOL + ",\"prize\":1"),
          Map.entry("gacha:define-offer", POOL + ",\"offer\":1,\"prize\":1,\"price\":5"),
          Map.entry("gacha:buy-offer", "\"offer\":1"),
          Map.entry("gacha:set-spend-limit", HOLDER + ",\"utcOffset\":0"),
          Map.entry("gacha:audit-pool", POOL + ",\"from\":0"),
          Map.entry("gacha:join", POOL),
          Map.entry("gacha:leave", POOL),
          Map.entry(
              "store:define",
              "\"store\":1,\"payee\":7,\"noShowPeriod\":0,\"maxHolds\":0,\"noShowCount\":0,"
                  + "\"noShowPolicy\":\"NONE\",\"overlapForbidden\":true,"
                  + "\"payment\":\"AT_COMPLETION\",\"currency\":\"EUR\""),
          Map.entry("store:define-resource", "\"resource\":3,\"store\":1,\"exclusive\":true"),
          Map.entry(
              "slot:define",
              "\"store\":1,\"firstSlot\":10,\"bufferBefore\":0,\"bufferAfter\":0,"
                  + "\"cancelWindow\":0,\"price\":500,\"capacity\":1,\"fee\":0,\"noShowFee\":10000,"
                  + "\"resources\":[{\"resource\":3}],\"slots\":[{\"start\":1000,\"end\":2000}]"),
          Map.entry("slot:close", SLOT),
          Map.entry("slot:open", SLOT),
          Map.entry("slot:remove", "\"firstSlot\":10,\"count\":1"),
          Map.entry("slot:hold", "\"price\":500,\"seats\":1," + SLOTS),
          Map.entry("slot:invite", "\"guest\":7,\"price\":500,\"seats\":1," + SLOTS),
          Map.entry("slot:release", BOOKING),
          Map.entry("slot:pledge", BOOKING),
          Map.entry("slot:cancel", BOOKING),
          Map.entry("slot:reschedule", BOOKING + ",\"price\":500," + SLOTS),
          Map.entry("slot:check-in", BOOKING),
          Map.entry("slot:complete", BOOKING),
          Map.entry("slot:no-show", BOOKING),
          Map.entry("slot:wait", SLOT + ",\"seats\":1"),
          Map.entry("slot:enlist", SLOT + ",\"guest\":7,\"seats\":1,\"priority\":0"),
          Map.entry("slot:stop-waiting", SLOT),
          Map.entry("slot:join", SLOT),
          Map.entry("slot:leave", SLOT));

  @Test
  void everyMessageIsForItsRoleAndTheOnesAbove() {
    Catalog catalog = Catalog.load();
    List<Message> messages =
        catalog.messages().stream().filter(message -> message.role() != null).toList();
    assertEquals(
        messages.stream().map(Message::wire).collect(Collectors.toSet()),
        FIELDS.keySet(),
        "this table has a row for every message that a client may send");
    int checks = 0;
    try (Gateway gateway = Gateway.start()) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      for (Role role : List.of(Role.VIEWER, Role.BIDDER, Role.AUCTIONEER, Role.ADMIN)) {
        Client client = gateway.client(42, role);
        for (Message message : messages) {
          check(client, role, message);
          checks++;
        }
      }
    }
    System.out.println("role matrix: " + checks + " checks");
  }

  private static void check(Client client, Role role, Message message) {
    client.send(message.wire(), FIELDS.getOrDefault(message.wire(), ""));
    JsonNode answer = client.next();
    if (answer.get("type").asText().equals("auction:lot")) {
      answer = client.next();
    }
    Role least = message.role() == null ? Role.NULL_VAL : message.role();
    String type = answer.get("type").asText();
    if (role.value() >= least.value() && message.isSession() && type.equals("error")) {
      assertEquals("UNKNOWN_TOPIC", answer.get("code").asText(), answer::toString);
    } else if (role.value() >= least.value()) {
      assertEquals(message.isCommand() ? "outcome" : "done", type, answer::toString);
    } else {
      assertEquals("error", type, answer::toString);
      assertEquals("FORBIDDEN", answer.get("code").asText());
      assertEquals(role + " may not send " + message.wire(), answer.get("text").asText());
    }
  }

  @Test
  void whatNoClientMaySendIsUnknown() {
    Set<String> others =
        Catalog.load().messages().stream()
            .filter(message -> message.role() == null)
            .map(Message::wire)
            .collect(Collectors.toSet());
    try (Gateway gateway = Gateway.start()) {
      Client admin = gateway.client(42, Role.ADMIN);
      for (String wire : others) {
        admin.nextError(admin.send(wire, ""), "UNKNOWN_TYPE", "type");
      }
    }
  }
}
