package io.seriba.ledger;

import java.util.ArrayDeque;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last spends, in log order, and what each took from which lot, so that it can be put back. A
 * refunded one counts as one of the last until it is forgotten like all others.
 */
final class MedalSpends {

  /** Units that a spend took from one lot. Pooled. */
  static final class Taking {
    @Nullable MedalLot lot;
    long units;
    @Nullable Taking next;

    MedalLot lot() {
      assert lot != null : "a taking of the pool is in use";
      return lot;
    }
  }

  /** One spend; its takings are in the order in which it took. Pooled. */
  static final class Spend {
    long id;
    @Nullable MedalPurse purse;
    @Nullable Taking first;
    @Nullable Taking last;

    MedalPurse purse() {
      assert purse != null : "a spend of the pool is in use";
      return purse;
    }
  }

  private final Long2ObjectHashMap<Spend> refundable = new Long2ObjectHashMap<>();
  private final ArrayDeque<Spend> inOrder = new ArrayDeque<>();
  private final ArrayDeque<Spend> unusedSpends = new ArrayDeque<>();
  private @Nullable Taking unusedTakings;
  private final Medals medals;

  MedalSpends(Medals medals) {
    this.medals = medals;
  }

  @Nullable Spend find(long id) {
    return refundable.get(id);
  }

  Spend add(long id, MedalPurse purse) {
    Spend spend = unusedSpends.isEmpty() ? new Spend() : unusedSpends.pop();
    spend.id = id;
    spend.purse = purse;
    refundable.put(id, spend);
    inOrder.addLast(spend);
    return spend;
  }

  /** Returns the last spends, in log order. */
  Iterable<Spend> inOrder() {
    return inOrder;
  }

  /** Puts a saved spend behind the others; refunded unless it gets takings. */
  Spend resume(long id) {
    Spend spend = new Spend();
    spend.id = id;
    inOrder.addLast(spend);
    return spend;
  }

  /** Adds the next taking of a saved spend. */
  void resume(Spend spend, MedalLot lot, long units) {
    spend.purse = lot.purse();
    refundable.put(spend.id, spend);
    addTaking(spend, lot, units);
  }

  void addTaking(Spend spend, MedalLot lot, long units) {
    Taking taking = unusedTakings;
    if (taking == null) {
      taking = new Taking();
    } else {
      unusedTakings = taking.next;
    }
    taking.lot = lot;
    taking.units = units;
    taking.next = null;
    lot.takings++;
    Taking last = spend.last;
    if (last == null) {
      spend.first = taking;
    } else {
      last.next = taking;
    }
    spend.last = taking;
  }

  /** Forgets the oldest until at most so many are left. */
  void forgetBeyond(int most) {
    while (inOrder.size() > most) {
      Spend oldest = inOrder.removeFirst();
      clear(oldest);
      unusedSpends.push(oldest);
    }
  }

  /** Takes a spend out of those that can be refunded; it still counts as one of the last. */
  void clear(Spend spend) {
    refundable.remove(spend.id);
    Taking taking = spend.first;
    while (taking != null) {
      Taking next = taking.next;
      MedalLot lot = taking.lot();
      lot.takings--;
      medals.freeIfUnused(lot);
      taking.lot = null;
      taking.next = unusedTakings;
      unusedTakings = taking;
      taking = next;
    }
    spend.first = null;
    spend.last = null;
    spend.purse = null;
  }
}
