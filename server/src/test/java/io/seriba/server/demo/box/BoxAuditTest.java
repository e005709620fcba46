package io.seriba.server.demo.box;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seriba.server.demo.box.BoxLog.Refusal;
import io.seriba.server.demo.stage.Checks.Check;
import io.seriba.server.demo.stage.TestVenue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A box that was really sold; then somebody lies about it. */
class BoxAuditTest {
  private static final int PLAYERS = 60;
  private static BoxLog log = new BoxLog(0, 0, List.of(), List.of());

  @BeforeAll
  static void sell(@TempDir Path directory) throws Exception {
    try (TestVenue made = TestVenue.start(directory)) {
      log = new BoxAct(PLAYERS).perform(made.venue());
    }
  }

  private static String failed(BoxLog told) {
    return new BoxAudit(told, BoxAct.PRICE)
        .checks().stream()
            .filter(check -> !check.holds())
            .map(Check::what)
            .collect(Collectors.joining(", "));
  }

  @Test
  void whatReallyHappenedHoldsAndHadAllThereIs() {
    assertEquals("", failed(log));
    assertEquals("", failed(withSoldOut((Lie) told -> told).tell(log)));
    assertTrue(log.accepted() > PLAYERS);
    assertTrue(log.refusals().stream().anyMatch(each -> each.reason().equals("POOL_NOT_OPEN")));
    assertTrue(
        log.refusals().stream().anyMatch(each -> each.reason().equals("INSUFFICIENT_MEDALS")));
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        Arguments.of(
            "a prize becomes another",
            events(change("gacha:drawn", e -> result(e).put("prize", 1))),
            "every prize of the box granted once, seed revealed, every draw recomputed,"
                + " the engine's own audit counts the same"),
        Arguments.of(
            "a bundle is lost",
            events(remove("gacha:drawn")),
            "every prize of the box granted once, medals spent are draws times price,"
                + " every refusal gave the true reason, seed revealed, every draw recomputed,"
                + " the engine's own audit counts the same"),
        Arguments.of(
            "a spend takes a medal more",
            events(
                change(
                    "ledger:medals-spent",
                    e -> {
                      ObjectNode lot = (ObjectNode) e.withArray("lots").get(0);
                      lot.put("units", lot.path("units").asLong() + 1);
                    })),
            "medals spent are draws times price"),
        Arguments.of(
            "a bundle is free of charge",
            events(change("gacha:drawn", e -> e.remove("spend"))),
            "medals spent are draws times price"),
        Arguments.of(
            "the number that chose a prize is another",
            events(change("gacha:drawn", e -> result(e).put("value", -1))),
            "seed revealed, every draw recomputed"),
        Arguments.of(
            "the seed isn't the one that was promised",
            events(change("gacha:seed-revealed", e -> e.put("seed", "00".repeat(32)))),
            "seed revealed, every draw recomputed"),
        Arguments.of(
            "the seed stays secret",
            events(remove("gacha:seed-revealed")),
            "seed revealed, every draw recomputed"),
        Arguments.of(
            "the published list has one more",
            withSoldOut(
                events(
                    change(
                        "gacha:prizes-added",
                        e -> ((ObjectNode) e.withArray("prizes").get(0)).put("stock", 2)))),
            "every prize of the box granted once, every refusal gave the true reason,"
                + " seed revealed, every draw recomputed"),
        Arguments.of(
            "the box closes before its last prize",
            withSoldOut(events(change("gacha:closed", e -> e.put("sequence", 1)))),
            "every refusal gave the true reason, closed by itself, with its last prize"),
        Arguments.of(
            "the audit forgets one",
            events(
                change(
                    "gacha:audit",
                    e -> ((ObjectNode) e.withArray("prizes").get(0)).put("drawn", 0))),
            "the engine's own audit counts the same"),
        Arguments.of(
            "the pool was open when it was told to be closed",
            refusals(first -> new Refusal(1, first.account(), first.count(), "POOL_NOT_OPEN")),
            "every refusal gave the true reason"),
        Arguments.of(
            "a player with medals was told to have none",
            refusals(
                first ->
                    new Refusal(Long.MAX_VALUE, richest(), first.count(), "INSUFFICIENT_MEDALS")),
            "every refusal gave the true reason"),
        Arguments.of(
            "a reason that there isn't",
            refusals(
                first -> new Refusal(first.sequence(), first.account(), first.count(), "BUSY")),
            "every refusal gave the true reason"),
        Arguments.of(
            "a player hears nothing",
            (Lie) told -> new BoxLog(PLAYERS + 1, told.accepted(), told.refusals(), told.events()),
            "every refusal gave the true reason"));
  }

  /** Tells another story. */
  interface Lie {
    BoxLog tell(BoxLog told);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void everyLieIsFound(String what, Lie lie, String checks) {
    assertEquals(checks, failed(lie.tell(log)), what);
  }

  private static Lie events(Consumer<List<JsonNode>> lie) {
    return told -> {
      List<JsonNode> events = new ArrayList<>();
      told.inOrder().forEach(event -> events.add(event.deepCopy()));
      lie.accept(events);
      return new BoxLog(told.players(), told.accepted(), told.refusals(), events);
    };
  }

  /**
   * Tells it with one who wanted a prize more than there were, when none was drawn yet: whether
   * anybody is told that it is sold out otherwise depends on who comes when.
   */
  private static Lie withSoldOut(Lie lie) {
    return told -> {
      List<JsonNode> drawn = told.inOrder("gacha:drawn");
      int prizes = drawn.stream().mapToInt(bundle -> bundle.path("results").size()).sum();
      JsonNode first = drawn.getFirst();
      List<Refusal> refusals = new ArrayList<>(told.refusals());
      refusals.add(
          new Refusal(
              first.path("sequence").asLong(),
              first.path("account").asLong(),
              prizes + 1,
              "SOLD_OUT"));
      return lie.tell(new BoxLog(told.players(), told.accepted(), refusals, told.events()));
    };
  }

  private static Predicate<JsonNode> is(String type) {
    return event -> event.path("type").asText().equals(type);
  }

  /**
   * Changes the first event of a type; of draws the first that is a single one of the last kind.
   */
  private static Consumer<List<JsonNode>> change(String type, Consumer<ObjectNode> change) {
    return events ->
        change.accept(
            (ObjectNode)
                events.stream()
                    .filter(is(type))
                    .filter(
                        event ->
                            !event.has("results")
                                || result((ObjectNode) event).path("prize").asLong() == 5)
                    .findFirst()
                    .orElseThrow());
  }

  private static Consumer<List<JsonNode>> remove(String type) {
    return events -> events.remove(events.stream().filter(is(type)).findFirst().orElseThrow());
  }

  private static ObjectNode result(ObjectNode drawn) {
    return (ObjectNode) drawn.withArray("results").get(0);
  }

  private static long richest() {
    return log.inOrder().stream()
        .filter(event -> event.path("paidLeft").asLong() >= 1_000)
        .toList()
        .getLast()
        .path("account")
        .asLong();
  }

  private static Lie refusals(UnaryOperator<Refusal> lie) {
    return told -> {
      List<Refusal> refusals = new ArrayList<>(told.refusals());
      refusals.set(0, lie.apply(refusals.getFirst()));
      return new BoxLog(told.players(), told.accepted(), refusals, told.events());
    };
  }
}
