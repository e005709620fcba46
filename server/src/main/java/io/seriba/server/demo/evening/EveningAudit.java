package io.seriba.server.demo.evening;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.server.demo.stage.Checks.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Judges an evening by what its guests, the hall, and a late-comer were told. */
final class EveningAudit {
  private static final String ACT = "act 3";

  private final EveningLog log;
  private final EveningReplay replay;

  EveningAudit(EveningLog log) {
    this.log = log;
    replay = new EveningReplay(log);
  }

  /** Returns every check, in a fixed order. */
  List<Check> checks() {
    return List.of(seats(), views(), waitlists(), lives(), refusals(), money(), till());
  }

  private static Check check(String what, List<String> problems, String figures) {
    return new Check(
        ACT,
        what,
        problems.isEmpty(),
        problems.isEmpty()
            ? figures
            : "%s%s"
                .formatted(
                    problems.getFirst(),
                    problems.size() == 1 ? "" : ", and %,d more".formatted(problems.size() - 1)));
  }

  private Check seats() {
    int taken = replay.slots.values().stream().mapToInt(slot -> slot.taken).sum();
    int capacity = replay.slots.values().stream().mapToInt(slot -> slot.capacity).sum();
    return check(
        "no slot ever oversold",
        replay.oversold,
        "%,d of %,d seats taken".formatted(taken, capacity));
  }

  private Check views() {
    long updates =
        log.events().stream()
            .filter(event -> event.path("type").asText().equals("slot:update"))
            .count();
    return check(
        "guests, hall, late-comer see the same",
        replay.disagreements,
        "%,d updates".formatted(updates));
  }

  private Check waitlists() {
    long offers = replay.stays.values().stream().filter(stay -> stay.isOffer).count();
    return check(
        "each offer went to the first that fits", replay.unfair, "%,d offers".formatted(offers));
  }

  private Check lives() {
    return check(
        "every hold ended exactly one way",
        replay.strayed,
        "%,d holds".formatted(replay.stays.size()));
  }

  private Check refusals() {
    return check(
        "every refusal gave the true reason",
        replay.untrue,
        "%,d refusals".formatted(log.refusals().size()));
  }

  /** What a guest has now is what it was given, less what its bookings cost by the terms. */
  private Check money() {
    Map<Long, Long> expected = new HashMap<>();
    for (JsonNode event : log.events()) {
      if (event.path("type").asText().equals("ledger:balance-changed")
          && event.path("counterparty").asLong() == 0) {
        expected.merge(event.path("account").asLong(), event.path("change").asLong(), Long::sum);
      }
    }
    int guests = expected.size();
    replay.stays.values().forEach(stay -> expected.merge(stay.account, -stay.cost, Long::sum));
    List<String> problems =
        expected.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(replay.balances.get(entry.getKey())))
            .map(
                entry ->
                    "guest %d has %s, must have %d"
                        .formatted(
                            entry.getKey(), replay.balances.get(entry.getKey()), entry.getValue()))
            .toList();
    return check("every guest's money adds up", problems, "%,d guests".formatted(guests));
  }

  /** The store has what the guests' bookings cost, at the published prices. */
  private Check till() {
    long due = replay.stays.values().stream().mapToLong(stay -> stay.cost).sum();
    long has = replay.balances.getOrDefault(log.store(), 0L);
    List<String> problems =
        replay.stays.values().stream()
            .filter(stay -> stay.price != stay.publishedPrice())
            .map(stay -> "booking %d isn't at the published price".formatted(stay.booking))
            .collect(Collectors.toCollection(ArrayList::new));
    if (due != has) {
      problems.add("the store has %,d yen, must have %,d".formatted(has, due));
    }
    return check("the store has what bookings come to", problems, "%,d yen".formatted(has));
  }
}
