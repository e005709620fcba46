package io.seriba.booking;

import io.seriba.engine.Limits;
import io.seriba.sbe.DefineSlotsDecoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.RemoveSlotsDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Defines slots in bulk, closes, opens and removes them. */
final class Schedule {
  // As many as the schema lets a command name.
  private static final int MOST_RESOURCES = 8;
  private static final int MOST_SLOTS = 200;

  private static final long MOST_DURATION = DefineSlotsDecoder.bufferAfterMaxValue();
  private static final long MOST_ID = DefineSlotsDecoder.firstSlotMaxValue();
  private static final long MOST_PRICE = DefineSlotsDecoder.priceMaxValue();

  private final Stores stores;
  private final SlotTable slots;
  private final Waitlists waitlists;
  private final BookingEvents events;
  private Limits.Booking limits = Limits.Booking.DEFAULT;

  // What the last check found, for the apply that follows it.
  private final @Nullable Resource[] resources = new @Nullable Resource[MOST_RESOURCES];
  private int resourceCount;
  private final long[] starts = new long[MOST_SLOTS];
  private final long[] ends = new long[MOST_SLOTS];
  private int slotCount;
  private int slot;

  Schedule(Stores stores, SlotTable slots, Waitlists waitlists, BookingEvents events) {
    this.stores = stores;
    this.slots = slots;
    this.waitlists = waitlists;
    this.events = events;
  }

  void configure(Limits.Booking newLimits) {
    limits = newLimits;
  }

  Reason check(DefineSlotsDecoder command, long now) {
    Store store = stores.find(command.store());
    if (store == null) {
      return Reason.UNKNOWN_STORE;
    }
    Reason reason = readResources(command, store);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    if (!readTimes(command)) {
      return Reason.INVALID_SLOTS;
    }
    if (command.price() > MOST_PRICE / command.capacity()) {
      return Reason.INVALID_TERMS;
    }
    for (int i = 0; i < slotCount; i++) {
      if (slots.find(command.firstSlot() + i) != SlotTable.NONE) {
        return Reason.SLOT_EXISTS;
      }
    }
    if (starts[0] <= now) {
      return Reason.SLOT_STARTED;
    }
    return checkRoom(command);
  }

  private Reason readResources(DefineSlotsDecoder command, Store store) {
    resourceCount = 0;
    DefineSlotsDecoder.ResourcesDecoder rows = command.resources();
    if (rows.count() == 0) {
      return Reason.INVALID_SLOTS;
    }
    while (rows.hasNext()) {
      Resource resource = stores.findResource(rows.next().resource());
      if (resource == null || resource.store != store) {
        return Reason.UNKNOWN_RESOURCE;
      }
      for (int i = 0; i < resourceCount; i++) {
        if (resources[i] == resource) {
          return Reason.INVALID_SLOTS;
        }
      }
      resources[resourceCount++] = resource;
    }
    return Reason.ACCEPTED;
  }

  /** Reads the slots' times; tells whether they are in order, and ids and durations possible. */
  private boolean readTimes(DefineSlotsDecoder command) {
    DefineSlotsDecoder.SlotsDecoder rows = command.slots();
    slotCount = rows.count();
    if (slotCount == 0 || command.firstSlot() > MOST_ID - (slotCount - 1)) {
      return false;
    }
    for (int i = 0; i < slotCount; i++) {
      rows.next();
      starts[i] = rows.start();
      ends[i] = rows.end();
      if (ends[i] <= starts[i]
          || ends[i] - starts[i] > MOST_DURATION
          || (i > 0 && starts[i] < starts[i - 1])) {
        return false;
      }
    }
    return true;
  }

  private Reason checkRoom(DefineSlotsDecoder command) {
    boolean hasRoom = slots.size() + slotCount <= limits.slots();
    for (int i = 0; i < resourceCount; i++) {
      Resource resource = resource(i);
      if (resource.exclusive) {
        if (!areFree(command, resource)) {
          return Reason.SLOT_OVERLAPS;
        }
        hasRoom &= resource.size() + slotCount <= limits.slotsPerResource();
      }
    }
    return hasRoom ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  /** Tells whether the new slots overlap neither each other nor others, buffers included. */
  private boolean areFree(DefineSlotsDecoder command, Resource resource) {
    long takenUntil = Long.MIN_VALUE;
    for (int i = 0; i < slotCount; i++) {
      long from = starts[i] - command.bufferBefore();
      long to = ends[i] + command.bufferAfter();
      if (from < takenUntil || !resource.isFree(slots, starts[i], from, to)) {
        return false;
      }
      takenUntil = to;
    }
    return true;
  }

  void apply(DefineSlotsDecoder command) {
    Resource[] joint = Arrays.copyOf(resources, resourceCount, Resource[].class);
    Store store = joint[0].store;
    int terms = slots.addTerms(new SlotTerms(command, store, joint));
    for (int i = 0; i < slotCount; i++) {
      int added = slots.add(command.firstSlot() + i, starts[i], ends[i], terms);
      for (Resource resource : joint) {
        if (resource.exclusive) {
          resource.add(slots, added);
        }
      }
      events.defined(added);
    }
  }

  private Resource resource(int place) {
    Resource resource = resources[place];
    assert resource != null;
    return resource;
  }

  /** Checks that a slot is there, and closed or not. */
  Reason checkStatus(long id, boolean isClosed) {
    slot = slots.find(id);
    if (slot == SlotTable.NONE) {
      return Reason.UNKNOWN_SLOT;
    }
    return slots.isClosed(slot) == isClosed ? Reason.ACCEPTED : Reason.WRONG_SLOT_STATUS;
  }

  /** Closes the slot that was just checked; whoever waits for it waits no more. */
  void close() {
    waitlists.close(slot);
    slots.close(slot, true);
    events.changed(slot);
  }

  /** Opens the slot that was just checked. */
  void open() {
    slots.close(slot, false);
    events.changed(slot);
  }

  Reason check(RemoveSlotsDecoder command) {
    if (command.count() > MOST_SLOTS || command.firstSlot() > MOST_ID - (command.count() - 1)) {
      return Reason.INVALID_SLOTS;
    }
    for (int i = 0; i < command.count(); i++) {
      if (slots.find(command.firstSlot() + i) == SlotTable.NONE) {
        return Reason.UNKNOWN_SLOT;
      }
    }
    for (int i = 0; i < command.count(); i++) {
      int removed = slots.find(command.firstSlot() + i);
      if (slots.taken(removed) != 0 || slots.waiting(removed) != 0) {
        return Reason.SLOT_IN_USE;
      }
    }
    return Reason.ACCEPTED;
  }

  void apply(RemoveSlotsDecoder command) {
    for (int i = 0; i < command.count(); i++) {
      int removed = slots.find(command.firstSlot() + i);
      for (Resource resource : slots.terms(removed).resources) {
        if (resource.exclusive) {
          resource.remove(slots, removed);
        }
      }
      events.removed(removed);
      slots.remove(removed);
    }
  }
}
