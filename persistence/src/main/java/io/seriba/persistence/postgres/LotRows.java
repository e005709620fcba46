package io.seriba.persistence.postgres;

import static io.seriba.persistence.postgres.ColumnType.BIGINT;
import static io.seriba.persistence.postgres.ColumnType.BOOLEAN;
import static io.seriba.persistence.postgres.ColumnType.INTEGER;
import static io.seriba.persistence.postgres.ColumnType.INTERVAL;
import static io.seriba.persistence.postgres.ColumnType.TEXT;
import static io.seriba.persistence.postgres.ColumnType.TIME;

import io.seriba.persistence.postgres.PatchTable.Column;
import io.seriba.persistence.postgres.PatchTable.Row;
import io.seriba.sbe.BidVoidedDecoder;
import io.seriba.sbe.DefineLotDecoder;
import io.seriba.sbe.DepositCapturedDecoder;
import io.seriba.sbe.DepositHeldDecoder;
import io.seriba.sbe.DepositReleasedDecoder;
import io.seriba.sbe.DepositShortDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.LotClosedDecoder;
import io.seriba.sbe.LotExtendedDecoder;
import io.seriba.sbe.LotSettledDecoder;
import io.seriba.sbe.LotStateDecoder;
import io.seriba.sbe.LotStatus;
import io.seriba.sbe.LotTimerDecoder;
import io.seriba.sbe.PriceChangedDecoder;

/** The table of lots, and the deposits that are held for them. */
final class LotRows {
  final PatchTable table = PatchTable.of("lots");
  private final Column sale;
  private final Column position;
  private final Column seller;
  private final Column currency;
  private final Column format;
  private final Column openingPrice;
  private final Column reserve;
  private final Column buyNow;
  private final Column incrementTable;
  private final Column depositBp;
  private final Column opensAt;
  private final Column duration;
  private final Column softClose;
  private final Column window;
  private final Column extension;
  private final Column latestEnd;
  private final Column status;
  private final Column endsAt;
  private final Column remaining;
  private final Column price;
  private final Column leader;
  private final Column bidCount;
  private final Column reserveMet;
  private final Column depositHeld;
  private final Column winner;
  private final Column hammerPrice;
  private final Column settlement;
  private final Column definedBy;
  private final Column definedAt;
  private final Column changedAt;

  private final Balances balances;
  private final LedgerSlice ledger;

  private final DefineLotDecoder defineLot = new DefineLotDecoder();
  private final LotStateDecoder lotState = new LotStateDecoder();
  private final LotTimerDecoder lotTimer = new LotTimerDecoder();
  private final LotExtendedDecoder lotExtended = new LotExtendedDecoder();
  private final LotClosedDecoder lotClosed = new LotClosedDecoder();
  private final LotSettledDecoder lotSettled = new LotSettledDecoder();
  private final DepositHeldDecoder held = new DepositHeldDecoder();
  private final DepositReleasedDecoder released = new DepositReleasedDecoder();
  private final DepositCapturedDecoder captured = new DepositCapturedDecoder();

  LotRows(Balances balances, LedgerSlice ledger) {
    this.balances = balances;
    this.ledger = ledger;
    table.key("lot", BIGINT);
    sale = table.set("sale", BIGINT);
    position = table.set("position", INTEGER);
    seller = table.set("seller", BIGINT);
    currency = table.set("currency", TEXT);
    format = table.set("format", TEXT);
    openingPrice = table.set("opening_price", BIGINT);
    reserve = table.clearable("reserve", BIGINT);
    buyNow = table.clearable("buy_now", BIGINT);
    incrementTable = table.set("increment_table", INTEGER);
    depositBp = table.set("deposit_bp", INTEGER);
    opensAt = table.clearable("opens_at", TIME);
    duration = table.set("duration", INTERVAL);
    softClose = table.set("soft_close", TEXT);
    window = table.set("close_window", INTERVAL);
    extension = table.set("extension", INTERVAL);
    latestEnd = table.clearable("latest_end", TIME);
    status = table.set("status", TEXT);
    endsAt = table.clearable("ends_at", TIME);
    remaining = table.clearable("remaining", INTERVAL);
    price = table.clearable("price", BIGINT);
    leader = table.clearable("leader", BIGINT);
    bidCount = table.tally("bid_count", INTEGER);
    reserveMet = table.set("reserve_met", BOOLEAN);
    depositHeld = table.set("deposit_held", BIGINT);
    winner = table.clearable("winner", BIGINT);
    hammerPrice = table.clearable("hammer_price", BIGINT);
    settlement = table.set("settlement", TEXT);
    definedBy = table.set("defined_by", BIGINT);
    definedAt = table.set("defined_at", TIME);
    changedAt = table.set("changed_at", TIME);
  }

