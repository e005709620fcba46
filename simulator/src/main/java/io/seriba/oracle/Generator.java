package io.seriba.oracle;

import io.seriba.sbe.LotStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Makes sequences of commands that lead to where mistakes are: a {@link Mix} of commands, at times
 * just before, at and after what is due, with {@link Mischief}, repeated request ids and wrong
 * senders.
 *
 * <p>All of it follows from the seed.
 */
final class Generator {
  /** Of so many seeds two start with a balance at its bound, which takes 4,000 transfers. */
  private static final int RICH_EVERY = 100;

  private static final long AUCTIONEER = 9;

  /** The last evening of a November: days and months end soon, in each time zone at its time. */
  private static final long START = 1_701_352_800_000_000L;

  private static final long HOUR = 3_600_000_000L;

  /** So near the end of time that an extension can go beyond it. */
  private static final long LATE_START = 8_990_000_000_000_000L;

  private final Dice dice;
  private final Oracle oracle;
  private final List<Step> made = new ArrayList<>();
  private final List<Step> prelude = new ArrayList<>();
  private final Mischief mischief;
  private final Mix mix;
  private final boolean rich;
  private long now;
  private long requests;

  /**
   * Starts a sequence.
   *
   * @param oracle gets each step before the next one is asked for
   */
  Generator(long seed, Oracle oracle) {
    this.dice = new Dice(seed);
    this.oracle = oracle;
    this.mischief = new Mischief(dice);
    this.now = dice.chance(3) ? LATE_START : START;
    this.rich = rich(seed);
    this.mix = new Mix(dice, oracle, now, rich, focus(seed));
    for (Cmd.Body body : mix.prelude()) {
      boolean host = body instanceof Cmd.Configure;
      prelude.add(new Step(now, new Cmd(host ? 0 : AUCTIONEER, requestId(), body)));
    }
    Collections.reverse(prelude);
  }

  /** One of each hundred about auctions, one about bookings, and one about gacha. */
  private static boolean rich(long seed) {
    return seed % RICH_EVERY % 30 == 0 && seed % RICH_EVERY <= 60;
  }

  private static Mix.Focus focus(long seed) {
    return switch ((int) (seed % RICH_EVERY % 10)) {
      case 1, 4, 7 -> Mix.Focus.AUCTIONS;
      case 2, 5, 8 -> Mix.Focus.BOOKINGS;
      case 3, 6 -> Mix.Focus.GACHA;
      case 9 -> Mix.Focus.ALL;
      default ->
          switch ((int) (seed % RICH_EVERY / 10)) {
            case 0, 1 -> Mix.Focus.AUCTIONS;
            case 3, 4 -> Mix.Focus.BOOKINGS;
            case 6, 7 -> Mix.Focus.GACHA;
            default -> Mix.Focus.ALL;
          };
    };
  }

  /** Returns how many of the first steps only make the world that the others need. */
  int preludeLength() {
    return prelude.size();
  }

  /** Goes on from a time, if that is later than the last step's. */
  void at(long time) {
    now = Math.max(now, time);
  }

  Step next() {
    Step step = prelude.isEmpty() ? anything() : prelude.removeLast();
    made.add(step);
    return step;
  }

  private Step anything() {
    now = nextTime();
    if (dice.chance(4) && !made.isEmpty()) {
      return new Step(now, earlier().cmd());
    }
    Cmd.Body body = mix.next(now, made.size());
    if (dice.chance(4)) {
      body = mischief.twist(body);
    }
    Cmd cmd = new Cmd(sender(body), requestId(), body);
    if (dice.chance(3) && !made.isEmpty()) {
      Cmd same = earlier().cmd();
      boolean sameSender = dice.chance(70);
      cmd = new Cmd(sameSender ? same.account() : cmd.account(), same.requestId(), body);
    }
    return new Step(now, dice.chance(2) ? mischief.damage(cmd) : cmd);
  }

