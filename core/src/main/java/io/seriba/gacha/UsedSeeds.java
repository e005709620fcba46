package io.seriba.gacha;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The commitments of all seeds that ever were: a hash set with open addressing. */
final class UsedSeeds {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int WORDS = 4;

  private long[] hashes = new long[WORDS * 64];
  private int size;

  int size() {
    return size;
  }

  boolean contains(byte[] hash) {
    return !isFree(find(word(hash, 0), word(hash, 1), word(hash, 2), word(hash, 3)));
  }

  void add(byte[] hash) {
    put(word(hash, 0), word(hash, 1), word(hash, 2), word(hash, 3));
    size++;
    if (size * 2L * WORDS > hashes.length) {
      long[] former = hashes;
      hashes = new long[Math.multiplyExact(2, former.length)];
      for (int i = 0; i < former.length; i += WORDS) {
        if ((former[i] | former[i + 1]) != 0) {
          put(former[i], former[i + 1], former[i + 2], former[i + 3]);
        }
      }
    }
  }

  private void put(long a, long b, long c, long d) {
    int at = find(a, b, c, d);
    hashes[at] = a;
    hashes[at + 1] = b;
    hashes[at + 2] = c;
    hashes[at + 3] = d;
  }

  private int find(long a, long b, long c, long d) {
    int mask = hashes.length - 1;
    int at = (int) a & mask & -WORDS;
    while (!isFree(at)
        && !(hashes[at] == a
            && hashes[at + 1] == b
            && hashes[at + 2] == c
            && hashes[at + 3] == d)) {
      at = (at + WORDS) & mask;
    }
    return at;
  }

  /** A SHA-256 that starts with 128 zeros doesn't come about. */
  private boolean isFree(int at) {
    return (hashes[at] | hashes[at + 1]) == 0;
  }

  private static long word(byte[] hash, int index) {
    return (long) LONG.get(hash, index * Long.BYTES);
  }
}
