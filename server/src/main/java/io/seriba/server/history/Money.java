package io.seriba.server.history;

/** Writes amounts for people. */
public final class Money {
  private Money() {}

  /** Returns cents as dollars: 17750 is 177.50. */
  public static String dollars(long cents) {
    return "%d.%02d".formatted(cents / 100, cents % 100);
  }
}
