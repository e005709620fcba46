package io.seriba.persistence.postgres;

import static io.seriba.persistence.postgres.ColumnType.BIGINT;
import static io.seriba.persistence.postgres.ColumnType.INTEGER;
import static io.seriba.persistence.postgres.ColumnType.INTERVAL;
import static io.seriba.persistence.postgres.ColumnType.TEXT;
import static io.seriba.persistence.postgres.ColumnType.TIME;

import io.seriba.persistence.postgres.PatchTable.Column;
import io.seriba.sbe.DefineSlotsDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.ResourceDefinedDecoder;
import io.seriba.sbe.SlotChangedDecoder;
import io.seriba.sbe.SlotRemovedDecoder;
import io.seriba.sbe.SlotStateDecoder;
import io.seriba.sbe.StoreStateDecoder;

/** The tables of stores, resources and slots. */
final class SlotRows {
  final AppendTable stores =
      new AppendTable(
          "stores",
          "store",
          "payee",
          "currency",
          "hold_ttl",
          "waitlist_ttl",
          "grace",
          "max_holds",
          "no_show_policy",
          "no_show_count",
          "no_show_period",
          "overlap_forbidden",
          "payment",
          "defined_by",
          "defined_at");
  final AppendTable resources =
      new AppendTable("resources", "resource", "store", "exclusive", "defined_at");
  final PatchTable slots = PatchTable.redefinable("slots");
  private final Column store;
  private final Column startsAt;
  private final Column endsAt;
  private final Column bufferBefore;
  private final Column bufferAfter;
  private final Column cancelWindow;
  private final Column price;
  private final Column capacity;
  private final Column feeBp;
  private final Column noShowBp;
  private final Column taken;
  private final Column waiting;
  private final Column status;
  private final Column definedAt;
  private final Column removedAt;
  private final Column changedAt;
  final ReplaceTable slotResources = new ReplaceTable("slot_resources", "slot", "resource");

  private final Balances balances;

  private final DefineSlotsDecoder defineSlots = new DefineSlotsDecoder();
  private final StoreStateDecoder storeState = new StoreStateDecoder();
  private final ResourceDefinedDecoder resourceDefined = new ResourceDefinedDecoder();
  private final SlotStateDecoder slotState = new SlotStateDecoder();
  private final SlotChangedDecoder slotChanged = new SlotChangedDecoder();
  private final SlotRemovedDecoder slotRemoved = new SlotRemovedDecoder();

  SlotRows(Balances balances) {
    this.balances = balances;
    slots.key("slot", BIGINT);
    store = slots.set("store", BIGINT);
    startsAt = slots.set("starts_at", TIME);
    endsAt = slots.set("ends_at", TIME);
    bufferBefore = slots.set("buffer_before", INTERVAL);
    bufferAfter = slots.set("buffer_after", INTERVAL);
    cancelWindow = slots.set("cancel_window", INTERVAL);
    price = slots.set("price", BIGINT);
    capacity = slots.set("capacity", INTEGER);
    feeBp = slots.set("fee_bp", INTEGER);
    noShowBp = slots.set("no_show_bp", INTEGER);
    taken = slots.set("taken", INTEGER);
    waiting = slots.set("waiting", INTEGER);
    status = slots.set("status", TEXT);
    definedAt = slots.set("defined_at", TIME);
    removedAt = slots.clearable("removed_at", TIME);
    changedAt = slots.set("changed_at", TIME);
  }

  /** Takes the event at hand; returns false if it is about something else. */
  boolean event(Current current) {
    switch (current.eventId()) {
      case StoreStateDecoder.TEMPLATE_ID -> defined(current.readEvent(storeState), current);
      case ResourceDefinedDecoder.TEMPLATE_ID -> {
        ResourceDefinedDecoder event = current.readEvent(resourceDefined);
        resources
            .row()
            .bigint(event.resource())
            .bigint(event.store())
            .bool(event.exclusive() == Flag.YES)
            .time(current.at());
      }
      case SlotStateDecoder.TEMPLATE_ID -> defined(current.readEvent(slotState), current);
      case SlotChangedDecoder.TEMPLATE_ID -> {
        SlotChangedDecoder event = current.readEvent(slotChanged);
        slots
            .row(event.slot())
            .set(taken, event.taken())
            .set(waiting, event.waiting())
            .set(status, event.status().name())
            .set(changedAt, current.at());
      }
      case SlotRemovedDecoder.TEMPLATE_ID ->
          slots
              .row(current.readEvent(slotRemoved).slot())
              .set(removedAt, current.at())
              .set(changedAt, current.at());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void defined(StoreStateDecoder event, Current current) {
    stores
        .row()
        .bigint(event.store())
        .bigint(event.payee())
        .ascii(event.currency())
        .interval(event.holdTtl())
        .interval(event.waitlistTtl())
        .interval(event.grace())
        .integer(event.maxHolds())
        .ascii(event.noShowPolicy().name())
        .integer(event.noShowCount())
        .interval(event.noShowPeriod())
        .bool(event.overlapForbidden() == Flag.YES)
        .ascii(event.payment().name())
        .bigint(current.actor())
        .time(current.at());
    balances.storeBegun(event.store(), event.currency());
  }

  private void defined(SlotStateDecoder event, Current current) {
    assert current.isBy(DefineSlotsDecoder.TEMPLATE_ID);
    DefineSlotsDecoder command = current.readCommand(defineSlots);
    slots
        .fresh(event.slot())
        .set(store, event.store())
        .set(startsAt, event.start())
        .set(endsAt, event.end())
        .set(bufferBefore, command.bufferBefore())
        .set(bufferAfter, command.bufferAfter())
        .set(cancelWindow, event.cancelWindow())
        .set(price, event.price())
        .set(capacity, event.capacity())
        .set(feeBp, event.fee())
        .set(noShowBp, event.noShowFee())
        .set(taken, event.taken())
        .set(waiting, event.waiting())
        .set(status, event.status().name())
        .set(definedAt, current.at())
        .set(changedAt, current.at());
    SlotStateDecoder.ResourcesDecoder rows = event.resources();
    long[] joint = new long[rows.count()];
    for (int i = 0; i < joint.length; i++) {
      joint[i] = rows.next().resource();
    }
    slotResources.replace(event.slot(), joint);
  }
}
