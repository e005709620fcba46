package io.seriba.sim;

import static io.seriba.sim.Violation.unless;

import io.seriba.client.EventFrame;
import io.seriba.gateway.ws.Identity;
import io.seriba.gateway.ws.SteppedGateway;
import io.seriba.oracle.Line;
import io.seriba.sbe.Role;
import io.seriba.schema.Catalog.Message;
import io.seriba.sim.Topics.Topic;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One account's WebSocket client: sends commands, repeats those that stay unanswered, follows
 * topics, and believes nothing: what it gets is compared with {@link Truth}.
 */
final class Visitor {
  private static final int MOST_TOPICS = 15;

  /** A message on its way; a connection carries them one after the other, in pieces. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Outgoing(byte[] frame, @Nullable Line line) {}

  private record Call(Line line, String requestId) {}

  private final long account;
  private final Truth truth;
  private final Consumer<String> leak;
  private final List<Call> unanswered = new ArrayList<>();
  private final List<Topic> wanted = new ArrayList<>();
  private final ArrayDeque<Outgoing> up = new ArrayDeque<>();
  private final FrameStream down = new FrameStream();
  private SteppedGateway.@Nullable Connection connection;
  private View view;
  private int sentOfFirst;
  private long requests;

  /** Whether the connection is no more, and nothing will ever tell the client. */
  private boolean deaf;

  /**
   * Makes a client that isn't connected.
   *
   * @param leak gets what only this client may get
   */
  Visitor(long account, Truth truth, Plant plant, Consumer<String> leak) {
    this.account = account;
    this.truth = truth;
    this.leak = leak;
    view = new View(account, truth, plant);
  }

  boolean isConnected() {
    return connection != null;
  }

  int unanswered() {
    return unanswered.size();
  }

  boolean hasOutgoing() {
    return connection != null && !up.isEmpty();
  }

  // ---- the connection

  void connect(Server server) {
    if (connection == null && server.gateway().failure() == null) {
      up.clear();
      sentOfFirst = 0;
      deaf = false;
      down.clear();
      view = view.anew();
      connection = server.gateway().connect(new Identity(account, Role.ADMIN, Long.MAX_VALUE));
      wanted.forEach(topic -> up.add(join(topic)));
    }
  }

  /** The client notices that its connection is no more. */
  SteppedGateway.@Nullable Connection forget() {
    SteppedGateway.Connection former = connection;
    connection = null;
    up.clear();
    return former;
  }

  /** The connection ends on both sides. */
  void cut() {
    SteppedGateway.Connection former = forget();
    if (former != null) {
      former.cut();
    }
  }

  /** The gateway learns that the connection is no more, the client doesn't. */
  void cutBehind() {
    if (connection != null) {
      deaf = true;
      connection.cut();
    }
  }

  /** A client that has waited long enough gives a connection up. */
  void timeOut() {
    if (deaf) {
      cut();
    }
  }

  void stall(boolean stalled) {
    if (connection != null) {
      connection.stall(stalled);
    }
  }

  // ---- out

  void send(Line line) {
    Call call = new Call(line, new UUID(line.requestIdHigh(), line.requestIdLow()).toString());
    unanswered.add(call);
    send(call);
  }

  void again(int which) {
    if (which < unanswered.size()) {
      send(unanswered.get(which));
    }
  }

  private void send(Call call) {
    if (connection != null) {
      String json = truth.topics().jsonOfCommand(call.line.bytes());
      up.add(new Outgoing(FrameStream.text(json), call.line));
    }
  }

  void follow(Topic topic) {
    if (!wanted.contains(topic) && wanted.size() < MOST_TOPICS) {
      wanted.add(topic);
    }
    if (connection != null) {
      up.add(join(topic));
    }
  }

  private Outgoing join(Topic topic) {
    String field = topic.kind().name().toLowerCase(Locale.ROOT);
    Message message =
        Topics.CATALOG.messages().stream()
            .filter(m -> m.wire().endsWith(":join") && m.field(field) != null)
            .findFirst()
            .orElseThrow();
    String requestId = new UUID(account, ++requests).toString();
    view.joining(topic, requestId);
    String json =
        "{\"type\":\"%s\",\"requestId\":\"%s\",\"%s\":%d}"
            .formatted(message.wire(), requestId, field, topic.id());
    return new Outgoing(FrameStream.text(json), null);
  }

