package io.seriba.server.demo.evening;

import io.seriba.calendar.PlannedSlot;
import io.seriba.server.demo.evening.Salon.Row;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** What guests may want of an evening: most of all what begins around seven. */
final class Wishes {
  private static final int PER_GUEST = 6;
  private static final int MOST_SEATS = 4;
  private static final LocalTime BEST = LocalTime.of(19, 0);

  /**
   * Seats in one slot, or in two that follow each other.
   *
   * @param price of all of them, yen
   */
  record Wish(List<Long> slots, int seats, long price) {
    /** Of commands that name a booking. */
    static final Wish NONE = new Wish(List.of(), 0, 0);

    /** Returns the slots as rows of a command. */
    String json() {
      return slots.stream()
          .map(slot -> "{\"slot\":%d}".formatted(slot))
          .collect(Collectors.joining(","));
    }
  }

  private record Choice(Row row, int number, long minutesFromBest) {
    long slot() {
      return row.firstSlot() + number;
    }

    boolean hasNext() {
      return number + 1 < row.times().size();
    }
  }

  private final List<Choice> choices = new ArrayList<>();

  Wishes(Salon salon) {
    long best = salon.date().atTime(BEST).atZone(Salon.ZONE).toEpochSecond() * 1_000_000;
    for (Row row : salon.rows()) {
      List<PlannedSlot> times = row.times();
      for (int i = 0; i < times.size(); i++) {
        choices.add(new Choice(row, i, Math.abs(times.get(i).start() - best) / 60_000_000));
      }
    }
    choices.sort(Comparator.comparingLong(Choice::minutesFromBest));
  }

  /** Returns a guest's wishes, the dearest first; none twice in a row. */
  List<Wish> choose(SplittableRandom random) {
    List<Wish> wishes = new ArrayList<>();
    for (int i = 0; i < PER_GUEST; i++) {
      double x = random.nextDouble();
      wishes.add(wish(choices.get((int) (choices.size() * x * x)), random));
    }
    return wishes.stream().distinct().toList();
  }

  private static Wish wish(Choice choice, SplittableRandom random) {
    int capacity = choice.row.terms().capacity();
    int seats = capacity == 1 ? 1 : 1 + random.nextInt(Math.min(MOST_SEATS, capacity));
    boolean isLong = choice.hasNext() && random.nextInt(8) == 0;
    List<Long> slots = isLong ? List.of(choice.slot(), choice.slot() + 1) : List.of(choice.slot());
    return new Wish(slots, seats, choice.row.terms().price() * seats * slots.size());
  }
}
