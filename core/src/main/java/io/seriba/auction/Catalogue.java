package io.seriba.auction;

import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.engine.TopicMap;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.ApproveBidderDecoder;
import io.seriba.sbe.BidderApprovedEncoder;
import io.seriba.sbe.DeclareIncrementTableDecoder;
import io.seriba.sbe.DefineLotDecoder;
import io.seriba.sbe.DefineSaleDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.IncrementTableDeclaredEncoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.SaleStateEncoder;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** Everything that sales are made of: increment tables, sales, lots, approved bidders. */
final class Catalogue {
  private static final int MAX_POSITION = DefineLotDecoder.positionMaxValue();

  private final Ledger ledger;
  private final EventWriter events;
  private final LotEvents lotEvents;
  private final Timers timers;
  private final Int2ObjectHashMap<IncrementTable> incrementTables = new Int2ObjectHashMap<>();
  private final TopicMap<Sale> sales = new TopicMap<>();
  private final TopicMap<Lot> lots = new TopicMap<>();
  private final ArrayList<Sale> salesInOrder = new ArrayList<>();
  private final ArrayList<Lot> lotsInOrder = new ArrayList<>();
  private Limits limits = Limits.DEFAULT;
  private int approvals;

  private final IncrementTableDeclaredEncoder incrementTableDeclared =
      new IncrementTableDeclaredEncoder();
  private final SaleStateEncoder saleState = new SaleStateEncoder();
  private final BidderApprovedEncoder bidderApproved = new BidderApprovedEncoder();

  Catalogue(Ledger ledger, EventWriter events, LotEvents lotEvents, Timers timers) {
    this.ledger = ledger;
    this.events = events;
    this.lotEvents = lotEvents;
    this.timers = timers;
    incrementTables.put(IncrementTable.EBAY_LIKE, IncrementTable.ebayLike());
    incrementTables.put(IncrementTable.HORSE_SALE_LIKE, IncrementTable.horseSaleLike());
  }

  void configure(Limits newLimits) {
    limits = newLimits;
  }

  @Nullable Lot findLot(long id) {
    return lots.get(id);
  }

  Lot lot(long id) {
    Lot lot = lots.get(id);
    assert lot != null : id;
    return lot;
  }

  @Nullable Sale findSale(long id) {
    return sales.get(id);
  }

  Sale sale(long id) {
    Sale sale = sales.get(id);
    assert sale != null : id;
    return sale;
  }

  /** Returns all lots in the order in which they were defined. */
  List<Lot> lotsInOrder() {
    return lotsInOrder;
  }

  /** Returns all sales in the order in which they were defined. */
  List<Sale> salesInOrder() {
    return salesInOrder;
  }

  @Nullable IncrementTable findIncrementTable(int id) {
    return incrementTables.get(id);
  }

  void add(int id, IncrementTable table) {
    incrementTables.put(id, table);
  }

  void add(Sale sale) {
    sales.put(sale);
    salesInOrder.add(sale);
  }

  private void add(Lot lot) {
    lots.put(lot);
    lotsInOrder.add(lot);
    lot.sale.add(lot);
  }

  /**
   * Adds lots that are in their sales already, in the order in which they were defined.
   *
   * @throws IllegalStateException if two have the same id
   */
  void addAll(List<Lot> added) {
    lots.putAll(added);
    lotsInOrder.addAll(added);
  }

  void describe() {
    for (int i = 0; i < salesInOrder.size(); i++) {
      writeState(salesInOrder.get(i));
    }
    for (int i = 0; i < lotsInOrder.size(); i++) {
      lotEvents.state(lotsInOrder.get(i));
    }
  }

  Reason check(DeclareIncrementTableDecoder command) {
    if (incrementTables.containsKey(command.incrementTable())) {
      return Reason.INCREMENT_TABLE_EXISTS;
    }
    return IncrementTable.isValid(command) ? Reason.ACCEPTED : Reason.INVALID_INCREMENT_TABLE;
  }

