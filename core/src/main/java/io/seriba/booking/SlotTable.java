package io.seriba.booking;

import io.seriba.sbe.snapshot.StateSlotsDecoder.SlotsDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All slots, as records of 48 bytes in pages; with its place in the index (8 to 16 bytes) and in
 * each exclusive resource's order (4 to 8) a slot takes about 70 bytes: 700 MB for ten million.
 * What the slots of one definition have in common is kept once.
 *
 * <p>A slot goes by the number of its record, which is reused after the slot is removed.
 */
final class SlotTable {
  static final int NONE = -1;

  private static final int PAGE_BITS = 13;
  private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;
  private static final int RECORD = 6;
  private static final int ID = 0;
  private static final int START = 1;

  /** The duration, doubled; plus 1 if the slot is closed. Of an unused record: the next unused. */
  private static final int DURATION_AND_STATUS = 2;

  /** The number of its terms below, the handle of its last waiter above. */
  private static final int TERMS_AND_LAST_WAITER = 3;

  /** Seats taken below, waiters above. */
  private static final int TAKEN_AND_WAITING = 4;

  private static final int OFFSET = 5;
  private static final long LOW = 0xFFFF_FFFFL;

  private long[][] pages = {};
  private int used;
  private int size;
  private int unused = NONE;

  /** By hash of the id: numbers of records plus 1, or 0. At most half full. */
  private int[] index = new int[16];

  private @Nullable SlotTerms[] terms = new @Nullable SlotTerms[16];
  private int[] unusedTerms = new int[16];
  private int unusedTermsSize;
  private int termsUsed;

  /** Returns how many slots there are. */
  int size() {
    return size;
  }

  /** Returns the number below which all records lie; not each of them is a slot. */
  int end() {
    return used;
  }

  /** Tells whether the record with this number is a slot. */
  boolean isUsed(int slot) {
    return page(slot)[at(slot) + ID] != 0;
  }

  /** Returns the slot with this id, or {@link #NONE}. */
  int find(long id) {
    int mask = index.length - 1;
    for (int place = hash(id) & mask; ; place = (place + 1) & mask) {
      int slot = index[place] - 1;
      if (slot == NONE || id(slot) == id) {
        return slot;
      }
    }
  }

  /** Makes terms that slots can be added with. */
  int addTerms(SlotTerms added) {
    int number = unusedTermsSize > 0 ? unusedTerms[--unusedTermsSize] : termsUsed++;
    if (number == terms.length) {
      terms = Arrays.copyOf(terms, number * 2);
    }
    terms[number] = added;
    return number;
  }

  /** Adds an open slot that nobody has booked; there is none with this id. */
  int add(long id, long start, long end, int termsNumber) {
    int slot = unused;
    if (slot == NONE) {
      slot = nextNumber();
    } else {
      unused = (int) freedBefore(slot);
    }
    fill(slot, id, start, end - start, termsNumber);
    if (size * 2 > index.length) {
      index(index.length * 2);
    } else {
      enter(slot);
    }
    return slot;
  }

  private int nextNumber() {
    int slot = used++;
    if (slot >> PAGE_BITS == pages.length) {
      pages = Arrays.copyOf(pages, pages.length + 1);
      pages[pages.length - 1] = new long[RECORD << PAGE_BITS];
    }
    return slot;
  }

  private void fill(int slot, long id, long start, long duration, int termsNumber) {
    long[] page = page(slot);
    int at = at(slot);
    page[at + ID] = id;
    page[at + START] = start;
    page[at + DURATION_AND_STATUS] = duration << 1;
    page[at + TERMS_AND_LAST_WAITER] = ((long) NONE << 32) | termsNumber;
    page[at + TAKEN_AND_WAITING] = 0;
    page[at + OFFSET] = 0;
    terms(slot).slots++;
    size++;
  }

  /**
   * Adds the slot with the next number as it was saved; returns its number. {@link #finishLoading}
   * follows behind the last.
   */
  int resume(SlotsDecoder row) {
    int slot = nextNumber();
    fill(slot, row.slot(), row.start(), row.duration(), row.terms());
    close(slot, row.closed() != 0);
    page(slot)[at(slot) + OFFSET] = row.topicOffset();
    return slot;
  }

  /** Leaves the next number free, as it was saved. */
  void resumeFree(long freedBefore, boolean isLast) {
    int slot = nextNumber();
    page(slot)[at(slot) + DURATION_AND_STATUS] = freedBefore;
    if (isLast) {
      unused = slot;
    }
  }

  /** Makes the index of what was saved, in one go; tells whether all ids differ. */
  boolean finishLoading() {
    int length = index.length;
    while (length < size * 2) {
      length *= 2;
    }
    return index(length);
  }

  /** Tells whether each free number follows another, or came free last. */
  boolean areFreeNumbersChained() {
    int free = 0;
    long slot = unused;
    while (slot != NONE && free < used - size && isNumber(slot) && !isUsed((int) slot)) {
      free++;
      slot = freedBefore((int) slot);
    }
    return slot == NONE && free == used - size;
  }

  private boolean isNumber(long slot) {
    return slot >= 0 && slot < used;
  }

  /** Tells whether there is a slot with this number. */
  boolean isSlot(int slot) {
    return isNumber(slot) && isUsed(slot);
  }

  /** Returns the number that came free before a free one, or {@link #NONE}. */
  long freedBefore(int free) {
    return page(free)[at(free) + DURATION_AND_STATUS];
  }

