package io.seriba.oracle;

import static io.seriba.oracle.Event.field;

import io.seriba.oracle.Emitted.Topic;
import io.seriba.oracle.Event.Field;
import io.seriba.oracle.Lot.Sale;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** All sales, lots and increment tables, and the records that say how they stand. */
final class Book {
  final TreeMap<Long, Sale> sales = new TreeMap<>();
  final TreeMap<Long, Lot> lots = new TreeMap<>();
  final TreeMap<Integer, NavigableMap<Long, Long>> tables = new TreeMap<>();

  Book() {
    tables.put(1, IncrementTables.ebayLike());
    tables.put(2, IncrementTables.horseSaleLike());
  }

  /** Returns the present state of every sale and lot. */
  List<Event> describe(Emitted emitted) {
    List<Event> all = new ArrayList<>();
    sales
        .values()
        .forEach(sale -> all.add(emitted.state(Topic.sale(sale.id), "SaleState", state(sale))));
    lots.values().forEach(lot -> all.add(emitted.state(topic(lot), "LotState", state(lot))));
    return all;
  }

  static Topic topic(Lot lot) {
    return Topic.lot(lot.id, lot.sale.id);
  }

  static String flag(boolean yes) {
    return yes ? "YES" : "NO";
  }

  static List<Field> state(Sale sale) {
    return List.of(
        field("sale", sale.id),
        field("gap", sale.gap),
        field("approvalRequired", flag(sale.approvalRequired)));
  }

  static List<Field> state(Lot lot) {
    return List.of(
        field("lot", lot.id),
        field("sale", lot.sale.id),
        field("seller", lot.seller),
        field("openingPrice", lot.openingPrice),
        field("buyNow", lot.buyNow),
        field("opensAt", lot.opensAt),
        field("duration", lot.duration),
        field("window", lot.window),
        field("extension", lot.extension),
        field("latestEnd", lot.latestEnd),
        field("price", lot.price),
        field("leader", lot.leader),
        field("end", lot.end),
        field("remaining", lot.remaining),
        field("winner", lot.winner),
        field("hammerPrice", lot.hammerPrice),
        field("position", lot.position),
        field("bidCount", lot.bidCount),
        field("incrementTable", lot.table),
        field("deposit", lot.depositShare),
        field("status", lot.status.name()),
        field("reserveMet", flag(lot.reserveMet())),
        field("softClose", lot.adds ? "ADD" : "RESET"),
        field("format", "ENGLISH"),
        field("settlement", lot.settlement.name()),
        field("currency", lot.currency));
  }
}
