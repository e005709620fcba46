package io.seriba.server.demo.evening;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One booking as its guest's events tell of it. */
final class Stay {
  final long booking;
  final long account;
  final long expiry;
  final long price;
  final int seats;
  final boolean isOffer;
  final List<SlotBook> slots;

  /** HELD, CONFIRMED, or how it ended. */
  String status = "HELD";

  /** What it cost in the end. */
  long cost;

  Stay(JsonNode held, List<SlotBook> slots) {
    booking = held.path("booking").asLong();
    account = held.path("account").asLong();
    expiry = held.path("expiry").asLong();
    price = held.path("price").asLong();
    seats = held.path("seats").asInt();
    isOffer = held.path("origin").asText().equals("OFFER");
    this.slots = slots;
  }

  boolean isLive() {
    return status.equals("HELD") || status.equals("CONFIRMED");
  }

  /** Returns what the published prices say that it costs. */
  long publishedPrice() {
    return seats * slots.stream().mapToLong(slot -> slot.price).sum();
  }

  /** Returns what the published terms say that cancelling costs at a time. */
  long publishedFee(long time) {
    long deadline =
        slots.stream().mapToLong(slot -> slot.start - slot.cancelWindow).min().orElse(0);
    int fee = slots.stream().mapToInt(slot -> slot.fee).max().orElse(0);
    return time < deadline ? 0 : Math.ceilDiv(price * fee, 10_000L);
  }

  boolean overlaps(List<SlotBook> others) {
    return slots.stream()
        .anyMatch(
            mine ->
                others.stream()
                    .anyMatch(other -> mine.start < other.end && other.start < mine.end));
  }
}
