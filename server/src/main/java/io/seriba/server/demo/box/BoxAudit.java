package io.seriba.server.demo.box;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.server.demo.box.BoxLog.Refusal;
import io.seriba.server.demo.stage.Checks.Check;
import io.seriba.server.draws.DrawVerifier;
import io.seriba.server.draws.DrawVerifier.Finding;
import io.seriba.server.draws.DrawVerifier.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Judges the sale of the box by what its players were told. */
final class BoxAudit {
  private static final String ACT = "act 2";

  private final BoxLog log;
  private final long price;
  private final List<JsonNode> drawn;
  private final Map<Long, Long> published = new TreeMap<>();
  private final Map<Long, Long> granted = new TreeMap<>();

  /** Prizes drawn so far, by sequence. */
  private final NavigableMap<Long, Long> soldAt = new TreeMap<>();

  BoxAudit(BoxLog log, long price) {
    this.log = log;
    this.price = price;
    drawn = log.inOrder("gacha:drawn");
    for (JsonNode added : log.inOrder("gacha:prizes-added")) {
      for (JsonNode prize : added.path("prizes")) {
        published.put(prize.path("prize").asLong(), prize.path("stock").asLong());
      }
    }
    long sold = 0;
    soldAt.put(0L, 0L);
    for (JsonNode bundle : drawn) {
      for (JsonNode result : bundle.path("results")) {
        granted.merge(result.path("prize").asLong(), 1L, Long::sum);
        sold++;
      }
      soldAt.put(bundle.path("sequence").asLong(), sold);
    }
  }

  /** Returns every check, in a fixed order. */
  List<Check> checks() {
    return List.of(prizes(), medals(), refusals(), close(), draws(), liveAudit());
  }

  private long sold() {
    return soldAt.lastEntry().getValue();
  }

  private long stock() {
    return published.values().stream().mapToLong(Long::longValue).sum();
  }

  private Check prizes() {
    return new Check(
        ACT,
        "every prize of the box granted once",
        !published.isEmpty() && granted.equals(published),
        "%,d of %,d".formatted(sold(), stock()));
  }

  private Check medals() {
    long spent = 0;
    for (JsonNode spend : log.inOrder("ledger:medals-spent")) {
      spent += units(spend);
    }
    long given =
        log.inOrder("ledger:medals-granted").stream()
            .mapToLong(grant -> grant.path("units").asLong())
            .sum();
    Map<Long, Long> left = new HashMap<>();
    Map<Long, Long> paidLeft = new HashMap<>();
    for (JsonNode event : log.inOrder()) {
      if (event.has("paidLeft")) {
        long paid = event.path("paidLeft").asLong();
        left.put(account(event), paid + event.path("freeLeft").asLong());
        paidLeft.put(account(event), paid);
      }
    }
    long reported =
        log.inOrder("ledger:paid-medals").stream()
            .mapToLong(report -> report.path("units").asLong())
            .sum();
    boolean holds =
        spent == sold() * price
            && sum(left) == given - spent
            && sum(paidLeft) == reported
            && drawn.stream().allMatch(bundle -> bundle.path("spend").asLong() != 0);
    return new Check(
        ACT,
        "medals spent are draws times price",
        holds,
        "%,d for %,d x %d".formatted(spent, sold(), price));
  }

  private static long account(JsonNode event) {
    return event.path("account").asLong();
  }

  private static long units(JsonNode spend) {
    return StreamSupport.stream(spend.path("lots").spliterator(), false)
        .mapToLong(lot -> lot.path("units").asLong())
        .sum();
  }

