package io.seriba.server.demo.evening;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.server.demo.evening.EveningLog.Refusal;
import io.seriba.server.demo.evening.Wishes.Wish;
import io.seriba.server.demo.stage.Connection;
import io.seriba.server.demo.stage.EventListener;
import io.seriba.server.demo.stage.Incoming;
import io.seriba.server.demo.stage.Latency;
import io.seriba.server.demo.stage.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The guests, and all that they hear. On the clients' event loop. */
final class Evening implements Guest.Scene, EventListener {
  final List<Guest> guests = new ArrayList<>();
  final Latency acknowledged = new Latency("request sent to acknowledged");
  final Latency offered = new Latency("seats free to offer seen by guest");
  private final long firstGuest;
  private final LongSupplier clock;
  private final long thinkingNanos;
  private final List<JsonNode> published = new ArrayList<>();
  private final List<JsonNode> last = new ArrayList<>();
  private final List<JsonNode> events = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Map<Long, Integer> held = new HashMap<>();
  private final Map<Long, Integer> booked = new HashMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private List<Connection> connections = List.of();
  private @Nullable Stage stage;
  private @Nullable Connection auctioneer;
  private @Nullable Connection hall;
  private int unanswered;
  private boolean closing;

  /**
   * Makes the guests.
   *
   * @param clock the server's, microseconds
   * @param thinkingNanos how long it takes guests to make up their minds, at most
   */
  Evening(long firstGuest, int count, Salon salon, LongSupplier clock, long thinkingNanos) {
    this.firstGuest = firstGuest;
    this.clock = clock;
    this.thinkingNanos = thinkingNanos;
    Wishes wishes = new Wishes(salon);
    for (int i = 0; i < count; i++) {
      guests.add(new Guest(firstGuest + i, wishes, this));
    }
  }

  /** Names who sees the slots before the first guest comes, and all of their changes. */
  void watch(Connection publicHall) {
    hall = publicHall;
  }

  /** Lets the guests come within a time; their connections are in their order. */
  void open(Stage on, Connection store, List<Connection> ofGuests, long comingNanos) {
    stage = on;
    auctioneer = store;
    connections = ofGuests;
    for (Guest guest : guests) {
      later(guest::askNext, (long) (comingNanos * guest.arrival()));
    }
  }

  /** From now on nobody begins anything; what is held is pledged, or ends. */
  void close() {
    closing = true;
  }

  /** Tells whether all is answered, and nothing held. */
  boolean isStill() {
    return closing && unanswered == 0 && held.isEmpty();
  }

  /** Returns how often something happened so far. */
  int count(String what) {
    return counts.getOrDefault(what, 0);
  }

  int refused() {
    return refusals.size();
  }

  int seatsHeld() {
    return held.values().stream().mapToInt(Integer::intValue).sum();
  }

  int seatsBooked() {
    return booked.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void count(String what, int by) {
    counts.merge(what, by, Integer::sum);
  }

  @Override
  public Connection connection(Guest guest) {
    return connections.get((int) (guest.account - firstGuest));
  }

  @Override
  public void later(Runnable step, long nanos) {
    Stage open = stage;
    if (open == null) {
      throw new IllegalStateException("not open yet");
    }
    open.later(step, nanos);
  }

  @Override
  public boolean isClosing() {
    return closing;
  }

  @Override
  public long thinkingNanos() {
    return thinkingNanos;
  }

  @Override
  public void asked() {
    unanswered++;
  }

  @Override
  public void answered(Incoming reply, long elapsedNanos) {
    unanswered--;
    acknowledged.record(elapsedNanos);
  }

  @Override
  public void refused(Refusal refusal) {
    refusals.add(refusal);
    count(refusal.reason(), 1);
  }

  @Override
  public void enlist(Guest guest, Wish wish, int priority) {
    Connection store = auctioneer;
    if (store == null) {
      throw new IllegalStateException("not open yet");
    }
    unanswered++;
    store.request(
        "slot:enlist",
        "\"slot\":%d,\"guest\":%d,\"seats\":%d,\"priority\":%d"
            .formatted(wish.slots().getFirst(), guest.account, wish.seats(), priority),
        reply -> {
          unanswered--;
          if (!reply.reason.equals("ACCEPTED")) {
            refused(guest.refusal("slot:enlist", wish.slots(), wish.seats(), 0, reply));
          }
        });
  }

  @Override
  public void onEvent(Connection receiver, Incoming message) {
    JsonNode event = message.tree();
    switch (message.type) {
      case "slot:slot" -> (receiver == hall ? published : last).add(event);
      case "slot:update", "slot:price-paid", "slot:price-refunded" -> {
        if (message.type.equals("slot:update") && receiver == hall) {
          events.add(event);
        }
      }
      case "slot:held" -> held(event);
      case "slot:confirmed" -> {
        events.add(event);
        Integer seats = held.remove(event.path("booking").asLong());
        booked.put(event.path("booking").asLong(), seats == null ? 0 : seats);
      }
      case "slot:ended" -> ended(event);
      case "slot:waiting" -> {
        events.add(event);
        count("waiting", 1);
      }
      case "slot:wait-ended" -> {
        events.add(event);
        count("waiting", -1);
      }
      default -> events.add(event);
    }
  }

  private void held(JsonNode event) {
    events.add(event);
    int seats = event.path("seats").asInt() * event.path("slots").size();
    held.put(event.path("booking").asLong(), seats);
    long now = clock.getAsLong();
    boolean isOffer = event.path("origin").asText().equals("OFFER");
    count(isOffer ? "offers" : "holds", 1);
    if (isOffer) {
      offered.record(TimeUnit.MICROSECONDS.toNanos(now - event.path("time").asLong()));
    }
    guest(event).held(event, now);
  }

  private void ended(JsonNode event) {
    events.add(event);
    held.remove(event.path("booking").asLong());
    booked.remove(event.path("booking").asLong());
    count(event.path("status").asText(), 1);
    guest(event).ended();
  }

  private Guest guest(JsonNode event) {
    return guests.get((int) (event.path("account").asLong() - firstGuest));
  }

  /** Returns all that was heard. */
  EveningLog log(long store) {
    return new EveningLog(
        store,
        List.copyOf(published),
        List.copyOf(events),
        List.copyOf(refusals),
        List.copyOf(last));
  }
}
