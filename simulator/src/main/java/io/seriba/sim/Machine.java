package io.seriba.sim;

import io.seriba.host.Clock;
import java.util.function.LongSupplier;

/**
 * What outlives a process of the server: the world that it finds at its start.
 *
 * @param nanos the time that never goes back, nanoseconds
 */
record Machine(
    Truth truth,
    SimDisk disk,
    Shelf shelf,
    SimDatabase database,
    Clock clock,
    LongSupplier nanos,
    Plant plant,
    Tally tally) {}
