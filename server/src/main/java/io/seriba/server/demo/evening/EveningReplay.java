package io.seriba.server.demo.evening;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.server.demo.evening.EveningLog.Refusal;
import io.seriba.server.demo.evening.SlotBook.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * Goes through an evening in the order of the log, by the guests' own events, and notes what may
 * not be. Knows nothing of the engine's code.
 */
final class EveningReplay {
  final Map<Long, SlotBook> slots = new TreeMap<>();
  final Map<Long, Stay> stays = new TreeMap<>();

  /** What each account has now, yen. */
  final Map<Long, Long> balances = new HashMap<>();

  /** More seats taken than there are. */
  final List<String> oversold = new ArrayList<>();

  /** Seats or waitlists that everybody is told otherwise than those whom they belong to. */
  final List<String> disagreements = new ArrayList<>();

  /** Offers out of order, and free seats that somebody waits for. */
  final List<String> unfair = new ArrayList<>();

  /** Bookings that went a way that there is not. */
  final List<String> strayed = new ArrayList<>();

  /** Refusals for a reason that wasn't so. */
  final List<String> untrue = new ArrayList<>();

  private final Truth truth = new Truth(this);
  private final Set<Long> offered = new HashSet<>();
  private final Set<SlotBook> touched = new HashSet<>();

  private record Entry(long sequence, int index, Runnable step) {}

  EveningReplay(EveningLog log) {
    log.published().forEach(state -> slots.put(state.path("slot").asLong(), new SlotBook(state)));
    List<Entry> entries = new ArrayList<>();
    for (JsonNode event : log.events()) {
      entries.add(
          new Entry(
              event.path("sequence").asLong(), event.path("index").asInt(), () -> follow(event)));
    }
    for (Refusal refusal : log.refusals()) {
      entries.add(new Entry(refusal.sequence(), refusal.index(), () -> refused(refusal)));
    }
    entries.sort(Comparator.comparingLong(Entry::sequence).thenComparingInt(Entry::index));
    long sequence = 0;
    for (Entry entry : entries) {
      if (entry.sequence != sequence) {
        checkNobodyWaitsInVain(sequence);
        sequence = entry.sequence;
      }
      entry.step.run();
    }
    checkNobodyWaitsInVain(sequence);
    stays.values().stream()
        .filter(stay -> stay.status.equals("HELD"))
        .forEach(stay -> strayed.add("booking %d is held forever".formatted(stay.booking)));
    log.last().forEach(this::compare);
    if (log.last().size() != slots.size()) {
      disagreements.add("there are %d slots at the end".formatted(log.last().size()));
    }
  }

  private void follow(JsonNode event) {
    switch (event.path("type").asText()) {
      case "slot:held" -> held(event);
      case "slot:confirmed" -> confirmed(event);
      case "slot:ended" -> ended(event);
      case "slot:waiting" -> waiting(event);
      case "slot:wait-ended" -> waitEnded(event);
      case "slot:update" -> compare(event);
      case "ledger:balance-changed" ->
          balances.put(event.path("account").asLong(), event.path("posted").asLong());
      default -> {
        // prices held, paid and refunded: the balances say it
      }
    }
  }

  private SlotBook slot(JsonNode event) {
    long id = event.path("slot").asLong();
    SlotBook slot = slots.get(id);
    if (slot == null) {
      throw new IllegalStateException("slot " + id + " was never published");
    }
    return slot;
  }

  private void held(JsonNode event) {
    List<SlotBook> taken =
        StreamSupport.stream(event.path("slots").spliterator(), false).map(this::slot).toList();
    Stay stay = new Stay(event, taken);
    if (stays.put(stay.booking, stay) != null) {
      strayed.add("booking %d is held twice".formatted(stay.booking));
    }
    if (stay.isOffer && !offered.remove(stay.booking)) {
      unfair.add("booking %d was offered what it didn't wait for".formatted(stay.booking));
    }
    for (SlotBook slot : taken) {
      slot.taken += stay.seats;
      touched.add(slot);
      if (slot.taken > slot.capacity) {
        oversold.add("slot %d: %d of %d seats".formatted(slot.id, slot.taken, slot.capacity));
      }
    }
  }

