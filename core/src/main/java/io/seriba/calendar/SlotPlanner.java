package io.seriba.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays slots where all of several schedules have time: the store's opening hours, the staff's
 * shifts, the room's.
 *
 * <p>Where clocks change: a time that the clock skips is the moment when it skips; of a time that
 * comes twice the first one starts a span and the second one ends it, so that a store that closes
 * at three is open for the hour that comes twice. Within a span slots follow each other in real
 * time. A span that runs into one of the next day ends where that begins.
 */
public final class SlotPlanner {
  /** Days that can be planned at a time. */
  public static final int MOST_DAYS = 366;

  private final ZoneId zone;
  private final Holidays holidays;
  private final List<Schedule> schedules;

  /**
   * Makes a planner.
   *
   * @param zone where the store's clock hangs
   * @param schedules of all that a slot takes; at least one
   * @throws IllegalArgumentException if there is no schedule
   */
  public SlotPlanner(ZoneId zone, Holidays holidays, List<Schedule> schedules) {
    if (schedules.isEmpty()) {
      throw new IllegalArgumentException("slots need a schedule: the store's, at least");
    }
    this.zone = zone;
    this.holidays = holidays;
    this.schedules = List.copyOf(schedules);
  }

  private record Interval(Instant start, Instant end) {}

  /**
   * Returns the slots of a menu, in order of time.
   *
   * @param from the first day
   * @param until the day after the last; at most {@link #MOST_DAYS} later
   * @throws IllegalArgumentException if the days are too many, or in the wrong order
   */
  public List<PlannedSlot> plan(Menu menu, LocalDate from, LocalDate until) {
    long days = ChronoUnit.DAYS.between(from, until);
    if (days < 0 || days > MOST_DAYS) {
      throw new IllegalArgumentException(
          "from %s until %s are %d days, which must be 0 to %d"
              .formatted(from, until, days, MOST_DAYS));
    }
    List<Interval> free = intervals(schedules.getFirst(), from, until);
    for (Schedule schedule : schedules.subList(1, schedules.size())) {
      free = common(free, intervals(schedule, from, until));
    }
    List<PlannedSlot> slots = new ArrayList<>();
    for (Interval interval : free) {
      lay(menu, interval, slots);
    }
    return slots;
  }

  private static void lay(Menu menu, Interval interval, List<PlannedSlot> slots) {
    Duration needed = menu.duration().plus(menu.bufferAfter());
    Instant start = interval.start.plus(menu.bufferBefore());
    while (!start.plus(needed).isAfter(interval.end)) {
      slots.add(new PlannedSlot(micros(start), micros(start.plus(menu.duration()))));
      start = start.plus(menu.step());
    }
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private List<Interval> intervals(Schedule schedule, LocalDate from, LocalDate until) {
    List<Interval> intervals = new ArrayList<>();
    for (LocalDate date = from; date.isBefore(until); date = date.plusDays(1)) {
      for (DaySpan span : schedule.spans(date, holidays)) {
        LocalDateTime midnight = date.atStartOfDay();
        add(
            new Interval(
                first(midnight.plusMinutes(span.from())), last(midnight.plusMinutes(span.to()))),
            intervals);
      }
    }
    return intervals;
  }

  private static void add(Interval next, List<Interval> intervals) {
    if (!intervals.isEmpty() && intervals.getLast().end.isAfter(next.start)) {
      intervals.set(intervals.size() - 1, new Interval(intervals.getLast().start, next.start));
    }
    if (next.start.isBefore(next.end)) {
      intervals.add(next);
    }
  }

  private Instant first(LocalDateTime time) {
    return moment(time, true);
  }

  private Instant last(LocalDateTime time) {
    return moment(time, false);
  }

  private Instant moment(LocalDateTime time, boolean isFirst) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
    if (offsets.isEmpty()) {
      ZoneOffsetTransition skipped = zone.getRules().getTransition(time);
      return skipped.getInstant();
    }
    return time.toInstant(isFirst ? offsets.getFirst() : offsets.getLast());
  }

  /** Returns when both have time; both are in order. */
  private static List<Interval> common(List<Interval> ones, List<Interval> others) {
    List<Interval> common = new ArrayList<>();
    int one = 0;
    int other = 0;
    while (one < ones.size() && other < others.size()) {
      Interval a = ones.get(one);
      Interval b = others.get(other);
      Instant start = a.start.isAfter(b.start) ? a.start : b.start;
      Instant end = a.end.isBefore(b.end) ? a.end : b.end;
      if (start.isBefore(end)) {
        common.add(new Interval(start, end));
      }
      if (a.end.isBefore(b.end)) {
        one++;
      } else {
        other++;
      }
    }
    return common;
  }
}
