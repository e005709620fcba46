package io.seriba.persistence.postgres;

import static io.seriba.persistence.postgres.ColumnType.BIGINT;
import static io.seriba.persistence.postgres.ColumnType.BOOLEAN;
import static io.seriba.persistence.postgres.ColumnType.INTEGER;
import static io.seriba.persistence.postgres.ColumnType.TEXT;
import static io.seriba.persistence.postgres.ColumnType.TIME;

import io.seriba.persistence.postgres.PatchTable.Column;
import io.seriba.persistence.postgres.PatchTable.Row;
import io.seriba.sbe.DefinePoolDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.PoolClosedDecoder;
import io.seriba.sbe.PoolOpenedDecoder;
import io.seriba.sbe.PoolProgressedDecoder;
import io.seriba.sbe.PoolStateDecoder;
import io.seriba.sbe.PrizeGoneDecoder;
import io.seriba.sbe.PrizesAddedDecoder;
import io.seriba.sbe.SeedCommittedDecoder;
import io.seriba.sbe.SeedRevealedDecoder;

/** The tables of pools, their prizes, and the seeds that they draw from. */
final class PoolRows {
  private static final int HASH_LENGTH = 32;

  final PatchTable pools = PatchTable.of("pools");
  private final Column kind;
  private final Column status;
  private final Column price;
  private final Column paidOnly;
  private final Column exchange;
  private final Column fallback;
  private final Column pityGroup;
  private final Column pityRarity;
  private final Column softFrom;
  private final Column softStep;
  private final Column hardPity;
  private final Column guaranteeFrom;
  private final Column guaranteeRarity;
  private final Column featuredRarity;
  private final Column dailyDraws;
  private final Column totalDraws;
  private final Column monthlySpend;
  private final Column utcOffset;
  private final Column sparkPoints;
  private final Column sparkPrice;
  private final Column sparkEnd;
  private final Column sparkRate;
  private final Column closesAt;
  private final Column epoch;
  private final Column draws;
  private final Column left;
  private final Column totalWeight;
  private final Column prizeCount;
  private final Column definedBy;
  private final Column definedAt;
  private final Column openedAt;
  private final Column closedAt;
  final ReplaceTable bundles = new ReplaceTable("pool_bundles", "pool", "draws");

  final AppendTable epochs =
      new AppendTable("pool_epochs", "pool", "epoch", "commitment", "table_hash", "committed_at");
  final OrderedUpdates reveals =
      new OrderedUpdates(
          "update pool_epochs set seed = ?, revealed_at = ? where pool = ? and epoch = ?");

  final PatchTable prizes = PatchTable.of("prizes");
  private final Column place;
  private final Column rarity;
  private final Column featured;
  private final Column weight;
  private final Column stock;
  private final Column duplicate;
  private final Column prizeDrawn;
  private final Column prizeExchanged;
  private final Column goneAt;

  private final byte[] hash = new byte[HASH_LENGTH];
  private final PoolStateDecoder poolState = new PoolStateDecoder();
  private final PrizesAddedDecoder prizesAdded = new PrizesAddedDecoder();
  private final PoolOpenedDecoder poolOpened = new PoolOpenedDecoder();
  private final PoolClosedDecoder poolClosed = new PoolClosedDecoder();
  private final SeedCommittedDecoder seedCommitted = new SeedCommittedDecoder();
  private final SeedRevealedDecoder seedRevealed = new SeedRevealedDecoder();
  private final PoolProgressedDecoder poolProgressed = new PoolProgressedDecoder();
  private final PrizeGoneDecoder prizeGone = new PrizeGoneDecoder();

