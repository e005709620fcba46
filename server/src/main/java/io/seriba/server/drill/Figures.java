package io.seriba.server.drill;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a drill prints: a row for each figure, and what is wrong. One thread. */
final class Figures {
  private static final int MOST_PROBLEMS = 20;

  private final PrintWriter out;

  Figures(PrintWriter out) {
    this.out = out;
  }

  void row(String name, long value) {
    row(name, "%,d".formatted(value));
  }

  void row(String name, String value) {
    out.printf("%-28s %s%n", name, value);
    out.flush();
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  /** Prints the problems, if there are any, and returns whether there are none. */
  boolean verdict(List<String> problems) {
    problems.stream().limit(MOST_PROBLEMS).forEach(problem -> line("WRONG: " + problem));
    if (problems.size() > MOST_PROBLEMS) {
      line("... and %,d more".formatted(problems.size() - MOST_PROBLEMS));
    }
    return problems.isEmpty();
  }

  /** Returns least, median and greatest of some milliseconds, for people. */
  static String spread(List<Long> millis) {
    if (millis.isEmpty()) {
      return "none";
    }
    long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
    return "%,d / %,d / %,d ms"
        .formatted(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
  }

  static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / (double) (1 << 20));
  }

  /** Returns the problems that some servers logged as errors. */
  static List<String> errors(List<String> logged, String... expected) {
    return logged.stream()
        .filter(line -> line.contains(" ERROR "))
        .filter(line -> Arrays.stream(expected).noneMatch(line::contains))
        .map(line -> "a server logged: " + line)
        .toList();
  }
}
