package io.seriba.gacha;

import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.sbe.snapshot.StateOwnedPrizesDecoder;
import io.seriba.sbe.snapshot.StateOwnedPrizesDecoder.OwnedDecoder;
import io.seriba.sbe.snapshot.StateOwnedPrizesEncoder;
import java.util.Arrays;

/**
 * Pairs of an account and a prize that it owns, in the order in which they came, with an index: a
 * hash table of their places.
 */
final class OwnedPrizes {
  /** Pairs in one record of a snapshot. */
  private static final int ROWS = 4_000;

  private long[] pairs = new long[2 * 32];
  private int size;

  /** Places of pairs plus 1, or 0. At most half full. */
  private int[] index = new int[64];

  int size() {
    return size;
  }

  /** Adds a pair; returns false if it is there already. */
  boolean add(long account, long prize) {
    int at = find(account, prize);
    if (index[at] != 0) {
      return false;
    }
    if (2 * size == pairs.length) {
      pairs = Arrays.copyOf(pairs, Math.multiplyExact(2, pairs.length));
    }
    pairs[2 * size] = account;
    pairs[2 * size + 1] = prize;
    size++;
    index[at] = size;
    if (2 * size > index.length) {
      grow();
    }
    return true;
  }

  private int find(long account, long prize) {
    int mask = index.length - 1;
    int at = hash(account, prize) & mask;
    while (index[at] != 0 && !isAt(index[at] - 1, account, prize)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private boolean isAt(int place, long account, long prize) {
    return pairs[2 * place] == account && pairs[2 * place + 1] == prize;
  }

  private static int hash(long account, long prize) {
    long mixed = (account * 0x9E3779B97F4A7C15L ^ prize) * 0xD6E8FEB86659FD93L;
    return (int) (mixed ^ (mixed >>> 32));
  }

  private void grow() {
    index = new int[Math.multiplyExact(2, index.length)];
    for (int place = 0; place < size; place++) {
      index[find(pairs[2 * place], pairs[2 * place + 1])] = place + 1;
    }
  }

  void save(StateWriter out) {
    StateOwnedPrizesEncoder record = new StateOwnedPrizesEncoder();
    for (int first = 0; first < size; first += ROWS) {
      int end = Math.min(size, first + ROWS);
      StateOwnedPrizesEncoder.OwnedEncoder rows = out.open(record).ownedCount(end - first);
      for (int place = first; place < end; place++) {
        rows.next().account(pairs[2 * place]).prize(pairs[2 * place + 1]);
      }
      out.close(record);
    }
  }

  void load(StateReader in, StateOwnedPrizesDecoder record) {
    for (OwnedDecoder row : record.owned()) {
      if (!add(row.account(), row.prize())) {
        throw in.bad("has prize %d of account %d again".formatted(row.prize(), row.account()));
      }
    }
  }
}
