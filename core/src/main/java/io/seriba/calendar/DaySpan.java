package io.seriba.calendar;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a day on the wall's clock, half-open. It may run into the next day, as evenings do:
 * 18:00 to 26:00 ends at two o'clock in the night.
 *
 * @param from minutes since midnight, 0 to 1,439
 * @param to minutes since midnight, more than {@code from}, at most 2,880
 */
public record DaySpan(int from, int to) {
  private static final int HOUR = 60;
  private static final int DAY = 24 * HOUR;
  private static final Pattern FORM = Pattern.compile("(\\d{1,2}):(\\d{2})-(\\d{1,2}):(\\d{2})");

  /**
   * @throws IllegalArgumentException if it doesn't start within its day, or doesn't end after it
   *     starts and within the next day
   */
  public DaySpan {
    if (from < 0 || from >= DAY || to <= from || to > 2 * DAY) {
      throw new IllegalArgumentException(
          "a span from minute %d to %d: must start from 0 to 1439, and end later, at most at 2880"
              .formatted(from, to));
    }
  }

  /**
   * Reads spans such as {@code 10:00-13:00 14:00-19:00}; an empty text gives none.
   *
   * @throws IllegalArgumentException naming the part that is no span, or starts before the one
   *     before it has ended
   */
  public static List<DaySpan> parse(String text) {
    List<DaySpan> spans =
        text.isBlank()
            ? List.of()
            : Arrays.stream(text.strip().split(" +")).map(DaySpan::one).toList();
    checkOrder(spans);
    return spans;
  }

  static void checkOrder(List<DaySpan> spans) {
    for (int i = 1; i < spans.size(); i++) {
      if (spans.get(i).from < spans.get(i - 1).to) {
        throw new IllegalArgumentException(
            spans.get(i) + " starts before " + spans.get(i - 1) + " has ended");
      }
    }
  }

  private static DaySpan one(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no span such as 10:00-19:30");
    }
    return new DaySpan(
        minutes(matcher.group(1), matcher.group(2), text),
        minutes(matcher.group(3), matcher.group(4), text));
  }

  private static int minutes(String hours, String minutes, String text) {
    int minute = Integer.parseInt(minutes);
    if (minute >= HOUR) {
      throw new IllegalArgumentException("'" + text + "': an hour has minutes 00 to 59");
    }
    return Integer.parseInt(hours) * HOUR + minute;
  }

  /** Returns it in the form that is parsed. */
  @Override
  public String toString() {
    return "%02d:%02d-%02d:%02d".formatted(from / HOUR, from % HOUR, to / HOUR, to % HOUR);
  }
}