  void apply(DeclareIncrementTableDecoder command) {
    command.sbeRewind();
    add(command.incrementTable(), IncrementTable.of(command));
    events.close(
        events.openInternal(incrementTableDeclared).incrementTable(command.incrementTable()));
  }

  Reason check(DefineSaleDecoder command) {
    if (sales.get(command.sale()) != null) {
      return Reason.SALE_EXISTS;
    }
    return sales.size() < limits.sales() ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  void apply(DefineSaleDecoder command) {
    long gap = command.gap() == DefineSaleDecoder.gapNullValue() ? Sale.NO_GAP : command.gap();
    Sale sale = new Sale(command.sale(), gap, command.approvalRequired() == Flag.YES);
    add(sale);
    writeState(sale);
  }

  private void writeState(Sale sale) {
    events.close(
        events
            .open(saleState, sale)
            .sale(sale.id)
            .gap(sale.gap)
            .approvalRequired(LotEvents.flag(sale.approvalRequired)));
  }

  Reason check(ApproveBidderDecoder command) {
    Sale sale = sales.get(command.sale());
    if (sale == null) {
      return Reason.UNKNOWN_SALE;
    }
    if (ledger.find(command.bidder()) == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    boolean adds = command.approved() == Flag.YES && !sale.isApproved(command.bidder());
    return adds && approvals >= limits.approvals() ? Reason.CAPACITY_EXCEEDED : Reason.ACCEPTED;
  }

  void apply(ApproveBidderDecoder command) {
    Sale sale = sale(command.sale());
    boolean approved = command.approved() == Flag.YES;
    approve(sale, command.bidder(), approved);
    events.close(
        events
            .open(bidderApproved, ledger.account(command.bidder()))
            .account(command.bidder())
            .sale(sale.id)
            .approved(command.approved()));
  }

  /** Sets whether a bidder is approved for a sale. */
  void approve(Sale sale, long bidder, boolean approved) {
    if (approved != sale.isApproved(bidder)) {
      sale.approve(bidder, approved);
      approvals += approved ? 1 : -1;
    }
  }

  Reason check(DefineLotDecoder command, long now) {
    if (lots.get(command.lot()) != null) {
      return Reason.LOT_EXISTS;
    }
    Sale sale = sales.get(command.sale());
    if (sale == null) {
      return Reason.UNKNOWN_SALE;
    }
    if (ledger.find(command.seller()) == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (ledger.findCurrency(command.buffer(), codeOffset(command)) == null) {
      return Reason.UNKNOWN_CURRENCY;
    }
    if (!incrementTables.containsKey(command.incrementTable())) {
      return Reason.UNKNOWN_INCREMENT_TABLE;
    }
    if (!LotTerms.areValid(command, now)) {
      return Reason.INVALID_TERMS;
    }
    int position = LotTerms.position(command, sale);
    if (sale.hasPosition(position)) {
      return Reason.POSITION_TAKEN;
    }
    boolean hasRoom =
        lots.size() < limits.lots()
            && sale.size() < limits.lotsPerSale()
            && position <= MAX_POSITION;
    return hasRoom ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  void apply(DefineLotDecoder command) {
    Sale sale = sale(command.sale());
    IncrementTable increments = incrementTables.get(command.incrementTable());
    assert increments != null;
    Lot lot =
        new Lot(
            LotTerms.of(
                command,
                sale,
                ledger.account(command.seller()),
                ledger.currency(command.buffer(), codeOffset(command)),
                increments));
    add(lot);
    if (lot.opensByItself()) {
      timers.set(lot.timer, TimerKind.LOT_OPEN, lot.id, lot.terms.opensAt());
    }
    lotEvents.state(lot);
  }

  private static int codeOffset(DefineLotDecoder command) {
    return command.offset() + DefineLotDecoder.currencyEncodingOffset();
  }
}
