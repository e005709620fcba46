package io.seriba.oracle;

import static io.seriba.oracle.Emitted.Topic.account;
import static io.seriba.oracle.Event.field;

import io.seriba.sbe.Reason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** rules.md, section 1: medals in lots, spent in order, refunded exactly. */
final class Medals {
  /** What was granted together. */
  static final class Lot {
    final long id;
    final long account;
    final boolean isPaid;
    final long granted;
    final long paid;
    final String currency;

    /** {@link Long#MAX_VALUE}: never. */
    final long expiry;

    long left;
    Timers.@Nullable Key timer;

    Lot(long id, GachaCmd.GrantMedals c) {
      this.id = id;
      this.account = c.holder();
      this.isPaid = c.kind() == 1;
      this.granted = c.units();
      this.paid = c.paid();
      this.currency = c.currency();
      this.expiry = c.expiry() == 0 ? Long.MAX_VALUE : c.expiry();
      this.left = c.units();
    }
  }

  record Taking(Lot lot, long units) {}

  private static final int ROWS = 100;

  /** The order of spending. */
  private static final Comparator<Lot> FREE_THEN_PAID_BY_EXPIRY =
      Comparator.comparing((Lot lot) -> lot.isPaid)
          .thenComparingLong(lot -> lot.expiry)
          .thenComparingLong(lot -> lot.id);

  private static final Comparator<Lot> BY_SEQUENCE =
      Comparator.comparing((Lot lot) -> lot.isPaid).thenComparingLong(lot -> lot.id);

  final TreeMap<Long, Lot> lots = new TreeMap<>();

  /** The last spends, refunded ones too; these have no takings any more. */
  final LinkedHashMap<Long, List<Taking>> spends = new LinkedHashMap<>();

  private final PlantedBug bug;
  private final Emitted emitted;
  private final Timers timers;
  private final Ledger ledger;

  Medals(PlantedBug bug, Emitted emitted, Timers timers, Ledger ledger) {
    this.bug = bug;
    this.emitted = emitted;
    this.timers = timers;
    this.ledger = ledger;
  }

