package io.seriba.booking;

import io.seriba.sbe.Reason;

/** The slots that a command names, found in the table. Reused. */
final class SlotSet {
  /** As many as the schema lets a command name. */
  static final int MOST = 8;

  private final long[] ids = new long[MOST];
  private final int[] slots = new int[MOST];
  private int size;

  void clear() {
    size = 0;
  }

  /** Adds the next id. */
  void add(long id) {
    ids[size++] = id;
  }

  /** Adds the next slot itself. */
  void addSlot(int slot) {
    slots[size++] = slot;
  }

  /** Makes it a set of one slot. */
  SlotSet only(int slot) {
    size = 1;
    slots[0] = slot;
    return this;
  }

  /** Makes it the slots that a booking is in. */
  void slotsOf(Booking booking) {
    size = booking.slotCount();
    for (int i = 0; i < size; i++) {
      slots[i] = booking.slot(i);
    }
  }

  int size() {
    return size;
  }

  int slot(int place) {
    return slots[place];
  }

  boolean contains(int slot) {
    for (int i = 0; i < size; i++) {
      if (slots[i] == slot) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looks the slots up.
   *
   * @return ACCEPTED, INVALID_SLOTS, UNKNOWN_SLOT or DIFFERENT_STORES
   */
  Reason find(SlotTable table) {
    if (size == 0) {
      return Reason.INVALID_SLOTS;
    }
    for (int i = 1; i < size; i++) {
      for (int j = 0; j < i; j++) {
        if (ids[i] == ids[j]) {
          return Reason.INVALID_SLOTS;
        }
      }
    }
    for (int i = 0; i < size; i++) {
      slots[i] = table.find(ids[i]);
      if (slots[i] == SlotTable.NONE) {
        return Reason.UNKNOWN_SLOT;
      }
    }
    for (int i = 1; i < size; i++) {
      if (table.terms(slots[i]).store != table.terms(slots[0]).store) {
        return Reason.DIFFERENT_STORES;
      }
    }
    return Reason.ACCEPTED;
  }

  /** Tells whether all slots take bookings now: ACCEPTED, SLOT_CLOSED or SLOT_STARTED. */
  Reason checkOpen(SlotTable table, long now) {
    for (int i = 0; i < size; i++) {
      if (table.isClosed(slots[i])) {
        return Reason.SLOT_CLOSED;
      }
    }
    return firstStart(table) <= now ? Reason.SLOT_STARTED : Reason.ACCEPTED;
  }

  /** Returns when the first of them starts. */
  long firstStart(SlotTable table) {
    long start = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      start = Math.min(start, table.start(slots[i]));
    }
    return start;
  }

  /**
   * Returns what so many seats in each slot cost; can't overflow, by the prices' and seats' ranges.
   */
  long price(SlotTable table, int seats) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += table.terms(slots[i]).price;
    }
    return Math.multiplyExact(sum, (long) seats);
  }

  /** Tells whether one of them is at the same time as one of a booking's; buffers don't count. */
  boolean overlaps(SlotTable table, Booking booking) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < booking.slotCount(); j++) {
        int other = booking.slot(j);
        if (table.start(slots[i]) < table.end(other) && table.start(other) < table.end(slots[i])) {
          return true;
        }
      }
    }
    return false;
  }
}
