package io.seriba.gateway.ws;

import static io.seriba.gateway.ws.MessageRate.Verdict.ABUSE;
import static io.seriba.gateway.ws.MessageRate.Verdict.REFUSE;
import static io.seriba.gateway.ws.MessageRate.Verdict.TAKE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MessageRateTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void aSecondsWorthAtOnceIsTakenAnotherRefusedThenItIsAbuse() {
    MessageRate rate = new MessageRate(10, SECOND);
    for (int i = 0; i < 30; i++) {
      assertEquals(i < 10 ? TAKE : i < 20 ? REFUSE : ABUSE, rate.charge(SECOND), "message " + i);
    }
  }

  @Test
  void theRateItselfCanGoOnForever() {
    MessageRate rate = new MessageRate(10, 0);
    for (int i = 0; i < 1_000; i++) {
      assertEquals(TAKE, rate.charge(i * SECOND / 10));
    }
  }

  @Test
  void whoPausesIsServedAgain() {
    MessageRate rate = new MessageRate(10, 0);
    for (int i = 0; i < 20; i++) {
      rate.charge(0);
    }
    assertEquals(REFUSE, rate.charge(SECOND));
    assertEquals(TAKE, rate.charge(2 * SECOND));
  }

  @Test
  void whatCostsMoreIsTakenAsFarAsThereIsSoMuch() {
    MessageRate rate = new MessageRate(10, 0);
    rate.charge(0);
    assertTrue(rate.chargeMore(5));
    assertFalse(rate.chargeMore(5));
    for (int i = 0; i < 4; i++) {
      assertEquals(TAKE, rate.charge(0));
    }
    assertEquals(REFUSE, rate.charge(0));
    assertEquals(TAKE, rate.charge(2 * SECOND));
    assertTrue(rate.chargeMore(1_000_000), "no more than a second's worth");
    assertEquals(REFUSE, rate.charge(2 * SECOND));
    assertTrue(new MessageRate(0, 0).chargeMore(1_000_000));
  }

  @Test
  void zeroIsNoLimit() {
    MessageRate rate = new MessageRate(0, 0);
    for (int i = 0; i < 1_000; i++) {
      assertEquals(TAKE, rate.charge(0));
    }
  }
}
