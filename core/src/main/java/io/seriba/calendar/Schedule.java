package io.seriba.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a store is open, or somebody works, or a room can be used: by the day of the week, otherwise
 * on holidays, and otherwise again on single days.
 */
public final class Schedule {
  private final Map<DayOfWeek, List<DaySpan>> week;
  private final @Nullable List<DaySpan> onHolidays;
  private final Map<LocalDate, List<DaySpan>> exceptions;

  private Schedule(
      Map<DayOfWeek, List<DaySpan>> week,
      @Nullable List<DaySpan> onHolidays,
      Map<LocalDate, List<DaySpan>> exceptions) {
    this.week = week;
    this.onHolidays = onHolidays;
    this.exceptions = exceptions;
  }

  /** Returns a schedule without any time. */
  public static Schedule never() {
    return new Schedule(new EnumMap<>(DayOfWeek.class), null, new HashMap<>());
  }

  /**
   * Returns this with other times on some days of the week.
   *
   * @param spans as {@link DaySpan#parse} reads them; empty: none
   */
  public Schedule with(String spans, DayOfWeek... days) {
    Map<DayOfWeek, List<DaySpan>> changed = new EnumMap<>(DayOfWeek.class);
    changed.putAll(week);
    for (DayOfWeek day : days) {
      changed.put(day, DaySpan.parse(spans));
    }
    return new Schedule(changed, onHolidays, exceptions);
  }

  /** Returns this with the same times every day. */
  public Schedule daily(String spans) {
    return with(spans, DayOfWeek.values());
  }

  /** Returns this with its own times on holidays, whatever day of the week they fall on. */
  public Schedule onHolidays(String spans) {
    return new Schedule(week, DaySpan.parse(spans), exceptions);
  }

  /** Returns this with its own times on a single day, holiday or not; empty: away, or closed. */
  public Schedule on(LocalDate date, String spans) {
    Map<LocalDate, List<DaySpan>> changed = new HashMap<>(exceptions);
    changed.put(date, DaySpan.parse(spans));
    return new Schedule(week, onHolidays, changed);
  }

  /** Returns a day's times, in order. */
  public List<DaySpan> spans(LocalDate date, Holidays holidays) {
    List<DaySpan> exception = exceptions.get(date);
    if (exception != null) {
      return exception;
    }
    return onHolidays != null && holidays.contains(date)
        ? onHolidays
        : week.getOrDefault(date.getDayOfWeek(), List.of());
  }
}
