package io.seriba.oracle;

import static io.seriba.oracle.Invariants.holds;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds of medals and draws at every sequence, as the engine's events alone tell it. */
final class DrawInvariants {
  private record Numbered(long account, long pool, long epoch) {}

  private record Gone(long pool, long prize) {}

  private static final class Lot {
    long id;
    long account;
    String kind = "";
    long granted;
    long left;
  }

  private final Map<Long, Lot> lots = new HashMap<>();
  private final Map<Long, Map<Long, Long>> spends = new HashMap<>();
  private final Map<Numbered, Long> lastDraws = new HashMap<>();
  private final Map<Long, String> commitments = new HashMap<>();
  private final Set<String> everCommitted = new HashSet<>();
  private final Map<Long, Long> left = new HashMap<>();
  private final Map<Long, Long> draws = new HashMap<>();
  private final Set<Gone> gone = new HashSet<>();
  private String ended = "";

  void follow(Event event) {
    switch (event.name()) {
      case "MedalsGranted" -> {
        Lot lot = new Lot();
        lot.id = event.sequence();
        lot.account = event.topic();
        lot.kind = event.text("kind");
        lot.granted = event.number("units");
        lot.left = lot.granted;
        lots.put(event.sequence(), lot);
        checkPurse(event);
      }
      case "MedalsSpent" -> move(event, -1);
      case "MedalsRefunded" -> move(event, 1);
      case "MedalsExpired" -> {
        Lot lot = lot(event.number("lot"));
        holds(lot.left == event.number("units"), "a lot expires whole", event);
        lot.left = 0;
        checkPurse(event);
      }
      case "Drawn" -> drawn(event);
      case "PrizeGone" ->
          holds(
              gone.add(new Gone(event.topic(), event.number("prize"))),
              "a prize is gone once",
              event);
      case "PoolProgressed" -> progressed(event);
      case "PoolOpened", "SeedCommitted" -> {
        String commitment = event.text("commitment");
        holds(everCommitted.add(commitment), "no seed is used again", event);
        ended = commitments.getOrDefault(event.topic(), "");
        commitments.put(event.topic(), commitment);
      }
      case "SeedRevealed" -> revealed(event);
      default -> {}
    }
  }

  private Lot lot(long id) {
    Lot lot = lots.get(id);
    holds(lot != null, "medals are of a lot", id);
    return lot == null ? new Lot() : lot;
  }

  private void move(Event event, int sign) {
    long spend = event.number("spend");
    Map<Long, Long> taken = spends.computeIfAbsent(spend, id -> new HashMap<>());
    for (Map<String, Object> row : event.rows("lots")) {
      Lot lot = lot(Event.number(row, "lot"));
      long units = Event.number(row, "units");
      lot.left += sign * units;
      holds(
          lot.left >= 0 && lot.left <= lot.granted && lot.account == event.topic(),
          "a lot has from nothing to all of what was granted",
          event);
      boolean isSame = sign < 0 ? taken.put(lot.id, units) == null : taken.remove(lot.id, units);
      holds(isSame, "a refund puts back exactly what was taken, once", event);
    }
    if (event.rows("lots").size() < 100) {
      checkPurse(event);
    }
  }

  private void checkPurse(Event event) {
    for (String kind : List.of("FREE", "PAID")) {
      long sum = 0;
      for (Lot lot : lots.values()) {
        sum += lot.account == event.topic() && lot.kind.equals(kind) ? lot.left : 0;
      }
      String field = kind.equals("FREE") ? "freeLeft" : "paidLeft";
      holds(event.number(field) == sum, "an account has what its lots have", event, sum);
    }
  }

  private void drawn(Event event) {
    Numbered key = new Numbered(event.topic(), event.number("pool"), event.number("epoch"));
    long first = event.number("firstDraw");
    holds(first == lastDraws.getOrDefault(key, 0L) + 1, "draws are numbered without gaps", event);
    lastDraws.put(key, first + event.rows("results").size() - 1);
    for (Map<String, Object> result : event.rows("results")) {
      boolean isWithin = Event.number(result, "value") < Event.number(result, "bound");
      holds(isWithin, "a number is below its bound", event);
    }
  }

  private void progressed(Event event) {
    long now = event.number("draws");
    holds(now >= draws.getOrDefault(event.topic(), 0L), "draws are counted up", event);
    draws.put(event.topic(), now);
    long before = left.getOrDefault(event.topic(), Long.MAX_VALUE);
    holds(event.number("left") <= before, "a box is never filled again", event);
    left.put(event.topic(), event.number("left"));
  }

  /** A rotation has committed to the next epoch already: then the one before it is meant. */
  private void revealed(Event event) {
    byte[] seed = HexFormat.of().parseHex(event.text("seed"));
    String hash = HexFormat.of().formatHex(GachaPool.sha256(ByteBuffer.allocate(32).put(seed)));
    String latest = commitments.getOrDefault(event.topic(), "");
    holds(
        hash.equals(latest) || hash.equals(ended),
        "a revealed seed is what was committed to",
        event);
  }
}
