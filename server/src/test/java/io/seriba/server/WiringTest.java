package io.seriba.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.sbe.Role;
import io.seriba.schema.Catalog;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message that a client may send goes all the way: gateway, engine, journal, and back. */
class WiringTest {
  /** A value for each required field of any command, by name. */
  private static final Map<String, String> SAMPLES =
      Map.ofEntries(
          Map.entry("holder", "5"),
          Map.entry("currency", "\"USD\""),
          Map.entry("exponent", "2"),
          Map.entry("creditLimit", "0"),
          Map.entry("suspended", "false"),
          Map.entry("debit", "0"),
          Map.entry("credit", "5"),
          Map.entry("amount", "1"),
          Map.entry("hold", "1"),
          Map.entry("sale", "1"),
          Map.entry("approvalRequired", "false"),
          Map.entry("bidder", "5"),
          Map.entry("approved", "true"),
          Map.entry("lot", "1"),
          Map.entry("seller", "5"),
          Map.entry("openingPrice", "1"),
          Map.entry("incrementTable", "9"),
          Map.entry("rows", "[{\"from\":0,\"step\":1}]"),
          Map.entry("deposit", "0"),
          Map.entry("softClose", "\"RESET\""),
          Map.entry("format", "\"ENGLISH\""),
          Map.entry("by", "1000"),
          Map.entry("max", "1"),
          Map.entry("text", "\"why\""),
          Map.entry("store", "1"),
          Map.entry("payee", "5"),
          Map.entry("noShowPeriod", "0"),
          Map.entry("maxHolds", "0"),
          Map.entry("noShowCount", "0"),
          Map.entry("noShowPolicy", "\"NONE\""),
          Map.entry("overlapForbidden", "false"),
          Map.entry("payment", "\"AT_PLEDGE\""),
          Map.entry("resource", "1"),
          Map.entry("exclusive", "true"),
          Map.entry("firstSlot", "1"),
          Map.entry("bufferBefore", "0"),
          Map.entry("bufferAfter", "0"),
          Map.entry("cancelWindow", "0"),
          Map.entry("price", "1"),
          Map.entry("capacity", "1"),
          Map.entry("fee", "0"),
          Map.entry("noShowFee", "0"),
          Map.entry("resources", "[{\"resource\":1}]"),
          Map.entry("slots", "[]"),
          Map.entry("slot", "1"),
          Map.entry("count", "1"),
          Map.entry("seats", "1"),
          Map.entry("guest", "5"),
          Map.entry("booking", "1"),
          Map.entry("priority", "1"),
          Map.entry("units", "1"),
          Map.entry("kind", "\"FREE\""),
          Map.entry("paidOnly", "false"),
          Map.entry("spend", "1"),
          Map.entry("pool", "1"),
          Map.entry("gacha:define-pool kind", "\"TABLE\""),
          Map.entry("utcOffset", "540"),
          Map.entry("sparkEnd", "\"EXPIRE\""),
          Map.entry("exchange", "\"USD\""),
          Map.entry("bundles", "[{\"size\":1}]"),
          Map.entry("prizes", "[]"),
          Map.entry("prize", "1"),
          Map.entry("clientSeed", "\"\""),
          Map.entry("offer", "1"),
          Map.entry("from", "0"));

  /** What an engine answers that can't read a command, or has no place for it. */
  private static final Set<String> NOT_WIRED = Set.of("MALFORMED", "UNKNOWN_COMMAND");

  @TempDir static Path directory;
  private static Server server;
  private static TestClient client;

  @BeforeAll
  static void start() throws StartException {
    server = TestServers.start(TestServers.config(directory));
    client = new TestClient(server.address(), TestServers.token(1, Role.ADMIN));
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    assertTrue(JournalReplay.run(directory.resolve("journal")).report().isIntact());
  }

  static List<Message> messages() {
    return Catalog.load().messages().stream().filter(message -> message.role() != null).toList();
  }

  /** Returns the sample of a name, or the one that this message needs instead. */
  private static String sample(Message message, String name) {
    String own = SAMPLES.get(message.wire() + " " + name);
    return own == null ? Objects.requireNonNull(SAMPLES.get(name)) : own;
  }

  @ParameterizedTest
  @MethodSource("messages")
  void reachesItsDomainAndIsAnswered(Message message) {
    long before = server.hostStats().sequence();
    boolean oneTopicOnly = message.isSession();
    String fields =
        message.fields().stream()
            .map(Field::name)
            .filter(SAMPLES::containsKey)
            .filter(name -> !oneTopicOnly || !Set.of("sale", "store").contains(name))
            .map(name -> "\"" + name + "\":" + sample(message, name))
            .collect(Collectors.joining(","));

    JsonNode reply = client.ask(message.wire(), fields);

    if (message.isCommand()) {
      assertEquals("outcome", reply.path("type").asText(), reply.toString());
      assertFalse(NOT_WIRED.contains(reply.path("reason").asText()), reply.toString());
      assertEquals(message.id(), reply.path("command").asInt(), reply.toString());
      assertEquals(before + 1, reply.path("decidedAt").asLong(), reply.toString());
    } else {
      assertTrue(
          reply.path("type").asText().equals("done")
              || reply.path("code").asText().equals("UNKNOWN_TOPIC"),
          reply.toString());
    }
  }
}
