package io.seriba.booking;

import io.seriba.sbe.DefineSlotsDecoder;

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
}
