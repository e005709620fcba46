package io.seriba.oracle;

import io.seriba.sbe.LotStatus;
import io.seriba.sbe.Settlement;
import io.seriba.sbe.SoftClose;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One English auction: its terms, which never change, and where it stands. */
final class Lot {
  static final long FIVE_MINUTES = 300_000_000L;

  /** A sale: its lots in their order, and who may bid. */
  static final class Sale {
    final long id;

    /** -1: the next lot isn't opened by itself. */
    final long gap;

    final boolean approvalRequired;
    final TreeMap<Integer, Lot> lots = new TreeMap<>();
    final Set<Long> approved = new HashSet<>();

    /** Opens the next lot when the gap is over. */
    Timers.@Nullable Key next;

    Sale(Cmd.DefineSale c) {
      id = c.sale();
      gap = c.gap();
      approvalRequired = c.approvalRequired() == 1;
    }
  }

  /** An accepted bid, and what stood before it. */
  record Bid(long bidder, long leader, long max, long price, int bidCount) {}

  final long id;
  final Sale sale;
  final long seller;
  final String currency;
  final int table;
  final NavigableMap<Long, Long> steps;
  final long openingPrice;
  final long reserve;
  final long buyNow;
  final long opensAt;
  final long duration;
  final long window;
  final long extension;
  final long latestEnd;
  final int position;
  final int depositShare;
  final boolean adds;

  LotStatus status = LotStatus.SCHEDULED;
  Settlement settlement = Settlement.UNSETTLED;
  long price;
  long leader;
  long max;
  int bidCount;
  long end;
  long remaining;

  /** What the leader has held for this lot; nobody else has anything held. */
  long deposit;

  long winner;
  long hammerPrice;
  final Deque<Bid> kept = new ArrayDeque<>();

  /** Opens it at its time, or closes it at its end. */
  Timers.@Nullable Key timer;

  Lot(Cmd.DefineLot c, Sale sale, int position, NavigableMap<Long, Long> steps) {
    this.id = c.lot();
    this.sale = sale;
    this.position = position;
    this.steps = steps;
    seller = c.seller();
    currency = c.currency();
    table = c.incrementTable();
    openingPrice = c.openingPrice();
    reserve = c.reserve();
    buyNow = c.buyNow();
    opensAt = c.opensAt();
    duration = orFiveMinutes(c.duration());
    window = orFiveMinutes(c.window());
    extension = orFiveMinutes(c.extension());
    latestEnd = c.latestEnd();
    depositShare = c.deposit();
    adds = c.softClose() == SoftClose.ADD.value();
  }

  static long orFiveMinutes(long duration) {
    return duration == -1 ? FIVE_MINUTES : duration;
  }

  boolean is(LotStatus... any) {
    return Arrays.asList(any).contains(status);
  }

  /** Returns the step at a price: that of the last row that starts at or below it. */
  long step(long at) {
    return steps.floorEntry(at).getValue();
  }

  long minimumNextBid() {
    return leader == 0 ? openingPrice : price + step(price);
  }

  boolean reserveMet() {
    return leader != 0 && (reserve == 0 || max >= reserve);
  }

  boolean offersBuyNow() {
    return buyNow != 0 && (reserve == 0 ? leader == 0 : !reserveMet());
  }

  /** Returns the deposit for a bid up to {@code ofMax}: its share, rounded up. */
  long depositFor(long ofMax) {
    BigInteger tenThousand = BigInteger.valueOf(10_000);
    BigInteger[] share =
        BigInteger.valueOf(ofMax)
            .multiply(BigInteger.valueOf(depositShare))
            .divideAndRemainder(tenThousand);
    return share[0].longValueExact() + share[1].signum();
  }
}
