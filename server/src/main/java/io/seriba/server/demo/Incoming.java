package io.seriba.server.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.UUID;

/** What the demo needs of a message from the server. Reused: valid until the next {@link #read}. */
final class Incoming {
  private final JsonFactory json = new JsonFactory();

  /** The message's name. */
  String type = "";

  /** In replies: the second half of the request's id; else 0. */
  long request;

  /** In outcomes: ACCEPTED or why not. In errors: the gateway's code. */
  String reason = "";

  /** In refusals: the sentence for people. */
  String text = "";

  /** In events and outcomes: place in the log. */
  long sequence;

  /** The lot that it is about, or 0. */
  long lot;

  /** In auction:ended: the price, or 0. */
  long hammerPrice;

  /** In auction:ended and auction:timer: the lot's status. */
  String status = "";

  /**
   * Reads a message.
   *
   * @throws IOException if it isn't one JSON object
   */
  void read(byte[] bytes, int length) throws IOException {
    type = "";
    request = 0;
    reason = "";
    text = "";
    sequence = 0;
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

  private void take(String field, JsonParser parser) throws IOException {
    switch (field) {
      case "type" -> type = parser.getText();
      case "requestId" -> request = UUID.fromString(parser.getText()).getLeastSignificantBits();
      case "reason", "code" -> reason = parser.getText();
      case "text" -> text = parser.getText();
      case "sequence", "decidedAt" -> sequence = parser.getValueAsLong();
      case "lot" -> lot = parser.getValueAsLong();
      case "hammerPrice" -> hammerPrice = parser.getValueAsLong();
      case "status" -> status = parser.getText();
      default -> parser.skipChildren();
    }
  }
}
