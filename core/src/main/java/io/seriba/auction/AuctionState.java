package io.seriba.auction;

import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.LotFormat;
import io.seriba.sbe.LotStatus;
import io.seriba.sbe.Settlement;
import io.seriba.sbe.SoftClose;
import io.seriba.sbe.snapshot.StateApprovalDecoder;
import io.seriba.sbe.snapshot.StateApprovalEncoder;
import io.seriba.sbe.snapshot.StateIncrementTableDecoder;
import io.seriba.sbe.snapshot.StateIncrementTableEncoder;
import io.seriba.sbe.snapshot.StateLotDecoder;
import io.seriba.sbe.snapshot.StateLotEncoder;
import io.seriba.sbe.snapshot.StateSaleDecoder;
import io.seriba.sbe.snapshot.StateSaleEncoder;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** How sales and lots get into a snapshot and out of it. Made for one of the two. */
final class AuctionState {
  private final Catalogue catalogue;
  private final Ledger ledger;
  private final BidHistory history;
  private final Timers timers;

  private final StateIncrementTableEncoder tableRecord = new StateIncrementTableEncoder();
  private final StateSaleEncoder saleRecord = new StateSaleEncoder();
  private final StateApprovalEncoder approvalRecord = new StateApprovalEncoder();
  private final StateLotEncoder lotRecord = new StateLotEncoder();
  private final ArrayList<Lot> lots = new ArrayList<>();
  private @Nullable Sale lastSale;

  AuctionState(Catalogue catalogue, Ledger ledger, BidHistory history, Timers timers) {
    this.catalogue = catalogue;
    this.ledger = ledger;
    this.history = history;
    this.timers = timers;
  }

  void save(StateWriter out) {
    for (int id = IncrementTable.FIRST_DECLARED; id <= IncrementTable.LAST_ID; id++) {
      IncrementTable table = catalogue.findIncrementTable(id);
      if (table != null) {
        StateIncrementTableEncoder record = out.open(tableRecord).incrementTable(id);
        table.save(record);
        out.close(record);
      }
    }
    for (Sale sale : catalogue.salesInOrder()) {
      save(out, sale);
    }
    for (Lot lot : catalogue.lotsInOrder()) {
      save(out, lot);
    }
  }

  private void save(StateWriter out, Sale sale) {
    StateSaleEncoder record =
        out.open(saleRecord)
            .sale(sale.id)
            .topicOffset(sale.offset())
            .gap(sale.gap)
            .closedPosition(sale.closedPosition)
            .approvalRequired((short) (sale.approvalRequired ? 1 : 0));
    sale.next.save(record.next());
    out.close(record);
    for (long account : sale.approvedInOrder()) {
      out.close(out.open(approvalRecord).account(account));
    }
  }

  private void save(StateWriter out, Lot lot) {
    assert lot.isDepositTheLeaders() : lot.id;
    LotTerms terms = lot.terms;
    StateLotEncoder record =
        out.open(lotRecord)
            .lot(lot.id)
            .sale(lot.sale.id)
            .topicOffset(lot.offset())
            .openingPrice(terms.openingPrice())
            .reserve(terms.reserve())
            .buyNow(terms.buyNow())
            .opensAt(terms.opensAt())
            .duration(terms.duration())
            .window(terms.window())
            .extension(terms.extension())
            .latestEnd(terms.latestEnd())
            .end(lot.end)
            .remaining(lot.remaining)
            .price(lot.price)
            .max(lot.max)
            .deposit(lot.deposit)
            .hammerPrice(lot.hammerPrice)
            .seller(lot.seller.number())
            .leader(numberOf(lot.leader))
            .winner(numberOf(lot.winner))
            .bidCount(lot.bidCount)
            .position(lot.position)
            .incrementTable(terms.incrementTableId())
            .depositShare(terms.depositBasisPoints())
            .currency((short) lot.currency.number())
            .format(lot.format.value())
            .softClose(terms.softClose().value())
            .status(lot.status.value())
            .settlement(lot.settlement.value());
    lot.timer.save(record.timer());
    history.save(lot, record);
    out.close(record);
  }

