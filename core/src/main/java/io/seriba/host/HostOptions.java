package io.seriba.host;

import io.seriba.engine.Limits;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a host is set up.
 *
 * @param ringSlots slots of the ring between gateways and engine, 128 bytes each; a command takes
 *     one, or several if it is longer. A power of two, 64 to 1,048,576
 * @param maxBatch most slots that are decided as one batch, with one timestamp and one write to the
 *     journal; 1 to {@code ringSlots}
 * @param outboundBytes size of the buffer that all readers read events from: a reader that falls
 *     behind by more than this is lapped. A power of two, 64 KiB to 1 GiB
 * @param durability when events are released
 * @param forceIntervalMicros at {@link Durability#BATCH}, least time between the starts of two
 *     forces, microseconds; 0 (as often as the disk can) to 100,000
 * @param waiting what the engine's thread does when it has nothing to do
 * @param limits the engine's limits; logged when they differ from those in the log
 * @param onFailure told once, on the thread that failed, when the host stops by itself. It must not
 *     close the host itself but have another thread do it
 */
public record HostOptions(
    int ringSlots,
    int maxBatch,
    int outboundBytes,
    Durability durability,
    int forceIntervalMicros,
    Wait waiting,
    Limits limits,
    Consumer<HostFailure> onFailure) {

  /**
   * 16,384 slots, batches of 1,024, 64 MiB of events, durable by batch without pause, parking, the
   * default limits; a failure is told to nobody, but stays readable in {@link Host#failure}.
   */
  public static final HostOptions DEFAULT =
      new HostOptions(
          16_384, 1_024, 64 << 20, Durability.BATCH, 0, Wait.PARK, Limits.DEFAULT, failure -> {});

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the field, its value, and what is allowed
   */
  public HostOptions {
    checkPowerOfTwo("ringSlots", ringSlots, 64, 1 << 20);
    checkRange("maxBatch", maxBatch, 1, ringSlots);
    checkPowerOfTwo("outboundBytes", outboundBytes, 64 << 10, 1 << 30);
    checkRange("forceIntervalMicros", forceIntervalMicros, 0, 100_000);
    Objects.requireNonNull(durability, "durability");
    Objects.requireNonNull(waiting, "waiting");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(onFailure, "onFailure");
  }

  /**
   * Checks that what a host takes of the heap at once leaves half of it: for accounts, lots and all
   * else that is taken as it comes.
   *
   * @param heapBytes the largest that the heap can become
   * @param loggedRequestIds how many request ids the log's limits have remembered, which are held
   *     until they are moved; 0 if there is no log yet
   * @param engines how many there are to be in the heap, 1 or more
   * @throws IllegalStateException naming what is needed, what there is, and what to do
   */
  public void checkHeap(long heapBytes, int loggedRequestIds, int engines) {
    int moved = loggedRequestIds == limits.requestIds() ? 0 : loggedRequestIds;
    long requestIds = (long) limits.requestIds() + moved;
    long needed = engines * requestIds * Limits.MOST_BYTES_PER_REQUEST_ID + outboundBytes;
    if (needed > heapBytes / 2) {
      throw new IllegalStateException(
          ("limits.request-ids = %d%s%s and host.outbound take %d bytes of the heap at once, and %d are"
                  + " available: half of it. Give it at least %d bytes (SERIBA_HEAP or -Xmx), or"
                  + " lower limits.request-ids or host.outbound")
              .formatted(
                  limits.requestIds(),
                  moved == 0 ? "" : " (with the " + moved + " of the log until they are moved)",
                  engines == 1 ? "" : " in each of " + engines + " engines",
                  needed,
                  heapBytes / 2,
                  2 * needed));
    }
  }

  /** Returns the same with another durability. */
  public HostOptions withDurability(Durability durability) {
    return new HostOptions(
        ringSlots,
        maxBatch,
        outboundBytes,
        durability,
        forceIntervalMicros,
        waiting,
        limits,
        onFailure);
  }

  /** Returns the same with another way of waiting. */
  public HostOptions withWaiting(Wait waiting) {
    return new HostOptions(
        ringSlots,
        maxBatch,
        outboundBytes,
        durability,
        forceIntervalMicros,
        waiting,
        limits,
        onFailure);
  }

  /** Returns the same with other limits. */
  public HostOptions withLimits(Limits limits) {
    return new HostOptions(
        ringSlots,
        maxBatch,
        outboundBytes,
        durability,
        forceIntervalMicros,
        waiting,
        limits,
        onFailure);
  }

  /** Returns the same with another listener for the host's failure. */
  public HostOptions withOnFailure(Consumer<HostFailure> onFailure) {
    return new HostOptions(
        ringSlots,
        maxBatch,
        outboundBytes,
        durability,
        forceIntervalMicros,
        waiting,
        limits,
        onFailure);
  }

  private static void checkRange(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          field + " is " + value + "; it must be from " + least + " to " + most);
    }
  }

  private static void checkPowerOfTwo(String field, int value, int least, int most) {
    checkRange(field, value, least, most);
    if (Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be a power of two");
    }
  }
}
