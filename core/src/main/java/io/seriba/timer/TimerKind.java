package io.seriba.timer;

/** What happens at a deadline. */
public enum TimerKind {
  /** A scheduled lot opens. */
  LOT_OPEN,
  /** An open lot closes. */
  LOT_CLOSE,
  /** The gap after a lot is over: the next one of its sale opens. */
  SALE_NEXT,
  /** A hold expires. */
  HOLD_EXPIRY,
  /** A booking that nobody pledged expires. */
  BOOKING_EXPIRY,
  /** What is left of a lot of medals expires. */
  MEDALS_EXPIRY,
  /** A pool closes by itself. */
  POOL_CLOSE,
  /** The next accounts' spark points of a closed pool are converted. */
  SPARK_CONVERSION
}
