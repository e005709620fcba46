package io.seriba.engine;

import io.seriba.sbe.Reason;
import io.seriba.sbe.snapshot.StateRequestIdDecoder;
import io.seriba.sbe.snapshot.StateRequestIdEncoder;

/**
 * The last N request ids and what became of them, in log order (rules, section 0).
 *
 * <p>Entries lie in a ring, so the newest overwrites the oldest. The index over it is made of
 * buckets of one cache line: seven (tag, ordinal) pairs and the ordinal of the last entry that
 * found no room here and went to the next bucket. Nothing is ever removed from the index: a pair
 * whose ordinal lies more than N back is stale, and its place is free. So remembering writes the
 * ring in sequence and touches one random cache line, and the bid path allocates nothing.
 *
 * <p>Ordinals are compared by their low 32 bits. One that is 2^32 commands old looks young again;
 * then its place isn't free for a while, or one more bucket is searched: never a wrong answer,
 * since every match is verified in the ring.
 *
 * <p>That the content is the same is decided by a 64-bit hash of it: only the account that chose
 * the request id could make two contents collide, and would fool nobody but itself.
 */
final class RequestIds {
  private static final int ENTRY = 8;
  private static final int ACCOUNT = 0;
  private static final int HIGH = 1;
  private static final int LOW = 2;
  private static final int CONTENT = 3;
  private static final int ORDINAL = 4;
  private static final int DECIDED_AT = 5;
  private static final int RESULT = 6;
  private static final int COMMAND_AND_REASON = 7;

  private static final int BUCKET = 8;
  private static final int OVERFLOW = 7;

  /** Pairs per bucket that are live on average, when all N are remembered. */
  private static final int LOAD = 4;

  private final int capacity;
  private final long[] ring;
  private final long[] index;
  private final int bucketMask;
  private long ordinal;

  /** How many are remembered now. */
  private int size;

  private int nextEntry;
  private int found;

  RequestIds(int capacity) {
    this.capacity = capacity;
    int buckets = Integer.highestOneBit(Math.max(1, (capacity + LOAD - 1) / LOAD) * 2 - 1);
    ring = new long[Math.multiplyExact(capacity, ENTRY)];
    index = new long[Math.multiplyExact(buckets, BUCKET)];
    bucketMask = buckets - 1;
  }

  /** Makes a memory of another size, with as many of the last ids as both have room for. */
  RequestIds resized(int newCapacity) {
    RequestIds resized = new RequestIds(newCapacity);
    for (int age = Math.min(size, newCapacity) - 1; age >= 0; age--) {
      int at = entryOf(ordinal - age);
      long account = ring[at + ACCOUNT];
      long high = ring[at + HIGH];
      long low = ring[at + LOW];
      long hash = hash(account, high, low);
      boolean isThere = resized.find(hash, account, high, low);
      assert !isThere;
      resized.remember(hash, account, high, low, ring[at + CONTENT]);
      System.arraycopy(ring, at + DECIDED_AT, resized.ring, resized.found + DECIDED_AT, 3);
    }
    return resized;
  }

  /** Returns the hash by which an id is found. */
  static long hash(long account, long high, long low) {
    long a = (account ^ high) * 0x9E3779B97F4A7C15L;
    long b = (low ^ Long.rotateLeft(account, 32)) * 0xD6E8FEB86659FD93L;
    long hash = (a ^ Long.rotateLeft(b, 29)) * 0xBF58476D1CE4E5B9L;
    return hash ^ (hash >>> 32);
  }

  /**
   * Looks an id up. If it is remembered, the other accessors tell about it; else {@link #remember}
   * may follow.
   *
   * <p>Only tags are compared here, which hardly ever match by accident: whether an entry is stale
   * is as good as random, and a branch on that would be mispredicted for every other one.
   */
  boolean find(long hash, long account, long high, long low) {
    int tag = (int) (hash >>> 32);
    int home = ((int) hash & bucketMask) * BUCKET;
    for (int i = home; i < home + OVERFLOW; i++) {
      long pair = index[i];
      if ((int) (pair >>> 32) == tag && isAt((int) pair, account, high, low)) {
        return true;
      }
    }
    return isLive((int) ordinal, (int) index[home + OVERFLOW])
        && findBeyond(hash, account, high, low);
  }

  private boolean findBeyond(long hash, long account, long high, long low) {
    int tag = (int) (hash >>> 32);
    int bucket = (int) hash & bucketMask;
    do {
      bucket = (bucket + 1) & bucketMask;
      int base = bucket * BUCKET;
      for (int i = base; i < base + OVERFLOW; i++) {
        long pair = index[i];
        if ((int) (pair >>> 32) == tag && isAt((int) pair, account, high, low)) {
          return true;
        }
      }
    } while (isLive((int) ordinal, (int) index[bucket * BUCKET + OVERFLOW]));
    return false;
  }

