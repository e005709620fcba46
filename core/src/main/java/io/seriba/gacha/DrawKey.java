package io.seriba.gacha;

import java.nio.charset.StandardCharsets;

/**
 * An epoch's server seed, as HMAC's states behind the key and behind the start that the messages of
 * all its draws have in common: so a draw hashes only what is its own. Secret. Immutable.
 */
public final class DrawKey {
  /** Bytes of every message that are in the common start: a whole block. */
  static final int COMMON = Sha256.BLOCK;

  private static final byte[] LABEL = "seriba/draw/v1".getBytes(StandardCharsets.US_ASCII);

  final int[] inner = new int[8];
  final int[] outer = new int[8];
  private final byte[] seed;

  /**
   * Prepares a seed.
   *
   * @param seed at most 64 bytes, in use 32; copied
   * @param tableHash 32 bytes
   */
  public DrawKey(byte[] seed, long pool, byte[] tableHash) {
    this.seed = seed.clone();
    Sha256 sha = new Sha256();
    Sha256.start(inner);
    sha.compress(inner, padded((byte) 0x36), 0);
    sha.compress(inner, common(pool, tableHash), 0);
    Sha256.start(outer);
    sha.compress(outer, padded((byte) 0x5C), 0);
  }

  private byte[] padded(byte pad) {
    byte[] block = new byte[Sha256.BLOCK];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (pad ^ (i < seed.length ? seed[i] : 0));
    }
    return block;
  }

  /** Label, pool and table hash with their lengths, and the two zeros that the next length has. */
  private static byte[] common(long pool, byte[] tableHash) {
    byte[] block = new byte[COMMON];
    System.arraycopy(LABEL, 0, block, 0, LABEL.length);
    int at = LABEL.length;
    block[at + 3] = Long.BYTES;
    Bytes.putLong(block, at + 4, pool);
    at += 4 + Long.BYTES;
    block[at + 3] = Sha256.LENGTH;
    System.arraycopy(tableHash, 0, block, at + 4, Sha256.LENGTH);
    assert at + 4 + Sha256.LENGTH + 2 == COMMON;
    return block;
  }

  /** Returns the 32 bytes of the seed itself; not to be changed. */
  byte[] seed() {
    return seed;
  }
}
