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
  CHECKS_SWAPPED,
  /** A slot takes one seat more than it has. */
  OVERBOOKED_BY_ONE,
  /** A hold lasts beyond its slot's start. */
  HOLD_BEYOND_START,
  /** The first of a waitlist who doesn't fit keeps the others from an offer. */
  ONLY_THE_FIRST_IS_OFFERED,
  /** A waitlist goes by the log alone. */
  PRIORITY_IGNORED,
  /** Of two of the same priority the later one goes first. */
  EQUAL_PRIORITY_GOES_BEFORE,
  /** Seats that an expired hold had aren't offered. */
  EXPIRED_SEATS_NOT_OFFERED,
  /** An offer is made to a guest who holds too much or has another booking at that time. */
  OFFER_BESIDE_ANY_OTHER,
  /** A cancellation exactly at the deadline is free. */
  CANCEL_FREE_AT_THE_DEADLINE,
  /** A fee is rounded down. */
  FEE_ROUNDED_DOWN,
  /** A no-show can be marked from the start on. */
  NO_SHOW_WITHOUT_GRACE,
  /** A no-show exactly a period ago still counts. */
  NO_SHOW_COUNTS_AT_ITS_PERIOD,
  /** A guest who moves within a full slot is in the own way. */
  RESCHEDULE_COUNTS_OWN_SEATS,
  /** The former seats are given back before the new ones are taken. */
  LEFT_BEFORE_TAKEN,
  /** A booking that ends when another starts overlaps it. */
  TOUCHING_IS_OVERLAPPING,
  /** A resource's slots may overlap by their buffers. */
  BUFFERS_IGNORED,
  /** Who prepaid pays the whole price again. */
  PREPAID_HELD_AGAIN,
  /** An ended booking is forgotten at once. */
  ENDED_BOOKING_FORGOTTEN,
  /** Who invited a guest may pledge for the guest. */
  HOST_MAY_PLEDGE,
  /** Medals are spent in the order of their grants, not of their expiry. */
  MEDALS_SPENT_BY_SEQUENCE,
  /** Medals that expired since the spend stay when they are refunded. */
  REFUND_REVIVES_EXPIRED_MEDALS,
  /** Draws of an epoch are numbered from 0. */
  DRAWS_COUNTED_FROM_ZERO,
  /** Hard pity strikes one draw late. */
  HARD_PITY_ONE_LATE,
  /** Soft pity adds one step too few. */
  SOFT_PITY_ONE_LATE,
  /** A prize rarer than the pity rarity doesn't count as one. */
  PITY_RESET_BY_THE_SAME_RARITY_ONLY,
  /** A bundle's guarantee isn't kept. */
  GUARANTEE_FORGOTTEN,
  /** The weight of a prize that is gone goes to nobody. */
  GONE_WEIGHT_VANISHES,
  /** A box stays open when its last prize is drawn. */
  EMPTY_BOX_STAYS_OPEN,
  /** An account can draw once more than its limit. */
  TOTAL_LIMIT_ONE_TOO_MANY,
  /** Days are counted in UTC. */
  DAYS_IN_UTC,
  /** Exactly the points that a prize costs don't buy it. */
  SPARK_NEEDS_ONE_MORE,
  /** A seed opens a second epoch. */
  SEED_USED_TWICE,
  /** A rotation reveals the seed before it commits to the next. */
  SEED_REVEALED_BEFORE_THE_NEXT_COMMITMENT
}
