package io.seriba.auction;

import io.seriba.engine.Command;
import io.seriba.engine.Domain;
import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.ApproveBidderDecoder;
import io.seriba.sbe.BuyNowDecoder;
import io.seriba.sbe.CancelLotDecoder;
import io.seriba.sbe.CloseLotDecoder;
import io.seriba.sbe.DeclareIncrementTableDecoder;
import io.seriba.sbe.DefineLotDecoder;
import io.seriba.sbe.DefineSaleDecoder;
import io.seriba.sbe.ExtendLotDecoder;
import io.seriba.sbe.OpenLotDecoder;
import io.seriba.sbe.PauseLotDecoder;
import io.seriba.sbe.PlaceBidDecoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.ReleaseLotDecoder;
import io.seriba.sbe.ResumeLotDecoder;
import io.seriba.sbe.SettleLotDecoder;
import io.seriba.sbe.VoidBidDecoder;
import io.seriba.timer.Timer;
import io.seriba.timer.Timers;

/** The auctions' commands and timers, routed to the parts that know their rules. */
public final class Auctions implements Domain {
  private final Ledger ledger;
  private final Timers timers;
  private final Catalogue catalogue;
  private final BidHistory history = new BidHistory(Limits.DEFAULT.voidableBids());
  private final LotLife lotLife;
  private final Bidding bidding;
  private final Settling settling;

  private final PlaceBidDecoder placeBid = new PlaceBidDecoder();
  private final BuyNowDecoder buyNow = new BuyNowDecoder();
  private final VoidBidDecoder voidBid = new VoidBidDecoder();
  private final OpenLotDecoder openLot = new OpenLotDecoder();
  private final PauseLotDecoder pauseLot = new PauseLotDecoder();
  private final ResumeLotDecoder resumeLot = new ResumeLotDecoder();
  private final ExtendLotDecoder extendLot = new ExtendLotDecoder();
  private final CloseLotDecoder closeLot = new CloseLotDecoder();
  private final CancelLotDecoder cancelLot = new CancelLotDecoder();
  private final SettleLotDecoder settleLot = new SettleLotDecoder();
  private final ReleaseLotDecoder releaseLot = new ReleaseLotDecoder();
  private final DeclareIncrementTableDecoder declareIncrementTable =
      new DeclareIncrementTableDecoder();
  private final DefineSaleDecoder defineSale = new DefineSaleDecoder();
  private final ApproveBidderDecoder approveBidder = new ApproveBidderDecoder();
  private final DefineLotDecoder defineLot = new DefineLotDecoder();

  /** Makes auctions without a sale. */
  public Auctions(Ledger ledger, EventWriter events, Timers timers) {
    this.ledger = ledger;
    this.timers = timers;
    LotEvents lotEvents = new LotEvents(events);
    Deposits deposits = new Deposits(ledger, events);
    catalogue = new Catalogue(ledger, events, lotEvents, timers);
    lotLife = new LotLife(catalogue, lotEvents, deposits, history, timers);
    bidding = new Bidding(catalogue, ledger, events, lotEvents, deposits, history, lotLife, timers);
    settling = new Settling(catalogue, events, deposits, history);
  }