  PoolRows() {
    pools.key("pool", BIGINT);
    kind = pools.set("kind", TEXT);
    status = pools.set("status", TEXT);
    price = pools.clearable("price", BIGINT);
    paidOnly = pools.set("paid_only", BOOLEAN);
    exchange = pools.set("exchange", TEXT);
    fallback = pools.clearable("fallback", BIGINT);
    pityGroup = pools.clearable("pity_group", BIGINT);
    pityRarity = pools.clearable("pity_rarity", INTEGER);
    softFrom = pools.clearable("soft_from", INTEGER);
    softStep = pools.clearable("soft_step", BIGINT);
    hardPity = pools.clearable("hard_pity", INTEGER);
    guaranteeFrom = pools.clearable("guarantee_from", INTEGER);
    guaranteeRarity = pools.clearable("guarantee_rarity", INTEGER);
    featuredRarity = pools.clearable("featured_rarity", INTEGER);
    dailyDraws = pools.clearable("daily_draws", INTEGER);
    totalDraws = pools.clearable("total_draws", INTEGER);
    monthlySpend = pools.clearable("monthly_spend", BIGINT);
    utcOffset = pools.set("utc_offset", INTEGER);
    sparkPoints = pools.clearable("spark_points", INTEGER);
    sparkPrice = pools.clearable("spark_price", INTEGER);
    sparkEnd = pools.set("spark_end", TEXT);
    sparkRate = pools.clearable("spark_rate", BIGINT);
    closesAt = pools.clearable("closes_at", TIME);
    epoch = pools.set("epoch", INTEGER);
    draws = pools.set("draws", BIGINT);
    left = pools.clearable("left_over", BIGINT);
    totalWeight = pools.set("total_weight", BIGINT);
    prizeCount = pools.set("prize_count", INTEGER);
    definedBy = pools.set("defined_by", BIGINT);
    definedAt = pools.set("defined_at", TIME);
    openedAt = pools.set("opened_at", TIME);
    closedAt = pools.set("closed_at", TIME);
    prizes.key("pool", BIGINT);
    prizes.key("prize", BIGINT);
    place = prizes.set("place", INTEGER);
    rarity = prizes.set("rarity", INTEGER);
    featured = prizes.set("featured", BOOLEAN);
    weight = prizes.clearable("weight", BIGINT);
    stock = prizes.clearable("stock", BIGINT);
    duplicate = prizes.clearable("duplicate", BIGINT);
    prizeDrawn = prizes.tally("drawn", BIGINT);
    prizeExchanged = prizes.tally("exchanged", BIGINT);
    goneAt = prizes.set("gone_at", TIME);
  }

