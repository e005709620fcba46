package io.seriba.host;

/**
 * What a host has done since its start, and where it stands. Each figure is exact for some moment
 * while the snapshot was taken; together they aren't one moment's.
 *
 * @param decided commands from outside that were decided
 * @param busy commands refused because the ring was full
 * @param storageFull commands refused because the journal's disk was nearly full
 * @param ticks ticks that the host appended
 * @param batches batches that were appended to the journal
 * @param largestBatch most commands in one of them
 * @param ringDepth slots of the ring that are waiting for the engine
 * @param sequence the last decided sequence
 * @param releasedSequence the last sequence whose events were all given to the readers
 * @param durableSequence the last sequence that the journal has forced to the disk
 * @param unreleasedBytes bytes of events that wait for their commands to be durable
 */
public record HostStats(
    long decided,
    long busy,
    long storageFull,
    long ticks,
    long batches,
    long largestBatch,
    long ringDepth,
    long sequence,
    long releasedSequence,
    long durableSequence,
    long unreleasedBytes) {}
