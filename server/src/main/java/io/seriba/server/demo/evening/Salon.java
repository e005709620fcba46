package io.seriba.server.demo.evening;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.DayOfWeek.TUESDAY;
import static java.time.DayOfWeek.WEDNESDAY;

import io.seriba.calendar.Holidays;
import io.seriba.calendar.Menu;
import io.seriba.calendar.PlannedSlot;
import io.seriba.calendar.Schedule;
import io.seriba.calendar.SlotPlanner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * A salon in Tokyo: stylists who each serve one guest at a time, therapists who need a room each,
 * and workshops of some seats. Its next open evening, laid by the calendar.
 */
final class Salon {
  static final ZoneId ZONE = ZoneId.of("Asia/Tokyo");
  private static final String HOLIDAYS = "/io/seriba/server/demo/japan-holidays.csv";

  /** Far enough that no cancellation is late because the evening begins. */
  private static final int DAYS_AHEAD = 2;

  private static final int MOST_DAYS_CLOSED = 14;
  private static final int STYLISTS = 24;
  private static final int THERAPISTS = 6;
  private static final int WORKSHOPS = 2;
  private static final int WORKSHOP_SEATS = 12;

  private static final Schedule HOUSE =
      Schedule.never()
          .with("16:00-22:00", TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
          .with("15:00-21:00", SATURDAY, SUNDAY)
          .onHolidays("15:00-21:00");
  private static final Schedule ROOM = Schedule.never().daily("00:00-24:00");
  private static final List<Schedule> SHIFTS =
      List.of(
          Schedule.never().daily("12:00-19:00"),
          Schedule.never().daily("17:00-23:00"),
          Schedule.never().daily("12:00-23:00"));

  private static final Terms CUT =
      new Terms(
          menu(60, 0, 10), 6_600, 1, 5_000, Duration.ofDays(7)); // a late cancellation costs half
  private static final Terms SPA =
      new Terms(menu(90, 5, 10), 14_300, 1, 3_000, Duration.ofHours(1)); // still free of charge
  private static final Terms WORKSHOP =
      new Terms(menu(90, 0, 0), 3_300, WORKSHOP_SEATS, 2_000, Duration.ofDays(7));

  /** What some slots have in common; the fee in basis points, the price in yen. */
  record Terms(Menu menu, long price, int capacity, int fee, Duration cancelWindow) {}

  /** Slots of the same resources, with ids that follow each other. */
  record Row(Terms terms, List<Long> resources, long firstSlot, List<PlannedSlot> times) {}

  /** A resource; only one slot at a time if it is exclusive. */
  record Resource(long id, boolean exclusive) {}

  private final Holidays holidays;
  private final LocalDate date;
  private final List<Resource> resources = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private long nextSlot = 1;

  private Salon(Holidays holidays, LocalDate date) {
    this.holidays = holidays;
    this.date = date;
    for (int i = 0; i < STYLISTS; i++) {
      addRow(CUT, List.of(addResource(true)), HOUSE, SHIFTS.get(i % SHIFTS.size()));
    }
    for (int i = 0; i < THERAPISTS; i++) {
      addRow(SPA, List.of(addResource(true), addResource(true)), HOUSE, SHIFTS.getLast(), ROOM);
    }
    for (int i = 0; i < WORKSHOPS; i++) {
      addRow(WORKSHOP, List.of(addResource(false)), HOUSE);
    }
  }

  private static Menu menu(int minutes, int before, int after) {
    return Menu.of(
        Duration.ofMinutes(minutes), Duration.ofMinutes(before), Duration.ofMinutes(after));
  }

  /** Returns the salon on its first open evening that isn't too near. */
  static Salon opening(Instant now) throws IOException {
    Holidays holidays = readHolidays();
    LocalDate first = LocalDate.ofInstant(now, ZONE).plusDays(DAYS_AHEAD);
    for (int i = 0; i < MOST_DAYS_CLOSED; i++) {
      if (!HOUSE.spans(first.plusDays(i), holidays).isEmpty()) {
        return new Salon(holidays, first.plusDays(i));
      }
    }
    throw new IllegalStateException("the salon is closed for two weeks from " + first);
  }

  private static Holidays readHolidays() throws IOException {
    try (InputStream in = Salon.class.getResourceAsStream(HOLIDAYS)) {
      if (in == null) {
        throw new IOException("the jar lacks " + HOLIDAYS);
      }
      return Holidays.parse(
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList());
    }
  }

  private long addResource(boolean exclusive) {
    resources.add(new Resource(resources.size() + 1L, exclusive));
    return resources.size();
  }

  private void addRow(Terms terms, List<Long> taken, Schedule... schedules) {
    List<PlannedSlot> times =
        new SlotPlanner(ZONE, holidays, List.of(schedules))
            .plan(terms.menu, date, date.plusDays(1));
    if (!times.isEmpty()) {
      rows.add(new Row(terms, taken, nextSlot, times));
      nextSlot += times.size();
    }
  }

  LocalDate date() {
    return date;
  }

  /** Returns the holiday's name, or an empty text. */
  String holiday() {
    return holidays.name(date);
  }

  /** Returns when it is open, on the wall's clock. */
  String hours() {
    return HOUSE.spans(date, holidays).getFirst().toString();
  }

  /** Returns who works there, for people. */
  static String staff() {
    return "%d stylists, %d therapists with rooms, %d workshops of %d seats"
        .formatted(STYLISTS, THERAPISTS, WORKSHOPS, WORKSHOP_SEATS);
  }

  List<Resource> resources() {
    return resources;
  }

  List<Row> rows() {
    return rows;
  }

  int slots() {
    return (int) nextSlot - 1;
  }

  int seats() {
    return rows.stream().mapToInt(row -> row.terms.capacity * row.times.size()).sum();
  }
}