  /** Tells whether a free number is the one that the next slot gets. */
  boolean isFreedLast(int free) {
    return free == unused;
  }

  /** Removes a slot that nobody has booked or waits for. */
  void remove(int slot) {
    assert taken(slot) == 0 && waiting(slot) == 0;
    leave(slot);
    SlotTerms former = terms(slot);
    former.slots--;
    if (former.slots == 0) {
      dropTerms(termsNumber(slot));
    }
    long[] page = page(slot);
    page[at(slot) + ID] = 0;
    page[at(slot) + DURATION_AND_STATUS] = unused;
    unused = slot;
    size--;
  }

  private void dropTerms(int number) {
    terms[number] = null;
    if (unusedTermsSize == unusedTerms.length) {
      unusedTerms = Arrays.copyOf(unusedTerms, unusedTermsSize * 2);
    }
    unusedTerms[unusedTermsSize++] = number;
  }

  long id(int slot) {
    return page(slot)[at(slot) + ID];
  }

  long start(int slot) {
    return page(slot)[at(slot) + START];
  }

  long end(int slot) {
    return start(slot) + (page(slot)[at(slot) + DURATION_AND_STATUS] >>> 1);
  }

  /** Returns from when on it keeps its exclusive resources. */
  long occupiedFrom(int slot) {
    return start(slot) - terms(slot).bufferBefore;
  }

  /** Returns until when it keeps its exclusive resources. */
  long occupiedUntil(int slot) {
    return end(slot) + terms(slot).bufferAfter;
  }

  boolean isClosed(int slot) {
    return (page(slot)[at(slot) + DURATION_AND_STATUS] & 1) != 0;
  }

  void close(int slot, boolean closed) {
    long[] page = page(slot);
    int at = at(slot) + DURATION_AND_STATUS;
    page[at] = (page[at] & ~1L) | (closed ? 1 : 0);
  }

  SlotTerms terms(int slot) {
    SlotTerms found = terms[termsNumber(slot)];
    assert found != null;
    return found;
  }

  int termsNumber(int slot) {
    return (int) page(slot)[at(slot) + TERMS_AND_LAST_WAITER];
  }

  int taken(int slot) {
    return (int) page(slot)[at(slot) + TAKEN_AND_WAITING];
  }

  /** Returns the seats that nobody has. */
  int free(int slot) {
    return terms(slot).capacity - taken(slot);
  }

  /** Takes seats, or with a negative number gives them back. */
  void take(int slot, int seats) {
    int taken = taken(slot) + seats;
    assert taken >= 0 && taken <= terms(slot).capacity : id(slot);
    long[] page = page(slot);
    int at = at(slot) + TAKEN_AND_WAITING;
    page[at] = (page[at] & ~LOW) | taken;
  }

  int waiting(int slot) {
    return (int) (page(slot)[at(slot) + TAKEN_AND_WAITING] >>> 32);
  }

  /** Returns the handle of its last waiter, or {@link #NONE}. */
  int lastWaiter(int slot) {
    return (int) (page(slot)[at(slot) + TERMS_AND_LAST_WAITER] >>> 32);
  }

  void waiters(int slot, int count, int last) {
    long[] page = page(slot);
    int at = at(slot);
    page[at + TAKEN_AND_WAITING] = (page[at + TAKEN_AND_WAITING] & LOW) | ((long) count << 32);
    page[at + TERMS_AND_LAST_WAITER] =
        (page[at + TERMS_AND_LAST_WAITER] & LOW) | ((long) last << 32);
  }

  /** Returns how many events there were about it. */
  long offset(int slot) {
    return page(slot)[at(slot) + OFFSET];
  }

  /** Counts one more event about it. */
  long nextOffset(int slot) {
    return ++page(slot)[at(slot) + OFFSET];
  }

  private long[] page(int slot) {
    return pages[slot >> PAGE_BITS];
  }

  private static int at(int slot) {
    return (slot & PAGE_MASK) * RECORD;
  }

  private static int hash(long id) {
    long mixed = id * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) ^ (int) (mixed >>> 15);
  }

  private boolean index(int length) {
    index = new int[length];
    boolean allDiffer = true;
    for (int slot = 0; slot < used; slot++) {
      if (isUsed(slot)) {
        allDiffer &= enter(slot);
      }
    }
    return allDiffer;
  }

  /** Enters a slot into the index; tells whether none with its id was in the way. */
  private boolean enter(int slot) {
    int mask = index.length - 1;
    long id = id(slot);
    int place = hash(id) & mask;
    boolean isNew = true;
    while (index[place] != 0) {
      isNew &= id(index[place] - 1) != id;
      place = (place + 1) & mask;
    }
    index[place] = slot + 1;
    return isNew;
  }

  /** Takes a slot out of the index, and moves up whoever it was in the way of. */
  private void leave(int slot) {
    int mask = index.length - 1;
    int gap = hash(id(slot)) & mask;
    while (index[gap] != slot + 1) {
      gap = (gap + 1) & mask;
    }
    for (int place = (gap + 1) & mask; index[place] != 0; place = (place + 1) & mask) {
      int home = hash(id(index[place] - 1)) & mask;
      if (((place - home) & mask) >= ((place - gap) & mask)) {
        index[gap] = index[place];
        gap = place;
      }
    }
    index[gap] = 0;
  }
}
