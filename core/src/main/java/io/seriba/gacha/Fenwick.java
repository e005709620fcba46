package io.seriba.gacha;

import java.util.Arrays;

/**
 * Weights in an order, with their prefix sums: changing one and finding the one that holds a number
 * take as many steps as the count has binary digits (a Fenwick tree).
 */
final class Fenwick {
  private long[] sums = new long[16];
  private int size;
  private long total;

  /** Adds a weight at the end; returns its place, from 0. */
  int append(long weight) {
    int node = ++size;
    if (node == sums.length) {
      sums = Arrays.copyOf(sums, 2 * node);
    }
    long sum = weight;
    for (int child = node - 1; child > (node & (node - 1)); child &= child - 1) {
      sum += sums[child];
    }
    sums[node] = sum;
    total += weight;
    return node - 1;
  }

  /** Changes the weight at a place. */
  void add(int place, long change) {
    for (int node = place + 1; node <= size; node += node & -node) {
      sums[node] += change;
    }
    total += change;
  }

  long total() {
    return total;
  }

  /** Returns the place whose weight holds a number from 0 to below the total. */
  int find(long number) {
    assert number >= 0 && number < total;
    int place = 0;
    long rest = number;
    for (int step = Integer.highestOneBit(size); step > 0; step >>>= 1) {
      int node = place + step;
      if (node <= size && sums[node] <= rest) {
        place = node;
        rest -= sums[node];
      }
    }
    return place;
  }
}
