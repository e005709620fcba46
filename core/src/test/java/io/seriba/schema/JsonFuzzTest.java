package io.seriba.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seriba.sbe.SessionError;
import io.seriba.schema.Catalog.Message;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Damaged JSON: refused or rightly read, never an exception, never a byte outside the buffers. */
class JsonFuzzTest {
  private static final long SEED = 20_260_101;
  private static final int CASES = Integer.getInteger("seriba.fuzz.cases", 30_000);
  private static final int MARGIN = 64;
  private static final byte CANARY = 0x5A;
  private static final byte[] TELLING =
      "{}[]:,\"\\/ \t\n\r\0+-.0123456789eEtrufalsn\u00e9競\uD83D\uDE00"
          .getBytes(StandardCharsets.UTF_8);
  private static final String[] PIECES = {
    "null",
    "true",
    "-0",
    "1e9",
    "0.5",
    "01",
    "\\ud83d",
    "\\ude00",
    "\\u0000",
    "\\x",
    "[]",
    "{}",
    "[[[[[[[[[[[[[[[[[[[[",
    "\"type\":",
    ",",
    "99999999999999999999",
    "-9223372036854775808",
    "9007199254740993",
    "\"\"",
    "\uFEFF",
    "//",
    "NaN",
    "'",
    "\u007f",
    "\u2028"
  };

  /** Reads bytes: its reader of characters takes some for hexadecimal digits that aren't. */
  private static final JsonFactory ORACLE =
      JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

  private final Catalog catalog = Catalog.load();
  private final JsonCodec codec = new JsonCodec(catalog);
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final ObjectMapper mapper = new ObjectMapper();
  private final UnsafeBuffer message = guarded(JsonCodec.MAX_MESSAGE_LENGTH);
  private final UnsafeBuffer again = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
  private int read;
  private int refused;
  private int malformed;

  @Test
  void damagedJsonIsRefusedOrRightlyRead() throws IOException {
    List<byte[]> seeds = seeds();
    for (int i = 0; i < CASES; i++) {
      byte[] text = seeds.get(random.nextInt(seeds.size()));
      for (int damage = random.nextInt(4) / 2; damage >= 0; damage--) {
        text = damaged(text, seeds);
      }
      check(text);
    }
    System.out.printf(
        "JSON fuzz: seed %d, %d cases: %d read, %d refused, %d malformed%n",
        SEED, CASES, read, refused, malformed);
    assertTrue(read > CASES / 100 && refused > CASES / 100 && malformed > CASES / 100);
  }

  @Test
  void everyPrefixIsMalformed() throws IOException {
    for (byte[] seed : seeds()) {
      for (int length = 0; length < seed.length; length++) {
        check(Arrays.copyOf(seed, length));
      }
    }
    assertEquals(0, read);
  }

  private void check(byte[] text) throws IOException {
    UnsafeBuffer input = guarded(text.length);
    input.putBytes(MARGIN, text);
    String shown = new String(text, StandardCharsets.UTF_8);
    boolean decoded = codec.decode(input, MARGIN, text.length, 42, message, MARGIN);
    assertGuarded(message, JsonCodec.MAX_MESSAGE_LENGTH);
    if (decoded) {
      read++;
      assertReads(text, shown);
      return;
    }
    boolean isMalformed = codec.error() == SessionError.INVALID_JSON;
    if (isMalformed) {
      malformed++;
    } else {
      refused++;
    }
    isObject(text)
        .ifPresent(
            object -> assertEquals(!object, isMalformed, () -> shown + " -> " + codec.errorText()));
    assertTrue(codec.errorText().endsWith("."), codec.errorText());
  }

  /** What was read, written again, says the same as the original, read by another library. */
  private void assertReads(byte[] text, String shown) throws IOException {
    assertEquals(Optional.of(true), isObject(text), shown);
    JsonNode original = mapper.readTree(shown);
    int length = codec.encode(message, MARGIN, codec.decodedLength(), again, 0);
    JsonNode written = mapper.readTree(again.byteArray(), 0, length);
    for (Map.Entry<String, JsonNode> member : original.properties()) {
      JsonNode node = written.get(member.getKey());
      if (member.getValue().isNull()) {
        assertTrue(node == null, shown);
      } else {
        assertSame(member.getValue(), node, shown);
      }
    }
  }

