package io.seriba.booking;

import io.seriba.engine.StateReader;
import io.seriba.engine.StateSink;
import io.seriba.engine.StateWriter;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.snapshot.StateSlotTermsDecoder;
import io.seriba.sbe.snapshot.StateSlotTermsEncoder;
import io.seriba.sbe.snapshot.StateSlotsDecoder;
import io.seriba.sbe.snapshot.StateSlotsEncoder;
import java.util.Arrays;

/** How slots and their terms get into a snapshot and out of it: by the thousand, for speed. */
final class SlotState {
  private static final int ROWS =
      (StateSink.MAX_RECORD_LENGTH - MessageHeaderEncoder.ENCODED_LENGTH - 4)
          / StateSlotsEncoder.SlotsEncoder.sbeBlockLength();

  private final SlotTable slots;
  private final Stores stores;

  /** By number of terms in the table: the number that they have in the snapshot, plus 1. */
  private int[] savedTerms = new int[64];

  private int termsCount;

  SlotState(SlotTable slots, Stores stores) {
    this.slots = slots;
    this.stores = stores;
  }

  void save(StateWriter out) {
    StateSlotTermsEncoder terms = new StateSlotTermsEncoder();
    for (int slot = 0; slot < slots.end(); slot++) {
      if (slots.isUsed(slot) && isNew(slots.termsNumber(slot))) {
        slots.terms(slot).save(out.open(terms));
        out.close(terms);
      }
    }
    StateSlotsEncoder record = new StateSlotsEncoder();
    for (int first = 0; first < slots.end(); first += ROWS) {
      int count = Math.min(ROWS, slots.end() - first);
      StateSlotsEncoder.SlotsEncoder row = out.open(record).slotsCount(count);
      for (int slot = first; slot < first + count; slot++) {
        save(row.next(), slot);
      }
      out.close(record);
    }
  }

  /** Gives terms that come for the first time the next number. */
  private boolean isNew(int terms) {
    if (terms >= savedTerms.length) {
      savedTerms = Arrays.copyOf(savedTerms, Math.max(terms + 1, 2 * savedTerms.length));
    }
    if (savedTerms[terms] != 0) {
      return false;
    }
    savedTerms[terms] = ++termsCount;
    return true;
  }

  private void save(StateSlotsEncoder.SlotsEncoder row, int slot) {
    if (slots.isUsed(slot)) {
      row.slot(slots.id(slot))
          .start(slots.start(slot))
          .duration(slots.end(slot) - slots.start(slot))
          .topicOffset(slots.offset(slot))
          .terms(savedTerms[slots.termsNumber(slot)] - 1)
          .closed((short) (slots.isClosed(slot) ? 1 : 0));
    } else {
      row.slot(0)
          .start(slots.freedBefore(slot))
          .duration(slots.isFreedLast(slot) ? 1 : 0)
          .topicOffset(0)
          .terms(0)
          .closed((short) 0);
    }
  }

  void load(StateReader in, StateSlotTermsDecoder record) {
    StateSlotTermsDecoder.ResourcesDecoder rows = record.resources();
    Resource[] resources = new Resource[rows.count()];
    for (int i = 0; i < resources.length; i++) {
      Resource resource = stores.findResource(rows.next().resource());
      if (resource == null || (i > 0 && resource.store != resources[0].store)) {
        throw in.bad("takes resources that aren't there, or of several stores");
      }
      resources[i] = resource;
    }
    if (resources.length == 0 || record.capacity() < 1) {
      throw in.bad("takes no resources, or has no seats");
    }
    slots.addTerms(new SlotTerms(record, resources[0].store, resources));
    termsCount++;
  }

  void load(StateReader in, StateSlotsDecoder record) {
    for (StateSlotsDecoder.SlotsDecoder row : record.slots()) {
      if (row.slot() == 0) {
        slots.resumeFree(row.start(), row.duration() != 0);
        continue;
      }
      if (row.terms() < 0 || row.terms() >= termsCount || row.duration() <= 0) {
        throw in.bad("has slot %d with terms number %d".formatted(row.slot(), row.terms()));
      }
      int slot = slots.resume(row);
      for (Resource resource : slots.terms(slot).resources) {
        if (resource.exclusive) {
          resource.add(slots, slot);
        }
      }
    }
  }
}
