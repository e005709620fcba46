package io.seriba.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** A client on the JDK's own WebSocket. Thread-safe. */
final class TestClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ConcurrentMap<String, CompletableFuture<JsonNode>> pending =
      new ConcurrentHashMap<>();
  private final CompletableFuture<JsonNode> welcome = new CompletableFuture<>();
  private final WebSocket socket;
  private CompletableFuture<WebSocket> lastSend;

  TestClient(String address, String token) {
    socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .subprotocols("seriba.json")
            .buildAsync(URI.create(address), new Listener())
            .join();
    lastSend = CompletableFuture.completedFuture(socket);
    get(welcome);
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      webSocket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      pending.values().forEach(reply -> reply.completeExceptionally(error));
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
      pending
          .values()
          .forEach(reply -> reply.completeExceptionally(new IOException("closed with " + status)));
      return CompletableFuture.completedFuture(null);
    }
  }

  private void take(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (message.path("type").asText().equals("welcome")) {
      welcome.complete(message);
    }
    CompletableFuture<JsonNode> reply = pending.remove(message.path("requestId").asText());
    if (reply != null) {
      reply.complete(message);
    }
  }

  /** Sends a message and returns what will be its reply: outcome, done or error. */
  CompletableFuture<JsonNode> send(UUID request, String type, String fields) {
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    pending.put(request.toString(), reply);
    String text =
        "{\"type\":\"" + type + "\",\"requestId\":\"" + request + "\"" + comma(fields) + "}";
    synchronized (this) {
      lastSend = lastSend.thenCompose(ready -> ready.sendText(text, true));
    }
    return reply;
  }

  private static String comma(String fields) {
    return fields.isEmpty() ? "" : "," + fields;
  }

  /** Sends a message and waits for its reply. */
  JsonNode ask(String type, String fields) {
    return get(send(UUID.randomUUID(), type, fields));
  }

  static JsonNode get(CompletableFuture<JsonNode> reply) {
    return reply.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }
}
