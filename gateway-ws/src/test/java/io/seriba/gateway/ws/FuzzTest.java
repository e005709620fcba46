package io.seriba.gateway.ws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.sbe.Role;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come, on whatever layer: the gateway answers or closes, and goes on serving.
 *
 * <p>Longer runs: {@code -Dseriba.fuzz.cases=100000 -Dseriba.fuzz.seed=7}.
 */
class FuzzTest {
  private static final int CASES = Integer.getInteger("seriba.fuzz.cases", 300);
  private static final long SEED = Long.getLong("seriba.fuzz.seed", 20_261_121);

  private static final String ID = "\"requestId\":\"00000000-0000-0001-0000-000000000002\"";
  private static final List<String> MESSAGES =
      List.of(
          "{\"type\":\"auction:join\"," + ID + ",\"lot\":10}",
          "{\"type\":\"auction:leave\"," + ID + ",\"sale\":\"1\"}",
          "{\"type\":\"auction:bid\"," + ID + ",\"lot\":10,\"max\":500}",
          "{\"type\":\"auction:void\"," + ID + ",\"lot\":10,\"text\":\"b\\u00e4d \\\"bid\\\"\"}",
          "{\"type\":\"auction:declare-increments\","
              + ID
              + ",\"incrementTable\":7,\"rows\":[{\"from\":0,\"step\":5},{\"from\":100,\"step\":10}]}",
          "{\"type\":\"ledger:transfer\","
              + ID
              + ",\"debit\":0,\"credit\":42,\"currency\":\"EUR\",\"amount\":\"9007199254740993\"}",
          "{\"type\":\"auction:define-sale\"," + ID + ",\"sale\":3,\"approvalRequired\":true}");
  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\\",
          "\\u",
          "\\ud800",
          ":",
          ",",
          "null",
          "true",
          "-",
          "1e999",
          "0.5",
          "00",
          "9223372036854775808",
          "-9223372036854775809",
          "\"account\":7,",
          "\0",
          "\u2028",
          "\ud83d\ude00",
          "\"type\":\"tick\",",
          " ",
          "\ufeff",
          "{\"a\":".repeat(200),
          "1".repeat(400));

  /** Changes bytes: flips, cuts, repeats, inserts. */
  private static byte[] mutated(Random random, byte[] seed) {
    byte[] bytes = seed.clone();
    for (int i = random.nextInt(6); i >= 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = Arrays.copyOfRange(bytes, at, bytes.length + random.nextInt(40));
        default -> random.nextBytes(bytes);
      }
    }
    return bytes;
  }

  /** Changes text that stays text: cuts, swaps, inserts pieces of JSON. */
  private static String mutated(Random random, String seed) {
    StringBuilder text = new StringBuilder(seed);
    for (int i = random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
        case 2 -> text.insert(at, text.substring(at, to));
        default -> text.replace(at, to, String.valueOf((char) random.nextInt(0xD800)));
      }
    }
    return text.toString();
  }

  @Test
  void garbageOnTheConnectionHarmsNobody() {
    Random random = new Random(SEED);
    byte[] request = RawClient.request("GET /ws HTTP/1.1", "").getBytes(ISO_8859_1);
    try (Gateway gateway = Gateway.start()) {
      Client control = gateway.viewer();
      for (int i = 0; i < CASES; i++) {
        byte[] bytes = mutated(random, request);
        if (random.nextInt(4) == 0) {
          random.nextBytes(bytes);
        }
        sendAndLeave(new RawClient(gateway.port), bytes);
        if (i % 50 == 0) {
          control.expectNothingElse();
        }
      }
      control.expectNothingElse();
      Await.until("they are gone", () -> gateway.stats().connections() == 1);
    }
    System.out.println("fuzz, connection level: seed " + SEED + ", cases " + CASES);
  }

  @Test
  void garbageBehindTheHandshakeHarmsNobody() {
    Random random = new Random(SEED + 1);
    try (Gateway gateway = Gateway.start()) {
      Client control = gateway.viewer();
      for (int i = 0; i < CASES; i++) {
        byte[] message = MESSAGES.get(random.nextInt(MESSAGES.size())).getBytes(UTF_8);
        byte[] frame = RawClient.encoded(random.nextBoolean(), random.nextInt(16), message);
        byte[] two = Arrays.copyOf(frame, 2 * frame.length);
        System.arraycopy(frame, 0, two, frame.length, frame.length);
        sendAndLeave(RawClient.upgraded(gateway.port), mutated(random, two));
        if (i % 50 == 0) {
          control.expectNothingElse();
        }
      }
      control.expectNothingElse();
      Await.until("they are gone", () -> gateway.stats().connections() == 1);
      assertEquals(0, gateway.stats().closes(CloseCode.INTERNAL_ERROR));
    }
    System.out.println("fuzz, frame level: seed " + SEED + ", cases " + CASES);
  }

  private static void sendAndLeave(RawClient client, byte[] bytes) {
    try (client) {
      client.send(bytes);
    } catch (UncheckedIOException closedByGateway) {
      assertTrue(closedByGateway.getCause() != null);
    }
  }

  @Test
  void everyTextGetsAnAnswerAndTheSessionLivesOn() {
    Random random = new Random(SEED + 2);
    int cases = 10 * CASES;
    int taken = 0;
    try (Gateway gateway = Gateway.start();
        RawClient client = new RawClient(gateway.port)) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      client.handshake("Authorization: Bearer " + Gateway.token(42, Role.ADMIN) + "\r\n");
      assertTrue(client.frame().text().contains("welcome"));
      for (int i = 0; i < cases; i++) {
        String message = mutated(random, MESSAGES.get(random.nextInt(MESSAGES.size())));
        client.text(message);
        String answer = answer(client);
        if (answer.contains("\"type\":\"error\"")) {
          assertTrue(answer.contains("\"text\":\"") && answer.contains("\"field\":\""), answer);
        } else {
          taken++;
        }
      }
      assertEquals(cases, gateway.stats().messagesIn());
      assertEquals(0, gateway.stats().closes(CloseCode.INTERNAL_ERROR));
    }
    System.out.printf("fuzz, JSON level: seed %d, cases %d, taken %d%n", SEED, cases, taken);
  }

  /** The last message of the answer to one message. */
  private static String answer(RawClient client) {
    String text = client.frame().text();
    while (text.startsWith("{\"type\":\"auction:lot\"")
        || text.startsWith("{\"type\":\"auction:sale\"")) {
      text = client.frame().text();
    }
    assertTrue(text.matches("(?s)\\{\"type\":\"(error|outcome|done)\".*"), text);
    return text;
  }
}
