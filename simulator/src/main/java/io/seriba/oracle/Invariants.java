package io.seriba.oracle;

import io.seriba.oracle.Emitted.Topic;
import io.seriba.oracle.Ledger.Purse;
import io.seriba.sbe.LotStatus;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every sequence, checked on the engine's events alone and on the oracle's state.
 */
final class Invariants {
  private record Held(long account, String currency, long amount) {}

  private final Map<Purse, Long> posted = new HashMap<>();
  private final Map<String, Long> sums = new HashMap<>();
  private final Map<Long, Held> holds = new HashMap<>();
  private final Map<Long, Held> deposits = new HashMap<>();
  private final Map<Long, String> currencies = new HashMap<>();
  private final Map<Long, Long> prices = new HashMap<>();
  private final Map<Topic, Long> offsets = new HashMap<>();
  private final SeatInvariants seats = new SeatInvariants();
  private final DrawInvariants draws = new DrawInvariants();

  /** Checks the events of one command. */
  void check(List<Event> events, long now, long nextDeadline, Cmd cmd) {
    holds(nextDeadline >= now, "a timer that is due has not fired", nextDeadline);
    int outcomes = 0;
    long time = Long.MIN_VALUE;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      holds(event.index() == i, "events of a command aren't numbered from 0");
      holds(time <= event.time() && event.time() <= now, "an event's time steps back or ahead");
      time = event.time();
      outcomes += event.name().equals("Outcome") ? 1 : 0;
      countTopic(event);
      follow(event);
    }
    boolean host = cmd.account() == 0 && cmd.body().template() <= 101;
    holds(outcomes == 1 || (host && outcomes == 0), "a command has exactly one outcome", outcomes);
    seats.check(now);
    sums.forEach(
        (currency, sum) -> holds(sum == 0, "all that is posted sums up to 0", currency, sum));
  }

  private void countTopic(Event event) {
    String kind = event.fields().keySet().iterator().next();
    boolean none = event.topicOffset() == 0;
    holds(
        none == (event.name().equals("Outcome") || event.name().endsWith("Declared")),
        "all but replies and internal events are numbered in their topic",
        event);
    if (!none) {
      long expected = offsets.merge(new Topic(kind, event.topic(), 0), 1L, Long::sum);
      holds(
          event.topicOffset() == expected,
          "events of a topic are numbered without gaps",
          event,
          expected);
      holds(
          event.number(kind) == event.topic(),
          "an event's topic is the account, lot, sale, store or slot that it names",
          event);
      if (event.name().equals("SlotRemoved")) {
        offsets.remove(new Topic(kind, event.topic(), 0));
      }
    }
  }

  private void follow(Event event) {
    seats.follow(event);
    draws.follow(event);
    switch (event.name()) {
      case "BalanceChanged" -> balanceChanged(event);
      case "HoldPlaced" ->
          holds.put(
              event.number("hold"),
              new Held(event.topic(), event.text("currency"), event.number("amount")));
      case "HoldCaptured", "HoldReleased" -> {
        Held hold = holds.remove(event.number("hold"));
        holds(hold != null, "only a live hold ends", event);
        long rest = event.fields().containsKey("released") ? event.number("released") : 0;
        holds(
            hold != null && hold.amount() == event.number("amount") + rest,
            "a hold ends whole",
            event);
      }
      case "DepositHeld", "DepositReleased" -> depositChanged(event);
      case "DepositCaptured" -> {
        Held deposit = deposits.remove(event.number("lot"));
        holds(
            deposit != null
                && deposit.account() == event.topic()
                && deposit.amount() == event.number("amount"),
            "the whole deposit is captured",
            event,
            deposit);
      }
      case "LotState" -> currencies.put(event.topic(), event.text("currency"));
      case "PriceChanged" -> {
        long before = prices.getOrDefault(event.topic(), 0L);
        holds(event.number("price") >= before, "a price never falls but by a void", event, before);
        prices.put(event.topic(), event.number("price"));
      }
      case "BidVoided" -> prices.put(event.topic(), event.number("price"));
      default -> {}
    }
  }

  private void balanceChanged(Event event) {
    long account = event.topic();
    String currency = event.text("currency");
    long change = event.number("change");
    long now = posted.merge(new Purse(account, currency), change, Math::addExact);
    holds(now == event.number("posted"), "an amount is the former one and the change", event, now);
    sums.merge(currency, change, Math::addExact);
    long held = 0;
    for (Held each : holds.values()) {
      held += each.account() == account && each.currency().equals(currency) ? each.amount() : 0;
    }
    for (Held each : deposits.values()) {
      held += each.account() == account && each.currency().equals(currency) ? each.amount() : 0;
    }
    held += seats.held(account, currency);
    holds(
        held == event.number("held"),
        "held is the sum of live holds, deposits and prices",
        event,
        held);
  }

  private void depositChanged(Event event) {
    long lot = event.number("lot");
    Held before = deposits.remove(lot);
    long amount = before == null ? 0 : before.amount();
    holds(
        before == null || before.account() == event.topic(),
        "one deposit at most is held for a lot",
        event,
        before);
    amount += event.name().equals("DepositHeld") ? event.number("change") : -event.number("change");
    holds(
        amount == event.number("deposit"),
        "an amount is the former one and the change",
        event,
        amount);
    String currency = currencies.getOrDefault(lot, "");
    if (amount != 0) {
      deposits.put(lot, new Held(event.topic(), currency, amount));
    }
  }

  /** Checks the state that both agree on. */
  void check(Oracle oracle) {
    for (Lot lot : oracle.book.lots.values()) {
      boolean led = lot.leader != 0;
      holds(
          led == (lot.price != 0) && led == (lot.max != 0),
          "a lot has a price if it has a leader",
          lot.id);
      holds(
          lot.price <= lot.max, "a price is at most the leader's max", lot.id, lot.price, lot.max);
      holds(!led || lot.price >= lot.openingPrice, "a price is at least the opening price", lot.id);
      holds(
          lot.deposit <= lot.depositFor(lot.max),
          "a deposit is at most its share of the max",
          lot.id);
      holds(lot.leader != lot.seller, "a seller doesn't bid", lot.id);
      boolean sold = lot.status == LotStatus.SOLD;
      holds(
          sold == (lot.winner != 0),
          "a lot has a winner if it is sold",
          lot.id,
          lot.status,
          lot.winner);
      holds(!sold || lot.reserveMet(), "a lot isn't sold below its reserve", lot.id);
    }
    for (Purse purse : oracle.ledger.held.keySet()) {
      long room = oracle.ledger.room(purse.account(), purse.currency());
      holds(room >= 0, "available funds stay above the credit limit", purse, -room);
      holds(oracle.ledger.held.getOrDefault(purse, 0L) >= 0, "held is at least 0", purse);
    }
  }

  static void holds(boolean condition, String rule, @Nullable Object... values) {
    if (!condition) {
      throw new Mismatch("broken: " + rule + ": " + Arrays.toString(values));
    }
  }
}
