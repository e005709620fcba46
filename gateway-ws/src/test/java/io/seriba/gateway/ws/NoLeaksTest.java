package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker itself: a planted leak is found. */
class NoLeaksTest {

  @Test
  void aBufferThatNobodyReleasesIsFound() throws InterruptedException {
    assertEquals(List.of(), NoLeaks.find());
    WebSocketGateway.ALLOCATOR.directBuffer(64).writeLong(1);
    assertEquals(1, NoLeaks.find().size());
    LeakCollector.forget();
  }
}