  /** Returns a step of before, mostly one of the last few, or about to be forgotten. */
  private Step earlier() {
    int oldest = made.size() - oracle.limits.requestIds() - dice.below(3);
    if (dice.chance(25) && oldest >= 0) {
      return made.get(oldest);
    }
    int back = dice.chance(80) ? dice.below(Math.min(8, made.size())) : dice.below(made.size());
    return made.get(made.size() - 1 - back);
  }

  private RequestId requestId() {
    if (dice.chance(4)) {
      return RequestId.NONE;
    }
    requests++;
    // Two after each other differ in one half only.
    return dice.chance(50)
        ? new RequestId(requests % 2, requests / 2)
        : new RequestId(requests / 2 + 1_000_000, requests % 2);
  }

  private long sender(Cmd.Body body) {
    return switch (body) {
      case Cmd.Tick c -> dice.chance(95) ? 0 : mix.account();
      case Cmd.Configure c -> dice.chance(95) ? 0 : mix.account();
      case Cmd.PlaceBid c -> bidder(c.lot());
      case Cmd.BuyNow c -> bidder(c.lot());
      case Cmd.HoldSlots c -> mix.bookings().sender(body);
      case Cmd.PledgeBooking c -> mix.bookings().sender(body);
      case Cmd.ReleaseBooking c -> mix.bookings().sender(body);
      case Cmd.CancelBooking c -> mix.bookings().sender(body);
      case Cmd.RescheduleBooking c -> mix.bookings().sender(body);
      case Cmd.JoinWaitlist c -> mix.bookings().sender(body);
      case Cmd.LeaveWaitlist c -> mix.bookings().sender(body);
      case GachaCmd.Draw c -> player();
      case GachaCmd.ExchangeSpark c -> player();
      case GachaCmd.BuyOffer c -> player();
      case GachaCmd.AuditPool c -> player();
      case GachaCmd.ReportPaidMedals c -> player();
      default ->
          dice.chance(98) ? AUCTIONEER : dice.pick(0L, -1L, Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L);
    };
  }

  private long player() {
    return GachaMix.sender(dice, rich, AUCTIONEER);
  }

  private long bidder(long lotId) {
    Lot lot = oracle.book.lots.get(lotId);
    if (lot != null && lot.leader != 0 && dice.chance(25)) {
      return lot.leader;
    }
    if (lot != null && dice.chance(4)) {
      return lot.seller;
    }
    return dice.chance(70) ? 1 + dice.below(3) : mix.account();
  }

  private long nextTime() {
    int percent = dice.below(100);
    // Of a booking's life more happens at a time than of a lot's.
    int still = mix.isAboutBookings() ? 78 : 60;
    if (percent < still) {
      return now;
    }
    if (percent < still + (100 - still) / 2) {
      return now + 1 + dice.below(4);
    }
    if (percent < still + (100 - still) / 2 + 2) {
      return now + dice.below(dice.chance(50) ? 400_000_000 : 1_500);
    }
    if (mix.isAboutGacha() && percent >= 96) {
      // A day ends at some full hour.
      return (now / HOUR + 1 + dice.below(2)) * HOUR + dice.below(2);
    }
    List<Long> due = new ArrayList<>();
    if (oracle.nextDeadline() != Long.MAX_VALUE) {
      due.add(oracle.nextDeadline());
    }
    for (Lot lot : oracle.book.lots.values()) {
      if (lot.status == LotStatus.OPEN) {
        due.add(lot.end - lot.window);
        due.add(lot.end - lot.window);
      }
    }
    due.addAll(mix.bookings().due());
    long next = oracle.nextDeadline();
    long far = next == Long.MAX_VALUE ? now + 1_000 : next + 50;
    due.removeIf(at -> at + 1 < now || at > far);
    return due.isEmpty() ? now : Math.max(now, dice.any(due) + dice.below(3) - 1);
  }
}
