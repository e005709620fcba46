package io.seriba.persistence.postgres;

import static io.seriba.persistence.postgres.ColumnType.BIGINT;
import static io.seriba.persistence.postgres.ColumnType.TEXT;
import static io.seriba.persistence.postgres.ColumnType.TIME;

import io.seriba.persistence.postgres.PatchTable.Column;
import io.seriba.sbe.MedalKind;
import io.seriba.sbe.MedalsExpiredDecoder;
import io.seriba.sbe.MedalsGrantedDecoder;
import io.seriba.sbe.MedalsRefundedDecoder;
import io.seriba.sbe.MedalsSpentDecoder;
import io.seriba.sbe.PaidMedalsReportedDecoder;
import java.util.List;

/** Medals in lots, and what was spent of them. */
final class MedalSlice implements Slice {
  private final PatchTable lots = PatchTable.of("medal_lots");
  private final Column account;
  private final Column kind;
  private final Column granted;
  private final Column left;
  private final Column expired;
  private final Column paid;
  private final Column currency;
  private final Column grantedAt;
  private final Column expiresAt;

  private final AppendTable spends =
      new AppendTable("medal_spends", "spend", "place", "account", "lot", "kind", "units", "at");
  private final OrderedUpdates refunds =
      new OrderedUpdates("update medal_spends set refunded_at = ? where spend = ?");

  private final LedgerSlice ledger;
  private long lastSpend;
  private int nextPlace;

  private final MedalsGrantedDecoder medalsGranted = new MedalsGrantedDecoder();
  private final MedalsSpentDecoder medalsSpent = new MedalsSpentDecoder();
  private final MedalsRefundedDecoder medalsRefunded = new MedalsRefundedDecoder();
  private final MedalsExpiredDecoder medalsExpired = new MedalsExpiredDecoder();

  MedalSlice(LedgerSlice ledger) {
    this.ledger = ledger;
    lots.key("lot", BIGINT);
    account = lots.set("account", BIGINT);
    kind = lots.set("kind", TEXT);
    granted = lots.set("granted", BIGINT);
    left = lots.tally("left_over", BIGINT);
    expired = lots.tally("expired", BIGINT);
    paid = lots.clearable("paid", BIGINT);
    currency = lots.set("currency", TEXT);
    grantedAt = lots.set("granted_at", TIME);
    expiresAt = lots.clearable("expires_at", TIME);
  }

  @Override
  public List<Table> tables() {
    return List.of(lots, spends, refunds);
  }

  @Override
  public boolean event(Current current) {
    switch (current.eventId()) {
      case MedalsGrantedDecoder.TEMPLATE_ID -> granted(current.readEvent(medalsGranted), current);
      case MedalsSpentDecoder.TEMPLATE_ID -> spent(current.readEvent(medalsSpent), current);
      case MedalsRefundedDecoder.TEMPLATE_ID ->
          refunded(current.readEvent(medalsRefunded), current);
      case MedalsExpiredDecoder.TEMPLATE_ID -> {
        MedalsExpiredDecoder event = current.readEvent(medalsExpired);
        lots.row(event.lot()).add(left, -event.units()).add(expired, event.units());
        ledger.medals(event.account(), event.freeLeft(), event.paidLeft(), current.at());
      }
      case PaidMedalsReportedDecoder.TEMPLATE_ID -> {
        // An answer, nothing that happened.
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void granted(MedalsGrantedDecoder event, Current current) {
    lots.fresh(current.sequence())
        .set(account, event.account())
        .set(kind, event.kind().name())
        .set(granted, event.units())
        .set(left, event.units())
        .set(paid, event.paid())
        .set(currency, event.currency())
        .set(grantedAt, current.at())
        .set(expiresAt, event.expiry());
    ledger.medals(event.account(), event.freeLeft(), event.paidLeft(), current.at());
  }

  private void spent(MedalsSpentDecoder event, Current current) {
    ledger.medals(event.account(), event.freeLeft(), event.paidLeft(), current.at());
    if (event.spend() != lastSpend) {
      lastSpend = event.spend();
      nextPlace = 0;
    }
    for (MedalsSpentDecoder.LotsDecoder row : event.lots()) {
      MedalKind taken = row.kind();
      lots.row(row.lot()).add(left, -row.units());
      spends
          .row()
          .bigint(event.spend())
          .integer(nextPlace++)
          .bigint(event.account())
          .bigint(row.lot())
          .ascii(taken.name())
          .bigint(row.units())
          .time(current.at());
    }
  }

  private void refunded(MedalsRefundedDecoder event, Current current) {
    ledger.medals(event.account(), event.freeLeft(), event.paidLeft(), current.at());
    for (MedalsRefundedDecoder.LotsDecoder row : event.lots()) {
      lots.row(row.lot()).add(left, row.units());
    }
    refunds.add(Times.sql(current.at()), event.spend());
  }
}
