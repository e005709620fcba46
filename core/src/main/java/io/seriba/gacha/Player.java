package io.seriba.gacha;

import io.seriba.gacha.PityGroup.Pity;
import io.seriba.ledger.Account;

/** One account's draws from one pool. */
final class Player {
  /** An account has at most so many points in a pool. */
  static final int MOST_POINTS = 1_000_000;

  final Account account;
  final Pity pity;
  long total;
  int sparkPoints;
  private int epoch;
  private long drawnInEpoch;
  private long day;
  private long drawnInDay;
  private long month;
  private long spentInMonth;

  Player(Account account, Pity pity) {
    this.account = account;
    this.pity = pity;
  }

  long drawnInEpoch(int ofEpoch) {
    return epoch == ofEpoch ? drawnInEpoch : 0;
  }

  long drawnInDay(long ofDay) {
    return day == ofDay ? drawnInDay : 0;
  }

  long spentInMonth(long ofMonth) {
    return month == ofMonth ? spentInMonth : 0;
  }

  void draw(int draws, int inEpoch, long onDay, long inMonth, long paid) {
    drawnInEpoch = drawnInEpoch(inEpoch) + draws;
    epoch = inEpoch;
    drawnInDay = drawnInDay(onDay) + draws;
    day = onDay;
    spentInMonth = spentInMonth(inMonth) + paid;
    month = inMonth;
    total += draws;
  }

  void addPoints(long points) {
    sparkPoints = (int) Math.min(MOST_POINTS, sparkPoints + points);
  }
}
