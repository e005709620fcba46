package io.seriba.oracle;

import java.util.List;
import java.util.SplittableRandom;

/** Choices that follow from a seed. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Returns 0 to {@code bound - 1}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  @SafeVarargs
  final <T> T pick(T... from) {
    return from[random.nextInt(from.length)];
  }

  final <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
