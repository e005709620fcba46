package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails every test class after which Netty has found a buffer that nobody released. */
public final class NoLeaks implements AfterAllCallback {

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
    assertEquals(List.of(), find());
  }

  static List<String> find() throws InterruptedException {
    collectGarbage();
    // a leak is reported when the next buffer is made
    assertTrue(PooledByteBufAllocator.DEFAULT.directBuffer(16).release());
    return LeakCollector.leaks();
  }

  private static void collectGarbage() throws InterruptedException {
    for (int round = 0; round < 2; round++) {
      ReferenceQueue<Object> queue = new ReferenceQueue<>();
      var sentinel = new WeakReference<>(new Object(), queue);
      System.gc();
      assertNotNull(queue.remove(10_000), "no garbage collection");
      assertTrue(sentinel.refersTo(null));
    }
  }
}
