package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlowClientTest {
  private static final int PORTION = 200;

  private static String join(String topic) {
    return "{\"type\":\"auction:join\",\"requestId\":\"%s\",%s}"
        .formatted(UUID.randomUUID(), topic);
  }

  /** Events until somebody is closed; as many at a time as nobody who reads falls behind by. */
  private static int hailUntilTooSlow(Gateway gateway, Runnable afterPortion) {
    int events = 0;
    while (gateway.stats().closes(CloseCode.TOO_SLOW) == 0) {
      long encoded = gateway.stats().eventsEncoded() + PORTION;
      IntStream.range(0, PORTION).forEach(i -> gateway.core.longEvent(10, 1));
      // With the last subscriber gone, the rest of a portion is encoded for nobody.
      Await.until(
          "a portion is out",
          () ->
              gateway.stats().eventsEncoded() == encoded
                  || gateway.stats().closes(CloseCode.TOO_SLOW) > 0);
      events += PORTION;
      afterPortion.run();
      assertTrue(events < 100_000, "nobody is closed");
    }
    return events;
  }

  @Test
  void aClientThatDoesNotReadIsClosedAndCostsNobodyAnEvent() {
    try (Gateway gateway = Gateway.start(options -> options.eventLoops(1));
        RawClient deaf = RawClient.upgradedNarrow(gateway.port)) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      Client reader = gateway.viewer();
      reader.join("lot", 10);
      deaf.text(join("\"lot\":10"));
      assertTrue(deaf.frame().text().contains("auction:lot"));
      AtomicInteger offset = new AtomicInteger(1);
      hailUntilTooSlow(
          gateway,
          () -> {
            for (int i = 0; i < PORTION; i++) {
              JsonNode event = reader.next("auction:voided");
              assertEquals(offset.incrementAndGet(), event.get("offset").asInt());
            }
          });
      Await.until("it is cut off", () -> gateway.stats().sessions() == 1);
      reader.expectNothingElse();
      assertEquals(1, gateway.stats().closes(CloseCode.TOO_SLOW));
    }
  }

  @Test
  void whoReadsAgainInTimeGetsWhatWaitedWithoutAGapAndThenTheReason() {
    try (Gateway gateway =
            Gateway.start(options -> options.eventLoops(1).closeTime(Duration.ofSeconds(20)));
        RawClient client = RawClient.upgradedNarrow(gateway.port)) {
      gateway.core.defineSale(1);
      gateway.core.defineLot(10, 1);
      client.text(join("\"lot\":10"));
      assertTrue(client.frame().text().contains("auction:lot"));
      assertTrue(client.frame().text().contains("done"));
      int events = hailUntilTooSlow(gateway, () -> {});
      int offset = 1;
      RawClient.Frame frame = client.frame();
      while (frame.opcode() == RawClient.TEXT) {
        offset++;
        assertTrue(frame.text().contains("\"offset\":" + offset + ","), frame::text);
        frame = client.frame();
      }
      assertEquals(CloseCode.TOO_SLOW.code(), frame.closeCode());
      assertTrue(offset <= 1 + events, "it got " + offset + " of " + events);
      client.frame(true, RawClient.CLOSE, frame.payload());
      client.awaitEnd();
    }
  }

  @Test
  void aJoinThatDoesNotFitBehindWhatWaitsIsRefusedNotPunished() {
    try (Gateway gateway =
            Gateway.start(
                options ->
                    options
                        .eventLoops(1)
                        .unwrittenBytesPerConnection(256 * 1024)
                        .stateRecordsPerJoin(256));
        RawClient client = RawClient.upgradedNarrow(gateway.port)) {
      gateway.core.defineSale(1);
      IntStream.range(0, 255).forEach(lot -> gateway.core.defineLot(1 + lot, 1));
      gateway.viewer().expectNothingElse();
      int joins = 50;
      for (int i = 0; i < joins; i++) {
        client.text(join("\"sale\":1"));
      }
      Await.until("all are handled", () -> gateway.stats().messagesIn() == 2 + joins);
      int done = 0;
      int refused = 0;
      while (done + refused < joins) {
        String text = client.frame().text();
        done += text.contains("\"done\"") ? 1 : 0;
        refused += text.contains("RATE_LIMITED") ? 1 : 0;
      }
      assertTrue(done > 0 && refused > 0, done + " done, " + refused + " refused");
      assertEquals(0, gateway.stats().closes(CloseCode.TOO_SLOW));
    }
  }

  @Test
  void aStateRecordTakesNoMoreThanTheOptionsReckonWith() {
    try (Gateway gateway = Gateway.start()) {
      gateway.core.defineSale(1);
      gateway.core.fullLot();
      Client client = gateway.viewer();
      JsonNode lot = client.join("lot", Long.MAX_VALUE - 1).getFirst();
      assertTrue(lot.size() >= 30, lot::toString);
      int length = lot.toString().length();
      assertTrue(length < GatewayOptions.STATE_RECORD_BYTES, () -> length + " bytes: " + lot);
      System.out.println("longest lot state in JSON: " + length + " bytes");
    }
  }
}
