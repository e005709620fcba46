package io.seriba.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.engine.Engine;
import io.seriba.engine.Limits;
import io.seriba.sbe.ConfigureEncoder;
import io.seriba.sbe.MessageHeaderEncoder;
import java.lang.management.ManagementFactory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void whatIsTakenOfTheHeapAtOnceLeavesHalfOfIt() {
    HostOptions options = Rig.OPTIONS; // 100,000 request ids and 1 MiB
    long needed = 100_000 * 96 + (1 << 20);
    options.checkHeap(2 * needed, 0, 1);
    options.checkHeap(2 * needed, 100_000, 1);
    Exception thrown =
        assertThrows(IllegalStateException.class, () -> options.checkHeap(2 * needed - 1, 0, 1));
    assertEquals(
        "limits.request-ids = 100000 and host.outbound take 10648576 bytes of the heap at once, and"
            + " 10648575 are available: half of it. Give it at least 21297152 bytes (SERIBA_HEAP or"
            + " -Xmx), or lower limits.request-ids or host.outbound",
        thrown.getMessage());
    thrown =
        assertThrows(IllegalStateException.class, () -> options.checkHeap(2 * needed, 50_000, 1));
    assertTrue(
        String.valueOf(thrown.getMessage())
            .startsWith(
                "limits.request-ids = 100000 (with the 50000 of the log until they are moved) and"
                    + " host.outbound take 15448576 bytes"),
        thrown::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 18, (1 << 18) + 1, 400_000})
  void requestIdsTakeNoMoreOfTheHeapThanTheCheckCounts(int requestIds) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    UnsafeBuffer command = new UnsafeBuffer(new byte[256]);
    ConfigureEncoder configure =
        new ConfigureEncoder().wrapAndApplyHeader(command, 0, new MessageHeaderEncoder());
    configure.account(0).requestId().high(0).low(0);
    Limits.DEFAULT.writeTo(configure);
    configure.requestIds(requestIds);
    int length = MessageHeaderEncoder.ENCODED_LENGTH + configure.encodedLength();
    Engine engine = new Engine();
    ScratchSink sink = new ScratchSink((frame, offset) -> {});
    long before = threads.getCurrentThreadAllocatedBytes();
    engine.apply(1, 1, 0, command, 0, length, sink);
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertEquals(requestIds, engine.limits().requestIds());
    assertTrue(taken > 8L * requestIds, () -> taken + " bytes: nothing was measured");
    assertTrue(taken < (long) requestIds * Limits.MOST_BYTES_PER_REQUEST_ID + 100_000);
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