  private static void assertSame(JsonNode original, JsonNode written, String shown) {
    if (original.isArray()) {
      assertEquals(original.size(), written.size(), shown);
    } else if (written.isNumber()) {
      assertEquals(new BigInteger(original.asText()), written.bigIntegerValue(), shown);
    } else if (original.isTextual() && original.asText().length() == JsonValues.UUID_LENGTH) {
      assertTrue(original.asText().equalsIgnoreCase(written.asText()), shown);
    } else {
      assertEquals(original.asText(), written.asText(), shown);
    }
  }

  /**
   * Returns whether text is one object, not too deep, by the other library; empty if it can't tell:
   * it refuses half a surrogate pair in a name, which the grammar allows.
   */
  private static Optional<Boolean> isObject(byte[] text) throws IOException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      return Optional.of(false);
    }
    try (JsonParser parser = ORACLE.createParser(text)) {
      int depth = 0;
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.of(false);
      }
      do {
        depth += parser.currentToken().isStructStart() ? 1 : 0;
        depth -= parser.currentToken().isStructEnd() ? 1 : 0;
        if (depth > JsonScanner.MAX_DEPTH + 1) {
          return Optional.of(false);
        }
        parser.nextToken();
      } while (depth > 0 && parser.currentToken() != null);
      return Optional.of(depth == 0 && parser.currentToken() == null);
    } catch (JsonProcessingException e) {
      boolean surrogate = e.getOriginalMessage().contains("surrogate");
      return surrogate ? Optional.empty() : Optional.of(false);
    }
  }

  private List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    JsonEncoder encoder = new JsonEncoder(catalog);
    RandomMessage filled = new RandomMessage(random);
    for (Message type : catalog.messages()) {
      if (type.role() != null) {
        filled.fill(catalog, type);
        int length = encoder.encode(filled.bytes, 0, filled.length, again, 0);
        String account = type.isCommand() ? "\"account\":[^,]*," : "$^";
        String text = again.getStringWithoutLengthUtf8(0, length).replaceFirst(account, "");
        seeds.add(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    return seeds;
  }

  private byte[] damaged(byte[] text, List<byte[]> seeds) {
    int at = random.nextInt(text.length + 1);
    int to = Math.min(text.length, at + random.nextInt(12));
    return switch (random.nextInt(12)) {
      case 0 -> spliced(text, at, new byte[] {TELLING[random.nextInt(TELLING.length)]}, at);
      case 1 ->
          spliced(text, at, new byte[] {(byte) random.nextInt()}, Math.min(text.length, at + 1));
      case 2 -> spliced(text, at, new byte[0], to);
      case 3 -> spliced(text, to, Arrays.copyOfRange(text, at, to), to);
      case 4 -> spliced(text, at, piece(), at);
      case 5 -> spliced(text, at, piece(), to);
      case 6 -> spliced(text, at, slice(seeds.get(random.nextInt(seeds.size()))), to);
      case 7 -> spliced(text, at, " ".getBytes(StandardCharsets.UTF_8), at);
      default -> revalued(text, at);
    };
  }

  /** Puts another value behind the next colon. */
  private byte[] revalued(byte[] text, int at) {
    int from = next(text, at, ":") + 1;
    return from > text.length ? text : spliced(text, from, piece(), next(text, from, ",}]"));
  }

  private static int next(byte[] text, int at, String any) {
    while (at < text.length && any.indexOf(text[at]) < 0) {
      at++;
    }
    return at;
  }

  private byte[] piece() {
    return PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
  }

  private byte[] slice(byte[] text) {
    int from = random.nextInt(text.length);
    return Arrays.copyOfRange(text, from, Math.min(text.length, from + random.nextInt(30)));
  }

  private static byte[] spliced(byte[] text, int from, byte[] piece, int to) {
    byte[] spliced = new byte[from + piece.length + text.length - to];
    System.arraycopy(text, 0, spliced, 0, from);
    System.arraycopy(piece, 0, spliced, from, piece.length);
    System.arraycopy(text, to, spliced, from + piece.length, text.length - to);
    return spliced;
  }

  private static UnsafeBuffer guarded(int length) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[length + 2 * MARGIN]);
    buffer.setMemory(0, buffer.capacity(), CANARY);
    return buffer;
  }

  private static void assertGuarded(UnsafeBuffer buffer, int length) {
    for (int i = 0; i < MARGIN; i++) {
      assertEquals(CANARY, buffer.getByte(i));
      assertEquals(CANARY, buffer.getByte(MARGIN + length + i));
    }
  }
}
