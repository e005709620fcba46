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
  /** Every hundredth seed starts with a balance at its bound, which takes 4,000 transfers. */
  private static final int RICH_EVERY = 100;

  private static final long AUCTIONEER = 9;
  private static final long START = 1_700_000_000_000_000L;

  /** So near the end of time that an extension can go beyond it. */
  private static final long LATE_START = 8_990_000_000_000_000L;

  private final Dice dice;
  private final Oracle oracle;
  private final List<Step> made = new ArrayList<>();
  private final List<Step> prelude = new ArrayList<>();
  private final Mischief mischief;
  private final Mix mix;
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
    this.mix = new Mix(dice, oracle, now, seed % RICH_EVERY == 0);
    for (Cmd.Body body : mix.prelude()) {
      boolean host = body instanceof Cmd.Configure;
      prelude.add(new Step(now, new Cmd(host ? 0 : AUCTIONEER, requestId(), body)));
    }
    Collections.reverse(prelude);
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
      default ->
          dice.chance(98) ? AUCTIONEER : dice.pick(0L, -1L, Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L);
    };
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
    if (percent < 60) {
      return now;
    }
    if (percent < 80) {
      return now + 1 + dice.below(4);
    }
    if (percent < 82) {
      return now + dice.below(percent == 81 ? 400_000_000 : 1_500);
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
    due.removeIf(at -> at + 1 < now || at > oracle.nextDeadline() + 50);
    return due.isEmpty() ? now : Math.max(now, dice.any(due) + dice.below(3) - 1);
  }
}
