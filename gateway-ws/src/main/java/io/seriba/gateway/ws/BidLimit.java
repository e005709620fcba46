package io.seriba.gateway.ws;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/**
 * How many bids an account may send in a minute, over all of its connections. Thread-safe.
 *
 * <p>Remembers the accounts that bid in the last minute, {@value #ACCOUNTS} at most; one more
 * forgets another early, which then starts with a full allowance.
 */
final class BidLimit {
  private static final int ACCOUNTS = 1_000_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final int perMinute;
  private final Cache<Long, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(ACCOUNTS).expireAfterAccess(MINUTE).build();

  /**
   * @param perMinute the limit; 0: none
   */
  BidLimit(int perMinute) {
    this.perMinute = perMinute;
  }

  /**
   * Takes one bid.
   *
   * @return 0 if it may pass, else the nanoseconds until the next one may
   */
  long take(Long account) {
    if (perMinute == 0) {
      return 0;
    }
    Bucket bucket = bucket(account);
    return bucket.tryConsume(1)
        ? 0
        : Math.max(1, bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
  }

  /** Gives one bid back, of which nothing came. */
  void giveBack(Long account) {
    if (perMinute != 0) {
      bucket(account).addTokens(1);
    }
  }

  private Bucket bucket(Long account) {
    return buckets.get(
        account,
        key ->
            Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .withNanosecondPrecision()
                .build());
  }
}
