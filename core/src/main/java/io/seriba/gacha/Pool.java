package io.seriba.gacha;

import io.seriba.engine.Topic;
import io.seriba.sbe.PoolStatus;
import io.seriba.timer.Timer;
import java.util.ArrayList;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** One pool: its terms and prizes, who drew, and the epoch's seed. */
final class Pool extends Topic {
  final PoolTerms terms;
  final PityGroup pityGroup;
  final PrizeTable table = new PrizeTable();
  final Long2ObjectHashMap<Player> players = new Long2ObjectHashMap<>();

  /** In the order of their first draws. */
  final ArrayList<Player> playersInOrder = new ArrayList<>();

  /** Fires at the close, and then for each batch of converted spark points. */
  final Timer timer = new Timer();

  PoolStatus status = PoolStatus.DRAFT;

  /** While it is a draft: the hash of terms and prizes so far. */
  final byte[] tableHash;

  final byte[] commitment = new byte[Sha256.LENGTH];

  /** While it is open: the epoch's seed. Secret. */
  @Nullable DrawKey key;

  int epoch;
  long draws;
  long plainDraws;

  /** The row of the fallback prize, or {@link PrizeTable#NO_ROW}. */
  int fallbackRow = PrizeTable.NO_ROW;

  /** The first player whose spark points aren't converted yet. */
  int nextToConvert;

  Pool(long id, PoolTerms terms, PityGroup pityGroup, byte[] tableHash) {
    super(id, 0);
    this.terms = terms;
    this.pityGroup = pityGroup;
    this.tableHash = tableHash;
  }

  boolean isOpen() {
    return status == PoolStatus.OPEN;
  }

  /** Returns how many prizes are left in a box; 0 for a table. */
  long left() {
    return terms.isBox() ? table.weightFrom(1) : 0;
  }

  DrawKey key() {
    assert key != null : "the pool isn't open";
    return key;
  }
}
