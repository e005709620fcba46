package io.seriba.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * Returns the candidate that takes the fewest typing errors to become {@code given}: letters left
   * out, put in, swapped or changed. A key without its section counts as that key.
   */
  public static Optional<String> of(String given, Collection<String> candidates) {
    return candidates.stream().min(Comparator.comparingInt(candidate -> errors(given, candidate)));
  }

  private static int errors(String given, String candidate) {
    int dot = candidate.lastIndexOf('.');
    return dot < 0 || given.indexOf('.') >= 0
        ? distance(given, candidate)
        : Math.min(distance(given, candidate), 1 + distance(given, candidate.substring(dot + 1)));
  }

  /** The optimal string alignment distance. */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
