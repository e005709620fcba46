package io.seriba.server.demo.stage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/** What the demo needs of a message from the server. Reused: valid until the next {@link #read}. */
public final class Incoming {
  private final JsonFactory json = new JsonFactory();
  private final ObjectMapper mapper = new ObjectMapper();
  private byte[] bytes = {};
  private int length;

  /** The message's name. */
  public String type = "";

  /** In replies: the second half of the request's id; else 0. */
  long request;

  /** In outcomes: ACCEPTED or why not. In errors: the gateway's code. */
  public String reason = "";

  /** In refusals: the sentence for people. */
  public String text = "";

  /** In events and outcomes: place in the log. */
  public long sequence;

  /** In events and outcomes: place among what the command of this sequence led to. */
  public int index;

  /** In events and outcomes: when it was decided, microseconds since 1970. */
  public long time;

  /** In outcomes: the id that the command made, or 0. */
  public long result;

  /** The lot that it is about, or 0. */
  public long lot;

  /** In auction:ended: the price, or 0. */
  public long hammerPrice;

  /** In auction:ended and auction:timer: the lot's status. */
  public String status = "";

  /**
   * Reads a message.
   *
   * @throws IOException if it isn't one JSON object
   */
  void read(byte[] message, int messageLength) throws IOException {
    bytes = message;
    length = messageLength;
    type = "";
    request = 0;
    reason = "";
    text = "";
    sequence = 0;
    index = 0;
    time = 0;
    result = 0;
    lot = 0;
    hammerPrice = 0;
    status = "";
    try (JsonParser parser = json.createParser(bytes, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the server sent what isn't a JSON object");
      }
      for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
        parser.nextToken();
        take(field, parser);
      }
    }
  }

  /** Returns the whole message, to keep. */
  public JsonNode tree() {
    try {
      return mapper.readTree(bytes, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException("it was JSON when it was read", e);
    }
  }

  private void take(String field, JsonParser parser) throws IOException {
    switch (field) {
      case "type" -> type = parser.getText();
      case "requestId" -> request = UUID.fromString(parser.getText()).getLeastSignificantBits();
      case "reason", "code" -> reason = parser.getText();
      case "text" -> text = parser.getText();
      case "sequence", "decidedAt" -> sequence = parser.getValueAsLong();
      case "index" -> index = parser.getValueAsInt();
      case "time" -> time = parser.getValueAsLong();
      case "result" -> result = parser.getValueAsLong();
      case "lot" -> lot = parser.getValueAsLong();
      case "hammerPrice" -> hammerPrice = parser.getValueAsLong();
      case "status" -> status = parser.getText();
      default -> parser.skipChildren();
    }
  }
}
