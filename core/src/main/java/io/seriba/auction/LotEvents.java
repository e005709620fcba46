package io.seriba.auction;

import io.seriba.engine.EventWriter;
import io.seriba.ledger.Account;
import io.seriba.sbe.Flag;
import io.seriba.sbe.LotClosedEncoder;
import io.seriba.sbe.LotExtendedEncoder;
import io.seriba.sbe.LotStateEncoder;
import io.seriba.sbe.LotTimerEncoder;
import io.seriba.sbe.PriceChangedEncoder;
import org.jspecify.annotations.Nullable;

/** Writes the events that more than one kind of command can cause on a lot. */
final class LotEvents {
  private final EventWriter events;
  private final LotStateEncoder lotState = new LotStateEncoder();
  private final LotTimerEncoder lotTimer = new LotTimerEncoder();
  private final PriceChangedEncoder priceChanged = new PriceChangedEncoder();
  private final LotExtendedEncoder lotExtended = new LotExtendedEncoder();
  private final LotClosedEncoder lotClosed = new LotClosedEncoder();

  LotEvents(EventWriter events) {
    this.events = events;
  }

  /** Writes the whole public state. */
  void state(Lot lot) {
    LotStateEncoder event =
        events
            .open(lotState, lot)
            .lot(lot.id)
            .sale(lot.sale.id)
            .seller(lot.seller.id)
            .openingPrice(lot.openingPrice)
            .buyNow(lot.terms.buyNow())
            .opensAt(lot.terms.opensAt())
            .duration(lot.terms.duration())
            .window(lot.window)
            .extension(lot.terms.extension())
            .latestEnd(lot.terms.latestEnd())
            .price(lot.price)
            .leader(idOf(lot.leader))
            .end(lot.end)
            .remaining(lot.remaining)
            .winner(idOf(lot.winner))
            .hammerPrice(lot.hammerPrice)
            .position(lot.position)
            .bidCount(lot.bidCount)
            .incrementTable(lot.terms.incrementTableId())
            .deposit(lot.depositBasisPoints)
            .status(lot.status)
            .reserveMet(flag(lot.isReserveMet()))
            .softClose(lot.terms.softClose())
            .format(lot.format)
            .settlement(lot.settlement);
    lot.currency.putCode(event.buffer(), event.offset() + LotStateEncoder.currencyEncodingOffset());
    events.close(event);
  }

  /** Writes status and clock. */
  void timer(Lot lot) {
    events.close(
        events
            .open(lotTimer, lot)
            .lot(lot.id)
            .end(lot.end)
            .remaining(lot.remaining)
            .status(lot.status));
  }

  /** Writes what a bid changed; {@code amount} is what the bid shows. */
  void priceChanged(Lot lot, Account bidder, long amount) {
    events.close(
        events
            .open(priceChanged, lot)
            .lot(lot.id)
            .price(lot.price)
            .leader(idOf(lot.leader))
            .bidder(bidder.id)
            .amount(amount)
            .end(lot.end)
            .bidCount(lot.bidCount)
            .reserveMet(flag(lot.isReserveMet())));
  }

  void extended(Lot lot) {
    events.close(events.open(lotExtended, lot).lot(lot.id).end(lot.end));
  }

  void closed(Lot lot) {
    events.close(
        events
            .open(lotClosed, lot)
            .lot(lot.id)
            .winner(idOf(lot.winner))
            .hammerPrice(lot.hammerPrice)
            .end(lot.end)
            .remaining(lot.remaining)
            .bidCount(lot.bidCount)
            .status(lot.status));
  }

  static long idOf(@Nullable Account account) {
    return account == null ? 0 : account.id;
  }

  static Flag flag(boolean value) {
    return value ? Flag.YES : Flag.NO;
  }
}
