package io.seriba.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.client.CoreClient;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class JournalOptionsTest {
  @Test
  void theDefaultsAreTheDocumentedOnes() {
    JournalOptions options = JournalOptions.DEFAULT;
    assertEquals(4 << 20, options.blockBytes());
    assertEquals(1L << 30, options.cycleBytes());
    assertEquals(1L << 30, options.minFreeBytes());
    assertEquals(100_000, options.lookEveryMicros());
    assertEquals(256 << 10, options.largestBatchBytes());
    assertEquals(JournalOptions.NO_LOSS, options.acceptLossAfter());
    assertEquals((256 << 10) - 48, options.largestCommandBytes());
  }

  @Test
  void aFigureOutOfItsLimitsIsNamed() {
    refused("blockBytes must be 1048576 to", () -> with(1, 65_536, 0, 0, 8192, -1));
    refused("cycleBytes must be 65536 to", () -> with(1 << 20, 65_535, 0, 0, 8192, -1));
    refused("minFreeBytes must be 0 to", () -> with(1 << 20, 65_536, -1, 0, 8192, -1));
    refused("lookEveryMicros must be 0 to", () -> with(1 << 20, 65_536, 0, -1, 8192, -1));
    refused("largestBatchBytes must be 8192 to", () -> with(1 << 20, 65_536, 0, 0, 8184, -1));
    refused("8192 to 262080", () -> with(1 << 20, 65_536, 0, 0, 262_088, -1));
    refused("8192 to 1048576", () -> with(1 << 30, 65_536, 0, 0, 2 << 20, -1));
    refused("multiple of 8", () -> with(1 << 20, 65_536, 0, 0, 8193, -1));
    refused("acceptLossAfter must be -1 to", () -> with(1 << 20, 65_536, 0, 0, 8192, -2));
  }

  @Test
  void theLargestFileFullOfTheSmallestEntriesCanBeIndexed() {
    long largestFile = 64L << 30;
    with(1 << 20, largestFile, 0, 0, 8 << 10, -1);
    refused("to " + largestFile, () -> with(1 << 20, largestFile + 1, 0, 0, 8 << 10, -1));
    int smallestEntry = Integer.BYTES + Excerpt.HEADER_LENGTH + Excerpt.recordLength(0);
    assertTrue(GenerationWriter.MOST_ENTRIES_IN_CYCLE >= largestFile / smallestEntry);
  }

  @Test
  void theSmallestBatchTakesEveryCommandThatTheCoreTakes() {
    JournalOptions smallest = with(1 << 20, 65_536, 0, 0, 8 << 10, -1);
    assertTrue(smallest.largestCommandBytes() >= CoreClient.MAX_COMMAND_LENGTH);
  }

  private static JournalOptions with(
      int block, long cycle, long free, long look, int batch, long accept) {
    return new JournalOptions(block, cycle, free, look, batch, accept);
  }

  private static void refused(String part, Supplier<JournalOptions> options) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, options::get);
    assertTrue(String.valueOf(refusal.getMessage()).contains(part), refusal::toString);
  }
}
