package io.seriba.oracle;

import static io.seriba.oracle.Emitted.Topic.NONE;
import static io.seriba.oracle.Emitted.Topic.account;
import static io.seriba.oracle.Event.field;

import io.seriba.oracle.Emitted.Topic;
import io.seriba.oracle.Lot.Sale;
import io.seriba.sbe.Reason;
import java.util.NavigableMap;
import java.util.TreeMap;

/** rules.md, section 2: what is set up before anybody bids. */
final class Definitions {
  private static final int MAX_POSITION = 1_000_000_000;
  private static final int MAX_ROWS = 64;

  private final Book book;
  private final Emitted emitted;
  private final Timers timers;
  private final Ledger ledger;
  private final LotClock clock;

  Definitions(Book book, Emitted emitted, Timers timers, Ledger ledger, LotClock clock) {
    this.book = book;
    this.emitted = emitted;
    this.timers = timers;
    this.ledger = ledger;
    this.clock = clock;
  }

  Reason declareIncrementTable(Cmd.DeclareIncrementTable c) {
    if (book.tables.containsKey(c.incrementTable())) {
      return Reason.INCREMENT_TABLE_EXISTS;
    }
    NavigableMap<Long, Long> steps = new TreeMap<>();
    for (Cmd.Row row : c.rows()) {
      boolean first = steps.isEmpty();
      if (first ? row.from() != 0 : row.from() <= steps.lastKey()) {
        return Reason.INVALID_INCREMENT_TABLE;
      }
      steps.put(row.from(), row.step());
    }
    if (steps.isEmpty() || steps.size() > MAX_ROWS) {
      return Reason.INVALID_INCREMENT_TABLE;
    }
    book.tables.put(c.incrementTable(), steps);
    emitted.event(NONE, "IncrementTableDeclared", field("incrementTable", c.incrementTable()));
    return Reason.ACCEPTED;
  }

  Reason defineSale(Cmd.DefineSale c, int limit) {
    if (book.sales.containsKey(c.sale())) {
      return Reason.SALE_EXISTS;
    }
    if (book.sales.size() >= limit) {
      return Reason.CAPACITY_EXCEEDED;
    }
    Sale sale = new Sale(c);
    book.sales.put(sale.id, sale);
    emitted.event(Topic.sale(sale.id), "SaleState", Book.state(sale));
    return Reason.ACCEPTED;
  }

  Reason approveBidder(Cmd.ApproveBidder c, int limit) {
    Sale sale = book.sales.get(c.sale());
    if (sale == null) {
      return Reason.UNKNOWN_SALE;
    }
    if (!ledger.isOpen(c.bidder())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (c.approved() == 1) {
      int approvals = book.sales.values().stream().mapToInt(each -> each.approved.size()).sum();
      if (!sale.approved.contains(c.bidder()) && approvals >= limit) {
        return Reason.CAPACITY_EXCEEDED;
      }
      sale.approved.add(c.bidder());
    } else {
      sale.approved.remove(c.bidder());
    }
    emitted.event(
        account(c.bidder()),
        "BidderApproved",
        field("account", c.bidder()),
        field("sale", c.sale()),
        field("approved", Book.flag(c.approved() == 1)));
    return Reason.ACCEPTED;
  }

  Reason defineLot(Cmd.DefineLot c, Cmd.Configure limits) {
    if (book.lots.containsKey(c.lot())) {
      return Reason.LOT_EXISTS;
    }
    Sale sale = book.sales.get(c.sale());
    if (sale == null) {
      return Reason.UNKNOWN_SALE;
    }
    if (!ledger.isOpen(c.seller())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (!ledger.currencies.contains(c.currency())) {
      return Reason.UNKNOWN_CURRENCY;
    }
    NavigableMap<Long, Long> steps = book.tables.get(c.incrementTable());
    if (steps == null) {
      return Reason.UNKNOWN_INCREMENT_TABLE;
    }
    if (contradictory(c)) {
      return Reason.INVALID_TERMS;
    }
    if (sale.lots.containsKey(c.position())) {
      return Reason.POSITION_TAKEN;
    }
    int last = sale.lots.isEmpty() ? 0 : sale.lots.lastKey();
    boolean noRoom = c.position() == 0 && last == MAX_POSITION;
    if (book.lots.size() >= limits.lots() || sale.lots.size() >= limits.lotsPerSale() || noRoom) {
      return Reason.CAPACITY_EXCEEDED;
    }
    Lot lot = new Lot(c, sale, c.position() == 0 ? last + 1 : c.position(), steps);
    book.lots.put(lot.id, lot);
    sale.lots.put(lot.position, lot);
    if (lot.opensAt != 0) {
      lot.timer = timers.set(lot.opensAt, at -> clock.openByItself(lot, at));
    }
    emitted.event(Book.topic(lot), "LotState", Book.state(lot));
    return Reason.ACCEPTED;
  }

  private boolean contradictory(Cmd.DefineLot c) {
    long now = emitted.now();
    long duration = Lot.orFiveMinutes(c.duration());
    return (c.buyNow() != 0 && (c.buyNow() < c.openingPrice() || c.buyNow() < c.reserve()))
        || duration == 0
        || (c.opensAt() != 0 && c.opensAt() <= now)
        || (c.latestEnd() != 0 && c.latestEnd() <= now)
        || (c.opensAt() != 0 && c.latestEnd() != 0 && c.latestEnd() < c.opensAt() + duration);
  }
}
