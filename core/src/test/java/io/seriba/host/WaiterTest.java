package io.seriba.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WaiterTest {

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void noWakeupIsLost() throws InterruptedException {
    int rounds = 5_000;
    long hour = TimeUnit.HOURS.toNanos(1);
    Waiter here = new Waiter();
    Waiter there = new Waiter();
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    Thread other =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  for (int round = 1; round <= rounds; round++) {
                    while (asked.getAcquire() < round) {
                      int next = round;
                      there.await(() -> asked.getAcquire() >= next, hour);
                    }
                    answered.setRelease(round);
                    here.signal();
                  }
                });
    for (int round = 1; round <= rounds; round++) {
      asked.setRelease(round);
      there.signal();
      while (answered.getAcquire() < round) {
        int next = round;
        here.await(() -> answered.getAcquire() >= next, hour);
      }
    }
    other.join();
    assertEquals(rounds, answered.get());
  }
}
