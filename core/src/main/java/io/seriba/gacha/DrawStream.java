package io.seriba.gacha;

import org.agrona.DirectBuffer;

/**
 * The random numbers of draws: for draw number k, block j is HMAC-SHA-256 of the seed over label,
 * pool, table hash, account and client seed with their lengths (u32), k (u64) and j (u32), all
 * big-endian; each block is read as four u64. Reused; allocates nothing.
 */
public final class DrawStream {
  /** Bytes of the longest client seed. */
  public static final int MAX_CLIENT_SEED = 64;

  private static final int NUMBERS = 4;

  /** Two bytes of a length, account, length, client seed, k, j, and padding. */
  private final byte[] tail = new byte[2 * Sha256.BLOCK];

  private final byte[] outerBlock = new byte[Sha256.BLOCK];
  private final int[] state = new int[8];
  private final long[] numbers = new long[NUMBERS];
  private final Sha256 sha = new Sha256();
  private int counters;
  private int end;
  private int block;
  private int used;
  private int[] inner = state;
  private int[] outer = state;

  /**
   * Starts a bundle's draws.
   *
   * @param clientSeed where the client seed starts in the buffer, which isn't kept
   * @param length of the client seed, at most {@link #MAX_CLIENT_SEED} bytes
   */
  public void start(DrawKey key, long account, DirectBuffer buffer, int clientSeed, int length) {
    inner = key.inner;
    outer = key.outer;
    tail[0] = 0;
    tail[1] = Long.BYTES;
    Bytes.putLong(tail, 2, account);
    tail[10] = 0;
    tail[11] = 0;
    tail[12] = 0;
    tail[13] = (byte) length;
    buffer.getBytes(clientSeed, tail, 14, length);
    counters = 14 + length;
    int message = counters + Long.BYTES + Integer.BYTES;
    end = Sha256.pad(tail, message, Sha256.BLOCK + DrawKey.COMMON + message);
    Sha256.pad(outerBlock, Sha256.LENGTH, Sha256.BLOCK + Sha256.LENGTH);
  }

  /** Goes to draw number k. */
  public void draw(long k) {
    Bytes.putLong(tail, counters, k);
    block = 0;
    used = NUMBERS;
  }

  /** Returns a number that is uniform from 0 to below n, which is at least 1: no modulo bias. */
  public long uniform(long n) {
    // 2^64 mod n; numbers from 2^64 minus this on would make the small results likelier.
    long excess = Long.remainderUnsigned(-n, n);
    long x = next();
    while (excess != 0 && Long.compareUnsigned(x, -excess) >= 0) {
      x = next();
    }
    return Long.remainderUnsigned(x, n);
  }

  private long next() {
    if (used == NUMBERS) {
      fill();
    }
    return numbers[used++];
  }

  private void fill() {
    int j = counters + Long.BYTES;
    tail[j] = (byte) (block >>> 24);
    tail[j + 1] = (byte) (block >>> 16);
    tail[j + 2] = (byte) (block >>> 8);
    tail[j + 3] = (byte) block;
    block++;
    System.arraycopy(inner, 0, state, 0, state.length);
    for (int at = 0; at < end; at += Sha256.BLOCK) {
      sha.compress(state, tail, at);
    }
    Sha256.put(state, outerBlock, 0);
    System.arraycopy(outer, 0, state, 0, state.length);
    sha.compress(state, outerBlock, 0);
    for (int i = 0; i < NUMBERS; i++) {
      numbers[i] = (long) state[2 * i] << 32 | (state[2 * i + 1] & 0xFFFF_FFFFL);
    }
    used = 0;
  }
}
