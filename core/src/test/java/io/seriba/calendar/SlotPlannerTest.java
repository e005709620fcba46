package io.seriba.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotPlannerTest {
  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");
  private static final Menu HOUR = Menu.of(Duration.ofHours(1), Duration.ZERO, Duration.ZERO);
  private static final LocalDate MONDAY = LocalDate.of(2026, 6, 1);

  private static List<String> starts(
      ZoneId zone, Holidays holidays, Menu menu, LocalDate day, Schedule... schedules) {
    return new SlotPlanner(zone, holidays, List.of(schedules))
        .plan(menu, day, day.plusDays(1)).stream().map(slot -> text(slot.start(), zone)).toList();
  }

  private static List<String> starts(ZoneId zone, Menu menu, LocalDate day, Schedule... schedules) {
    return starts(zone, Holidays.NONE, menu, day, schedules);
  }

  private static String text(long micros, ZoneId zone) {
    ZonedDateTime time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(zone);
    return time.toLocalTime() + " " + time.getOffset();
  }

  @Test
  void slotsFillTheOpeningHoursAndEndWithThem() {
    Schedule store = Schedule.never().daily("10:00-12:30 14:00-15:00");
    assertEquals(
        List.of("10:00 +09:00", "11:00 +09:00", "14:00 +09:00"),
        starts(TOKYO, HOUR, MONDAY, store));
  }

  @Test
  void buffersLieWithinTheShiftAndBetweenTheSlots() {
    Schedule store = Schedule.never().daily("10:00-13:00");
    Menu menu = Menu.of(Duration.ofMinutes(60), Duration.ofMinutes(5), Duration.ofMinutes(10));
    assertEquals(List.of("10:05 +09:00", "11:20 +09:00"), starts(TOKYO, menu, MONDAY, store));
    Menu dense = new Menu(menu.duration(), Duration.ZERO, Duration.ZERO, Duration.ofMinutes(45));
    assertEquals(
        List.of("10:00 +09:00", "10:45 +09:00", "11:30 +09:00"),
        starts(TOKYO, dense, MONDAY, store));
  }

  @Test
  void whatTakesSeveralTogetherNeedsThemAllAtOnce() {
    Schedule store = Schedule.never().daily("10:00-20:00");
    Schedule stylist = Schedule.never().with("12:00-18:00", DayOfWeek.MONDAY);
    Schedule room = Schedule.never().daily("09:00-13:00 15:00-17:00");
    assertEquals(
        List.of("12:00 +09:00", "15:00 +09:00", "16:00 +09:00"),
        starts(TOKYO, HOUR, MONDAY, store, stylist, room));
    assertEquals(List.of(), starts(TOKYO, HOUR, MONDAY.plusDays(1), store, stylist, room));
    assertEquals(
        List.of(), starts(TOKYO, HOUR, MONDAY, store, stylist.on(MONDAY, ""), room), "away");
  }

  @Test
  void anEveningRunsIntoTheNextDayAndEndsWhereThatBegins() {
    Schedule bar = Schedule.never().daily("22:00-26:00").on(MONDAY.plusDays(1), "01:00-02:00");
    List<PlannedSlot> slots =
        new SlotPlanner(TOKYO, Holidays.NONE, List.of(bar)).plan(HOUR, MONDAY, MONDAY.plusDays(2));
    assertEquals(
        List.of("22:00 +09:00", "23:00 +09:00", "00:00 +09:00", "01:00 +09:00"),
        slots.stream().map(slot -> text(slot.start(), TOKYO)).toList());
  }

  /** Opening hours, and what of them remains on the day when clocks change. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Europe/Berlin | 2026-03-29 | 00:00-06:00 | 00:00 +01:00, 01:00 +01:00, 03:00 +02:00, 04:00 +02:00, 05:00 +02:00
          Europe/Berlin | 2026-03-29 | 02:30-05:00 | 03:00 +02:00, 04:00 +02:00
          Europe/Berlin | 2026-03-29 | 00:00-02:30 | 00:00 +01:00, 01:00 +01:00
          Europe/Berlin | 2026-10-25 | 00:00-04:00 | 00:00 +02:00, 01:00 +02:00, 02:00 +02:00, 02:00 +01:00, 03:00 +01:00
          Europe/Berlin | 2026-10-25 | 02:00-03:00 | 02:00 +02:00, 02:00 +01:00
          Europe/Berlin | 2026-10-24 | 23:00-27:00 | 23:00 +02:00, 00:00 +02:00, 01:00 +02:00, 02:00 +02:00, 02:00 +01:00
          America/New_York | 2026-11-01 | 01:30-02:00 | 01:30 -04:00
          Australia/Lord_Howe | 2026-10-04 | 01:00-04:00 | 01:00 +10:30, 02:30 +11:00
          Asia/Tokyo | 2026-03-29 | 01:00-04:00 | 01:00 +09:00, 02:00 +09:00, 03:00 +09:00
          """)
  void anHourStaysAnHourWhenClocksChange(
      ZoneId zone, LocalDate day, String hours, String expected) {
    List<String> starts = starts(zone, HOUR, day, Schedule.never().daily(hours));
    assertEquals(expected, String.join(", ", starts));
    for (PlannedSlot slot :
        new SlotPlanner(zone, Holidays.NONE, List.of(Schedule.never().daily(hours)))
            .plan(HOUR, day, day.plusDays(1))) {
      assertEquals(3_600_000_000L, slot.end() - slot.start());
    }
  }

  @Test
  void aYearsSlotsNeverOverlapWhateverTheClocksDo() {
    for (ZoneId zone : List.of(TOKYO, BERLIN, LORD_HOWE, ZoneId.of("America/Sao_Paulo"))) {
      Schedule always = Schedule.never().daily("00:00-24:00");
      LocalDate day = LocalDate.of(2026, 1, 1);
      List<PlannedSlot> slots =
          new SlotPlanner(zone, Holidays.NONE, List.of(always)).plan(HOUR, day, day.plusYears(1));
      long end = 0;
      for (PlannedSlot slot : slots) {
        assertTrue(slot.start() >= end, () -> zone + ": " + text(slot.start(), zone));
        end = slot.end();
      }
      // On the day of a half-hour change the last half hour has no room for a slot.
      assertEquals(zone.equals(LORD_HOWE) ? 365 * 24 - 1 : 365 * 24, slots.size(), zone.toString());
    }
  }

  @Test
  void japaneseHolidaysHaveTheirOwnHours() throws IOException {
    Holidays holidays = japan();
    Schedule store =
        Schedule.never()
            .with("10:00-12:00", DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY)
            .onHolidays("13:00-14:00")
            .on(LocalDate.of(2026, 9, 23), "");
    assertEquals(
        List.of("13:00 +09:00"),
        starts(TOKYO, holidays, HOUR, LocalDate.of(2026, 5, 6), store),
        "a Wednesday in place of the Sunday before");
    assertEquals(
        List.of("13:00 +09:00"),
        starts(TOKYO, holidays, HOUR, LocalDate.of(2026, 9, 22), store),
        "a Tuesday between two holidays");
    assertEquals(
        List.of(), starts(TOKYO, holidays, HOUR, LocalDate.of(2026, 9, 23), store), "its own day");
    assertEquals(
        List.of("10:00 +09:00", "11:00 +09:00"),
        starts(TOKYO, holidays, HOUR, LocalDate.of(2026, 9, 28), store));
    assertEquals("秋分の日", holidays.name(LocalDate.of(2026, 9, 23)));
    assertEquals("", holidays.name(LocalDate.of(2026, 9, 24)));
  }

  private static Holidays japan() throws IOException {
    try (InputStream in = SlotPlannerTest.class.getResourceAsStream("/calendar/japan-2026.csv");
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
      return Holidays.parse(reader.lines().toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10:00-9:00 | must start
          24:00-25:00 | must start
          10:00-49:00 | must start
          10:60-11:00 | minutes 00 to 59
          10-11 | is no span
          10:00-12:00 11:00-13:00 | starts before 10:00-12:00 has ended
          """)
  void aWrongSpanIsNamed(String text, String problem) {
    var e = assertThrows(IllegalArgumentException.class, () -> DaySpan.parse(text));
    assertTrue(String.valueOf(e.getMessage()).contains(problem), e.getMessage());
  }

  @Test
  void wrongHolidaysMenusAndDaysAreNamed() {
    assertProblem("line 2: 'x' is no date", () -> Holidays.parse(List.of("#", "x,y")));
    assertProblem("line 1: '2026-01-01'", () -> Holidays.parse(List.of("2026-01-01")));
    assertProblem(
        "step is PT0S",
        () -> new Menu(Duration.ofHours(1), Duration.ZERO, Duration.ZERO, Duration.ZERO));
    assertProblem("need a schedule", () -> new SlotPlanner(TOKYO, Holidays.NONE, List.of()));
    SlotPlanner planner = new SlotPlanner(TOKYO, Holidays.NONE, List.of(Schedule.never()));
    assertProblem("are 367 days", () -> planner.plan(HOUR, MONDAY, MONDAY.plusDays(367)));
    assertProblem("are -1 days", () -> planner.plan(HOUR, MONDAY, MONDAY.minusDays(1)));
  }

  private static void assertProblem(String problem, Runnable action) {
    var e = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(String.valueOf(e.getMessage()).contains(problem), e.getMessage());
  }
}
