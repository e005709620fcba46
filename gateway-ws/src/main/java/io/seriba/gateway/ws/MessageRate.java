package io.seriba.gateway.ws;

/**
 * How fast one connection sends: a bucket of one second's worth of messages that may be overdrawn
 * by another second's worth.
 *
 * <p>Everything sent is charged, what is refused too, so that whoever goes on sending faster than
 * the limit ends in abuse, and whoever pauses is served again.
 */
final class MessageRate {
  private static final long SECOND = 1_000_000_000;

  /** What to do with a message. */
  enum Verdict {
    TAKE,
    REFUSE,
    ABUSE
  }

  private final long cost;
  private long balance = SECOND;
  private long last;

  /**
   * @param perSecond the limit; 0: none
   * @param now nanoseconds of the clock that {@link #charge} gets
   */
  MessageRate(int perSecond, long now) {
    cost = perSecond == 0 ? 0 : SECOND / perSecond;
    last = now;
  }

  Verdict charge(long now) {
    balance = Math.min(SECOND, balance + (now - last)) - cost;
    last = now;
    if (balance >= 0) {
      return Verdict.TAKE;
    }
    return balance >= -SECOND ? Verdict.REFUSE : Verdict.ABUSE;
  }

  /**
   * Charges a message that was taken for what it costs besides.
   *
   * @param messages how many messages' worth; more than a second's worth counts as just that
   * @return false if so much isn't there now; then nothing is charged
   */
  boolean chargeMore(int messages) {
    long wanted = Math.min(messages * cost, SECOND - cost);
    if (cost == 0 || balance < wanted) {
      return cost == 0;
    }
    balance -= wanted;
    return true;
  }
}
