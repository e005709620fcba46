package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.host.Durability;
import io.seriba.host.Host;
import io.seriba.host.HostOptions;
import io.seriba.sbe.Role;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gacha through the gateway, on the real host and engine. */
class PoolsTest {
  private static final long ANNA = 101;
  private static final String NO_HASH = "0".repeat(64);

  private final Host host =
      new Host(
          new MemoryJournal(),
          Gateway.CLOCK,
          HostOptions.DEFAULT.withDurability(Durability.MEMORY));
  private final Gateway gateway;
  private final Client admin;

  PoolsTest() {
    host.recover();
    gateway = Gateway.start(host, options -> options.eventLoops(2));
    host.start();
    admin = gateway.client(1, Role.ADMIN);
  }

  @BeforeEach
  void define() {
    accepted(admin, "ledger:declare-currency", "\"currency\":\"COIN\",\"exponent\":0");
    accepted(admin, "ledger:open-account", "\"holder\":" + ANNA);
    accepted(
        admin,
        "ledger:grant-medals",
        "\"holder\":101,\"units\":50,\"kind\":\"FREE\",\"currency\":\"COIN\"");
    accepted(
        admin,
        "gacha:define-pool",
        "\"pool\":5,\"price\":3,\"utcOffset\":540,\"kind\":\"BOX\",\"paidOnly\":false,"
            + "\"sparkEnd\":\"EXPIRE\",\"exchange\":\"COIN\",\"bundles\":[{\"size\":1},{\"size\":2}]");
    accepted(
        admin,
        "gacha:add-prizes",
        "\"pool\":5,\"prizes\":[{\"prize\":11,\"stock\":3,\"rarity\":1,\"featured\":false}]");
  }

  @AfterEach
  void close() {
    gateway.close();
    host.close();
  }

  private static JsonNode accepted(Client client, String type, String fields) {
    client.send(type, fields);
    JsonNode outcome = client.next("outcome");
    assertEquals("ACCEPTED", outcome.get("reason").asText(), outcome::toString);
    return outcome;
  }

  private static String sha256(String hex) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(hex));
    return HexFormat.of().formatHex(hash);
  }

  @Test
  void aBoxIsDrawnBeforeEverybodysEyesAndItsSeedRevealed() throws GeneralSecurityException {
    Client viewer = gateway.viewer();
    JsonNode draft = viewer.join("gacha:join", "pool", 5).getFirst();
    assertEquals("DRAFT", draft.get("status").asText());
    assertEquals(NO_HASH, draft.get("commitment").asText());

    accepted(admin, "gacha:open-pool", "\"pool\":5");
    JsonNode opened = viewer.next("gacha:opened");
    String commitment = opened.get("commitment").asText();
    JsonNode open = gateway.viewer().join("gacha:join", "pool", 5).getFirst();
    assertEquals("OPEN", open.get("status").asText());
    assertEquals(commitment, open.get("commitment").asText(), "a state has what events said");

    Client anna = gateway.client(ANNA, Role.BIDDER);
    accepted(anna, "gacha:draw", "\"pool\":5,\"count\":2,\"clientSeed\":\"luck\"");
    assertEquals(44, anna.next("ledger:medals-spent").get("freeLeft").asLong());
    JsonNode drawn = anna.next("gacha:drawn");
    assertEquals(2, drawn.get("results").size());
    assertEquals("luck", drawn.get("clientSeed").asText());
    assertEquals(1, viewer.next("gacha:progress").get("left").asLong());

    accepted(admin, "gacha:rotate-seed", "\"pool\":5");
    String next = viewer.next("gacha:seed-committed").get("commitment").asText();
    assertEquals(commitment, sha256(viewer.next("gacha:seed-revealed").get("seed").asText()));

    accepted(anna, "gacha:draw", "\"pool\":5,\"count\":1,\"clientSeed\":\"\"");
    viewer.next("gacha:prize-gone");
    assertFalse(viewer.next("gacha:progress").has("left"));
    assertEquals(next, sha256(viewer.next("gacha:seed-revealed").get("seed").asText()));
    assertEquals("CLOSED", viewer.next("gacha:closed").get("status").asText());
    viewer.send("gacha:leave", "\"pool\":5");
    viewer.next("done");
    viewer.expectNothingElse();
  }

  @Test
  void nobodyChoosesASeedAndSentTwiceThePoolOpensOnce() {
    String seed = "ab".repeat(32);
    UUID refused = admin.send("gacha:open-pool", "\"pool\":5,\"seed\":\"" + seed + '"');
    admin.nextError(refused, "UNKNOWN_FIELD", "seed");

    String open =
        "{\"type\":\"gacha:open-pool\",\"requestId\":\"%s\",\"pool\":5}"
            .formatted(UUID.randomUUID());
    admin.send(open);
    JsonNode first = admin.next("outcome");
    admin.send(open);
    assertEquals(first.get("decidedAt"), admin.next("outcome").get("decidedAt"));
  }

  @Test
  void whoMayDoWhatIsTheSchemasWord() {
    Client anna = gateway.client(ANNA, Role.BIDDER);
    for (String type : List.of("gacha:open-pool", "gacha:close-pool", "gacha:rotate-seed")) {
      anna.nextError(anna.send(type, "\"pool\":5"), "FORBIDDEN", "");
    }
    anna.nextError(anna.send("ledger:refund-medals", "\"spend\":5"), "FORBIDDEN", "");
    accepted(anna, "gacha:audit-pool", "\"pool\":5,\"from\":0");
    JsonNode audit = anna.next("gacha:audit");
    assertEquals(3, audit.get("prizes").get(0).get("weight").asLong());
    admin.expectNothingElse();
  }
}
