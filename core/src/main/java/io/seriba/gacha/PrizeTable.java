package io.seriba.gacha;

import io.seriba.sbe.snapshot.StatePrizeDecoder;
import io.seriba.sbe.snapshot.StatePrizeEncoder;
import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A pool's prizes and their present weights.
 *
 * <p>The table's order is by (rarity, featured ones last, order of definition): so every part of it
 * that can be drawn from alone (a rarity and all rarer ones; the featured ones of a rarity) is one
 * stretch. A prize is named by its row, its place in the order of definition.
 */
final class PrizeTable {
  static final int NO_ROW = -1;
  static final int RARITIES = 8;

  /** The stretches: for each rarity those that aren't featured, then those that are. */
  private final @Nullable Fenwick[] weights = new @Nullable Fenwick[2 * RARITIES];

  private final int[][] rows = new int[2 * RARITIES][0];
  private final Long2LongHashMap rowsById = new Long2LongHashMap(NO_ROW);
  private int size;
  private long[] ids = new long[8];
  private long[] published = new long[8];

  /** How many there were; 0: any number. */
  private long[] stock = new long[8];

  private long[] left = new long[8];
  private long[] drawn = new long[8];
  private long[] plain = new long[8];
  private long[] until = new long[8];
  private int[] duplicates = new int[8];
  private int[] places = new int[8];
  private byte[] classes = new byte[8];
  private long totalWeight;
  private int greatestDuplicate;

  /**
   * Adds a prize.
   *
   * @param available how many there are; 0: any number
   */
  void add(long id, long weight, long available, int duplicate, int rarity, boolean featured) {
    if (size == ids.length) {
      grow();
    }
    int row = size++;
    int group = classOf(rarity, featured);
    Fenwick fenwick = weights[group];
    if (fenwick == null) {
      fenwick = new Fenwick();
      weights[group] = fenwick;
    }
    int place = fenwick.append(weight);
    if (place == rows[group].length) {
      rows[group] = Arrays.copyOf(rows[group], Math.max(8, 2 * place));
    }
    rows[group][place] = row;
    rowsById.put(id, row);
    ids[row] = id;
    published[row] = weight;
    stock[row] = available;
    left[row] = available;
    duplicates[row] = duplicate;
    places[row] = place;
    classes[row] = (byte) group;
    totalWeight += weight;
    greatestDuplicate = Math.max(greatestDuplicate, duplicate);
  }

  void save(int row, StatePrizeEncoder record) {
    record
        .prize(ids[row])
        .weight(published[row])
        .stock(stock[row])
        .left(left[row])
        .drawn(drawn[row])
        .plain(plain[row])
        .until(until[row])
        .duplicate(duplicates[row])
        .rarity((short) rarity(row))
        .featured((short) (isFeatured(row) ? 1 : 0));
  }

  /** Adds a prize that was saved, as yet with its published weight. */
  void resume(StatePrizeDecoder record) {
    int row = size;
    add(
        record.prize(),
        record.weight(),
        record.stock(),
        record.duplicate(),
        record.rarity(),
        record.featured() != 0);
    left[row] = record.left();
    drawn[row] = record.drawn();
    plain[row] = record.plain();
    until[row] = record.until();
  }

  /** Gives all prizes that were saved the weights that their stocks leave them. */
  void resumeWeights(boolean isBox, int fallback) {
    for (int row = 0; row < size; row++) {
      if (isBox) {
        addWeight(row, left[row] - published[row]);
      } else if (isGone(row)) {
        leaveTo(row, fallback);
      }
    }
  }

  private void grow() {
    int length = 2 * size;
    ids = Arrays.copyOf(ids, length);
    published = Arrays.copyOf(published, length);
    stock = Arrays.copyOf(stock, length);
    left = Arrays.copyOf(left, length);
    drawn = Arrays.copyOf(drawn, length);
    plain = Arrays.copyOf(plain, length);
    until = Arrays.copyOf(until, length);
    duplicates = Arrays.copyOf(duplicates, length);
    places = Arrays.copyOf(places, length);
    classes = Arrays.copyOf(classes, length);
  }

