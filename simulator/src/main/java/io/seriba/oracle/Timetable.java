package io.seriba.oracle;

import static io.seriba.oracle.Emitted.Topic.account;
import static io.seriba.oracle.Event.field;
import static java.util.Objects.requireNonNull;

import io.seriba.oracle.Shop.Place;
import io.seriba.oracle.Shop.Resource;
import io.seriba.oracle.Shop.Slot;
import io.seriba.oracle.Shop.Store;
import io.seriba.sbe.Reason;
import java.util.HashSet;
import java.util.List;

/** rules.md, section 3: what a store sets up before anybody books. */
final class Timetable {
  private static final long MOST_DURATION = 31_536_000_000_000L;
  private static final long MOST_AMOUNT = 1_000_000_000_000_000L;
  private static final long MOST_ID = Long.MAX_VALUE - 1;

  private final PlantedBug bug;
  private final Shop shop;
  private final Emitted emitted;
  private final Ledger ledger;

  Timetable(PlantedBug bug, Shop shop, Emitted emitted, Ledger ledger) {
    this.bug = bug;
    this.shop = shop;
    this.emitted = emitted;
    this.ledger = ledger;
  }

  Reason defineStore(Cmd.DefineStore c, int limit) {
    if (shop.stores.containsKey(c.store())) {
      return Reason.STORE_EXISTS;
    }
    if (!ledger.isOpen(c.payee())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (!ledger.currencies.contains(c.currency())) {
      return Reason.UNKNOWN_CURRENCY;
    }
    boolean policy = c.noShowPolicy() != 0;
    if (c.holdTtl() == 0
        || c.waitlistTtl() == 0
        || policy != (c.noShowCount() != 0)
        || policy != (c.noShowPeriod() != 0)) {
      return Reason.INVALID_TERMS;
    }
    if (shop.stores.size() >= limit) {
      return Reason.CAPACITY_EXCEEDED;
    }
    Store store = new Store(c);
    shop.stores.put(store.id(), store);
    emitted.event(Shop.topic(store), "StoreState", Shop.state(store));
    return Reason.ACCEPTED;
  }

  Reason defineResource(Cmd.DefineResource c, int limit) {
    if (shop.resources.containsKey(c.resource())) {
      return Reason.RESOURCE_EXISTS;
    }
    Store store = shop.stores.get(c.store());
    if (store == null) {
      return Reason.UNKNOWN_STORE;
    }
    if (shop.resources.size() >= limit) {
      return Reason.CAPACITY_EXCEEDED;
    }
    shop.resources.put(c.resource(), new Resource(c.resource(), store, c.exclusive() == 1));
    emitted.event(
        Shop.topic(store),
        "ResourceDefined",
        field("store", c.store()),
        field("resource", c.resource()),
        field("exclusive", Book.flag(c.exclusive() == 1)));
    return Reason.ACCEPTED;
  }

  Reason defineSlots(Cmd.DefineSlots c, Cmd.BookingLimits limits) {
    Store store = shop.stores.get(c.store());
    if (store == null) {
      return Reason.UNKNOWN_STORE;
    }
    if (c.resources().isEmpty()) {
      return Reason.INVALID_SLOTS;
    }
    HashSet<Long> named = new HashSet<>();
    for (long id : c.resources()) {
      Resource resource = shop.resources.get(id);
      if (resource == null || !resource.store().equals(store)) {
        return Reason.UNKNOWN_RESOURCE;
      }
      if (!named.add(id)) {
        return Reason.INVALID_SLOTS;
      }
    }
    if (wrongTimes(c)) {
      return Reason.INVALID_SLOTS;
    }
    if (c.price() * c.capacity() > MOST_AMOUNT || c.price() > MOST_AMOUNT / c.capacity()) {
      return Reason.INVALID_TERMS;
    }
    for (int i = 0; i < c.slots().size(); i++) {
      if (shop.slots.containsKey(c.firstSlot() + i)) {
        return Reason.SLOT_EXISTS;
      }
    }
    if (c.slots().getFirst().start() <= emitted.now()) {
      return Reason.SLOT_STARTED;
    }
    return define(c, store, limits);
  }

  private static boolean wrongTimes(Cmd.DefineSlots c) {
    if (c.slots().isEmpty() || c.firstSlot() > MOST_ID - c.slots().size() + 1) {
      return true;
    }
    long last = 0;
    for (Cmd.Times times : c.slots()) {
      long duration = times.end() - times.start();
      if (duration <= 0 || duration > MOST_DURATION || times.start() < last) {
        return true;
      }
      last = times.start();
    }
    return false;
  }

  private Reason define(Cmd.DefineSlots c, Store store, Cmd.BookingLimits limits) {
    int count = c.slots().size();
    boolean full = shop.slots.size() + count > limits.slots();
    for (long id : c.resources()) {
      if (requireNonNull(shop.resources.get(id)).exclusive()) {
        List<Slot> others =
            shop.slots.values().stream()
                .filter(slot -> slot.terms.resources().contains(id))
                .toList();
        for (int i = 0; i < count; i++) {
          Cmd.Times times = c.slots().get(i);
          if (others.stream().anyMatch(other -> meet(times, c, other.times(), other.terms))
              || c.slots().subList(0, i).stream().anyMatch(other -> meet(times, c, other, c))) {
            return Reason.SLOT_OVERLAPS;
          }
        }
        full |= others.size() + count > limits.slotsPerResource();
      }
    }
    if (full) {
      return Reason.CAPACITY_EXCEEDED;
    }
    for (int i = 0; i < count; i++) {
      Slot slot = new Slot(c.firstSlot() + i, c.slots().get(i), c, store);
      shop.slots.put(slot.id, slot);
      emitted.event(Shop.topic(slot), "SlotState", shop.state(slot));
    }
    return Reason.ACCEPTED;
  }

  /** Returns whether two slots of one resource get in each other's way. */
  private boolean meet(Cmd.Times one, Cmd.DefineSlots ones, Cmd.Times two, Cmd.DefineSlots twos) {
    if (bug == PlantedBug.BUFFERS_IGNORED) {
      return one.start() < two.end() && two.start() < one.end();
    }
    return one.start() - ones.bufferBefore() < two.end() + twos.bufferAfter()
        && two.start() - twos.bufferBefore() < one.end() + ones.bufferAfter();
  }

  Reason closeSlot(Cmd.CloseSlot c) {
    Slot slot = shop.slots.get(c.slot());
    if (slot == null) {
      return Reason.UNKNOWN_SLOT;
    }
    if (slot.closed) {
      return Reason.WRONG_SLOT_STATUS;
    }
    for (Place place : slot.waitlist) {
      waitEnded(emitted, slot, place, "CLOSED");
    }
    slot.waitlist.clear();
    slot.closed = true;
    shop.changed(emitted, slot);
    return Reason.ACCEPTED;
  }

  Reason openSlot(Cmd.OpenSlot c) {
    Slot slot = shop.slots.get(c.slot());
    if (slot == null) {
      return Reason.UNKNOWN_SLOT;
    }
    if (!slot.closed) {
      return Reason.WRONG_SLOT_STATUS;
    }
    slot.closed = false;
    shop.changed(emitted, slot);
    return Reason.ACCEPTED;
  }

  Reason removeSlots(Cmd.RemoveSlots c) {
    if (c.count() > 200 || c.firstSlot() > MOST_ID - c.count() + 1) {
      return Reason.INVALID_SLOTS;
    }
    for (int i = 0; i < c.count(); i++) {
      if (!shop.slots.containsKey(c.firstSlot() + i)) {
        return Reason.UNKNOWN_SLOT;
      }
    }
    for (int i = 0; i < c.count(); i++) {
      Slot slot = requireNonNull(shop.slots.get(c.firstSlot() + i));
      if (shop.taken(slot) > 0 || !slot.waitlist.isEmpty()) {
        return Reason.SLOT_IN_USE;
      }
    }
    for (int i = 0; i < c.count(); i++) {
      Slot slot = requireNonNull(shop.slots.remove(c.firstSlot() + i));
      emitted.event(Shop.topic(slot), "SlotRemoved", field("slot", slot.id));
      emitted.forget(Shop.topic(slot));
    }
    return Reason.ACCEPTED;
  }

  static void waitEnded(Emitted emitted, Slot slot, Place place, String cause) {
    emitted.event(
        account(place.account()),
        "WaitEnded",
        field("account", place.account()),
        field("booking", place.id()),
        field("slot", slot.id),
        field("cause", cause));
  }
}
