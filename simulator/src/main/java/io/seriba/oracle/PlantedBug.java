package io.seriba.oracle;

/**
 * Mistakes that the oracle makes when it is told to: each must be found by comparing it with the
 * engine, which shows that the comparison would find the same mistake in the engine.
 */
enum PlantedBug {
  NONE,
  /** The new price is the beaten max plus a step, even beyond the bid's own max. */
  SECOND_PRICE_UNCAPPED,
  /** Of two equal maxes the later one leads. */
  TIE_GOES_TO_THE_LATER,
  /** A leader's raise that meets the reserve leaves the price. */
  RAISE_IGNORES_RESERVE,
  /** An underbid counts as one bid: its proxy's answer is forgotten. */
  ANSWER_NOT_COUNTED,
  /** A bid with exactly the window left moves the end. */
  SOFT_CLOSE_AT_THE_WINDOW,
  /** A leader's raise that changes nothing visible moves the end. */
  SOFT_CLOSE_ON_A_SILENT_RAISE,
  /** An extension goes beyond the latest end. */
  EXTENSION_BEYOND_LATEST_END,
  /** A bid stamped exactly at the end is in time: timers fire after their deadline only. */
  TIMER_LATE_BY_ONE,
  /** Equal deadlines fire in the reverse of the order in which they were set. */
  EQUAL_DEADLINES_REVERSED,
  /** A lot's new end keeps the set order of the former one. */
  NEW_END_KEEPS_SET_ORDER,
  /** Who was outbid keeps the deposit. */
  OUTBID_KEEPS_DEPOSIT,
  /** A deposit is rounded down. */
  DEPOSIT_ROUNDED_DOWN,
  /** A raise needs the whole deposit again, not the difference. */
  RAISE_NEEDS_WHOLE_DEPOSIT,
  /** A void leaves the bid count. */
  VOID_KEEPS_BID_COUNT,
  /** A void holds no deposit for the former leader. */
  VOID_FORGETS_DEPOSIT,
  /** One bid more than configured can be voided. */
  ONE_VOID_TOO_MANY,
  /** Buy-now is offered until a bid is above the reserve. */
  BUY_NOW_AT_THE_RESERVE,
  /** The gap runs from the command that made the timer fire, not from the close. */
  GAP_FROM_THE_COMMAND,
  /** The next lot may be one that has its own opening time. */
  NEXT_LOT_IGNORES_OPENS_AT,
  /** A released hold is released once more. */
  HOLD_RELEASED_TWICE,
  /** A captured hold's rest stays held. */
  CAPTURE_KEEPS_THE_REST,
  /** An amount that leaves exactly the credit limit is refused. */
  CREDIT_LIMIT_NOT_USED_UP,
  /** A request id is compared without its content. */
  REQUEST_CONTENT_IGNORED,
  /** A repeated request id is remembered as if new. */
  REPEAT_RENEWS_REQUEST_ID,
  /** A lowered limit takes effect only when the next thing is remembered. */
  LOWER_LIMIT_TAKES_EFFECT_LATE,
  /** A malformed command's request id is remembered. */
  MALFORMED_REMEMBERED,
  /** A transfer's funds are checked before its currency. */
  CHECKS_SWAPPED
}
