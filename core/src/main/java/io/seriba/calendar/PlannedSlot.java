package io.seriba.calendar;

/**
 * A slot's time as the engine takes it, half-open and without buffers.
 *
 * @param start microseconds since 1970-01-01T00:00Z
 * @param end microseconds since 1970-01-01T00:00Z
 */
public record PlannedSlot(long start, long end) {}
