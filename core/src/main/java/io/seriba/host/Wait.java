package io.seriba.host;

/** What the engine's thread does while there is nothing to decide. */
public enum Wait {
  /** Spins for about a microsecond, then sleeps until a command comes or a timer is due. */
  PARK,
  /** Offers its processor to other threads, again and again: quicker to wake, never idle. */
  YIELD,
  /** Keeps its processor: the quickest, for machines that have one to give away. */
  SPIN
}