  private void confirmed(JsonNode event) {
    Stay stay = stays.get(event.path("booking").asLong());
    if (stay == null || !stay.status.equals("HELD") || time(event) >= stay.expiry) {
      strayed.add("booking %d can't be confirmed".formatted(event.path("booking").asLong()));
    } else {
      stay.status = "CONFIRMED";
      stay.cost = stay.price;
    }
  }

  private static long time(JsonNode event) {
    return event.path("time").asLong();
  }

  private void ended(JsonNode event) {
    String status = event.path("status").asText();
    Stay stay = stays.get(event.path("booking").asLong());
    if (stay == null || !mayEnd(stay, status, time(event))) {
      strayed.add("booking %d can't be %s".formatted(event.path("booking").asLong(), status));
      return;
    }
    stay.status = status;
    stay.cost = status.equals("CANCELLED") ? stay.publishedFee(time(event)) : 0;
    if (event.path("fee").asLong() != stay.cost) {
      strayed.add("booking %d ends for another fee".formatted(stay.booking));
    }
    for (SlotBook slot : stay.slots) {
      slot.taken -= stay.seats;
      touched.add(slot);
    }
  }

  private static boolean mayEnd(Stay stay, String status, long time) {
    return switch (status) {
      case "EXPIRED" -> stay.status.equals("HELD") && time == stay.expiry;
      case "RELEASED" -> stay.status.equals("HELD") && time < stay.expiry;
      case "CANCELLED" -> stay.status.equals("CONFIRMED");
      default -> false;
    };
  }

  private void waiting(JsonNode event) {
    SlotBook slot = slot(event);
    touched.add(slot);
    slot.enter(
        new Place(
            event.path("booking").asLong(),
            event.path("account").asLong(),
            event.path("seats").asInt(),
            event.path("priority").asInt()));
  }

  private void waitEnded(JsonNode event) {
    SlotBook slot = slot(event);
    long booking = event.path("booking").asLong();
    if (event.path("cause").asText().equals("OFFERED")) {
      Place first = slot.firstThatFits();
      if (first == null || first.booking() != booking) {
        unfair.add("slot %d was offered to booking %d out of turn".formatted(slot.id, booking));
      }
      offered.add(booking);
    }
    if (!slot.leave(booking)) {
      unfair.add("booking %d stops waiting for slot %d twice".formatted(booking, slot.id));
    }
  }

  private void compare(JsonNode state) {
    SlotBook slot = slot(state);
    int taken = state.path("taken").asInt();
    if (taken > slot.capacity) {
      oversold.add("slot %d: %d of %d seats".formatted(slot.id, taken, slot.capacity));
    }
    if (taken != slot.taken || state.path("waiting").asInt() != slot.waiting.size()) {
      disagreements.add(
          "slot %d: all are told %d seats, %d waiting; guests %d and %d"
              .formatted(
                  slot.id, taken, state.path("waiting").asInt(), slot.taken, slot.waiting.size()));
    }
  }

  /** Between two commands nobody may wait for seats that are free. */
  private void checkNobodyWaitsInVain(long sequence) {
    for (SlotBook slot : touched) {
      Place first = slot.firstThatFits();
      if (first != null) {
        unfair.add(
            "slot %d: booking %d waits after sequence %d for seats that are free"
                .formatted(slot.id, first.booking(), sequence));
      }
    }
    touched.clear();
  }

  private void refused(Refusal refusal) {
    if (!truth.holds(refusal)) {
      untrue.add(
          "sequence %d: %s was told %s"
              .formatted(refusal.sequence(), refusal.command(), refusal.reason()));
    }
  }
}
