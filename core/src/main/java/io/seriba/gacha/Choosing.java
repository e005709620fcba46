package io.seriba.gacha;

import io.seriba.gacha.PityGroup.Pity;
import io.seriba.sbe.DrawCause;

/**
 * How one draw's prize comes about. All odds are whole numbers.
 *
 * <p>Hard pity and a bundle's guarantee draw from the rarities that they promise alone. Soft pity
 * adds weight to the pity rarity and rarer ones: a number beyond the table's total falls into what
 * was added, and a second number then chooses among these by their own weights. When the featured
 * guarantee is due, a prize of the featured rarity that isn't featured gives way to one that is.
 * What promises something of which nothing is left promises nothing. Reused.
 */
final class Choosing {
  private int row;
  private long value;
  private long bound;
  private DrawCause cause = DrawCause.PLAIN;
  private boolean isPlain;

  /**
   * Chooses a prize; changes nothing of the pool.
   *
   * @param guarantee the least rarity that the bundle promises of this draw; 0: none
   */
  void choose(Pool pool, Pity pity, int guarantee, DrawStream stream) {
    PoolTerms terms = pool.terms;
    PrizeTable table = pool.table;
    int nth = pity.count + 1;
    boolean isHard = terms.hardPity() != 0 && nth >= terms.hardPity();
    int hard = isHard && table.weightFrom(terms.pityRarity()) > 0 ? terms.pityRarity() : 0;
    int promised = guarantee != 0 && table.weightFrom(guarantee) > 0 ? guarantee : 0;
    isPlain = false;
    if (hard != 0 || promised != 0) {
      cause = hard >= promised ? DrawCause.HARD_PITY : DrawCause.GUARANTEE;
      from(table, Math.max(hard, promised), stream);
    } else {
      fromAll(terms, table, nth, stream);
    }
    if (isPlain) {
      table.countPlain(row);
    }
    if (pity.isFeaturedDue
        && table.rarity(row) == terms.featuredRarity()
        && !table.isFeatured(row)
        && table.weightOfFeatured(terms.featuredRarity()) > 0) {
      cause = DrawCause.FEATURED;
      bound = table.weightOfFeatured(terms.featuredRarity());
      value = stream.uniform(bound);
      row = table.pickFeatured(terms.featuredRarity(), value);
    }
  }

  private void fromAll(PoolTerms terms, PrizeTable table, int nth, DrawStream stream) {
    long total = table.weightFrom(1);
    long added = 0;
    if (terms.softFrom() != 0
        && nth >= terms.softFrom()
        && table.weightFrom(terms.pityRarity()) > 0) {
      added = terms.softStep() * (nth - terms.softFrom() + 1);
    }
    cause = DrawCause.PLAIN;
    bound = total + added;
    value = stream.uniform(bound);
    if (value < total) {
      row = table.pickFrom(1, value);
      isPlain = added == 0;
    } else {
      cause = DrawCause.SOFT_PITY;
      from(table, terms.pityRarity(), stream);
    }
  }

  private void from(PrizeTable table, int rarity, DrawStream stream) {
    bound = table.weightFrom(rarity);
    value = stream.uniform(bound);
    row = table.pickFrom(rarity, value);
  }

  /** Returns the row that was chosen. */
  int row() {
    return row;
  }

  /** Returns the number that chose it. */
  long value() {
    return value;
  }

  /** Returns what the number was below. */
  long bound() {
    return bound;
  }

  DrawCause cause() {
    return cause;
  }

  /** Tells whether the published odds alone applied to the draw. */
  boolean isPlain() {
    return isPlain;
  }
}
