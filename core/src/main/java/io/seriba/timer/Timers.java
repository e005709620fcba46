package io.seriba.timer;

import io.seriba.sbe.snapshot.TimerStateDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All timers that are set, as a binary heap ordered by deadline, then by the order in which they
 * were set (rules, section 0). Agrona's wheel and Aeron's heap leave equal deadlines unordered, so
 * neither would do.
 */
public final class Timers {
  private @Nullable Timer[] heap = new @Nullable Timer[64];
  private int size;
  private long orders;
  private long nextDeadline = Long.MAX_VALUE;

  /**
   * Sets a timer, or sets it anew: it then comes after all others of the same deadline.
   *
   * @param id of the thing that the deadline is for
   * @param deadline microseconds; one that has passed fires with the next command
   */
  public void set(Timer timer, TimerKind kind, long id, long deadline) {
    timer.subject(kind, id);
    timer.order = ++orders;
    long former = timer.deadline;
    timer.deadline = deadline;
    if (!timer.isSet()) {
      add(timer);
    } else if (deadline < former) {
      siftUp(timer, timer.place);
    } else {
      siftDown(timer, timer.place);
    }
    nextDeadline = at(0).deadline;
  }

  /** Returns the order of the timer that was set last: how many times one was. */
  public long lastOrder() {
    return orders;
  }

  /** Says which order was given last: a snapshot did. Then its timers are set. */
  public void lastOrder(long order) {
    orders = order;
  }

  /**
   * Sets a timer as it was {@linkplain Timer#save saved}; unset if it wasn't set.
   *
   * @throws IllegalStateException if it has an order that was never given
   */
  public void load(Timer timer, TimerKind kind, long id, TimerStateDecoder state) {
    long order = state.order();
    if (order < 0 || order > orders) {
      throw new IllegalStateException("a timer of order " + order + ", the last being " + orders);
    }
    if (order > 0) {
      timer.subject(kind, id);
      timer.order = order;
      timer.deadline = state.deadline();
      add(timer);
      nextDeadline = at(0).deadline;
    }
  }

  /** Unsets a timer; one that isn't set stays so. */
  public void cancel(Timer timer) {
    int place = timer.place;
    if (place == Timer.UNSET) {
      return;
    }
    timer.place = Timer.UNSET;
    Timer last = at(--size);
    heap[size] = null;
    if (last != timer) {
      siftDown(last, place);
      if (last.place == place) {
        siftUp(last, place);
      }
    }
    nextDeadline = size == 0 ? Long.MAX_VALUE : at(0).deadline;
  }

  /** Returns the earliest deadline in microseconds, or {@link Long#MAX_VALUE}. */
  public long nextDeadline() {
    return nextDeadline;
  }

  /** Returns how many are set. */
  public int size() {
    return size;
  }

  /** Unsets and returns the first timer with a deadline not after {@code now}, or null. */
  public @Nullable Timer pollDue(long now) {
    if (nextDeadline() > now) {
      return null;
    }
    Timer due = at(0);
    cancel(due);
    return due;
  }

  private Timer at(int place) {
    Timer timer = heap[place];
    assert timer != null;
    return timer;
  }

  private void add(Timer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    siftUp(timer, size++);
  }

  private void put(Timer timer, int place) {
    heap[place] = timer;
    timer.place = place;
  }

  private void siftUp(Timer timer, int from) {
    int place = from;
    while (place > 0) {
      int above = (place - 1) >>> 1;
      Timer parent = at(above);
      if (!isBefore(timer, parent)) {
        break;
      }
      put(parent, place);
      place = above;
    }
    put(timer, place);
  }

  private void siftDown(Timer timer, int from) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && isBefore(at(child + 1), at(child))) {
        child++;
      }
      if (!isBefore(at(child), timer)) {
        break;
      }
      put(at(child), place);
      place = child;
    }
    put(timer, place);
  }

  private static boolean isBefore(Timer a, Timer b) {
    return a.deadline < b.deadline || (a.deadline == b.deadline && a.order < b.order);
  }
}
