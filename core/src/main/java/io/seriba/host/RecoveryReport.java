package io.seriba.host;

/**
 * What a replay of the journal found and led to.
 *
 * @param records how many commands were replayed
 * @param lastSequence sequence of the last one; 0 if there was none
 * @param lastTimestamp timestamp of the last one, microseconds; 0 if there was none
 * @param stateHash the engine's state hash after it
 * @param durationNanos how long the replay took
 */
public record RecoveryReport(
    long records, long lastSequence, long lastTimestamp, long stateHash, long durationNanos) {}
