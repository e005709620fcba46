package io.seriba.gacha;

import io.seriba.engine.EventWriter;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.AuditPoolDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.PoolAuditedEncoder;
import io.seriba.sbe.Reason;

/** Tells what was drawn against what was published, as of the command that asks. */
final class OddsAudit {
  private static final int MAX_ROWS = 50;
  private static final int ROWS_LENGTH =
      4 + MAX_ROWS * PoolAuditedEncoder.PrizesEncoder.sbeBlockLength();

  private final Ledger ledger;
  private final EventWriter events;
  private final Pools pools;
  private final PoolAuditedEncoder poolAudited = new PoolAuditedEncoder();

  OddsAudit(Ledger ledger, EventWriter events, Pools pools) {
    this.ledger = ledger;
    this.events = events;
    this.pools = pools;
  }

  Reason check(AuditPoolDecoder command) {
    if (pools.find(command.pool()) == null) {
      return Reason.UNKNOWN_POOL;
    }
    return ledger.find(command.account()) == null ? Reason.UNKNOWN_ACCOUNT : Reason.ACCEPTED;
  }

  void apply(AuditPoolDecoder command) {
    Pool pool = pools.pool(command.pool());
    PrizeTable table = pool.table;
    Account account = ledger.account(command.account());
    PoolAuditedEncoder event =
        events
            .open(poolAudited, account, ROWS_LENGTH)
            .account(account.id)
            .pool(pool.id)
            .draws(pool.draws)
            .plainDraws(pool.plainDraws)
            .totalWeight(table.totalWeight())
            .from(command.from())
            .prizeCount(table.size());
    int rows = Math.clamp((long) table.size() - command.from(), 0, MAX_ROWS);
    PoolAuditedEncoder.PrizesEncoder prizes = event.prizesCount(rows);
    for (int row = command.from(); row < command.from() + rows; row++) {
      prizes
          .next()
          .prize(table.id(row))
          .weight(table.published(row))
          .left(table.left(row))
          .drawn(table.drawn(row))
          .plain(table.plain(row))
          .until(table.until(row, pool.plainDraws))
          .rarity((short) table.rarity(row))
          .featured(table.isFeatured(row) ? Flag.YES : Flag.NO)
          .stock(table.stock(row))
          .duplicate(table.duplicate(row));
    }
    events.close(event);
  }
}
