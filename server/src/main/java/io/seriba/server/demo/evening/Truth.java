package io.seriba.server.demo.evening;

import io.seriba.server.demo.evening.EveningLog.Refusal;
import java.util.List;
import java.util.stream.Stream;

/** Tells whether what a guest was told was so, at the moment that a replay has come to. */
final class Truth {
  private final EveningReplay now;

  Truth(EveningReplay now) {
    this.now = now;
  }

  boolean holds(Refusal refusal) {
    Stay stay = now.stays.get(refusal.booking());
    return switch (refusal.reason()) {
      case "SLOT_FULL" -> slots(refusal).anyMatch(slot -> slot.free() < refusal.seats());
      case "SLOT_NOT_FULL" -> slots(refusal).allMatch(slot -> slot.free() >= refusal.seats());
      case "ALREADY_WAITING" -> slots(refusal).anyMatch(slot -> slot.hasPlace(refusal.account()));
      case "NOT_WAITING" -> slots(refusal).noneMatch(slot -> slot.hasPlace(refusal.account()));
      case "TOO_MANY_HOLDS" -> heldBy(refusal.account()) >= EveningAct.MOST_HOLDS;
      case "OVERLAPS_OWN_BOOKING" -> overlapsOwn(refusal);
      case "HOLD_EXPIRED" -> stay != null && stay.status.equals("EXPIRED");
      case "WRONG_BOOKING_STATUS" ->
          stay != null
              && !stay.status.equals(
                  refusal.command().equals("slot:cancel") ? "CONFIRMED" : "HELD");
      case "INSUFFICIENT_FUNDS" ->
          stay != null && now.balances.getOrDefault(refusal.account(), 0L) < stay.price;
      default -> false;
    };
  }

  private Stream<SlotBook> slots(Refusal refusal) {
    return now.slots.values().stream().filter(slot -> refusal.slots().contains(slot.id));
  }

  private long heldBy(long account) {
    return of(account).filter(stay -> stay.status.equals("HELD")).count();
  }

  private boolean overlapsOwn(Refusal refusal) {
    List<SlotBook> wanted = slots(refusal).toList();
    return of(refusal.account()).anyMatch(stay -> stay.isLive() && stay.overlaps(wanted));
  }

  private Stream<Stay> of(long account) {
    return now.stays.values().stream().filter(stay -> stay.account == account);
  }
}
