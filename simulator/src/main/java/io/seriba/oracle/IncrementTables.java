package io.seriba.oracle;

import java.util.NavigableMap;
import java.util.TreeMap;

/** The tables that exist from the start: from a price on, this step. */
final class IncrementTables {
  private IncrementTables() {}

  /** Returns table 1: eBay's of 2002 in cents, as quality.md has it. */
  static NavigableMap<Long, Long> ebayLike() {
    NavigableMap<Long, Long> steps = new TreeMap<>();
    steps.put(0L, 5L);
    steps.put(1_00L, 25L);
    steps.put(5_00L, 50L);
    steps.put(25_00L, 1_00L);
    steps.put(100_00L, 2_50L);
    steps.put(250_00L, 5_00L);
    steps.put(500_00L, 10_00L);
    steps.put(1_000_00L, 25_00L);
    steps.put(2_500_00L, 50_00L);
    steps.put(5_000_00L, 100_00L);
    return steps;
  }

  /** Returns table 2: a horse sale's, in yen. The rules leave its numbers to the engine. */
  static NavigableMap<Long, Long> horseSaleLike() {
    NavigableMap<Long, Long> steps = new TreeMap<>();
    steps.put(0L, 10_000L);
    steps.put(1_000_000L, 50_000L);
    steps.put(5_000_000L, 100_000L);
    steps.put(10_000_000L, 500_000L);
    steps.put(50_000_000L, 1_000_000L);
    steps.put(100_000_000L, 5_000_000L);
    return steps;
  }
}
