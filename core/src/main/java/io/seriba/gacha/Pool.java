package io.seriba.gacha;

import io.seriba.engine.Topic;
import io.seriba.sbe.PoolStatus;
import io.seriba.sbe.snapshot.StatePoolDecoder;
import io.seriba.sbe.snapshot.StatePoolEncoder;
import io.seriba.timer.Timer;
import java.util.ArrayList;
import java.util.Arrays;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** One pool: its terms and prizes, who drew, and the epoch's seed. */
final class Pool extends Topic {
  private static final byte[] NO_SEED = new byte[Sha256.LENGTH];

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

  void save(StatePoolEncoder record) {
    terms.save(record);
    record
        .pool(id)
        .topicOffset(offset())
        .draws(draws)
        .plainDraws(plainDraws)
        .epoch(epoch)
        .nextToConvert(nextToConvert)
        .status(status.value())
        .putTableHash(tableHash, 0, Sha256.LENGTH)
        .putCommitment(commitment, 0, Sha256.LENGTH)
        .putSeed(isOpen() ? key().seed() : NO_SEED, 0, Sha256.LENGTH);
    timer.save(record.timer());
    terms.bundles().save(record);
  }

  /** Takes what was saved, but for terms, prizes and players; tells whether it can be. */
  boolean resume(StatePoolDecoder record) {
    offset(record.topicOffset());
    draws = record.draws();
    plainDraws = record.plainDraws();
    epoch = record.epoch();
    nextToConvert = record.nextToConvert();
    status = PoolStatus.get(record.status());
    record.getCommitment(commitment, 0, Sha256.LENGTH);
    byte[] seed = new byte[Sha256.LENGTH];
    record.getSeed(seed, 0, Sha256.LENGTH);
    if (isOpen()) {
      key = new DrawKey(seed, id, tableHash);
    }
    boolean hasSeed = !Arrays.equals(seed, NO_SEED);
    return status != PoolStatus.NULL_VAL
        && nextToConvert >= 0
        && hasSeed == isOpen()
        && (epoch > 0) == (status != PoolStatus.DRAFT);
  }

  /** Gives the prizes their present weights, when all are there; tells whether it has them. */
  boolean finishLoading() {
    boolean hasFallback = terms.fallback() == 0 || fallbackRow != PrizeTable.NO_ROW;
    if (!hasFallback && status != PoolStatus.DRAFT) {
      return false;
    }
    table.resumeWeights(terms.isBox(), fallbackRow);
    return nextToConvert <= playersInOrder.size();
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