  /** Takes the event at hand; returns false if it is about something else. */
  boolean event(Current current) {
    long at = current.at();
    switch (current.eventId()) {
      case PoolStateDecoder.TEMPLATE_ID -> defined(current.readEvent(poolState), current);
      case PrizesAddedDecoder.TEMPLATE_ID -> added(current.readEvent(prizesAdded));
      case PoolOpenedDecoder.TEMPLATE_ID -> opened(current.readEvent(poolOpened), at);
      case PoolClosedDecoder.TEMPLATE_ID -> {
        PoolClosedDecoder event = current.readEvent(poolClosed);
        pools
            .row(event.pool())
            .set(status, event.status().name())
            .set(draws, event.draws())
            .set(closedAt, at);
      }
      case SeedCommittedDecoder.TEMPLATE_ID -> {
        SeedCommittedDecoder event = current.readEvent(seedCommitted);
        pools.row(event.pool()).set(epoch, event.epoch());
        event.getCommitment(hash, 0, HASH_LENGTH);
        epochs
            .row()
            .bigint(event.pool())
            .integer(event.epoch())
            .binary(hash, 0, HASH_LENGTH)
            .none()
            .time(at);
      }
      case SeedRevealedDecoder.TEMPLATE_ID -> {
        SeedRevealedDecoder event = current.readEvent(seedRevealed);
        byte[] seed = new byte[HASH_LENGTH];
        event.getSeed(seed, 0, HASH_LENGTH);
        reveals.add(seed, Times.sql(at), event.pool(), event.endedEpoch());
      }
      case PoolProgressedDecoder.TEMPLATE_ID -> {
        PoolProgressedDecoder event = current.readEvent(poolProgressed);
        pools.row(event.pool()).set(draws, event.draws()).set(left, event.left());
      }
      case PrizeGoneDecoder.TEMPLATE_ID -> {
        PrizeGoneDecoder event = current.readEvent(prizeGone);
        prizes.row(event.pool(), event.prize()).set(goneAt, at);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  void drawn(long pool, long prize) {
    prizes.row(pool, prize).add(prizeDrawn, 1);
  }

  void exchanged(long pool, long prize) {
    prizes.row(pool, prize).add(prizeExchanged, 1);
  }

  private void defined(PoolStateDecoder event, Current current) {
    assert current.isBy(DefinePoolDecoder.TEMPLATE_ID);
    Row row = pools.fresh(event.pool());
    row.set(kind, event.kind().name())
        .set(status, event.status().name())
        .set(price, event.price())
        .set(paidOnly, event.paidOnly() == Flag.YES)
        .set(exchange, event.exchange())
        .set(fallback, event.fallback())
        .set(monthlySpend, event.monthlySpend())
        .set(dailyDraws, event.dailyDraws())
        .set(totalDraws, event.totalDraws())
        .set(utcOffset, event.utcOffset())
        .set(closesAt, event.closesAt())
        .set(epoch, event.epoch())
        .set(draws, event.draws())
        .set(left, event.left())
        .set(totalWeight, event.totalWeight())
        .set(prizeCount, event.prizeCount())
        .set(definedBy, current.actor())
        .set(definedAt, current.at());
    chances(row, event);
    PoolStateDecoder.BundlesDecoder rows = event.bundles();
    long[] sizes = new long[rows.count()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = rows.next().size();
    }
    bundles.add(event.pool(), sizes);
  }

  private void chances(Row row, PoolStateDecoder event) {
    row.set(pityGroup, event.pityGroup())
        .set(pityRarity, event.pityRarity())
        .set(softFrom, event.softFrom())
        .set(softStep, event.softStep())
        .set(hardPity, event.hardPity())
        .set(guaranteeFrom, event.guaranteeFrom())
        .set(guaranteeRarity, event.guaranteeRarity())
        .set(featuredRarity, event.featuredRarity())
        .set(sparkPoints, event.sparkPoints())
        .set(sparkPrice, event.sparkPrice())
        .set(sparkEnd, event.sparkEnd().name())
        .set(sparkRate, event.sparkRate());
  }

  private void added(PrizesAddedDecoder event) {
    pools
        .row(event.pool())
        .set(totalWeight, event.totalWeight())
        .set(left, event.left())
        .set(prizeCount, event.prizeCount());
    PrizesAddedDecoder.PrizesDecoder rows = event.prizes();
    int at = event.prizeCount() - rows.count();
    for (PrizesAddedDecoder.PrizesDecoder row : rows) {
      prizes
          .fresh(event.pool(), row.prize())
          .set(place, at++)
          .set(rarity, row.rarity())
          .set(featured, row.featured() == Flag.YES)
          .set(weight, row.weight())
          .set(stock, row.stock())
          .set(duplicate, row.duplicate());
    }
  }

  private void opened(PoolOpenedDecoder event, long at) {
    pools
        .row(event.pool())
        .set(status, event.status().name())
        .set(epoch, event.epoch())
        .set(totalWeight, event.totalWeight())
        .set(openedAt, at);
    event.getCommitment(hash, 0, HASH_LENGTH);
    CopyBuffer row =
        epochs.row().bigint(event.pool()).integer(event.epoch()).binary(hash, 0, HASH_LENGTH);
    event.getTableHash(hash, 0, HASH_LENGTH);
    row.binary(hash, 0, HASH_LENGTH).time(at);
  }
}