  private boolean isAt(int low32, long account, long high, long low) {
    if (!isLive((int) ordinal, low32)) {
      return false;
    }
    long full = ordinal - Integer.toUnsignedLong((int) ordinal - low32);
    int at = entryOf(full);
    found = at;
    return ring[at + ORDINAL] == full
        && ring[at + LOW] == low
        && ring[at + HIGH] == high
        && ring[at + ACCOUNT] == account;
  }

  private int entryOf(long fullOrdinal) {
    return (int) ((fullOrdinal - 1) % capacity) * ENTRY;
  }

  /** Tells whether the ordinal with these low bits is one of those that are remembered. */
  private boolean isLive(int now, int low32) {
    return Integer.compareUnsigned(now - low32, size) < 0;
  }

  /**
   * Remembers an id that {@link #find} just didn't find; its outcome follows by {@link #outcome}.
   */
  void remember(long hash, long account, long high, long low, long content) {
    int at = nextEntry;
    nextEntry = at + ENTRY == ring.length ? 0 : at + ENTRY;
    ordinal++;
    size = Math.min(capacity, size + 1);
    ring[at + ACCOUNT] = account;
    ring[at + HIGH] = high;
    ring[at + LOW] = low;
    ring[at + CONTENT] = content;
    ring[at + ORDINAL] = ordinal;
    found = at;
    int home = ((int) hash & bucketMask) * BUCKET;
    int place = oldest(home);
    if (isLive((int) ordinal, (int) index[place])) {
      place = placeBeyond(hash);
    }
    index[place] = (hash & 0xFFFF_FFFF_0000_0000L) | (ordinal & 0xFFFF_FFFFL);
  }

  /** Returns the place of the bucket whose ordinal lies furthest back, found without a branch. */
  private int oldest(int base) {
    int now = (int) ordinal;
    long oldest = 0;
    for (int i = base; i < base + OVERFLOW; i++) {
      oldest = Math.max(oldest, Integer.toUnsignedLong(now - (int) index[i]) << 31 | i);
    }
    return (int) oldest & Integer.MAX_VALUE;
  }

  /** The home bucket is full: marks it, and every full one behind it, as having overflowed. */
  private int placeBeyond(long hash) {
    int bucket = (int) hash & bucketMask;
    while (true) {
      index[bucket * BUCKET + OVERFLOW] = ordinal & 0xFFFF_FFFFL;
      bucket = (bucket + 1) & bucketMask;
      int base = bucket * BUCKET;
      for (int i = base; i < base + OVERFLOW; i++) {
        if (!isLive((int) ordinal, (int) index[i])) {
          return i;
        }
      }
    }
  }

  /** Completes what was just remembered. */
  void outcome(long decidedAt, long result, int command, Reason reason) {
    ring[found + DECIDED_AT] = decidedAt;
    ring[found + RESULT] = result;
    ring[found + COMMAND_AND_REASON] = ((long) command << 8) | reason.value();
  }

  /** Writes what is remembered, in log order. */
  void save(StateWriter out) {
    StateRequestIdEncoder record = new StateRequestIdEncoder();
    for (int age = size - 1; age >= 0; age--) {
      int at = entryOf(ordinal - age);
      out.close(
          out.open(record)
              .account(ring[at + ACCOUNT])
              .high(ring[at + HIGH])
              .low(ring[at + LOW])
              .content(ring[at + CONTENT])
              .decidedAt(ring[at + DECIDED_AT])
              .result(ring[at + RESULT])
              .command((int) ring[at + COMMAND_AND_REASON] >>> 8)
              .reason((short) (ring[at + COMMAND_AND_REASON] & 0xFF)));
    }
  }

  /** Remembers an id that was saved, and its outcome, after those that came before it. */
  void load(StateRequestIdDecoder record) {
    long account = record.account();
    long high = record.high();
    long low = record.low();
    long hash = hash(account, high, low);
    Reason reason = Reason.get(record.reason());
    if (size == capacity || find(hash, account, high, low) || reason == Reason.NULL_VAL) {
      throw new IllegalStateException(
          "one too many, there already, or without a reason; %d of %d".formatted(size, capacity));
    }
    remember(hash, account, high, low, record.content());
    outcome(record.decidedAt(), record.result(), record.command(), reason);
  }

  /** Returns the hash of the content that the found id came with. */
  long content() {
    return ring[found + CONTENT];
  }

  long decidedAt() {
    return ring[found + DECIDED_AT];
  }

  long result() {
    return ring[found + RESULT];
  }

  int command() {
    return (int) ring[found + COMMAND_AND_REASON] >>> 8;
  }

  Reason reason() {
    return Reason.get((short) (ring[found + COMMAND_AND_REASON] & 0xFF));
  }
}
