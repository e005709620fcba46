package io.seriba.gacha;

import io.seriba.sbe.DefinePoolDecoder;
import io.seriba.sbe.DefinePoolDecoder.BundlesDecoder;

/**
 * The hash that a pool publishes of its odds: a chain that starts with the terms and takes the
 * prizes one by one, so that opening a pool of a million prizes hashes nothing more.
 *
 * <p>It starts as SHA-256 of {@code "seriba/table/v1"} and these numbers, each a big-endian u64:
 * pool, kind, price, paid only, fallback, pity group, pity rarity, soft from, soft step, hard pity,
 * guarantee rarity, guarantee from, featured rarity, number of bundles, their sizes. Each prize
 * makes it SHA-256 of the former hash and prize, weight, stock, duplicate, rarity, featured. Absent
 * is 0, false 0, true 1.
 */
final class TableHash {
  private static final byte[] LABEL = {
    's', 'e', 'r', 'i', 'b', 'a', '/', 't', 'a', 'b', 'l', 'e', '/', 'v', '1'
  };

  private final Sha256 sha = new Sha256();
  private final byte[] message = new byte[LABEL.length + (14 + Bundles.MAX) * Long.BYTES];
  private int length;

  /** Returns the hash of a pool without prizes. */
  byte[] start(DefinePoolDecoder command) {
    System.arraycopy(LABEL, 0, message, 0, LABEL.length);
    length = LABEL.length;
    put(command.pool());
    put(command.kind().value());
    put(command.price());
    put(command.paidOnly().value());
    put(command.fallback());
    put(command.pityGroup());
    put(command.pityRarity());
    put(command.softFrom());
    put(command.softStep());
    put(command.hardPity());
    put(command.guaranteeRarity());
    put(command.guaranteeFrom());
    put(command.featuredRarity());
    BundlesDecoder bundles = command.sbeRewind().bundles();
    put(bundles.count());
    while (bundles.hasNext()) {
      put(bundles.next().size());
    }
    byte[] hash = new byte[Sha256.LENGTH];
    sha.hash(message, length, hash);
    return hash;
  }

  /** Takes the next prize into a hash. */
  void add(
      byte[] hash, long prize, long weight, long stock, long duplicate, int rarity, int featured) {
    System.arraycopy(hash, 0, message, 0, Sha256.LENGTH);
    length = Sha256.LENGTH;
    put(prize);
    put(weight);
    put(stock);
    put(duplicate);
    put(rarity);
    put(featured);
    sha.hash(message, length, hash);
  }

  private void put(long number) {
    Bytes.putLong(message, length, number);
    length += Long.BYTES;
  }
}
