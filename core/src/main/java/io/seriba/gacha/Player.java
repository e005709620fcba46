package io.seriba.gacha;

import io.seriba.gacha.PityGroup.Pity;
import io.seriba.ledger.Account;
import io.seriba.sbe.snapshot.StatePlayerDecoder;
import io.seriba.sbe.snapshot.StatePlayerEncoder;

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

  void save(StatePlayerEncoder record) {
    record
        .total(total)
        .drawnInEpoch(drawnInEpoch)
        .day(day)
        .drawnInDay(drawnInDay)
        .month(month)
        .spentInMonth(spentInMonth)
        .account(account.number())
        .epoch(epoch)
        .sparkPoints(sparkPoints)
        .pity(pity.count)
        .featuredDue((short) (pity.isFeaturedDue ? 1 : 0));
  }

  /** Takes what was saved; of the pity that pools share each tells the same. */
  void resume(StatePlayerDecoder record) {
    total = record.total();
    drawnInEpoch = record.drawnInEpoch();
    day = record.day();
    drawnInDay = record.drawnInDay();
    month = record.month();
    spentInMonth = record.spentInMonth();
    epoch = record.epoch();
    sparkPoints = record.sparkPoints();
    pity.count = record.pity();
    pity.isFeaturedDue = record.featuredDue() != 0;
  }

  void addPoints(long points) {
    sparkPoints = (int) Math.min(MOST_POINTS, sparkPoints + points);
  }
}