  Reason grant(GachaCmd.GrantMedals c, GachaCmd.Limits limits) {
    if (!ledger.isOpen(c.holder())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (!ledger.currencies.contains(c.currency())) {
      return Reason.UNKNOWN_CURRENCY;
    }
    if ((c.kind() == 1) != (c.paid() != 0) || (c.expiry() != 0 && c.expiry() <= emitted.now())) {
      return Reason.INVALID_MEDALS;
    }
    if (kept(lot -> true) >= limits.medalLots()
        || kept(lot -> lot.account == c.holder()) >= limits.lotsPerHolder()) {
      return Reason.CAPACITY_EXCEEDED;
    }
    Lot lot = new Lot(emitted.sequence(), c);
    lots.put(lot.id, lot);
    setTimer(lot);
    emitted.event(
        account(c.holder()),
        "MedalsGranted",
        field("account", c.holder()),
        field("units", c.units()),
        field("expiry", c.expiry()),
        field("paid", c.paid()),
        field("freeLeft", units(c.holder(), false)),
        field("paidLeft", units(c.holder(), true)),
        field("kind", kind(lot)),
        field("currency", c.currency()));
    return Reason.ACCEPTED;
  }

  /** Lots with something left, and those that a remembered spend took from. */
  private long kept(Predicate<Lot> which) {
    return lots.values().stream()
        .filter(which)
        .filter(
            lot ->
                lot.left > 0
                    || spends.values().stream()
                        .anyMatch(took -> took.stream().anyMatch(each -> each.lot() == lot)))
        .count();
  }

  private void setTimer(Lot lot) {
    if (lot.expiry != Long.MAX_VALUE) {
      lot.timer =
          timers.set(
              lot.expiry,
              at -> {
                emitted.time(at);
                expire(lot);
              });
    }
  }

  private void expire(Lot lot) {
    long units = lot.left;
    lot.left = 0;
    lot.timer = null;
    emitted.event(
        account(lot.account),
        "MedalsExpired",
        field("account", lot.account),
        field("lot", lot.id),
        field("units", units),
        field("freeLeft", units(lot.account, false)),
        field("paidLeft", units(lot.account, true)),
        field("kind", kind(lot)));
  }

  private static String kind(Lot lot) {
    return lot.isPaid ? "PAID" : "FREE";
  }

  long units(long account, boolean isPaid) {
    return lots.values().stream()
        .filter(lot -> lot.account == account && lot.isPaid == isPaid)
        .mapToLong(lot -> lot.left)
        .sum();
  }

  long spendable(long account, boolean paidOnly) {
    return units(account, true) + (paidOnly ? 0 : units(account, false));
  }

  long paidOf(long account, long units, boolean paidOnly) {
    return paidOnly ? units : Math.max(0, units - units(account, false));
  }

  Reason spend(GachaCmd.SpendMedals c, int limit) {
    if (!ledger.isOpen(c.holder())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (spendable(c.holder(), c.paidOnly() == 1) < c.units()) {
      return Reason.INSUFFICIENT_MEDALS;
    }
    spend(c.holder(), c.units(), c.paidOnly() == 1, limit);
    return Reason.ACCEPTED;
  }

  /** Takes medals, of which there are enough. */
  void spend(long account, long units, boolean paidOnly, int limit) {
    List<Lot> inOrder = new ArrayList<>();
    for (Lot lot : lots.values()) {
      if (lot.account == account && lot.left > 0 && (lot.isPaid || !paidOnly)) {
        inOrder.add(lot);
      }
    }
    boolean planted = bug == PlantedBug.MEDALS_SPENT_BY_SEQUENCE;
    inOrder.sort(planted ? BY_SEQUENCE : FREE_THEN_PAID_BY_EXPIRY);
    List<Taking> takings = new ArrayList<>();
    long missing = units;
    for (Lot lot : inOrder) {
      long taken = Math.min(missing, lot.left);
      if (taken > 0) {
        lot.left -= taken;
        missing -= taken;
        takings.add(new Taking(lot, taken));
        if (lot.left == 0) {
          timers.remove(lot.timer);
        }
      }
    }
    spends.put(emitted.sequence(), takings);
    moved("MedalsSpent", account, emitted.sequence(), takings);
    forgetBeyond(limit);
  }

  void forgetBeyond(int limit) {
    while (spends.size() > limit) {
      spends.pollFirstEntry();
    }
  }

  private void moved(String name, long account, long spend, List<Taking> takings) {
    for (int from = 0; from < takings.size(); from += ROWS) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (Taking taking : takings.subList(from, Math.min(takings.size(), from + ROWS))) {
        rows.add(
            Event.row(
                field("lot", taking.lot().id),
                field("units", taking.units()),
                field("kind", kind(taking.lot()))));
      }
      emitted.event(
          account(account),
          name,
          field("account", account),
          field("spend", spend),
          field("freeLeft", units(account, false)),
          field("paidLeft", units(account, true)),
          field("lots", rows));
    }
  }

  Reason refund(GachaCmd.RefundMedals c) {
    List<Taking> takings = spends.getOrDefault(c.spend(), List.of());
    if (takings.isEmpty()) {
      return Reason.UNKNOWN_SPEND;
    }
    spends.put(c.spend(), List.of());
    for (Taking taking : takings) {
      Lot lot = taking.lot();
      boolean wasEmpty = lot.left == 0;
      lot.left += taking.units();
      if (wasEmpty && lot.expiry > emitted.now()) {
        setTimer(lot);
      }
    }
    moved("MedalsRefunded", takings.getFirst().lot().account, c.spend(), takings);
    for (Taking taking : takings) {
      boolean isOver = taking.lot().expiry <= emitted.now();
      if (isOver && bug != PlantedBug.REFUND_REVIVES_EXPIRED_MEDALS) {
        expire(taking.lot());
      }
    }
    return Reason.ACCEPTED;
  }

  Reason report(long actor) {
    if (!ledger.isOpen(actor)) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    long units = 0;
    Map<String, Long> values = new LinkedHashMap<>();
    for (String currency : ledger.declared) {
      values.put(currency, 0L);
    }
    for (Lot lot : lots.values()) {
      if (lot.isPaid) {
        units += lot.left;
        BigInteger value =
            BigInteger.valueOf(lot.paid)
                .multiply(BigInteger.valueOf(lot.left))
                .divide(BigInteger.valueOf(lot.granted));
        values.merge(lot.currency, value.longValueExact(), Math::addExact);
      }
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    values.forEach(
        (currency, value) -> {
          if (value > 0) {
            rows.add(Event.row(field("value", value), field("currency", currency)));
          }
        });
    emitted.event(
        account(actor),
        "PaidMedalsReported",
        field("account", actor),
        field("units", units),
        field("values", rows));
    return Reason.ACCEPTED;
  }
}