  private static int classOf(int rarity, boolean featured) {
    return 2 * (rarity - 1) + (featured ? 1 : 0);
  }

  int size() {
    return size;
  }

  /** Returns a prize's row, or {@link #NO_ROW}. */
  int find(long id) {
    return (int) rowsById.get(id);
  }

  long id(int row) {
    return ids[row];
  }

  /** Returns the weight that was published. */
  long published(int row) {
    return published[row];
  }

  /** Returns how many there were; 0: any number. */
  long stock(int row) {
    return stock[row];
  }

  /** Returns how many are left; 0 if none, or any number. */
  long left(int row) {
    return left[row];
  }

  /** Tells whether nothing of the prize's stock is left. */
  boolean isGone(int row) {
    return isLimited(row) && left[row] == 0;
  }

  boolean isLimited(int row) {
    return stock[row] != 0;
  }

  int duplicate(int row) {
    return duplicates[row];
  }

  /** Returns the most that a duplicate converts to; 0 if none does. */
  int greatestDuplicate() {
    return greatestDuplicate;
  }

  int rarity(int row) {
    return classes[row] / 2 + 1;
  }

  boolean isFeatured(int row) {
    return (classes[row] & 1) != 0;
  }

  long drawn(int row) {
    return drawn[row];
  }

  long plain(int row) {
    return plain[row];
  }

  /** Returns how many plain draws there were while the prize was to be had. */
  long until(int row, long plainDraws) {
    return isGone(row) ? until[row] : plainDraws;
  }

  /** Returns the sum of the published weights. */
  long totalWeight() {
    return totalWeight;
  }

  /** Returns the present weight of a rarity and all rarer ones. */
  long weightFrom(int rarity) {
    long sum = 0;
    for (int group = classOf(rarity, false); group < weights.length; group++) {
      sum += weightOf(group);
    }
    return sum;
  }

  /** Returns the present weight of the featured prizes of a rarity. */
  long weightOfFeatured(int rarity) {
    return weightOf(classOf(rarity, true));
  }

  private long weightOf(int group) {
    Fenwick fenwick = weights[group];
    return fenwick == null ? 0 : fenwick.total();
  }

  /** Returns the row that holds a number from 0 to below {@link #weightFrom}. */
  int pickFrom(int rarity, long number) {
    long rest = number;
    for (int group = classOf(rarity, false); group < weights.length; group++) {
      long weight = weightOf(group);
      if (rest < weight) {
        return pick(group, rest);
      }
      rest -= weight;
    }
    throw new AssertionError("beyond the weights: " + number);
  }

  /** Returns the row that holds a number from 0 to below {@link #weightOfFeatured}. */
  int pickFeatured(int rarity, long number) {
    return pick(classOf(rarity, true), number);
  }

  private int pick(int group, long number) {
    Fenwick fenwick = weights[group];
    assert fenwick != null;
    return rows[group][fenwick.find(number)];
  }

  /** Counts that the published odds alone chose a prize. */
  void countPlain(int row) {
    plain[row]++;
  }

  /** Counts that a prize was drawn. */
  void countDrawn(int row) {
    drawn[row]++;
  }

  /**
   * Takes one of a prize.
   *
   * @param isBox its weight is what is left of it
   * @param fallback the row that gets its weight when it is gone, or {@link #NO_ROW}
   * @param plainDraws so far, this one included
   * @return whether it was the last
   */
  boolean take(int row, boolean isBox, int fallback, long plainDraws) {
    if (!isLimited(row)) {
      return false;
    }
    assert left[row] > 0;
    left[row]--;
    if (isBox) {
      addWeight(row, -1);
    }
    if (left[row] > 0) {
      return false;
    }
    until[row] = plainDraws;
    if (!isBox) {
      leaveTo(row, fallback);
    }
    return true;
  }

  /** Leaves the weight of a prize that is gone to the fallback. */
  private void leaveTo(int row, int fallback) {
    addWeight(row, -published[row]);
    addWeight(fallback, published[row]);
  }

  private void addWeight(int row, long change) {
    Fenwick fenwick = weights[classes[row]];
    assert fenwick != null;
    fenwick.add(places[row], change);
  }
}
