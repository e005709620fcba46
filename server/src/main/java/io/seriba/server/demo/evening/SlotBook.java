package io.seriba.server.demo.evening;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One slot as the guests' events tell of it: its seats, and who waits for them in which order. */
final class SlotBook {
  final long id;
  final long start;
  final long end;
  final long price;
  final int capacity;
  final int fee;
  final long cancelWindow;
  final List<Place> waiting = new ArrayList<>();
  int taken;

  /** A place on the waitlist. */
  record Place(long booking, long account, int seats, int priority) {}

  SlotBook(JsonNode published) {
    id = published.path("slot").asLong();
    start = published.path("start").asLong();
    end = published.path("end").asLong();
    price = published.path("price").asLong();
    capacity = published.path("capacity").asInt();
    fee = published.path("fee").asInt();
    cancelWindow = published.path("cancelWindow").asLong();
    taken = published.path("taken").asInt();
  }

  int free() {
    return capacity - taken;
  }

  /** Puts a place behind all that go before it. */
  void enter(Place place) {
    int at = waiting.size();
    while (at > 0 && waiting.get(at - 1).priority < place.priority) {
      at--;
    }
    waiting.add(at, place);
  }

  /** Takes a booking's place off; tells whether there was one. */
  boolean leave(long booking) {
    return waiting.removeIf(place -> place.booking == booking);
  }

  /** Returns the first place that fits into the free seats, or null. */
  @Nullable Place firstThatFits() {
    return waiting.stream().filter(place -> place.seats <= free()).findFirst().orElse(null);
  }

  boolean hasPlace(long account) {
    return waiting.stream().anyMatch(place -> place.account == account);
  }
}
