package io.seriba.gateway.ws;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the open connections, in all and by address. Thread-safe. */
final class Admission {

  /** What to do with a new connection. */
  enum Verdict {
    /** Serve it. */
    TAKE,
    /** Tell it that there are too many in all. */
    TOO_MANY,
    /** Tell it that there are too many from its address. */
    TOO_MANY_FROM_ADDRESS,
    /** Cut it off: even those that are being told so are too many. */
    CUT_OFF
  }

  private final int most;
  private final int mostPerAddress;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<Object, Integer> openByAddress = new ConcurrentHashMap<>();

  Admission(int most, int mostPerAddress) {
    this.most = most;
    this.mostPerAddress = mostPerAddress == 0 ? most : mostPerAddress;
  }

  /** Counts a new connection; {@link #leave} must follow, whatever the verdict. */
  Verdict enter(InetAddress address) {
    int all = open.incrementAndGet();
    int fromAddress = openByAddress.merge(key(address), 1, Integer::sum);
    if (all > 2 * most || fromAddress > 2 * mostPerAddress) {
      return Verdict.CUT_OFF;
    }
    if (all > most) {
      return Verdict.TOO_MANY;
    }
    return fromAddress > mostPerAddress ? Verdict.TOO_MANY_FROM_ADDRESS : Verdict.TAKE;
  }

  /** Counts the end of a connection. */
  void leave(InetAddress address) {
    open.decrementAndGet();
    openByAddress.computeIfPresent(key(address), (key, count) -> count == 1 ? null : count - 1);
  }

  /** A host has one IPv4 address, but a whole /64 of IPv6 addresses to choose from. */
  private static Object key(InetAddress address) {
    return address instanceof Inet6Address
        ? (Object) ByteBuffer.wrap(address.getAddress()).getLong()
        : address;
  }
}
