package io.seriba.engine;

import io.seriba.sbe.Reason;

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
  private static final int DECIDED_AT = 4;
  private static final int RESULT = 5;
  private static final int COMMAND_AND_REASON = 6;
  private static final int ORDINAL = 7;

  private static final int BUCKET = 8;
  private static final int OVERFLOW = 7;

  /** Pairs per bucket that are live on average, when all N are remembered. */
  private static final int LOAD = 4;

  private final int capacity;
  private final long[] ring;
  private final long[] index;
  private final int bucketMask;
  private long ordinal;
  private int ringAt;
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
    long kept = Math.min(ordinal, Math.min(capacity, newCapacity));
    for (long age = kept - 1; age >= 0; age--) {
      int at = (int) ((ordinal - 1 - age) % capacity) * ENTRY;
      resized.remember(
          hash(ring[at + ACCOUNT], ring[at + HIGH], ring[at + LOW]),
          ring[at + ACCOUNT],
          ring[at + HIGH],
          ring[at + LOW],
          ring[at + CONTENT]);
      System.arraycopy(ring, at + DECIDED_AT, resized.ring, resized.found + DECIDED_AT, 3);
    }
    return resized;
  }

  /** Returns the hash by which an id is found. */
  static long hash(long account, long high, long low) {
    long hash = (account ^ Long.rotateLeft(low, 32)) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ (hash >>> 32) ^ high) * 0xD6E8FEB86659FD93L;
    hash = (hash ^ (hash >>> 29) ^ low) * 0xBF58476D1CE4E5B9L;
    return hash ^ (hash >>> 32);
  }

  /** Looks an id up; if it is remembered, the other accessors tell about it. */
  boolean find(long hash, long account, long high, long low) {
    int tag = (int) (hash >>> 32);
    for (int bucket = (int) hash & bucketMask; ; bucket = (bucket + 1) & bucketMask) {
      int base = bucket * BUCKET;
      for (int i = base; i < base + OVERFLOW; i++) {
        long pair = index[i];
        if ((int) (pair >>> 32) == tag && isAt((int) pair, account, high, low)) {
          return true;
        }
      }
      if (!isLive((int) index[base + OVERFLOW])) {
        return false;
      }
    }
  }

  private boolean isAt(int low32, long account, long high, long low) {
    if (!isLive(low32)) {
      return false;
    }
    long full = ordinal - ((int) ordinal - low32 & 0xFFFF_FFFFL);
    int at = (int) ((full - 1) % capacity) * ENTRY;
    if (ring[at + ORDINAL] != full
        || ring[at + LOW] != low
        || ring[at + HIGH] != high
        || ring[at + ACCOUNT] != account) {
      return false;
    }
    found = at;
    return true;
  }

  /** Tells whether the ordinal with these low bits is one of the last N; 0, at first, isn't. */
  private boolean isLive(int low32) {
    return ((int) ordinal - low32 & 0xFFFF_FFFFL) < Math.min(capacity, ordinal);
  }

  /** Remembers an id that isn't; its outcome follows by {@link #outcome}. */
  void remember(long hash, long account, long high, long low, long content) {
    ordinal++;
    int at = ringAt;
    ringAt = at + ENTRY == ring.length ? 0 : at + ENTRY;
    ring[at + ACCOUNT] = account;
    ring[at + HIGH] = high;
    ring[at + LOW] = low;
    ring[at + CONTENT] = content;
    ring[at + ORDINAL] = ordinal;
    found = at;
    place(hash);
  }

  private void place(long hash) {
    long pair = (hash & 0xFFFF_FFFF_0000_0000L) | (ordinal & 0xFFFF_FFFFL);
    for (int bucket = (int) hash & bucketMask; ; bucket = (bucket + 1) & bucketMask) {
      int base = bucket * BUCKET;
      for (int i = base; i < base + OVERFLOW; i++) {
        if (!isLive((int) index[i])) {
          index[i] = pair;
          return;
        }
      }
      index[base + OVERFLOW] = ordinal & 0xFFFF_FFFFL;
    }
  }

  /** Completes what was just remembered. */
  void outcome(long decidedAt, long result, int command, Reason reason) {
    ring[found + DECIDED_AT] = decidedAt;
    ring[found + RESULT] = result;
    ring[found + COMMAND_AND_REASON] = ((long) command << 8) | reason.value();
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
