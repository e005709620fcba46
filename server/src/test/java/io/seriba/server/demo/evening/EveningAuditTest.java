package io.seriba.server.demo.evening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seriba.server.demo.evening.EveningLog.Refusal;
import io.seriba.server.demo.stage.Checks.Check;
import io.seriba.server.demo.stage.TestVenue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

/** An evening that really was; then somebody lies about it. */
class EveningAuditTest {
  private static final int GUESTS = 400;
  private static final double SECONDS = 2;

  private static final String SEATS = "no slot ever oversold";
  private static final String VIEWS = "guests, hall, late-comer see the same";
  private static final String TURNS = "each offer went to the first that fits";
  private static final String ENDS = "every hold ended exactly one way";
  private static final String REFUSALS = "every refusal gave the true reason";
  private static final String MONEY = "every guest's money adds up";
  private static final String TILL = "the store has what bookings come to";

  private static EveningLog log = new EveningLog(0, List.of(), List.of(), List.of(), List.of());

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    try (TestVenue made = TestVenue.start(directory)) {
      log = new EveningAct(GUESTS, SECONDS).perform(made.venue());
    }
  }

  private static Set<String> failed(EveningLog told) {
    return new EveningAudit(told)
        .checks().stream()
            .filter(check -> !check.holds())
            .map(Check::what)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatReallyHappenedHoldsAndHadAllThereIs() {
    assertEquals(Set.of(), failed(log));
    for (String reason : List.of("SLOT_FULL", "INSUFFICIENT_FUNDS")) {
      assertTrue(log.refusals().stream().anyMatch(each -> each.reason().equals(reason)), reason);
    }
    for (String status : List.of("EXPIRED", "RELEASED", "CANCELLED")) {
      assertTrue(log.events().stream().anyMatch(ended(status)), status);
    }
    assertTrue(log.events().stream().anyMatch(held("OFFER")));
    assertTrue(log.events().stream().anyMatch(event -> event.path("priority").asInt() > 0));
    assertTrue(log.events().stream().anyMatch(event -> event.path("fee").asLong() > 0));
  }

  /** Each lie, and one check that must find it; others may find it too. */
  static Stream<Arguments> lies() {
    return Stream.of(
        Arguments.of("a slot was smaller", published(e -> e.put("capacity", 0)), SEATS),
        Arguments.of(
            "the hall is told of a seat more",
            change(is("slot:update"), e -> e.put("taken", e.path("taken").asInt() + 1)),
            VIEWS),
        Arguments.of(
            "the hall is told of a guest less who waits",
            change(
                event -> event.path("waiting").asInt() > 0,
                e -> e.put("waiting", e.path("waiting").asInt() - 1)),
            VIEWS),
        Arguments.of("a late-comer sees a seat more", last(e -> e.put("taken", 99)), VIEWS),
        Arguments.of("a hold is kept from its guest", remove(held("HOLD")), ENDS),
        Arguments.of("who was next is passed over", passedOver(), TURNS),
        Arguments.of("an offer comes from nowhere", remove(waitEnded("OFFERED")), TURNS),
        Arguments.of("a place on a waitlist is kept from its guest", remove(offeredLater()), TURNS),
        Arguments.of("a hold never ends", remove(ended("EXPIRED")), ENDS),
        Arguments.of(
            "a hold expires too early",
            change(ended("EXPIRED"), e -> e.put("time", e.path("time").asLong() - 1)),
            ENDS),
        Arguments.of(
            "a hold both expires and is pledged",
            change(ended("RELEASED"), e -> e.put("status", "CANCELLED")),
            ENDS),
        Arguments.of(
            "a cancellation costs more",
            change(ended("CANCELLED"), e -> e.put("fee", e.path("fee").asLong() + 1)),
            ENDS),
        Arguments.of(
            "a pledge comes too late",
            change(is("slot:confirmed"), e -> e.put("time", Long.MAX_VALUE)),
            ENDS),
        Arguments.of(
            "a guest has a yen less",
            changeLast(
                event -> event.path("counterparty").asLong() == log.store(),
                e -> e.put("posted", e.path("posted").asLong() - 1)),
            MONEY),
        Arguments.of(
            "the till has a yen less",
            changeLast(
                event -> event.has("posted") && event.path("account").asLong() == log.store(),
                e -> e.put("posted", e.path("posted").asLong() - 1)),
            TILL),
        Arguments.of("the fee is published otherwise", published(e -> e.put("fee", 0)), ENDS),
        Arguments.of("the price is published otherwise", published(e -> e.put("price", 1)), TILL),
        Arguments.of(
            "a free slot is said to be full",
            refuse(each -> reason(each, 0, "SLOT_FULL")),
            REFUSALS),
        Arguments.of(
            "a guest who holds nothing holds too much",
            refuse(each -> reason(each, 0, "TOO_MANY_HOLDS")),
            REFUSALS),
        Arguments.of(
            "a guest who holds nothing has something at that time",
            refuse(each -> reason(each, 0, "OVERLAPS_OWN_BOOKING")),
            REFUSALS),
        Arguments.of(
            "a live hold is said to be over",
            refuse(each -> reason(each, 0, "HOLD_EXPIRED")),
            REFUSALS),
        Arguments.of(
            "a reason that there isn't",
            refuse(each -> reason(each, each.sequence(), "NOT_ALLOWED")),
            REFUSALS));
  }

  /** Tells another story. */
  interface Lie {
    EveningLog tell(EveningLog told);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void everyLieIsFound(String what, Lie lie, String check) {
    Set<String> failed = failed(lie.tell(log));
    assertTrue(failed.contains(check), () -> what + ": " + failed);
  }

  private static Predicate<JsonNode> is(String type) {
    return event -> event.path("type").asText().equals(type);
  }

  private static Predicate<JsonNode> held(String origin) {
    return is("slot:held").and(event -> event.path("origin").asText().equals(origin));
  }

  private static Predicate<JsonNode> ended(String status) {
    return is("slot:ended").and(event -> event.path("status").asText().equals(status));
  }

  private static Predicate<JsonNode> waitEnded(String cause) {
    return is("slot:wait-ended").and(event -> event.path("cause").asText().equals(cause));
  }

  /** The places that were offered something in the end. */
  private static Predicate<JsonNode> offeredLater() {
    Set<Long> offered =
        log.events().stream()
            .filter(waitEnded("OFFERED"))
            .map(event -> event.path("booking").asLong())
            .collect(Collectors.toSet());
    return is("slot:waiting").and(event -> offered.contains(event.path("booking").asLong()));
  }

  /** Raises the priority of a single guest who waited while another one got an offer. */
  private static Lie passedOver() {
    return told -> {
      for (JsonNode offer : told.events().stream().filter(waitEnded("OFFERED")).toList()) {
        Set<Long> over =
            told.events().stream()
                .filter(is("slot:wait-ended"))
                .filter(end -> sequence(end) <= sequence(offer))
                .map(end -> end.path("booking").asLong())
                .collect(Collectors.toSet());
        Predicate<JsonNode> other =
            is("slot:waiting")
                .and(place -> place.path("slot").equals(offer.path("slot")))
                .and(place -> place.path("seats").asInt() == 1)
                .and(place -> sequence(place) < sequence(offer))
                .and(place -> !over.contains(place.path("booking").asLong()));
        if (told.events().stream().anyMatch(other)) {
          return change(other, place -> place.put("priority", 101)).tell(told);
        }
      }
      throw new AssertionError("nobody waited behind an offer");
    };
  }

  private static long sequence(JsonNode event) {
    return event.path("sequence").asLong();
  }

  private static EveningLog with(EveningLog told, List<JsonNode> events) {
    return new EveningLog(told.store(), told.published(), events, told.refusals(), told.last());
  }

  private static List<JsonNode> copy(List<JsonNode> nodes) {
    return nodes.stream()
        .sorted(
            Comparator.comparingLong(EveningAuditTest::sequence)
                .thenComparingInt(event -> event.path("index").asInt()))
        .<JsonNode>map(JsonNode::deepCopy)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static Lie remove(Predicate<JsonNode> which) {
    return told -> {
      List<JsonNode> events = copy(told.events());
      events.remove(events.stream().filter(which).findFirst().orElseThrow());
      return with(told, events);
    };
  }

  /** Changes the first event that fits. */
  private static Lie change(Predicate<JsonNode> which, Consumer<ObjectNode> change) {
    return told -> {
      List<JsonNode> events = copy(told.events());
      change.accept((ObjectNode) events.stream().filter(which).findFirst().orElseThrow());
      return with(told, events);
    };
  }

  private static Lie changeLast(Predicate<JsonNode> which, Consumer<ObjectNode> change) {
    return told -> {
      List<JsonNode> events = copy(told.events());
      change.accept((ObjectNode) events.stream().filter(which).toList().getLast());
      return with(told, events);
    };
  }

  private static Lie published(Consumer<ObjectNode> change) {
    return told -> {
      List<JsonNode> published = copy(told.published());
      published.forEach(state -> change.accept((ObjectNode) state));
      return new EveningLog(told.store(), published, told.events(), told.refusals(), told.last());
    };
  }

  private static Lie last(Consumer<ObjectNode> change) {
    return told -> {
      List<JsonNode> last = copy(told.last());
      change.accept((ObjectNode) last.getFirst());
      return new EveningLog(told.store(), told.published(), told.events(), told.refusals(), last);
    };
  }

  /** Makes another refusal of one of a hold. */
  private static Lie refuse(UnaryOperator<Refusal> lie) {
    return told -> {
      List<Refusal> refusals = new ArrayList<>(told.refusals());
      refusals.add(
          lie.apply(
              refusals.stream()
                  .filter(refusal -> refusal.command().equals("slot:hold"))
                  .findFirst()
                  .orElseThrow()));
      return new EveningLog(told.store(), told.published(), told.events(), refusals, told.last());
    };
  }

  private static Refusal reason(Refusal of, long sequence, String reason) {
    return new Refusal(
        sequence, of.index(), of.command(), of.account(), of.slots(), of.seats(), 0, reason);
  }
}
