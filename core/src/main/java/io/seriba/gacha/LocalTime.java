package io.seriba.gacha;

/** Calendar days and months of a time zone that is given as its offset. */
final class LocalTime {
  private static final long MINUTE = 60_000_000L;
  private static final long DAY = 24 * 60 * MINUTE;

  private LocalTime() {}

  /**
   * Returns the number of the day, from 1970-01-01 on.
   *
   * @param time microseconds
   * @param utcOffset minutes by which local time is ahead
   */
  static long day(long time, int utcOffset) {
    return Math.floorDiv(time + utcOffset * MINUTE, DAY);
  }

  /**
   * Returns the number of the Gregorian month: 12 times the year, plus 0 to 11.
   *
   * <p>Counted in years that start in March, so that a leap day is a year's last: 146,097 days are
   * 400 such years, and 153 days are 5 months from March on.
   */
  static long month(long time, int utcOffset) {
    long sinceMarch0 = day(time, utcOffset) + 719_468;
    long era = Math.floorDiv(sinceMarch0, 146_097);
    long dayOfEra = sinceMarch0 - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long monthFromMarch = (5 * dayOfYear + 2) / 153;
    return 12 * (yearOfEra + 400 * era) + monthFromMarch + 2;
  }
}
