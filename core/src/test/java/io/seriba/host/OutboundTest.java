package io.seriba.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.client.EventFrame;
import io.seriba.client.EventReader;
import io.seriba.engine.EventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundTest {
  private static final int CAPACITY = 1 << 16;

  /**
   * Writes frames that can be told to be whole: their length and content follow from their number.
   */
  private static final class Writer {
    final Outbound outbound;
    private final long seed;
    private long number;

    Writer(long seed, LongConsumer makeRoom) {
      this.seed = seed;
      outbound = new Outbound(CAPACITY, makeRoom);
    }

    void write() {
      number++;
      int length = length(seed, number);
      int at = outbound.claim(Math.min(length + 100, EventSink.MAX_FRAME_LENGTH));
      var buffer = outbound.buffer();
      buffer.putInt(at + EventFrame.LENGTH, length);
      buffer.putLong(at + EventFrame.SEQUENCE, number);
      for (int i = EventFrame.MESSAGE; i < length; i++) {
        buffer.putByte(at + i, content(number, i));
      }
      outbound.commit(length);
    }

    void release() {
      outbound.publish(number);
      outbound.release(outbound.written(), number);
    }

    static int length(long seed, long number) {
      Random random = new Random(seed * 31 + number);
      int most = random.nextInt(10) == 0 ? EventSink.MAX_FRAME_LENGTH : 200;
      return random.nextInt(EventFrame.MESSAGE, most + 1);
    }

    static byte content(long number, int at) {
      return (byte) (number * 7 + at);
    }
  }

  /** Checks that frames come whole and in order. */
  private static final class Checker {
    private final long seed;
    private final EventReader reader;
    private long number;

    Checker(long seed, EventReader reader) {
      this.seed = seed;
      this.reader = reader;
    }

    int poll(int limit) {
      return reader.poll(this::check, limit);
    }

    private void check(DirectBuffer frame, int offset) {
      number++;
      assertEquals(number, EventFrame.sequence(frame, offset));
      assertEquals(Writer.length(seed, number), EventFrame.length(frame, offset));
      for (int i = EventFrame.MESSAGE; i < EventFrame.length(frame, offset); i++) {
        assertEquals(Writer.content(number, i), frame.getByte(offset + i));
      }
    }
  }

  private static void neverFull(long position) {
    throw new AssertionError("waits for the release of " + position);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyFrameComesWholeAndInOrderAtAnySizeAndPace(long seed) {
    Random random = new Random(seed);
    Writer writer = new Writer(seed, OutboundTest::neverFull);
    Checker checker = new Checker(seed, writer.outbound.open(() -> {}));
    for (int round = 0; round < 3_000; round++) {
      for (int i = random.nextInt(6); i > 0; i--) {
        writer.write();
        writer.release();
      }
      int limit = random.nextInt(1, 20);
      assertTrue(checker.poll(limit) <= limit);
      if (round % 10 == 0) {
        checker.poll(Integer.MAX_VALUE);
        assertEquals(writer.number, checker.number);
      }
    }
    assertTrue(writer.outbound.written() > 20L * CAPACITY);
  }

  @Test
  void aReaderThatIsOvertakenIsLappedForGoodAndSeesNothingTorn() throws InterruptedException {
    int lapped = 0;
    for (long seed = 1; seed <= 20; seed++) {
      Writer writer = new Writer(seed, OutboundTest::neverFull);
      Checker checker = new Checker(seed, writer.outbound.open(() -> {}));
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 4_000; i++) {
                      writer.write();
                      writer.release();
                    }
                  });
      int count = 0;
      while (count != EventReader.LAPPED && (thread.isAlive() || count > 0)) {
        count = checker.poll(50);
        LockSupport.parkNanos(seed * 1_000);
      }
      thread.join();
      if (checker.poll(Integer.MAX_VALUE) == EventReader.LAPPED) {
        lapped++;
        assertEquals(EventReader.LAPPED, checker.poll(1));
      } else {
        assertEquals(4_000, checker.number);
      }
    }
    assertTrue(lapped > 0);
  }

  @Test
  void whatIsNotReleasedIsInvisibleAndNeverOverwritten() {
    List<Long> waitedFor = new ArrayList<>();
    Checker[] checker = new Checker[1];
    Writer[] writer = new Writer[1];
    writer[0] =
        new Writer(
            9,
            position -> {
              waitedFor.add(position);
              assertEquals(0, checker[0].poll(1));
              writer[0].outbound.publish(0);
              writer[0].outbound.release(writer[0].outbound.written(), 0);
              checker[0].poll(Integer.MAX_VALUE);
            });
    checker[0] = new Checker(9, writer[0].outbound.open(() -> {}));
    while (waitedFor.size() < 10) {
      writer[0].write();
    }
    writer[0].release();
    checker[0].poll(Integer.MAX_VALUE);
    assertEquals(writer[0].number, checker[0].number);
  }

  @Test
  void aReaderIsWokenOnceForAllThatComesWhileItRests() {
    int[] wakeups = new int[1];
    Writer writer = new Writer(1, OutboundTest::neverFull);
    Checker checker = new Checker(1, writer.outbound.open(() -> wakeups[0]++));
    for (int i = 0; i < 3; i++) {
      writer.write();
      writer.release();
    }
    assertEquals(1, wakeups[0], "woken for the first of three");
    assertEquals(2, checker.poll(2));
    writer.write();
    writer.release();
    assertEquals(1, wakeups[0], "its last poll reached the limit: it will poll again by itself");
    assertEquals(2, checker.poll(10));
    writer.write();
    writer.release();
    assertEquals(2, wakeups[0]);
  }

  @Test
  void aClosedReaderIsNotWokenAndMayThrowIfItStillIs() {
    EventReader[] reader = new EventReader[1];
    Writer writer = new Writer(1, OutboundTest::neverFull);
    reader[0] =
        writer.outbound.open(
            () -> {
              reader[0].close();
              throw new IllegalStateException("the event loop is shut down");
            });
    EventReader other =
        writer.outbound.open(
            () -> {
              throw new IllegalStateException("a bug");
            });
    writer.write();
    assertThrows(IllegalStateException.class, writer::release, "an open reader must not throw");
    other.close();
    writer.write();
    writer.release();
    assertEquals(0, other.poll((frame, at) -> {}, 0));
  }

  @Test
  void anEventThatItsHandlerThrewAtCountsAsRead() {
    Writer writer = new Writer(1, OutboundTest::neverFull);
    EventReader reader = writer.outbound.open(() -> {});
    writer.write();
    writer.write();
    writer.release();
    assertThrows(
        ArithmeticException.class,
        () ->
            reader.poll(
                (frame, offset) -> {
                  throw new ArithmeticException();
                },
                10));
    assertEquals(
        1, reader.poll((frame, at) -> assertEquals(2, EventFrame.sequence(frame, at)), 10));
  }

  @Test
  void aFrameBeyondTheLimitsIsRefused() {
    Writer writer = new Writer(1, OutboundTest::neverFull);
    Exception thrown =
        assertThrows(IllegalArgumentException.class, () -> writer.outbound.claim(4_097));
    assertTrue(thrown.toString().contains("4097 bytes"), thrown::toString);
    assertTrue(thrown.toString().contains("to 4096"), thrown::toString);
    assertThrows(IllegalArgumentException.class, () -> writer.outbound.claim(55));
  }
}
