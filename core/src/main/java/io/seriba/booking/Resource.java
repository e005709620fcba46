package io.seriba.booking;

import java.util.Arrays;

/**
 * What gets booked. An exclusive one knows its slots, in order of time: no two of them overlap,
 * buffers included.
 */
final class Resource {
  final long id;
  final Store store;
  final boolean exclusive;
  private int[] slots = {};
  private int size;

  Resource(long id, Store store, boolean exclusive) {
    this.id = id;
    this.store = store;
    this.exclusive = exclusive;
  }

  /** Returns how many slots it is in, if it is exclusive. */
  int size() {
    return size;
  }

  /** Tells whether it is in no slot over [from, to), buffers included. */
  boolean isFree(SlotTable table, long start, long from, long to) {
    int place = placeOf(table, start);
    return (place == 0 || table.occupiedUntil(slots[place - 1]) <= from)
        && (place == size || table.occupiedFrom(slots[place]) >= to);
  }

  void add(SlotTable table, int slot) {
    if (size == slots.length) {
      slots = Arrays.copyOf(slots, Math.max(8, size * 2));
    }
    boolean isLast = size == 0 || table.start(slots[size - 1]) < table.start(slot);
    int place = isLast ? size : placeOf(table, table.start(slot));
    System.arraycopy(slots, place, slots, place + 1, size - place);
    slots[place] = slot;
    size++;
  }

  void remove(SlotTable table, int slot) {
    int place = placeOf(table, table.start(slot));
    assert slots[place] == slot;
    size--;
    System.arraycopy(slots, place + 1, slots, place, size - place);
  }

  /** Returns the place of its first slot that doesn't start before a time. */
  private int placeOf(SlotTable table, long start) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (table.start(slots[middle]) < start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
