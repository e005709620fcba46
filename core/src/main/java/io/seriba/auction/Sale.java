package io.seriba.auction;

import io.seriba.engine.Topic;
import io.seriba.ledger.Account;
import io.seriba.sbe.LotStatus;
import io.seriba.timer.Timer;
import java.util.Arrays;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/** Lots in an order, and who may bid on them. */
final class Sale extends Topic {
  /** No gap is declared: no lot opens by itself after another one. */
  static final long NO_GAP = -1;

  /** Microseconds between a lot's close and the next one's opening, or {@link #NO_GAP}. */
  final long gap;

  final boolean approvalRequired;

  /** Set from the close of the last open lot until the gap is over. */
  final Timer next = new Timer();

  /** Position of the lot whose close set {@link #next}. */
  int closedPosition;

  /** Lots that are open or paused. */
  int active;

  private final LongHashSet approved = new LongHashSet();
  private @Nullable Lot[] lots = new @Nullable Lot[8];
  private int size;

  Sale(long id, long gap, boolean approvalRequired) {
    super(id, 0);
    this.gap = gap;
    this.approvalRequired = approvalRequired;
  }

  /** Takes over where a saved sale stood; its timer, approvals and lots follow. */
  void resume(long topicOffset, int newClosedPosition) {
    offset(topicOffset);
    closedPosition = newClosedPosition;
  }

  boolean mayBid(Account account) {
    return !approvalRequired || approved.contains(account.id);
  }

  boolean isApproved(long account) {
    return approved.contains(account);
  }

  void approve(long account, boolean isApproved) {
    if (isApproved) {
      approved.add(account);
    } else {
      approved.remove(account);
    }
  }

  long[] approvedInOrder() {
    long[] accounts = new long[approved.size()];
    int count = 0;
    for (LongHashSet.LongIterator each = approved.iterator(); each.hasNext(); ) {
      accounts[count++] = each.nextValue();
    }
    Arrays.sort(accounts);
    return accounts;
  }

  int size() {
    return size;
  }

  boolean hasPosition(int position) {
    int place = placeOf(position);
    return place < size && at(place).position == position;
  }

  int lastPosition() {
    return size == 0 ? 0 : at(size - 1).position;
  }

  void add(Lot lot) {
    if (size == lots.length) {
      lots = Arrays.copyOf(lots, size * 2);
    }
    int place = placeOf(lot.position);
    System.arraycopy(lots, place, lots, place + 1, size - place);
    lots[place] = lot;
    size++;
  }

  /** Returns the first lot behind a position that waits to be opened after another one, or null. */
  @Nullable Lot nextScheduled(int position) {
    for (int place = placeOf(position + 1); place < size; place++) {
      Lot lot = at(place);
      if (lot.status == LotStatus.SCHEDULED && !lot.opensByItself()) {
        return lot;
      }
    }
    return null;
  }

  /** Returns the place of the first lot at or behind a position. */
  private int placeOf(int position) {
    if (lastPosition() < position) {
      return size;
    }
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle).position < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Lot at(int place) {
    Lot lot = lots[place];
    assert lot != null;
    return lot;
  }
}