  private static long sum(Map<Long, Long> amounts) {
    return amounts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Each refusal must have been true when it was decided, and nobody may be left without a word.
   */
  private Check refusals() {
    Map<Long, NavigableMap<Long, Long>> purses = purses();
    long closed = closedAt();
    Set<Long> answered = new HashSet<>();
    drawn.forEach(bundle -> answered.add(account(bundle)));
    long untrue = 0;
    for (Refusal refusal : log.refusals()) {
      answered.add(refusal.account());
      boolean isTrue =
          switch (refusal.reason()) {
            case "POOL_NOT_OPEN" -> refusal.sequence() > closed;
            case "SOLD_OUT" ->
                refusal.sequence() < closed
                    && stock() - before(soldAt, refusal.sequence()) < refusal.count();
            case "INSUFFICIENT_MEDALS" ->
                before(purses.getOrDefault(refusal.account(), new TreeMap<>()), refusal.sequence())
                    < price * refusal.count();
            default -> false;
          };
      untrue += isTrue ? 0 : 1;
    }
    int unheard = log.players() - answered.size();
    int lost = log.accepted() - drawn.size();
    return new Check(
        ACT,
        "every refusal gave the true reason",
        untrue == 0 && unheard == 0 && lost == 0,
        "%,d refusals%s%s%s"
            .formatted(
                log.refusals().size(),
                untrue == 0 ? "" : ", %,d untrue".formatted(untrue),
                unheard == 0 ? "" : ", %,d players heard nothing".formatted(unheard),
                lost == 0 ? "" : ", %,d accepted draws without prizes".formatted(lost)));
  }

  /** Returns each account's medals, by sequence. */
  private Map<Long, NavigableMap<Long, Long>> purses() {
    Map<Long, NavigableMap<Long, Long>> purses = new HashMap<>();
    for (JsonNode event : log.inOrder()) {
      if (event.has("paidLeft")) {
        purses
            .computeIfAbsent(account(event), account -> new TreeMap<>())
            .put(
                event.path("sequence").asLong(),
                event.path("paidLeft").asLong() + event.path("freeLeft").asLong());
      }
    }
    return purses;
  }

  private static long before(NavigableMap<Long, Long> amounts, long sequence) {
    Map.Entry<Long, Long> last = amounts.lowerEntry(sequence);
    return last == null ? 0 : last.getValue();
  }

  private long closedAt() {
    List<JsonNode> closed = log.inOrder("gacha:closed");
    return closed.size() == 1 ? closed.getFirst().path("sequence").asLong() : -1;
  }

  /** Nobody closes the pool; so its end must be the last draw's. */
  private Check close() {
    return new Check(
        ACT,
        "closed by itself, with its last prize",
        !drawn.isEmpty() && closedAt() == drawn.getLast().path("sequence").asLong(),
        "sequence %,d".formatted(closedAt()));
  }

  private Check draws() {
    DrawVerifier verifier = new DrawVerifier();
    log.inOrder().forEach(verifier::add);
    List<Finding> findings = verifier.verify();
    long right = findings.stream().filter(finding -> finding.verdict() == Verdict.RIGHT).count();
    // besides the bundles: the table's hash, and the seed against its commitment
    boolean holds = right == findings.size() && right == drawn.size() + 2L;
    return new Check(
        ACT,
        "seed revealed, every draw recomputed",
        holds,
        holds
            ? "%,d draws, no sample".formatted(sold())
            : "%,d findings, only %,d right".formatted(drawn.size() + 2, right));
  }

  private Check liveAudit() {
    Map<Long, Long> audited = audited(prize -> prize.path("drawn").asLong());
    Map<Long, Long> left = audited(prize -> prize.path("left").asLong());
    return new Check(
        ACT,
        "the engine's own audit counts the same",
        !audited.isEmpty() && audited.equals(granted) && sum(left) == 0,
        "%,d drawn, %,d left".formatted(sum(audited), sum(left)));
  }

  private Map<Long, Long> audited(Function<JsonNode, Long> amount) {
    Map<Long, Long> amounts = new TreeMap<>();
    for (JsonNode audit : log.inOrder("gacha:audit")) {
      for (JsonNode prize : audit.path("prizes")) {
        amounts.put(prize.path("prize").asLong(), amount.apply(prize));
      }
    }
    return amounts;
  }
}
