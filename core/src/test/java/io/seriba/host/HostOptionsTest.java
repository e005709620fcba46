package io.seriba.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.seriba.engine.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostOptionsTest {

  @Test
  void defaultsArePinned() {
    HostOptions options = HostOptions.DEFAULT;
    assertEquals(16_384, options.ringSlots());
    assertEquals(1_024, options.maxBatch());
    assertEquals(67_108_864, options.outboundBytes());
    assertEquals(Durability.BATCH, options.durability());
    assertEquals(0, options.forceIntervalMicros());
    assertEquals(Wait.PARK, options.waiting());
    assertEquals(Limits.DEFAULT, options.limits());
  }

  @ParameterizedTest
  @CsvSource({
    "32, 16, 65536, 0, ringSlots is 32; it must be from 64 to 1048576",
    "2097152, 16, 65536, 0, ringSlots is 2097152; it must be from 64 to 1048576",
    "65, 16, 65536, 0, ringSlots is 65; it must be a power of two",
    "64, 0, 65536, 0, maxBatch is 0; it must be from 1 to 64",
    "64, 65, 65536, 0, maxBatch is 65; it must be from 1 to 64",
    "64, 16, 32768, 0, outboundBytes is 32768; it must be from 65536 to 1073741824",
    "64, 16, 65537, 0, outboundBytes is 65537; it must be a power of two",
    "64, 16, 65536, -1, forceIntervalMicros is -1; it must be from 0 to 100000",
    "64, 16, 65536, 100001, forceIntervalMicros is 100001; it must be from 0 to 100000",
  })
  void aValueOutsideItsRangeIsNamedWithTheRange(
      int ringSlots, int maxBatch, int outboundBytes, int forceIntervalMicros, String message) {
    Exception thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new HostOptions(
                    ringSlots,
                    maxBatch,
                    outboundBytes,
                    Durability.BATCH,
                    forceIntervalMicros,
                    Wait.PARK,
                    Limits.DEFAULT,
                    failure -> {}));
    assertEquals(message, thrown.getMessage());
  }
}
