package io.seriba.persistence;

import io.seriba.host.Journal;

/**
 * How a {@link ChronicleJournal} uses its disk. Immutable; checked when it is made.
 *
 * @param blockBytes how much of a file is mapped at a time, 1 MiB to 1 GiB. 4 MiB forces fastest:
 *     with 64 MiB a force was measured to take four times as long
 * @param cycleBytes a cycle file that reaches this size is ended and the next begun, 64 KiB to 64
 *     GiB. Retention removes whole cycles, so this is also its grain
 * @param minFreeBytes {@link Journal#hasRoom} is false while the file system has less than this to
 *     give, and {@link ChronicleJournal#open} refuses to start. A mapped file that meets a full
 *     disk kills the process, so leave what can be written between two looks, and then some
 * @param lookEveryMicros how often, at most, the free space is looked at, 0 (at each call) to
 *     60,000,000 microseconds
 * @param largestBatchBytes a batch that reaches this is written as several entries, 8 KiB to 1 MiB,
 *     a multiple of 8 and less than a quarter of blockBytes. A command can be {@link
 *     #largestCommandBytes} long
 * @param acceptLossAfter {@link #NO_LOSS} in all normal operation. After damage that no copy can
 *     mend: the sequence that {@link ChronicleJournal#open} named, to go on without the records
 *     after it. It only acts on a journal that is damaged, and refuses one that is damaged
 *     elsewhere
 */
public record JournalOptions(
    int blockBytes,
    long cycleBytes,
    long minFreeBytes,
    long lookEveryMicros,
    int largestBatchBytes,
    long acceptLossAfter) {

  /** No loss is accepted: a damaged journal isn't opened. */
  public static final long NO_LOSS = -1;

  /** Less than this couldn't take every command that the core takes. */
  private static final int LEAST_BATCH_BYTES = 8 << 10;

  /** What to use unless there is a reason not to. */
  public static final JournalOptions DEFAULT =
      new JournalOptions(4 << 20, 1L << 30, 1L << 30, 100_000, 256 << 10, NO_LOSS);

  /** Checks every figure; the message names the one that is wrong and its limits. */
  public JournalOptions {
    within("blockBytes", blockBytes, 1 << 20, 1 << 30);
    within("cycleBytes", cycleBytes, 64L << 10, 64L << 30);
    within("minFreeBytes", minFreeBytes, 0, Long.MAX_VALUE);
    within("lookEveryMicros", lookEveryMicros, 0, 60_000_000);
    within(
        "largestBatchBytes",
        largestBatchBytes,
        LEAST_BATCH_BYTES,
        Math.min(Excerpt.MAX_LENGTH, blockBytes / 4 - 64));
    if (largestBatchBytes % 8 != 0) {
      throw new IllegalArgumentException(
          "largestBatchBytes must be a multiple of 8, not " + largestBatchBytes);
    }
    within("acceptLossAfter", acceptLossAfter, NO_LOSS, Long.MAX_VALUE - 1);
  }

  /** Returns what an operator does to accept a loss, in the configuration's words. */
  static String howToAcceptLossAfter(long sequence) {
    return "start once with --accept-loss-after " + sequence;
  }

  /** Returns the length of the longest command that can be appended, in bytes. */
  public int largestCommandBytes() {
    return largestBatchBytes - Excerpt.HEADER_LENGTH - Excerpt.RECORD_HEADER_LENGTH;
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
