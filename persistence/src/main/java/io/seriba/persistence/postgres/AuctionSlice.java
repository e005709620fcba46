package io.seriba.persistence.postgres;

import static io.seriba.persistence.postgres.ColumnType.BIGINT;
import static io.seriba.persistence.postgres.ColumnType.BOOLEAN;
import static io.seriba.persistence.postgres.ColumnType.TIME;

import io.seriba.persistence.postgres.PatchTable.Column;
import io.seriba.sbe.BidVoidedDecoder;
import io.seriba.sbe.BidderApprovedDecoder;
import io.seriba.sbe.BuyNowDecoder;
import io.seriba.sbe.DeclareIncrementTableDecoder;
import io.seriba.sbe.DefineSaleDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.IncrementTableDeclaredDecoder;
import io.seriba.sbe.MaxRaisedDecoder;
import io.seriba.sbe.OutcomeDecoder;
import io.seriba.sbe.PlaceBidDecoder;
import io.seriba.sbe.PriceChangedDecoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.SaleStateDecoder;
import java.util.List;

/** Sales, who may bid in them, and bids; its lots are in {@link LotRows}. */
final class AuctionSlice implements Slice {
  private final AppendTable steps =
      new AppendTable("increment_steps", "increment_table", "from_price", "step", "declared_at");
  private final AppendTable sales =
      new AppendTable("sales", "sale", "gap", "approval_required", "defined_by", "defined_at");
  private final PatchTable approvals = PatchTable.implicit("sale_approvals");
  private final Column approved;
  private final Column approvalChangedAt;
  private final AppendTable bids =
      new AppendTable(
          "bids",
          "sequence",
          "at",
          "lot",
          "account",
          "kind",
          "max",
          "outcome",
          "amount",
          "price",
          "leader",
          "request_id");

  /** The engine voids a lot's last bid that stands. */
  private final OrderedUpdates voids =
      new OrderedUpdates(
          """
          update bids set voided_at = ?, void_reason = ? where sequence =
            (select sequence from bids
             where lot = ? and sequence < ? and outcome = 'ACCEPTED' and voided_at is null
             order by sequence desc limit 1)
          """);

  private final LotRows lots;

  // The bid at hand.
  private boolean isBid;
  private boolean isBuyNow;
  private long lot;
  private Reason reason = Reason.ACCEPTED;
  private boolean isVisible;
  private boolean isOwnRaise;
  private long amount;
  private long price;
  private long leader;

  private final PlaceBidDecoder placeBid = new PlaceBidDecoder();
  private final BuyNowDecoder buyNow = new BuyNowDecoder();
  private final DeclareIncrementTableDecoder declareIncrements = new DeclareIncrementTableDecoder();
  private final SaleStateDecoder saleState = new SaleStateDecoder();
  private final BidderApprovedDecoder bidderApproved = new BidderApprovedDecoder();
  private final PriceChangedDecoder priceChanged = new PriceChangedDecoder();
  private final BidVoidedDecoder bidVoided = new BidVoidedDecoder();

  AuctionSlice(LotRows lots) {
    this.lots = lots;
    approvals.key("sale", BIGINT);
    approvals.key("account", BIGINT);
    approved = approvals.set("approved", BOOLEAN);
    approvalChangedAt = approvals.set("changed_at", TIME);
  }

  @Override
  public List<Table> tables() {
    return List.of(steps, sales, approvals, lots.table, bids, voids);
  }

  /** Takes the outcome of a command of any domain. */
  void outcome(OutcomeDecoder outcome, Current current) {
    int command = current.commandId();
    isBuyNow = command == BuyNowDecoder.TEMPLATE_ID;
    isBid = (isBuyNow || command == PlaceBidDecoder.TEMPLATE_ID) && current.isDecided();
    isVisible = false;
    isOwnRaise = false;
    reason = outcome.reason();
  }

  @Override
  public boolean event(Current current) {
    switch (current.eventId()) {
      case IncrementTableDeclaredDecoder.TEMPLATE_ID -> declared(current);
      case SaleStateDecoder.TEMPLATE_ID -> defined(current.readEvent(saleState), current);
      case BidderApprovedDecoder.TEMPLATE_ID -> {
        BidderApprovedDecoder event = current.readEvent(bidderApproved);
        approvals
            .row(event.sale(), event.account())
            .set(approved, event.approved() == Flag.YES)
            .set(approvalChangedAt, current.at());
      }
      case PriceChangedDecoder.TEMPLATE_ID -> {
        PriceChangedDecoder event = current.readEvent(priceChanged);
        isVisible = true;
        amount = event.amount();
        price = event.price();
        leader = event.leader();
        lots.priceChanged(event, current.at());
      }
      case BidVoidedDecoder.TEMPLATE_ID -> {
        BidVoidedDecoder event = current.readEvent(bidVoided);
        lots.bidVoided(event, current.at());
        voids.add(
            Times.sql(current.at()),
            event.text().replace('\0', '\uFFFD'),
            event.lot(),
            current.sequence());
      }
      case MaxRaisedDecoder.TEMPLATE_ID -> isOwnRaise = true;
      default -> {
        return lots.event(current);
      }
    }
    return true;
  }

  private void declared(Current current) {
    DeclareIncrementTableDecoder command = current.readCommand(declareIncrements);
    int table = command.incrementTable();
    for (DeclareIncrementTableDecoder.RowsDecoder row : command.rows()) {
      steps.row().integer(table).bigint(row.from()).bigint(row.step()).time(current.at());
    }
  }

  private void defined(SaleStateDecoder event, Current current) {
    assert current.isBy(DefineSaleDecoder.TEMPLATE_ID);
    CopyBuffer row = sales.row().bigint(event.sale());
    if (event.gap() == SaleStateDecoder.gapNullValue()) {
      row.none();
    } else {
      row.interval(event.gap());
    }
    row.bool(event.approvalRequired() == Flag.YES).bigint(current.actor()).time(current.at());
  }

  /** All events of the command at hand were taken. */
  void endOfCommand(Current current) {
    if (!isBid) {
      return;
    }
    isBid = false;
    CopyBuffer row = bids.row().bigint(current.sequence()).time(current.commandTime());
    long high;
    long low;
    if (isBuyNow) {
      BuyNowDecoder command = current.readCommand(buyNow);
      lot = command.lot();
      high = command.requestId().high();
      low = command.requestId().low();
      row.bigint(lot).bigint(command.account()).ascii("BUY_NOW").none();
    } else {
      PlaceBidDecoder command = current.readCommand(placeBid);
      lot = command.lot();
      high = command.requestId().high();
      low = command.requestId().low();
      row.bigint(lot).bigint(command.account()).ascii("BID").bigint(command.max());
    }
    row.ascii(reason.name());
    if (isVisible) {
      row.bigint(amount).bigint(price).bigint(leader);
    } else {
      row.none().none().none();
      if (reason == Reason.ACCEPTED && !isOwnRaise) {
        lots.answeredAtSamePrice(lot, current.commandTime());
      }
    }
    row.uuid(high, low);
  }
}
