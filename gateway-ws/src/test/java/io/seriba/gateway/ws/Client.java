package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client on the JDK's own WebSocket. */
final class Client implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final WebSocket socket;

  private Client(int port, @Nullable String token, boolean reads) {
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    socket =
        builder
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new Listener(reads))
            .orTimeout(Await.SECONDS, TimeUnit.SECONDS)
            .join();
  }

  /** Connects; the first message will be the welcome. */
  static Client open(int port, @Nullable String token) {
    return new Client(port, token, true);
  }

  /** Connects, and takes the welcome. */
  static Client connect(int port, @Nullable String token) {
    Client client = open(port, token);
    client.next("welcome");
    return client;
  }

  /** Connects, but never reads a frame. */
  static Client connectDeaf(int port, @Nullable String token) {
    return new Client(port, token, false);
  }

  private final class Listener implements WebSocket.Listener {
    private final boolean reads;
    private final StringBuilder text = new StringBuilder();

    Listener(boolean reads) {
      this.reads = reads;
    }

    @Override
    public void onOpen(WebSocket webSocket) {
      if (reads) {
        webSocket.request(1);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          received.add(JSON.readTree(text.toString()));
        } catch (JsonProcessingException e) {
          closeCode.completeExceptionally(e);
        }
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      closeCode.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closeCode.completeExceptionally(error);
    }
  }

  WebSocket socket() {
    return socket;
  }

  void send(String text) {
    socket.sendText(text, true).orTimeout(Await.SECONDS, TimeUnit.SECONDS).join();
  }

  void sendBinary(byte[] bytes) {
    socket
        .sendBinary(ByteBuffer.wrap(bytes), true)
        .orTimeout(Await.SECONDS, TimeUnit.SECONDS)
        .join();
  }

  /** Sends a message with a request id of its own and more fields, given as JSON. */
  UUID send(String type, String fields) {
    UUID requestId = UUID.randomUUID();
    send(
        "{\"type\":\"%s\",\"requestId\":\"%s\"%s}"
            .formatted(type, requestId, fields.isEmpty() ? "" : "," + fields));
    return requestId;
  }

  /** Returns the next message. */
  JsonNode next() {
    try {
      JsonNode message = received.poll(Await.SECONDS, TimeUnit.SECONDS);
      assertNotNull(message, () -> "no message; closed: " + closeCode);
      return message;
    } catch (InterruptedException e) {
      return fail(e);
    }
  }

  /** Returns the next message, which must be of this type. */
  JsonNode next(String type) {
    JsonNode message = next();
    assertEquals(type, message.get("type").asText(), message::toString);
    return message;
  }

  /** Returns the next message, which must be a refusal of this message for this reason. */
  JsonNode nextError(UUID requestId, String code, String field) {
    JsonNode error = next("error");
    assertEquals(code, error.get("code").asText(), error::toString);
    assertEquals(field, error.get("field").asText(), error::toString);
    assertEquals(requestId.toString(), error.get("requestId").asText(), error::toString);
    return error;
  }

  /** Joins, and returns the state records; the next message is the first one after done. */
  List<JsonNode> join(String kind, long id) {
    return join("auction:join", kind, id);
  }

  List<JsonNode> join(String type, String kind, long id) {
    UUID requestId = send(type, "\"%s\":%d".formatted(kind, id));
    List<JsonNode> states = new ArrayList<>();
    for (JsonNode message = next(); ; message = next()) {
      if (message.get("type").asText().equals("done")) {
        assertEquals(requestId.toString(), message.get("requestId").asText());
        return states;
      }
      states.add(message);
    }
  }

  /**
   * Makes sure that of all that has happened so far, nothing is left to receive. Two round trips:
   * events that are waiting for the event loop when the first one is answered have been handed out
   * when the second one is.
   */
  void expectNothingElse() {
    for (int i = 0; i < 2; i++) {
      UUID requestId = send("auction:leave", "\"lot\":" + Integer.MAX_VALUE);
      nextError(requestId, "UNKNOWN_TOPIC", "lot");
    }
  }

  /** Waits for the gateway's close frame. */
  int closeCode() {
    return closeCode.orTimeout(Await.SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
