package io.seriba.gacha;

import org.agrona.collections.Long2ObjectHashMap;

/** What draws remember of an account, in one pool or in all pools that name the group. */
final class PityGroup {
  /** So many draws are counted at most. */
  static final int MOST = 1_000_000;

  /** One account's. */
  static final class Pity {
    /** Draws since the last prize of the pity rarity or a rarer one. */
    int count;

    /** Whether the next prize of the featured rarity is a featured one. */
    boolean isFeaturedDue;
  }

  final int pityRarity;
  final int featuredRarity;
  private final Long2ObjectHashMap<Pity> byAccount = new Long2ObjectHashMap<>();

  PityGroup(int pityRarity, int featuredRarity) {
    this.pityRarity = pityRarity;
    this.featuredRarity = featuredRarity;
  }

  Pity of(long account) {
    Pity pity = byAccount.get(account);
    if (pity == null) {
      pity = new Pity();
      byAccount.put(account, pity);
    }
    return pity;
  }
}
