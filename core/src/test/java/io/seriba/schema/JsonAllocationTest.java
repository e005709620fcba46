package io.seriba.schema;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.seriba.client.EventFrame;
import io.seriba.schema.Catalog.Message;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class JsonAllocationTest {
  private static final int ROUNDS = 10;
  private static final int CALLS = 10_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Catalog catalog = Catalog.load();
  private final JsonCodec codec = new JsonCodec(catalog);

  @Test
  void decodingAllocatesNothing() {
    byte[] text =
        ("{\"type\":\"auction:void\",\"requestId\":\"018f3c1e-7b2a-7c3d-9e4f-0123456789ab\","
                + "\"lot\":\"12\",\"text\":\"ein \\u00dcberbot \u7af6\"}")
            .getBytes(StandardCharsets.UTF_8);
    UnsafeBuffer json = new UnsafeBuffer(text);
    UnsafeBuffer out = new UnsafeBuffer(new byte[JsonCodec.MAX_MESSAGE_LENGTH]);
    assertAllocatesNothing(
        () -> assertTrue(codec.decode(json, 0, text.length, 42, out, 0), "must be decoded"));
  }

  @Test
  void encodingAllocatesNothing() {
    UnsafeBuffer out = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
    for (Message message : catalog.messages()) {
      RandomMessage filled = new RandomMessage(new SplittableRandom(message.id()));
      filled.fill(catalog, message);
      UnsafeBuffer frame = new UnsafeBuffer(new byte[EventFrame.MESSAGE + filled.length]);
      frame.putInt(EventFrame.LENGTH, frame.capacity());
      frame.putLong(EventFrame.TOPIC_OFFSET, 1);
      frame.putBytes(EventFrame.MESSAGE, filled.bytes, 0, filled.length);
      if (message.id() % 50 < 4) { // a few of each range are enough
        assertAllocatesNothing(
            () -> assertTrue(codec.encodeEvent(frame, 0, out, 0) > 0, "must be encoded"));
      }
    }
  }

  /** Other parts of the JVM may allocate on any thread now and then: one clean round will do. */
  private void assertAllocatesNothing(Runnable call) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    long bytes = least;
    assertTrue(bytes < CALLS, () -> bytes + " bytes in " + CALLS + " calls");
  }
}
