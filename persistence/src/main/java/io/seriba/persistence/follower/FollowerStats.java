package io.seriba.persistence.follower;

import org.jspecify.annotations.Nullable;

/**
 * Where a follower stands. Each figure is exact for some moment while they were taken; together
 * they aren't one moment's.
 *
 * @param state what it is doing
 * @param problem why it waits or has stopped; null if it does neither
 * @param sequence the last command that its engine has applied; falls when projections are back
 *     that were away for long
 * @param watermark the last command whose effects all projections keep for good; 0 until they were
 *     reached
 * @param lagCommands commands behind the watermark that could be kept
 * @param lagMicros for how long something hasn't been kept that could be, microseconds; 0 if there
 *     is nothing, or the follower hasn't looked yet; as long as there is no watermark, how long the
 *     follower has been there
 * @param flushes how often the projections were told to keep what they were given, and could
 * @param retries how often that, or making contact, failed for the time being
 * @param hashesCompared how often its state hash was found equal to the deciding engine's
 */
public record FollowerStats(
    FollowerState state,
    @Nullable String problem,
    long sequence,
    long watermark,
    long lagCommands,
    long lagMicros,
    long flushes,
    long retries,
    long hashesCompared) {}
