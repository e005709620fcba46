package io.seriba.calendar;

import java.time.Duration;

/**
 * What is offered: how long it takes, and what the staff needs before and after. Real time, not the
 * wall's clock: an hour stays an hour on the day when clocks change.
 *
 * @param duration of the slot itself; more than none
 * @param bufferBefore the resources are taken for so long before the start
 * @param bufferAfter the resources are taken for so long after the end
 * @param step from one start to the next; more than none. At least duration and buffers together,
 *     if a resource can't be in two slots at a time
 */
public record Menu(Duration duration, Duration bufferBefore, Duration bufferAfter, Duration step) {

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public Menu {
    check("duration", duration, duration.isPositive());
    check("bufferBefore", bufferBefore, !bufferBefore.isNegative());
    check("bufferAfter", bufferAfter, !bufferAfter.isNegative());
    check("step", step, step.isPositive());
  }

  private static void check(String field, Duration value, boolean right) {
    if (!right) {
      throw new IllegalArgumentException(field + " is " + value + ", which is too short");
    }
  }

  /** Returns a menu whose slots follow each other as closely as one resource allows. */
  public static Menu of(Duration duration, Duration bufferBefore, Duration bufferAfter) {
    return new Menu(
        duration, bufferBefore, bufferAfter, bufferBefore.plus(duration).plus(bufferAfter));
  }
}
