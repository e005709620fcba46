package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FanOutTest {
  private static final int CLIENTS = 1_000;
  private static final int EVENTS = 50;

  @Test
  void aThousandClientsAllGetEveryEventInOrder() {
    try (Gateway gateway = Gateway.start(options -> options.eventLoops(1))) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      try (Swarm swarm = new Swarm(gateway.port, CLIENTS, 10)) {
        long encoded = gateway.stats().eventsEncoded();
        long start = System.nanoTime();
        for (int i = 0; i < EVENTS; i++) {
          gateway.core.price(10, 1, 1 + i, 42);
        }
        Await.until("all have all", () -> swarm.events.sum() == (long) CLIENTS * EVENTS);
        System.out.printf(
            "%d clients got %d events each in %d ms%n",
            CLIENTS, EVENTS, (System.nanoTime() - start) / 1_000_000);
        assertEquals(0, swarm.faults.sum());
        assertEquals(EVENTS, gateway.stats().eventsEncoded() - encoded);
      }
      Await.until("all are gone", () -> gateway.stats().connections() == 0);
    }
  }
}
