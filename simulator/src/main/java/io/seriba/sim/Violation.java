package io.seriba.sim;

import org.jspecify.annotations.Nullable;

/** Something happened that must never happen. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1;

  Violation(String rule, String what) {
    super(rule + ": " + what);
  }

  /** Returns a value that must be there. */
  static <T> T present(@Nullable T value, String rule, Object what) {
    if (value == null) {
      throw new Violation(rule, String.valueOf(what));
    }
    return value;
  }

  static void unless(boolean holds, String rule, Object what) {
    if (!holds) {
      throw new Violation(rule, String.valueOf(what));
    }
  }
}
