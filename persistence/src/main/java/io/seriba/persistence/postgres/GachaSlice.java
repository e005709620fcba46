package io.seriba.persistence.postgres;

import static io.seriba.persistence.postgres.ColumnType.BIGINT;
import static io.seriba.persistence.postgres.ColumnType.TIME;

import io.seriba.persistence.postgres.PatchTable.Column;
import io.seriba.persistence.postgres.PatchTable.Row;
import io.seriba.sbe.DefineOfferDecoder;
import io.seriba.sbe.DrawnDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.OfferBoughtDecoder;
import io.seriba.sbe.OfferChangedDecoder;
import io.seriba.sbe.PoolAuditedDecoder;
import io.seriba.sbe.SparkConvertedDecoder;
import io.seriba.sbe.SparkExchangedDecoder;
import io.seriba.sbe.SpendLimitSetDecoder;
import java.util.List;
import org.agrona.DirectBuffer;

/** Draws and what else players get; pools, prizes and seeds are in {@link PoolRows}. */
final class GachaSlice implements Slice {
  private final AppendTable bundles =
      new AppendTable(
          "draw_bundles",
          "sequence",
          "at",
          "account",
          "pool",
          "epoch",
          "first_draw",
          "count",
          "spend",
          "converted",
          "pity",
          "featured_due",
          "spark_points",
          "client_seed");
  private final AppendTable draws =
      new AppendTable(
          "draws",
          "sequence",
          "place",
          "at",
          "account",
          "pool",
          "epoch",
          "draw",
          "prize",
          "value",
          "bound",
          "cause",
          "duplicate");
  private final AppendTable exchanges =
      new AppendTable(
          "spark_exchanges",
          "sequence",
          "at",
          "account",
          "pool",
          "prize",
          "converted",
          "spark_points");
  private final AppendTable conversions =
      new AppendTable(
          "spark_conversions", "sequence", "index", "at", "account", "pool", "points", "converted");
  private final AppendTable purchases =
      new AppendTable(
          "offer_purchases", "sequence", "at", "account", "offer", "pool", "prize", "price");

  private final PatchTable offers = PatchTable.of("offers");
  private final Column offerPool;
  private final Column offerPrize;
  private final Column offerPrice;
  private final Column offerStock;
  private final Column offersLeft;
  private final Column offerDefinedAt;

  private final PoolRows pools;
  private final LedgerSlice ledger;

  private final DrawnDecoder drawn = new DrawnDecoder();
  private final SparkExchangedDecoder sparkExchanged = new SparkExchangedDecoder();
  private final SparkConvertedDecoder sparkConverted = new SparkConvertedDecoder();
  private final OfferChangedDecoder offerChanged = new OfferChangedDecoder();
  private final OfferBoughtDecoder offerBought = new OfferBoughtDecoder();
  private final SpendLimitSetDecoder spendLimitSet = new SpendLimitSetDecoder();