  private static int numberOf(@Nullable Account account) {
    return account == null ? 0 : account.number();
  }

  void load(StateReader in) {
    StateIncrementTableDecoder table = new StateIncrementTableDecoder();
    StateSaleDecoder sale = new StateSaleDecoder();
    StateApprovalDecoder approval = new StateApprovalDecoder();
    StateLotDecoder lot = new StateLotDecoder();
    while (in.next()) {
      switch (in.templateId()) {
        case StateIncrementTableDecoder.TEMPLATE_ID -> load(in, in.read(table));
        case StateSaleDecoder.TEMPLATE_ID -> load(in, in.read(sale));
        case StateApprovalDecoder.TEMPLATE_ID -> load(in, in.read(approval));
        case StateLotDecoder.TEMPLATE_ID -> load(in, in.read(lot));
        default -> throw in.bad("isn't known");
      }
    }
    catalogue.addAll(lots);
  }

  private void load(StateReader in, StateIncrementTableDecoder record) {
    int id = record.incrementTable();
    if (catalogue.findIncrementTable(id) != null) {
      throw in.bad("declares increment table %d again".formatted(id));
    }
    catalogue.add(id, IncrementTable.of(record));
  }

  private void load(StateReader in, StateSaleDecoder record) {
    if (catalogue.findSale(record.sale()) != null) {
      throw in.bad("defines sale %d again".formatted(record.sale()));
    }
    Sale sale = new Sale(record.sale(), record.gap(), record.approvalRequired() != 0);
    sale.resume(record.topicOffset(), record.closedPosition());
    timers.load(sale.next, TimerKind.SALE_NEXT, sale.id, record.next());
    catalogue.add(sale);
    lastSale = sale;
  }

  private void load(StateReader in, StateApprovalDecoder record) {
    Sale sale = lastSale;
    if (sale == null || ledger.find(record.account()) == null) {
      throw in.bad(
          "approves account %d, or for a sale, that isn't there".formatted(record.account()));
    }
    catalogue.approve(sale, record.account(), true);
  }

  private void load(StateReader in, StateLotDecoder record) {
    Sale sale = catalogue.findSale(record.sale());
    IncrementTable increments = catalogue.findIncrementTable(record.incrementTable());
    if (sale == null || increments == null) {
      throw in.bad("names a sale or an increment table that isn't there");
    }
    if (sale.hasPosition(record.position())) {
      throw in.bad("is at position %d of its sale, as another".formatted(record.position()));
    }
    Lot lot = new Lot(terms(record, sale, increments));
    lot.resume(record, account(record.leader()), account(record.winner()));
    if (isUnknown(lot) || !lot.isDepositTheLeaders()) {
      throw in.bad("says of lot %d what can't be".formatted(lot.id));
    }
    TimerKind kind = lot.status == LotStatus.SCHEDULED ? TimerKind.LOT_OPEN : TimerKind.LOT_CLOSE;
    timers.load(lot.timer, kind, lot.id, record.timer());
    lots.add(lot);
    sale.add(lot);
    sale.active += lot.isOpenOrPaused() ? 1 : 0;
    history.load(lot, record, ledger);
  }

  private LotTerms terms(StateLotDecoder record, Sale sale, IncrementTable increments) {
    return new LotTerms(
        record.lot(),
        sale,
        ledger.accountByNumber(record.seller()),
        ledger.currencyByNumber(record.currency()),
        increments,
        record.incrementTable(),
        LotFormat.get(record.format()),
        record.position(),
        record.openingPrice(),
        record.reserve(),
        record.buyNow(),
        record.opensAt(),
        record.duration(),
        record.window(),
        record.extension(),
        record.latestEnd(),
        SoftClose.get(record.softClose()),
        record.depositShare());
  }

  private @Nullable Account account(int number) {
    return number == 0 ? null : ledger.accountByNumber(number);
  }

  private static boolean isUnknown(Lot lot) {
    return lot.format == LotFormat.NULL_VAL
        || lot.terms.softClose() == SoftClose.NULL_VAL
        || lot.status == LotStatus.NULL_VAL
        || lot.settlement == Settlement.NULL_VAL;
  }
}
