package io.seriba.oracle;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What will happen by itself, in order of (deadline, order in which it was set). */
final class Timers {
  /** Names a timer that was set. */
  record Key(long deadline, long order) {}

  private final PlantedBug bug;
  private final TreeMap<Key, LongConsumer> pending;
  private long set;

  Timers(PlantedBug bug) {
    this.bug = bug;
    Comparator<Key> bySetOrder = Comparator.comparingLong(Key::order);
    this.pending =
        new TreeMap<>(
            Comparator.comparingLong(Key::deadline)
                .thenComparing(
                    bug == PlantedBug.EQUAL_DEADLINES_REVERSED
                        ? bySetOrder.reversed()
                        : bySetOrder));
  }

  /** Sets a timer; {@code action} gets the deadline as the effective time. */
  Key set(long deadline, LongConsumer action) {
    return set(deadline, ++set, action);
  }

  /** Sets a timer as if it had been set when {@code order} was due; no rule asks for that. */
  Key set(long deadline, long order, LongConsumer action) {
    Key key = new Key(deadline, order);
    pending.put(key, action);
    return key;
  }

  /** Removes a timer, if it is there. */
  void remove(@Nullable Key key) {
    if (key != null) {
      pending.remove(key);
    }
  }

  /** Fires all that is due at {@code now}, what the firing itself sets included. */
  void fire(long now) {
    while (nextDeadline() < now || (nextDeadline() == now && bug != PlantedBug.TIMER_LATE_BY_ONE)) {
      Map.Entry<Key, LongConsumer> first = pending.pollFirstEntry();
      first.getValue().accept(first.getKey().deadline());
    }
  }

  /** Returns the earliest deadline, or {@link Long#MAX_VALUE}. */
  long nextDeadline() {
    return pending.isEmpty() ? Long.MAX_VALUE : pending.firstKey().deadline();
  }
}