  /** Takes the event at hand; returns false if it is about something else. */
  boolean event(Current current) {
    long at = current.at();
    switch (current.eventId()) {
      case LotStateDecoder.TEMPLATE_ID -> state(current.readEvent(lotState), current);
      case LotTimerDecoder.TEMPLATE_ID -> timer(current.readEvent(lotTimer), at);
      case LotExtendedDecoder.TEMPLATE_ID -> {
        LotExtendedDecoder event = current.readEvent(lotExtended);
        table.row(event.lot()).set(endsAt, event.end()).set(changedAt, at);
      }
      case LotClosedDecoder.TEMPLATE_ID -> closed(current.readEvent(lotClosed), at);
      case LotSettledDecoder.TEMPLATE_ID -> {
        LotSettledDecoder event = current.readEvent(lotSettled);
        table.row(event.lot()).set(settlement, event.settlement().name()).set(changedAt, at);
        balances.lotEnded(event.lot());
      }
      case DepositHeldDecoder.TEMPLATE_ID -> {
        DepositHeldDecoder event = current.readEvent(held);
        table.row(event.lot()).set(depositHeld, event.deposit()).set(changedAt, at);
        balances.heldForLot(event.account(), event.lot(), event.change(), at);
      }
      case DepositReleasedDecoder.TEMPLATE_ID -> {
        DepositReleasedDecoder event = current.readEvent(released);
        table.row(event.lot()).set(depositHeld, event.deposit()).set(changedAt, at);
        balances.heldForLot(event.account(), event.lot(), -event.change(), at);
      }
      case DepositCapturedDecoder.TEMPLATE_ID -> {
        DepositCapturedDecoder event = current.readEvent(captured);
        table.row(event.lot()).set(depositHeld, 0).set(changedAt, at);
        balances.heldForLot(event.account(), event.lot(), -event.amount(), at);
        ledger.cause("DEPOSIT_CAPTURED", event.lot());
      }
      case DepositShortDecoder.TEMPLATE_ID -> {
        // Says what is missing; what is held was said by DepositHeld.
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void state(LotStateDecoder event, Current current) {
    boolean isNew = current.isBy(DefineLotDecoder.TEMPLATE_ID);
    Row row = isNew ? table.fresh(event.lot()) : table.row(event.lot());
    if (isNew) {
      terms(row, event);
      row.set(reserve, current.readCommand(defineLot).reserve())
          .set(definedBy, current.actor())
          .set(definedAt, current.at())
          .set(depositHeld, 0);
      balances.lotBegun(event.lot(), event.currency());
    }
    row.set(status, event.status().name())
        .set(endsAt, event.end())
        .set(remaining, event.remaining())
        .set(price, event.price())
        .set(leader, event.leader())
        .set(bidCount, event.bidCount())
        .set(reserveMet, event.reserveMet() == Flag.YES)
        .set(winner, event.winner())
        .set(hammerPrice, event.hammerPrice())
        .set(settlement, event.settlement().name())
        .set(changedAt, current.at());
  }

  private void terms(Row row, LotStateDecoder event) {
    row.set(sale, event.sale())
        .set(position, event.position())
        .set(seller, event.seller())
        .set(currency, event.currency())
        .set(format, event.format().name())
        .set(openingPrice, event.openingPrice())
        .set(buyNow, event.buyNow())
        .set(incrementTable, event.incrementTable())
        .set(depositBp, event.deposit())
        .set(opensAt, event.opensAt())
        .set(duration, event.duration())
        .set(softClose, event.softClose().name())
        .set(window, event.window())
        .set(extension, event.extension())
        .set(latestEnd, event.latestEnd());
  }

  private void timer(LotTimerDecoder event, long at) {
    table
        .row(event.lot())
        .set(status, event.status().name())
        .set(endsAt, event.end())
        .set(remaining, event.remaining())
        .set(changedAt, at);
    if (event.status() == LotStatus.CANCELLED) {
      balances.lotEnded(event.lot());
    }
  }

  private void closed(LotClosedDecoder event, long at) {
    table
        .row(event.lot())
        .set(status, event.status().name())
        .set(winner, event.winner())
        .set(hammerPrice, event.hammerPrice())
        .set(endsAt, event.end())
        .set(remaining, event.remaining())
        .set(bidCount, event.bidCount())
        .set(changedAt, at);
  }

  void priceChanged(PriceChangedDecoder event, long at) {
    table
        .row(event.lot())
        .set(price, event.price())
        .set(leader, event.leader())
        .set(endsAt, event.end())
        .set(bidCount, event.bidCount())
        .set(reserveMet, event.reserveMet() == Flag.YES)
        .set(changedAt, at);
  }

  void bidVoided(BidVoidedDecoder event, long at) {
    table
        .row(event.lot())
        .set(price, event.price())
        .set(leader, event.leader())
        .set(bidCount, event.bidCount())
        .set(reserveMet, event.reserveMet() == Flag.YES)
        .set(changedAt, at);
  }

  /** A bid and its answer changed nothing that anybody sees, but count. */
  void answeredAtSamePrice(long lot, long at) {
    table.row(lot).add(bidCount, 2).set(changedAt, at);
  }
}
