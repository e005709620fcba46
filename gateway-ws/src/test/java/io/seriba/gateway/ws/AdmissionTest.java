package io.seriba.gateway.ws;

import static io.seriba.gateway.ws.Admission.Verdict.CUT_OFF;
import static io.seriba.gateway.ws.Admission.Verdict.TAKE;
import static io.seriba.gateway.ws.Admission.Verdict.TOO_MANY;
import static io.seriba.gateway.ws.Admission.Verdict.TOO_MANY_FROM_ADDRESS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static InetAddress address(int... parts) {
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) parts[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static InetAddress v6(int network, int host) {
    return address(0x20, 1, 0xd, 0xb8, 0, 0, 0, network, 0, 0, 0, 0, 0, 0, 0, host);
  }

  @Test
  void aHostsWholeSixtyFourCountsAsOneAddress() {
    Admission admission = new Admission(100, 2);
    assertEquals(TAKE, admission.enter(v6(1, 1)));
    assertEquals(TAKE, admission.enter(v6(1, 2)));
    assertEquals(TOO_MANY_FROM_ADDRESS, admission.enter(v6(1, 3)));
    assertEquals(TAKE, admission.enter(v6(2, 1)));
    admission.leave(v6(1, 3));
    admission.leave(v6(1, 1));
    assertEquals(TAKE, admission.enter(v6(1, 9)));
  }

  @Test
  void addressesOfIpv4CountOneByOne() {
    Admission admission = new Admission(100, 1);
    assertEquals(TAKE, admission.enter(address(10, 0, 0, 1)));
    assertEquals(TAKE, admission.enter(address(10, 0, 0, 2)));
    assertEquals(TOO_MANY_FROM_ADDRESS, admission.enter(address(10, 0, 0, 2)));
    assertEquals(CUT_OFF, admission.enter(address(10, 0, 0, 2)));
  }

  @Test
  void zeroMeansThatOnlyTheTotalIsLimited() {
    Admission admission = new Admission(2, 0);
    InetAddress proxy = address(10, 0, 0, 1);
    assertEquals(TAKE, admission.enter(proxy));
    assertEquals(TAKE, admission.enter(proxy));
    assertEquals(TOO_MANY, admission.enter(proxy));
    assertEquals(TOO_MANY, admission.enter(address(10, 0, 0, 2)));
    assertEquals(CUT_OFF, admission.enter(proxy));
  }
}
