package io.seriba.sim;

/** Mistakes that the simulated world makes when it is told to: each must be found soon. */
public enum Plant {
  /** None. */
  NONE(""),
  /** The journal says that it has forced, and hasn't. */
  ACKNOWLEDGE_BEFORE_DURABLE(""),
  /** A force fails, and the journal goes on. */
  FAILED_FORCE_SWALLOWED(""),
  /** A new generation's name is never forced, only its content. */
  DIRECTORY_NOT_FORCED(""),
  /** Recovery leaves out the last record. */
  RECOVERY_DROPS_LAST_BATCH(""),
  /** Recovery takes what is torn for whole. */
  CHECKSUM_IGNORED(""),
  /** Recovery takes a rotten entry for the end of the journal. */
  DAMAGE_TAKEN_FOR_THE_END(""),
  /** After a recovery no request id is known any more. */
  REQUEST_IDS_LOST(""),
  /** The ring says TAKEN to a command that it has no room for. */
  BUSY_SWALLOWED(""),
  /** A gateway hands every twentieth command over twice. */
  SUBMITTED_TWICE(""),
  /** A gateway lets a command act for somebody else's account. */
  WRONG_ACCOUNT(""),
  /** A gateway sends every twentieth outcome to another session. */
  REPLY_MISROUTED(""),
  /** A gateway's reader skips every fiftieth event. */
  EVENT_SKIPPED(""),
  /** A gateway's reader gives every fiftieth event twice. */
  EVENT_DOUBLED(""),
  /** A join gives the state that the same join gave before. */
  STALE_JOIN(""),
  /** A private event goes to another session too. */
  PRIVATE_LEAKED(""),
  /** The host's clock isn't held when it steps back. */
  STAMP_GOES_BACK(""),
  /** The watermark moves in a transaction of its own, before the rows. */
  WATERMARK_OUTSIDE_TRANSACTION(""),
  /** A batch whose answer was lost is written again. */
  BATCH_WRITTEN_TWICE(""),
  /** The watermark is moved from wherever it is. */
  WATERMARK_UNGUARDED(""),
  /** The follower follows what is decided and not yet forced. */
  FOLLOWER_AHEAD_OF_THE_DISK(""),
  /** The follower comes to another state than the deciding engine. */
  FOLLOWER_DECIDES_OTHERWISE(""),
  /** It does, and flushes without having compared the state hashes. */
  STATE_HASH_NOT_COMPARED(""),
  /** A snapshot gets its name before its content is forced. */
  SNAPSHOT_RENAMED_BEFORE_FORCED(""),
  /** A snapshot's name isn't forced before older ones are removed. */
  SNAPSHOTS_NAME_NOT_FORCED(""),
  /** Snapshots are taken of what isn't forced, and used though the journal lacks it. */
  SNAPSHOT_BEYOND_JOURNAL(""),
  /** The journal's beginning is removed up to what is durable, though the database lacks it. */
  RETENTION_BEYOND_WATERMARK(""),
  /** Something due exactly now fires with the next command only (in the oracle). */
  OFF_BY_ONE_AT_EXPIRY("TIMER_LATE_BY_ONE"),
  /** Who was outbid gets no deposit back (in the oracle). */
  DEPOSIT_KEPT("OUTBID_KEEPS_DEPOSIT"),
  /** A hold is released twice (in the oracle). */
  RELEASED_TWICE("HOLD_RELEASED_TWICE"),
  /** A repeated request id is taken for new (in the oracle). */
  REQUEST_ID_RENEWED("REPEAT_RENEWS_REQUEST_ID");

  private final String oracle;

  Plant(String oracle) {
    this.oracle = oracle;
  }

  /** Returns the oracle's mistake, by its name; {@code NONE} if it makes none. */
  String ofOracle() {
    return oracle.isEmpty() ? "NONE" : oracle;
  }
}
