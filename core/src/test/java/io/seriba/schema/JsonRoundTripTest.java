package io.seriba.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.schema.Catalog.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message, from random bytes to JSON, through another JSON library, and back. */
class JsonRoundTripTest {
  private static final long SEED = 5312;
  private static final int CASES = 300;
  private static final Catalog CATALOG = Catalog.load();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonEncoder encoder = new JsonEncoder(CATALOG);
  private final JsonDecoder decoder = new JsonDecoder(CATALOG, message -> true);
  private final UnsafeBuffer json = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
  private final UnsafeBuffer out = new UnsafeBuffer(new byte[JsonCodec.MAX_MESSAGE_LENGTH]);

  static Stream<Message> messages() {
    return CATALOG.messages().stream();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void saysWhatItHoldsAndComesBackTheSame(Message message) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED + message.id());
    Random order = new Random(SEED + message.id());
    RandomMessage original = new RandomMessage(random);
    for (int i = 0; i < CASES; i++) {
      original.fill(CATALOG, message);
      int length = encoder.encode(original.bytes, 0, original.length, json, 0);
      ObjectNode tree = (ObjectNode) MAPPER.readTree(json.byteArray(), 0, length);
      assertEquals(message.wire(), tree.remove("type").textValue());
      if (message.sentence != null) {
        assertTrue(tree.remove("text").textValue().endsWith("."));
      }
      assertHolds(original.values, tree);

      long actor = 0;
      Field actorField = message.layout.actor;
      if (actorField != null) {
        actor = tree.remove(actorField.name()).asLong();
      }
      if (message.layout.fresh != null) {
        tree.remove(message.layout.fresh.name());
      }
      tree.put("type", message.wire());
      assertDecodes(message, original, shuffled(tree, order), actor, order.nextBoolean());
    }
  }

  private void assertDecodes(
      Message message, RandomMessage original, ObjectNode tree, long actor, boolean pretty)
      throws IOException {
    MAPPER.configure(SerializationFeature.INDENT_OUTPUT, pretty);
    byte[] text = MAPPER.writeValueAsString(tree).getBytes(StandardCharsets.UTF_8);
    boolean decoded = decoder.decode(new UnsafeBuffer(text), 0, text.length, actor, out, 0);
    assertTrue(decoded, decoder.fault().text());
    assertEquals(original.length, decoder.length());
    Field fresh = message.layout.fresh;
    if (fresh != null) {
      int at = MessageHeaderEncoder.ENCODED_LENGTH + fresh.offset();
      byte[] made = Arrays.copyOfRange(out.byteArray(), at, at + fresh.length());
      assertFalse(Arrays.equals(new byte[fresh.length()], made), "random bytes aren't zeros");
      out.putBytes(at, original.bytes, at, fresh.length());
    }
    assertArrayEquals(
        Arrays.copyOf(original.bytes.byteArray(), original.length),
        Arrays.copyOf(out.byteArray(), original.length));
  }

  private static void assertHolds(Map<?, ?> values, JsonNode tree) {
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    assertEquals(List.copyOf(values.keySet()), names);
    values.forEach((name, value) -> assertIs(value, tree.get((String) name)));
  }

  private static void assertIs(Object value, JsonNode node) {
    switch (value) {
      case Long number -> {
        assertEquals(Math.abs(number) > 9_007_199_254_740_991L, node.isTextual());
        assertTrue(node.isTextual() || node.isIntegralNumber());
        assertEquals(number.toString(), node.asText());
      }
      case Boolean flag -> assertEquals(flag, node.booleanValue());
      case String text -> assertEquals(text, node.textValue());
      case List<?> rows -> {
        assertEquals(rows.size(), node.size());
        for (int i = 0; i < rows.size(); i++) {
          assertHolds((Map<?, ?>) rows.get(i), node.get(i));
        }
      }
      default -> throw new AssertionError(value);
    }
  }

  private static ObjectNode shuffled(ObjectNode tree, Random order) {
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    Collections.shuffle(names, order);
    ObjectNode shuffled = MAPPER.createObjectNode();
    for (String name : names) {
      JsonNode node = tree.get(name);
      if (node instanceof ArrayNode rows) {
        for (int i = 0; i < rows.size(); i++) {
          rows.set(i, shuffled((ObjectNode) rows.get(i), order));
        }
      }
      shuffled.set(name, node);
    }
    return shuffled;
  }
}