  GachaSlice(PoolRows pools, LedgerSlice ledger) {
    this.pools = pools;
    this.ledger = ledger;
    offers.key("offer", BIGINT);
    offerPool = offers.set("pool", BIGINT);
    offerPrize = offers.set("prize", BIGINT);
    offerPrice = offers.set("price", BIGINT);
    offerStock = offers.clearable("stock", BIGINT);
    offersLeft = offers.clearable("left_over", BIGINT);
    offerDefinedAt = offers.set("defined_at", TIME);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        pools.pools,
        pools.bundles,
        pools.epochs,
        pools.reveals,
        pools.prizes,
        bundles,
        draws,
        exchanges,
        conversions,
        offers,
        purchases);
  }

  @Override
  public boolean event(Current current) {
    switch (current.eventId()) {
      case DrawnDecoder.TEMPLATE_ID -> drawn(current.readEvent(drawn), current);
      case SparkExchangedDecoder.TEMPLATE_ID ->
          exchanged(current.readEvent(sparkExchanged), current);
      case SparkConvertedDecoder.TEMPLATE_ID ->
          converted(current.readEvent(sparkConverted), current);
      case OfferChangedDecoder.TEMPLATE_ID -> offered(current.readEvent(offerChanged), current);
      case OfferBoughtDecoder.TEMPLATE_ID -> bought(current.readEvent(offerBought), current);
      case SpendLimitSetDecoder.TEMPLATE_ID ->
          ledger.spendLimit(current.readEvent(spendLimitSet), current.at());
      case PoolAuditedDecoder.TEMPLATE_ID -> {
        // An answer, nothing that happened.
      }
      default -> {
        return pools.event(current);
      }
    }
    return true;
  }

  private void drawn(DrawnDecoder event, Current current) {
    long sequence = current.sequence();
    long at = current.at();
    int place = 0;
    for (DrawnDecoder.ResultsDecoder result : event.results()) {
      draws
          .row()
          .bigint(sequence)
          .integer(place)
          .time(at)
          .bigint(event.account())
          .bigint(event.pool())
          .integer(event.epoch())
          .bigint(event.firstDraw() + place)
          .bigint(result.prize())
          .bigint(result.value())
          .bigint(result.bound())
          .ascii(result.cause().name())
          .bool(result.duplicate() == Flag.YES);
      pools.drawn(event.pool(), result.prize());
      place++;
    }
    CopyBuffer row =
        bundles
            .row()
            .bigint(sequence)
            .time(at)
            .bigint(event.account())
            .bigint(event.pool())
            .integer(event.epoch())
            .bigint(event.firstDraw())
            .integer(place)
            .bigintOrNone(event.spend())
            .bigint(event.converted())
            .integer(event.pity())
            .bool(event.featuredDue() == Flag.YES)
            .integer(event.sparkPoints());
    putClientSeed(row, event);
    ledger.cause("DRAWN", event.pool());
  }

  /** As bytes: nobody checks that it is text. The event has been read up to there. */
  private static void putClientSeed(CopyBuffer row, DrawnDecoder event) {
    DirectBuffer buffer = event.buffer();
    int length = event.clientSeedLength();
    row.binary(buffer, event.limit() + DrawnDecoder.clientSeedHeaderLength(), length);
  }

  private void exchanged(SparkExchangedDecoder event, Current current) {
    exchanges
        .row()
        .bigint(current.sequence())
        .time(current.at())
        .bigint(event.account())
        .bigint(event.pool())
        .bigint(event.prize())
        .bigint(event.converted())
        .integer(event.sparkPoints());
    pools.exchanged(event.pool(), event.prize());
    ledger.cause("SPARK_EXCHANGED", event.pool());
  }

  private void converted(SparkConvertedDecoder event, Current current) {
    conversions
        .row()
        .bigint(current.sequence())
        .integer(current.index())
        .time(current.at())
        .bigint(event.account())
        .bigint(event.pool())
        .integer(event.points())
        .bigint(event.converted());
    ledger.cause("SPARK_CONVERTED", event.pool());
  }

  private void offered(OfferChangedDecoder event, Current current) {
    if (!current.isBy(DefineOfferDecoder.TEMPLATE_ID)) {
      offers.row(event.offer()).set(offersLeft, event.offersLeft());
      return;
    }
    Row row =
        offers
            .fresh(event.offer())
            .set(offerPool, event.pool())
            .set(offerPrize, event.prize())
            .set(offerPrice, event.offerPrice())
            .set(offerStock, event.stock())
            .set(offerDefinedAt, current.at());
    if (event.stock() != 0) {
      row.set(offersLeft, event.offersLeft());
    }
  }

  private void bought(OfferBoughtDecoder event, Current current) {
    purchases
        .row()
        .bigint(current.sequence())
        .time(current.at())
        .bigint(event.account())
        .bigint(event.offer())
        .bigint(event.pool())
        .bigint(event.prize())
        .bigint(event.price());
    ledger.cause("OFFER_BOUGHT", event.offer());
  }
}