  /** Brings the first message, or a part of it, to the gateway. */
  void bringUp(Server server, int most) {
    Outgoing first = up.peek();
    SteppedGateway.Connection to = connection;
    if (first == null || to == null) {
      return;
    }
    int length = Math.min(most, first.frame.length - sentOfFirst);
    byte[] part = new byte[length];
    System.arraycopy(first.frame, sentOfFirst, part, 0, length);
    sentOfFirst += length;
    if (sentOfFirst == first.frame.length) {
      up.remove();
      sentOfFirst = 0;
    }
    if (first.line == null) {
      to.receive(part);
    } else {
      server.core().carry(first.line, () -> to.receive(part));
    }
    server.core().check();
  }

  // ---- in

  /** Brings bytes from the gateway to the client; returns whether there were any. */
  boolean bringDown(int most) {
    SteppedGateway.Connection from = connection;
    if (from == null) {
      return false;
    }
    down.add(from.sent());
    boolean any = down.bring(most);
    while (connection == from) {
      FrameStream.Frame frame = down.next();
      if (frame == null) {
        break;
      }
      onFrame(frame);
    }
    if (!any && !deaf && connection == from && !from.isOpen()) {
      connection = null;
      up.clear();
    }
    return any;
  }

  private void onFrame(FrameStream.Frame frame) {
    switch (frame.opcode()) {
      case FrameStream.TEXT -> onText(new String(frame.payload(), StandardCharsets.UTF_8));
      case FrameStream.PING ->
          up.add(new Outgoing(FrameStream.of(FrameStream.PONG, frame.payload()), null));
      case FrameStream.CLOSE -> {
        int code = new UnsafeBuffer(frame.payload()).getShort(0, ByteOrder.BIG_ENDIAN);
        unless(code != 1011, "no session ends by a fault of the gateway's own", code);
        cut();
      }
      default -> throw new Violation("only text, ping and close come", "" + frame.opcode());
    }
  }

  /** Takes one message. */
  void onText(String text) {
    Map<String, String> members = Json.members(text);
    switch (Json.text(members, "type")) {
      case "welcome" -> {}
      case "error" -> refused(members, text);
      case "done" -> view.joined(Json.text(members, "requestId"), Json.number(members, "sequence"));
      default -> view.message(text, members, this::event);
    }
  }

  private void refused(Map<String, String> members, String text) {
    String requestId = Json.text(members, "requestId");
    switch (Json.text(members, "code")) {
      case "BUSY", "STORAGE_FULL" -> {}
      case "UNKNOWN_TOPIC", "TOO_MANY_TOPICS", "TOPIC_TOO_LARGE", "RATE_LIMITED" -> {
        Topic topic = view.notJoined(requestId, this::event);
        wanted.remove(topic);
      }
      default -> throw new Violation("what can be said is taken", text);
    }
  }

  /** Something of the log, in its order: this is whoever it is for. */
  private void event(String text, Map<String, String> members) {
    byte[] frame = view.next(text, members);
    long session = Objects.requireNonNull(connection).session();
    switch (Topics.message(frame).visibility()) {
      case PUBLIC -> view.follow(frame);
      case PRIVATE -> {
        unless(
            EventFrame.topic(new UnsafeBuffer(frame), 0) == account,
            "what is private goes to its account only",
            text);
        leak.accept(text);
      }
      case REPLY -> {
        long sequence = EventFrame.sequence(new UnsafeBuffer(frame), 0);
        unless(
            truth.entry(sequence).replyTo() == session,
            "an outcome goes to the session that sent the command",
            text);
        String requestId = Json.text(members, "requestId");
        for (Call call : unanswered) {
          if (call.requestId.equals(requestId)) {
            unanswered.remove(call);
            break;
          }
        }
      }
      case INTERNAL -> throw new Violation("what is internal stays inside", text);
    }
  }

  /** Nothing is under way any more: what is seen is all there is. */
  void isUpToDate() {
    if (connection != null) {
      view.isUpToDate();
    }
  }

  @Override
  public String toString() {
    return account
        + ": "
        + unanswered.stream().map(call -> call.line.toString()).toList()
        + (connection == null ? ", not connected" : ", connected");
  }
}
