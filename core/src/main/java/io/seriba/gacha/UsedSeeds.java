package io.seriba.gacha;

import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.sbe.snapshot.StateUsedSeedsDecoder;
import io.seriba.sbe.snapshot.StateUsedSeedsDecoder.SeedsDecoder;
import io.seriba.sbe.snapshot.StateUsedSeedsEncoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The commitments of all seeds that ever were, in the order of their use, with an index: a hash
 * table of their places.
 */
final class UsedSeeds {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int LENGTH = Sha256.LENGTH;

  /** Commitments in one record of a snapshot. */
  private static final int ROWS = 2_000;

  private byte[] hashes = new byte[32 * LENGTH];
  private int size;

  /** Places of commitments plus 1, or 0. At most half full. */
  private int[] index = new int[64];

  int size() {
    return size;
  }

  boolean contains(byte[] hash) {
    return index[find(hash, 0)] != 0;
  }

  void add(byte[] hash) {
    if (size * LENGTH == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.multiplyExact(2, hashes.length));
    }
    System.arraycopy(hash, 0, hashes, size * LENGTH, LENGTH);
    int at = find(hash, 0);
    assert index[at] == 0 : "used before";
    size++;
    index[at] = size;
    if (2 * size > index.length) {
      index = new int[2 * index.length];
      for (int place = 0; place < size; place++) {
        index[find(hashes, place * LENGTH)] = place + 1;
      }
    }
  }

  /** Returns where a hash is in the index, or would be. It is as good as random itself. */
  private int find(byte[] of, int offset) {
    int mask = index.length - 1;
    int at = (int) INT.get(of, offset) & mask;
    while (index[at] != 0 && !isAt(index[at] - 1, of, offset)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private boolean isAt(int place, byte[] of, int offset) {
    int from = place * LENGTH;
    return Arrays.equals(hashes, from, from + LENGTH, of, offset, offset + LENGTH);
  }

  void save(StateWriter out) {
    StateUsedSeedsEncoder record = new StateUsedSeedsEncoder();
    for (int first = 0; first < size; first += ROWS) {
      int end = Math.min(size, first + ROWS);
      StateUsedSeedsEncoder.SeedsEncoder rows = out.open(record).seedsCount(end - first);
      for (int place = first; place < end; place++) {
        rows.next().putCommitment(hashes, place * LENGTH, LENGTH);
      }
      out.close(record);
    }
  }

  void load(StateReader in, StateUsedSeedsDecoder record) {
    byte[] commitment = new byte[LENGTH];
    for (SeedsDecoder row : record.seeds()) {
      row.getCommitment(commitment, 0, LENGTH);
      if (contains(commitment)) {
        throw in.bad("has a used seed again");
      }
      add(commitment);
    }
  }
}
