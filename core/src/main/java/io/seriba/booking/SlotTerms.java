package io.seriba.booking;

import io.seriba.sbe.DefineSlotsDecoder;
import io.seriba.sbe.snapshot.StateSlotTermsDecoder;
import io.seriba.sbe.snapshot.StateSlotTermsEncoder;

/**
 * What the slots of one definition have in common: all but their times. Durations are microseconds,
 * the price minor units of the store's currency, fees basis points of a booking's price.
 */
final class SlotTerms {
  final Store store;

  /** What each slot takes jointly; not to be changed. */
  final Resource[] resources;

  final long bufferBefore;
  final long bufferAfter;
  final long cancelWindow;
  final long price;
  final int capacity;
  final int fee;
  final int noShowFee;

  /** How many slots there are with these terms. */
  int slots;

  SlotTerms(DefineSlotsDecoder command, Store store, Resource[] resources) {
    this.store = store;
    this.resources = resources;
    bufferBefore = command.bufferBefore();
    bufferAfter = command.bufferAfter();
    cancelWindow = command.cancelWindow();
    price = command.price();
    capacity = command.capacity();
    fee = command.fee();
    noShowFee = command.noShowFee();
  }

  SlotTerms(StateSlotTermsDecoder record, Store store, Resource[] resources) {
    this.store = store;
    this.resources = resources;
    bufferBefore = record.bufferBefore();
    bufferAfter = record.bufferAfter();
    cancelWindow = record.cancelWindow();
    price = record.price();
    capacity = record.capacity();
    fee = record.fee();
    noShowFee = record.noShowFee();
  }

  void save(StateSlotTermsEncoder record) {
    record
        .bufferBefore(bufferBefore)
        .bufferAfter(bufferAfter)
        .cancelWindow(cancelWindow)
        .price(price)
        .capacity(capacity)
        .fee(fee)
        .noShowFee(noShowFee);
    StateSlotTermsEncoder.ResourcesEncoder rows = record.resourcesCount(resources.length);
    for (Resource resource : resources) {
      rows.next().resource(resource.id);
    }
  }
}
