package io.seriba.server.draws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seriba.client.EventFrame;
import io.seriba.engine.Engine;
import io.seriba.host.ScratchSink;
import io.seriba.persistence.JournalReport;
import io.seriba.persistence.JournalVerifier;
import io.seriba.schema.Catalog;
import io.seriba.schema.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The gacha's events of a journal, as clients get them: its commands decided anew. */
public final class JournalEvents {
  private static final int FIRST_GACHA_ID = 500;
  private static final int LAST_GACHA_ID = 599;

  private final UnsafeBuffer json = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
  private final JsonCodec codec = new JsonCodec(Catalog.load());
  private final ObjectMapper mapper = new ObjectMapper();
  private final Consumer<JsonNode> taker;

  private JournalEvents(Consumer<JsonNode> taker) {
    this.taker = taker;
  }

  /**
   * Reads the journal in a directory, which no server may have open.
   *
   * @throws io.seriba.persistence.JournalException if it can't be read at all
   */
  public static JournalReport read(Path directory, Consumer<JsonNode> taker) {
    JournalVerifier.requireWhole(directory, "verifying a draw");
    Engine engine = new Engine();
    ScratchSink sink = new ScratchSink(new JournalEvents(taker)::onEvent);
    return JournalVerifier.verify(
        directory,
        (sequence, timestamp, command, offset, length) ->
            engine.apply(sequence, timestamp, 0, command, offset, length, sink));
  }

  private void onEvent(DirectBuffer frame, int offset) {
    int template = EventFrame.templateId(frame, offset);
    if (template < FIRST_GACHA_ID || template > LAST_GACHA_ID) {
      return;
    }
    try {
      int bytes = codec.encodeEvent(frame, offset, json, 0);
      taker.accept(mapper.readTree(json.byteArray(), 0, bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("the codec's own JSON can't be read", e);
    }
  }
}
