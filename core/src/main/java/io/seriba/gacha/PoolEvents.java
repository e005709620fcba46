package io.seriba.gacha;

import io.seriba.engine.EventWriter;
import io.seriba.sbe.Flag;
import io.seriba.sbe.PoolClosedEncoder;
import io.seriba.sbe.PoolOpenedEncoder;
import io.seriba.sbe.PoolProgressedEncoder;
import io.seriba.sbe.PoolStateEncoder;
import io.seriba.sbe.PrizeGoneEncoder;
import io.seriba.sbe.SeedCommittedEncoder;
import io.seriba.sbe.SeedRevealedEncoder;

/** Writes a pool's public events. */
final class PoolEvents {
  private static final byte[] NO_HASH = new byte[Sha256.LENGTH];

  private final EventWriter events;
  private final PoolStateEncoder poolState = new PoolStateEncoder();
  private final PoolOpenedEncoder poolOpened = new PoolOpenedEncoder();
  private final PoolClosedEncoder poolClosed = new PoolClosedEncoder();
  private final SeedCommittedEncoder seedCommitted = new SeedCommittedEncoder();
  private final SeedRevealedEncoder seedRevealed = new SeedRevealedEncoder();
  private final PoolProgressedEncoder poolProgressed = new PoolProgressedEncoder();
  private final PrizeGoneEncoder prizeGone = new PrizeGoneEncoder();

  PoolEvents(EventWriter events) {
    this.events = events;
  }

  /** Writes the whole public state, but for the prizes. */
  void state(Pool pool) {
    PoolTerms terms = pool.terms;
    PoolStateEncoder event =
        events
            .open(poolState, pool)
            .pool(pool.id)
            .price(terms.price())
            .fallback(terms.fallback())
            .pityGroup(terms.pityGroup())
            .softStep(terms.softStep())
            .sparkRate(terms.sparkRate())
            .closesAt(terms.closesAt())
            .draws(pool.draws)
            .left(pool.left())
            .totalWeight(pool.table.totalWeight())
            .monthlySpend(terms.monthlySpend())
            .epoch(pool.epoch)
            .prizeCount(pool.table.size())
            .softFrom(terms.softFrom())
            .hardPity(terms.hardPity())
            .dailyDraws(terms.dailyDraws())
            .totalDraws(terms.totalDraws())
            .sparkPoints(terms.sparkPoints())
            .sparkPrice(terms.sparkPrice())
            .utcOffset((short) terms.utcOffset())
            .guaranteeFrom(terms.guaranteeFrom())
            .pityRarity((short) terms.pityRarity())
            .guaranteeRarity((short) terms.guaranteeRarity())
            .featuredRarity((short) terms.featuredRarity())
            .kind(terms.kind())
            .paidOnly(terms.isPaidOnly() ? Flag.YES : Flag.NO)
            .sparkEnd(terms.sparkEnd())
            .status(pool.status)
            .putCommitment(pool.commitment, 0, Sha256.LENGTH)
            // A draft's isn't final.
            .putTableHash(pool.epoch == 0 ? NO_HASH : pool.tableHash, 0, Sha256.LENGTH);
    terms
        .exchange()
        .putCode(event.buffer(), event.offset() + PoolStateEncoder.exchangeEncodingOffset());
    PoolStateEncoder.BundlesEncoder bundles = event.bundlesCount(terms.bundles().count());
    for (int size = 0, i = terms.bundles().count(); i > 0; i--) {
      size = terms.bundles().after(size);
      bundles.next().size(size);
    }
    events.close(event);
  }

  void opened(Pool pool) {
    events.close(
        events
            .open(poolOpened, pool)
            .pool(pool.id)
            .putCommitment(pool.commitment, 0, Sha256.LENGTH)
            .putTableHash(pool.tableHash, 0, Sha256.LENGTH)
            .totalWeight(pool.table.totalWeight())
            .epoch(pool.epoch)
            .status(pool.status));
  }

  void closed(Pool pool) {
    events.close(events.open(poolClosed, pool).pool(pool.id).draws(pool.draws).status(pool.status));
  }

  void committed(Pool pool) {
    events.close(
        events
            .open(seedCommitted, pool)
            .pool(pool.id)
            .putCommitment(pool.commitment, 0, Sha256.LENGTH)
            .epoch(pool.epoch));
  }

  /** Reveals the seed of an epoch that is over. */
  void revealed(Pool pool, DrawKey key, int endedEpoch) {
    events.close(
        events
            .open(seedRevealed, pool)
            .pool(pool.id)
            .putSeed(key.seed(), 0, Sha256.LENGTH)
            .endedEpoch(endedEpoch));
  }

  void progressed(Pool pool) {
    events.close(
        events.open(poolProgressed, pool).pool(pool.id).draws(pool.draws).left(pool.left()));
  }

  void gone(Pool pool, int row) {
    events.close(
        events
            .open(prizeGone, pool)
            .pool(pool.id)
            .prize(pool.table.id(row))
            .fallback(pool.terms.fallback()));
  }
}
