package io.seriba.calendar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Public holidays, given as data: no rule knows when parliament moves one. */
public final class Holidays {
  /** None. */
  public static final Holidays NONE = new Holidays(Map.of());

  private final Map<LocalDate, String> byDate;

  private Holidays(Map<LocalDate, String> byDate) {
    this.byDate = byDate;
  }

  /**
   * Reads lines of a date, a comma and a name, such as {@code 2026-05-06,振替休日}. Empty lines and
   * those that start with # are skipped.
   *
   * @throws IllegalArgumentException naming the first line that isn't of this form, or a date that
   *     stands twice
   */
  public static Holidays parse(List<String> lines) {
    Map<LocalDate, String> byDate = new TreeMap<>();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      parts.clear();
      parts.addAll(List.of(line.split(",", 2)));
      if (parts.size() != 2 || byDate.put(date(parts.getFirst(), i), parts.getLast()) != null) {
        throw new IllegalArgumentException(
            "line %d: '%s' must be a date, a comma and a name, each date once"
                .formatted(i + 1, line));
      }
    }
    return new Holidays(byDate);
  }

  private static LocalDate date(String text, int line) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "line %d: '%s' is no date such as 2026-01-01".formatted(line + 1, text), e);
    }
  }

  /** Tells whether a day is a holiday. */
  public boolean contains(LocalDate date) {
    return byDate.containsKey(date);
  }

  /** Returns the name of a day's holiday, or an empty text if it is none. */
  public String name(LocalDate date) {
    return byDate.getOrDefault(date, "");
  }
}
