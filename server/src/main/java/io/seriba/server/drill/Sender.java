package io.seriba.server.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.seriba.gateway.ws.client.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client, over as many connections, one after the other, as there are servers. What it was not
 * answered it sends again over the next one, with the same request id. On the event loop.
 */
final class Sender {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OUTCOME = "{\"type\":\"outcome\"";
  private static final String WELCOME = "{\"type\":\"welcome\"";
  private static final String REFUSAL = "{\"type\":\"error\"";
  private static final long PAUSE_MILLIS = 10;

  private final Seat seat;
  private final Load load;
  private final EventLoop loop;
  private final Map<UUID, Request> unanswered = new LinkedHashMap<>();
  private @Nullable Connection connection;
  private long commands;

  Sender(Seat seat, Load load, EventLoop loop) {
    this.seat = seat;
    this.load = load;
    this.loop = loop;
  }

  Seat seat() {
    return seat;
  }

  /** Returns how many of its commands were not answered. */
  int unanswered() {
    return unanswered.size();
  }

  void connect(EventLoopGroup group, String address, String token) {
    Connection next = new Connection();
    connection = next;
    next.socket = WebSocketClient.connect(group, URI.create(address), token, next);
  }

  /** Sends as much as it may. */
  void speak() {
    Connection current = connection;
    while (current != null
        && current.welcome
        && load.isGoing()
        && unanswered.size() < seat.window()
        && load.mayBegin()) {
      Part.Command command = seat.part().next();
      if (command == null) {
        return;
      }
      Request request = Request.of(seat.sender(), ++commands, command.type(), command.fields());
      unanswered.put(request.id(), request);
      load.sent();
      current.send(request);
    }
  }

  /** Lets go of the connection; the server is told nothing. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
  void disconnect() {
    Connection current = connection;
    connection = null;
    if (current != null && current.socket != null) {
      current.socket.close();
    }
  }

  private final class Connection implements WebSocketClient.Listener {
    private @Nullable WebSocketClient socket;
    private boolean welcome;

    void send(Request request) {
      if (socket != null) {
        socket.send(request.text());
      }
    }

    @Override
    public void onOpen() {
      // the server speaks first
    }

    @Override
    public void onText(ByteBuf content) {
      String text = content.toString(StandardCharsets.UTF_8);
      if (text.startsWith(OUTCOME)) {
        onOutcome(parse(text));
      } else if (text.startsWith(WELCOME)) {
        welcome = true;
        unanswered
            .values()
            .forEach(
                request -> {
                  load.resent();
                  send(request);
                });
        load.connected();
        speak();
      } else if (text.startsWith(REFUSAL)) {
        onRefusal(parse(text));
      }
    }

    private void onOutcome(JsonNode outcome) {
      UUID id = UUID.fromString(outcome.path("requestId").asText());
      Answer answer =
          new Answer(
              id,
              outcome.path("account").asLong(),
              outcome.path("decidedAt").asLong(),
              outcome.path("result").asLong(),
              outcome.path("reason").asText());
      Request request = unanswered.remove(id);
      if (request == null) {
        load.failed("%s is answered a second time, or was never sent".formatted(answer));
        return;
      }
      load.answered(answer, System.nanoTime() - request.begunNanos());
      seat.part().answered(answer);
      speak();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it throws would show as no answer
    private void onRefusal(JsonNode refusal) {
      String code = refusal.path("code").asText();
      Request request = unanswered.get(UUID.fromString(refusal.path("requestId").asText()));
      if (request == null || !(code.equals("BUSY") || code.equals("STORAGE_FULL"))) {
        load.failed("the gateway refused %s: %s".formatted(request, refusal));
        return;
      }
      load.refused(code);
      loop.schedule(
          () -> {
            if (connection == this) {
              send(request);
            }
          },
          PAUSE_MILLIS,
          TimeUnit.MILLISECONDS);
    }

    private JsonNode parse(String text) {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        load.failed("the server sent what is no JSON: " + text);
        return JSON.createObjectNode();
      }
    }

    @Override
    public void onEnd(String why) {
      if (connection == this) {
        connection = null;
        load.ended("%s of account %d: %s".formatted(seat.role(), seat.account(), why));
      }
    }
  }
}
