package io.seriba.gacha;

import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.engine.TopicMap;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.AddPrizesDecoder;
import io.seriba.sbe.AddPrizesDecoder.PrizesDecoder;
import io.seriba.sbe.DefinePoolDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.PrizesAddedEncoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.snapshot.StatePoolDecoder;
import io.seriba.sbe.snapshot.StatePrizeDecoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** All pools: defining them and filling their tables. */
final class Pools {
  /** No table may weigh more: 2^40. */
  private static final long MAX_WEIGHT = 1L << 40;

  private static final int MAX_ROWS = 50;
  private static final int ROWS_LENGTH =
      4 + MAX_ROWS * PrizesAddedEncoder.PrizesEncoder.sbeBlockLength();

  private final Ledger ledger;
  private final EventWriter events;
  private final PoolEvents poolEvents;
  private final TopicMap<Pool> pools = new TopicMap<>();
  private final ArrayList<Pool> inOrder = new ArrayList<>();
  private final Long2ObjectHashMap<PityGroup> pityGroups = new Long2ObjectHashMap<>();
  private final TableHash tableHash = new TableHash();
  private final PrizesAddedEncoder prizesAdded = new PrizesAddedEncoder();
  private Limits.Gacha limits = Limits.Gacha.DEFAULT;
  private int prizes;

  Pools(Ledger ledger, EventWriter events, PoolEvents poolEvents) {
    this.ledger = ledger;
    this.events = events;
    this.poolEvents = poolEvents;
  }

  void configure(Limits.Gacha newLimits) {
    limits = newLimits;
  }

  @Nullable Pool find(long id) {
    return pools.get(id);
  }

  Pool pool(long id) {
    Pool pool = pools.get(id);
    assert pool != null : id;
    return pool;
  }

  List<Pool> inOrder() {
    return inOrder;
  }

  void describe() {
    for (int i = 0; i < inOrder.size(); i++) {
      poolEvents.state(inOrder.get(i));
    }
  }

  Reason check(DefinePoolDecoder command, long now) {
    if (pools.get(command.pool()) != null) {
      return Reason.POOL_EXISTS;
    }
    if (ledger.findCurrency(command.buffer(), codeOffset(command)) == null) {
      return Reason.UNKNOWN_CURRENCY;
    }
    if (command.setReward() != DefinePoolDecoder.setRewardNullValue()) {
      return Reason.COMPLETE_SET_FORBIDDEN;
    }
    if (!PoolTerms.areValid(command, now) || !fitsGroup(command)) {
      return Reason.INVALID_POOL;
    }
    return pools.size() < limits.pools() ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  /** Pools that share a group count towards the same rarities. */
  private boolean fitsGroup(DefinePoolDecoder command) {
    PityGroup group = command.pityGroup() == 0 ? null : pityGroups.get(command.pityGroup());
    return group == null
        || (group.pityRarity == command.pityRarity()
            && group.featuredRarity == command.featuredRarity());
  }

  void apply(DefinePoolDecoder command) {
    PoolTerms terms = PoolTerms.of(command, ledger.currency(command.buffer(), codeOffset(command)));
    poolEvents.state(add(command.pool(), terms, tableHash.start(command)));
  }

  private Pool add(long id, PoolTerms terms, byte[] hash) {
    PityGroup group = terms.pityGroup() == 0 ? null : pityGroups.get(terms.pityGroup());
    if (group == null) {
      group = new PityGroup(terms.pityRarity(), terms.featuredRarity());
      if (terms.pityGroup() != 0) {
        pityGroups.put(terms.pityGroup(), group);
      }
    }
    Pool pool = new Pool(id, terms, group, hash);
    pools.put(pool);
    inOrder.add(pool);
    return pool;
  }

  /** Adds a pool that was saved, as yet without prizes and players. */
  Pool resume(StatePoolDecoder record, PoolTerms terms) {
    byte[] hash = new byte[Sha256.LENGTH];
    record.getTableHash(hash, 0, hash.length);
    return add(record.pool(), terms, hash);
  }

  /** Adds the next prize of a pool that was saved. */
  void resume(Pool pool, StatePrizeDecoder record) {
    if (record.prize() == pool.terms.fallback()) {
      pool.fallbackRow = pool.table.size();
    }
    pool.table.resume(record);
    prizes++;
  }

  private static int codeOffset(DefinePoolDecoder command) {
    return command.offset() + DefinePoolDecoder.exchangeEncodingOffset();
  }

  Reason check(AddPrizesDecoder command) {
    Pool pool = pools.get(command.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (pool.epoch != 0) {
      return Reason.WRONG_POOL_STATUS;
    }
    PrizesDecoder rows = command.sbeRewind().prizes();
    int count = rows.count();
    long total = pool.table.totalWeight();
    for (int i = 0; i < count; i++) {
      rows.next();
      total += pool.terms.isBox() ? rows.stock() : rows.weight();
      if (!fits(pool, rows) || total > MAX_WEIGHT) {
        return Reason.INVALID_PRIZE;
      }
      if (pool.table.find(rows.prize()) != PrizeTable.NO_ROW || isEarlier(command, rows, i)) {
        return Reason.PRIZE_EXISTS;
      }
    }
    if (count == 0) {
      return Reason.INVALID_PRIZE;
    }
    return prizes + count <= limits.prizes() ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  /** In a box the stock is the weight; in a table stock needs a fallback, which itself has none. */
  private static boolean fits(Pool pool, PrizesDecoder row) {
    boolean hasStock = row.stock() != 0;
    if (pool.terms.isBox()) {
      return hasStock && row.weight() == 0;
    }
    boolean canHaveStock = pool.terms.fallback() != 0 && pool.terms.fallback() != row.prize();
    return row.weight() != 0 && (!hasStock || canHaveStock);
  }

  /** Tells whether one of the first rows has the same prize as the row at hand. */
  private static boolean isEarlier(AddPrizesDecoder command, PrizesDecoder row, int place) {
    int length = PrizesDecoder.sbeBlockLength();
    int at = command.limit() - length;
    for (int i = 1; i <= place; i++) {
      if (command.buffer().getLong(at - i * length, ByteOrder.LITTLE_ENDIAN) == row.prize()) {
        return true;
      }
    }
    return false;
  }

  void apply(AddPrizesDecoder command) {
    Pool pool = pool(command.pool());
    PrizesDecoder rows = command.sbeRewind().prizes();
    int count = rows.count();
    PrizesAddedEncoder event = events.open(prizesAdded, pool, ROWS_LENGTH).pool(pool.id);
    PrizesAddedEncoder.PrizesEncoder added = event.prizesCount(count);
    for (int i = 0; i < count; i++) {
      rows.next();
      boolean featured = rows.featured() == Flag.YES;
      long weight = pool.terms.isBox() ? rows.stock() : rows.weight();
      int row = pool.table.size();
      pool.table.add(
          rows.prize(), weight, rows.stock(), (int) rows.duplicate(), rows.rarity(), featured);
      if (rows.prize() == pool.terms.fallback()) {
        pool.fallbackRow = row;
      }
      tableHash.add(
          pool.tableHash,
          rows.prize(),
          rows.weight(),
          rows.stock(),
          rows.duplicate(),
          rows.rarity(),
          rows.featured().value());
      added
          .next()
          .prize(rows.prize())
          .weight(rows.weight())
          .stock(rows.stock())
          .duplicate(rows.duplicate())
          .rarity(rows.rarity())
          .featured(rows.featured());
    }
    prizes += count;
    event.totalWeight(pool.table.totalWeight()).left(pool.left()).prizeCount(pool.table.size());
    events.close(event);
  }
}
