package io.seriba.gacha;

/** Pairs of an account and a prize that it owns: a hash set with open addressing. */
final class OwnedPrizes {
  private long[] pairs = new long[2 * 64];
  private int size;

  int size() {
    return size;
  }

  /** Adds a pair; returns false if it is there already. */
  boolean add(long account, long prize) {
    int at = find(account, prize);
    if (pairs[at] != 0) {
      return false;
    }
    pairs[at] = account;
    pairs[at + 1] = prize;
    size++;
    if (size * 3L > pairs.length) {
      grow();
    }
    return true;
  }

  private int find(long account, long prize) {
    int mask = pairs.length - 1;
    int at = hash(account, prize) & mask & ~1;
    // No account is 0: it marks a free place.
    while (pairs[at] != 0 && (pairs[at] != account || pairs[at + 1] != prize)) {
      at = (at + 2) & mask;
    }
    return at;
  }

  private static int hash(long account, long prize) {
    long mixed = (account * 0x9E3779B97F4A7C15L ^ prize) * 0xD6E8FEB86659FD93L;
    return (int) (mixed ^ (mixed >>> 32));
  }

  private void grow() {
    long[] former = pairs;
    pairs = new long[Math.multiplyExact(2, former.length)];
    for (int i = 0; i < former.length; i += 2) {
      if (former[i] != 0) {
        int at = find(former[i], former[i + 1]);
        pairs[at] = former[i];
        pairs[at + 1] = former[i + 1];
      }
    }
  }
}
