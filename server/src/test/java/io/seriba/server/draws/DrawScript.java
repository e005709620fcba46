package io.seriba.server.draws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seriba.engine.Engine;
import io.seriba.engine.EventSink;
import io.seriba.schema.Catalog;
import io.seriba.schema.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An engine that gets commands as JSON and keeps the gacha's events as JSON; seeds are fixed. */
final class DrawScript implements EventSink {
  private static final long START = 1_701_352_800_000_000L;

  /** Where a seed is in its command: behind header, account and request id. */
  private static final int SEED = 8 + 24;

  private final Engine engine = new Engine();
  private final JsonCodec codec = new JsonCodec(Catalog.load());
  private final MutableDirectBuffer frame = new ExpandableArrayBuffer(MAX_FRAME_LENGTH);
  private final UnsafeBuffer command = new UnsafeBuffer(new byte[JsonCodec.MAX_MESSAGE_LENGTH]);
  private final UnsafeBuffer json = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
  private final ObjectMapper mapper = new ObjectMapper();
  private final List<String> lines = new ArrayList<>();
  private String reason = "";
  private long sequence;
  private byte nextSeed;

  /** Sends a command, which must be accepted; single quotes stand for double ones. */
  DrawScript send(long account, String fields) {
    sequence++;
    String request = "00000000-0000-0000-0000-%012d".formatted(sequence);
    byte[] text =
        ("{'requestId':'" + request + "'," + fields + "}")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    boolean decoded = codec.decode(new UnsafeBuffer(text), 0, text.length, account, command, 0);
    assertTrue(decoded, () -> codec.errorText());
    if (codec.decodedMessage().field("seed") != null) {
      byte[] seed = new byte[32];
      Arrays.fill(seed, ++nextSeed);
      command.putBytes(SEED, seed);
    }
    engine.apply(sequence, START + sequence, 0, command, 0, codec.decodedLength(), this);
    assertEquals("ACCEPTED", reason, fields);
    return this;
  }

  @Override
  public int claim(int length) {
    return 0;
  }

  @Override
  public MutableDirectBuffer buffer() {
    return frame;
  }

  @Override
  public void commit(int length) {
    int bytes = codec.encodeEvent(frame, 0, json, 0);
    String line = json.getStringWithoutLengthUtf8(0, bytes);
    JsonNode event = parse(line);
    if (event.path("type").asText().startsWith("gacha:")) {
      lines.add(line);
    } else if (event.path("type").asText().equals("outcome")) {
      reason = event.path("reason").asText();
    }
  }

  JsonNode parse(String line) {
    try {
      return mapper.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  /** Returns the gacha's events so far, a line each. */
  List<String> lines() {
    return lines;
  }

  /** Opens two players' accounts with medals. */
  DrawScript players() {
    send(1, "'type':'ledger:declare-currency','currency':'COIN','exponent':0");
    for (long player : List.of(1001, 1002)) {
      send(1, "'type':'ledger:open-account','holder':" + player);
      send(
          1,
          "'type':'ledger:grant-medals','units':100000,'kind':'FREE','currency':'COIN','holder':"
              + player);
    }
    return this;
  }

  DrawScript draw(long player, int count, String clientSeed) {
    return send(
        player,
        "'type':'gacha:draw','pool':7,'count':%d,'clientSeed':'%s'".formatted(count, clientSeed));
  }

  /** The example of the documentation: everything that decides about a table without stock. */
  static DrawScript example() {
    return new DrawScript()
        .players()
        .send(
            1,
            "'type':'gacha:define-pool','pool':7,'price':3,'kind':'TABLE','paidOnly':false,"
                + "'sparkEnd':'EXPIRE','exchange':'COIN','utcOffset':540,'pityRarity':5,"
                + "'softFrom':8,'softStep':3000,'hardPity':11,'guaranteeRarity':4,"
                + "'guaranteeFrom':10,'featuredRarity':5,'bundles':[{'size':1},{'size':10}]")
        .send(
            1,
            "'type':'gacha:add-prizes','pool':7,'prizes':["
                + "{'prize':31,'weight':9600,'rarity':3,'featured':false},"
                + "{'prize':41,'weight':100,'rarity':4,'featured':false},"
                + "{'prize':51,'weight':150,'rarity':5,'featured':false},"
                + "{'prize':52,'weight':150,'rarity':5,'featured':true}]")
        .send(1, "'type':'gacha:open-pool','pool':7")
        .draw(1001, 10, "Annas luck")
        .draw(1002, 1, "")
        .draw(1002, 10, "b")
        .draw(1002, 10, "c")
        .draw(1002, 10, "d")
        .draw(1001, 10, "運")
        .draw(1001, 10, "運")
        .draw(1001, 10, "e")
        .draw(1001, 10, "f")
        .draw(1002, 10, "g")
        .draw(1002, 10, "h")
        .send(1, "'type':'gacha:rotate-seed','pool':7")
        .draw(1001, 10, "the next epoch")
        .send(1, "'type':'gacha:close-pool','pool':7");
  }
}