  @Override
  public Reason check(Command command) {
    return switch (command.templateId()) {
      case PlaceBidDecoder.TEMPLATE_ID -> bidding.check(command.read(placeBid));
      case BuyNowDecoder.TEMPLATE_ID -> bidding.check(command.read(buyNow));
      case VoidBidDecoder.TEMPLATE_ID -> bidding.check(command.read(voidBid));
      case OpenLotDecoder.TEMPLATE_ID -> lotLife.checkOpen(command.read(openLot).lot());
      case PauseLotDecoder.TEMPLATE_ID -> lotLife.checkPause(command.read(pauseLot).lot());
      case ResumeLotDecoder.TEMPLATE_ID -> lotLife.checkResume(command.read(resumeLot).lot());
      case ExtendLotDecoder.TEMPLATE_ID -> lotLife.check(command.read(extendLot), command.time());
      case CloseLotDecoder.TEMPLATE_ID -> lotLife.checkClose(command.read(closeLot).lot());
      case CancelLotDecoder.TEMPLATE_ID -> lotLife.checkCancel(command.read(cancelLot).lot());
      case SettleLotDecoder.TEMPLATE_ID -> settling.checkSettle(command.read(settleLot).lot());
      case ReleaseLotDecoder.TEMPLATE_ID -> settling.checkRelease(command.read(releaseLot).lot());
      case DeclareIncrementTableDecoder.TEMPLATE_ID ->
          catalogue.check(command.read(declareIncrementTable));
      case DefineSaleDecoder.TEMPLATE_ID -> catalogue.check(command.read(defineSale));
      case ApproveBidderDecoder.TEMPLATE_ID -> catalogue.check(command.read(approveBidder));
      case DefineLotDecoder.TEMPLATE_ID -> catalogue.check(command.read(defineLot), command.time());
      default -> Reason.UNKNOWN_COMMAND;
    };
  }

  @Override
  public void apply(Command command) {
    long now = command.time();
    switch (command.templateId()) {
      case PlaceBidDecoder.TEMPLATE_ID -> bidding.placeBid(placeBid.max(), now);
      case BuyNowDecoder.TEMPLATE_ID -> bidding.buyNow(now);
      case VoidBidDecoder.TEMPLATE_ID -> bidding.voidBid(voidBid);
      case OpenLotDecoder.TEMPLATE_ID -> lotLife.open(catalogue.lot(openLot.lot()), now);
      case PauseLotDecoder.TEMPLATE_ID -> lotLife.pause(catalogue.lot(pauseLot.lot()), now);
      case ResumeLotDecoder.TEMPLATE_ID -> lotLife.resume(catalogue.lot(resumeLot.lot()), now);
      case ExtendLotDecoder.TEMPLATE_ID ->
          lotLife.extend(catalogue.lot(extendLot.lot()), extendLot.by());
      case CloseLotDecoder.TEMPLATE_ID -> lotLife.close(catalogue.lot(closeLot.lot()), now);
      case CancelLotDecoder.TEMPLATE_ID -> lotLife.cancel(catalogue.lot(cancelLot.lot()), now);
      case SettleLotDecoder.TEMPLATE_ID -> settling.settle(catalogue.lot(settleLot.lot()));
      case ReleaseLotDecoder.TEMPLATE_ID -> settling.release(catalogue.lot(releaseLot.lot()));
      case DeclareIncrementTableDecoder.TEMPLATE_ID -> catalogue.apply(declareIncrementTable);
      case DefineSaleDecoder.TEMPLATE_ID -> catalogue.apply(defineSale);
      case ApproveBidderDecoder.TEMPLATE_ID -> catalogue.apply(approveBidder);
      case DefineLotDecoder.TEMPLATE_ID -> catalogue.apply(defineLot);
      default ->
          throw new AssertionError("accepted, but not the auctions': " + command.templateId());
    }
  }

  @Override
  public void fire(Timer timer) {
    switch (timer.kind()) {
      case LOT_OPEN -> lotLife.open(catalogue.lot(timer.id()), timer.deadline());
      case LOT_CLOSE -> lotLife.close(catalogue.lot(timer.id()), timer.deadline());
      case SALE_NEXT -> lotLife.openNext(catalogue.sale(timer.id()), timer.deadline());
      default -> throw new AssertionError("another domain's");
    }
  }

  @Override
  public void configure(Limits limits) {
    catalogue.configure(limits);
    history.resize(limits.voidableBids(), catalogue.lotsInOrder());
  }

  @Override
  public void describe() {
    catalogue.describe();
  }

  @Override
  public void save(StateWriter out) {
    new AuctionState(catalogue, ledger, history, timers).save(out);
  }

  @Override
  public void load(StateReader in) {
    new AuctionState(catalogue, ledger, history, timers).load(in);
  }
}
