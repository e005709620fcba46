package io.seriba.booking;

import io.seriba.engine.Command;
import io.seriba.engine.Domain;
import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.CancelBookingDecoder;
import io.seriba.sbe.CheckInBookingDecoder;
import io.seriba.sbe.CloseSlotDecoder;
import io.seriba.sbe.CompleteBookingDecoder;
import io.seriba.sbe.DefineResourceDecoder;
import io.seriba.sbe.DefineSlotsDecoder;
import io.seriba.sbe.DefineStoreDecoder;
import io.seriba.sbe.EnlistGuestDecoder;
import io.seriba.sbe.HoldSlotsDecoder;
import io.seriba.sbe.InviteGuestDecoder;
import io.seriba.sbe.JoinWaitlistDecoder;
import io.seriba.sbe.LeaveWaitlistDecoder;
import io.seriba.sbe.MarkNoShowDecoder;
import io.seriba.sbe.OpenSlotDecoder;
import io.seriba.sbe.PledgeBookingDecoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.ReleaseBookingDecoder;
import io.seriba.sbe.RemoveSlotsDecoder;
import io.seriba.sbe.RescheduleBookingDecoder;
import io.seriba.timer.Timer;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;

/** The bookings' commands and timers, routed to the parts that know their rules. */
public final class Bookings implements Domain {
  private final Ledger ledger;
  private final SlotTable slots = new SlotTable();
  private final BookingTable bookings;
  private final BookingEvents events;
  private final Stores stores;
  private final Schedule schedule;
  private final Waitlists waitlists;
  private final Holding holding;
  private final BookingLife life;
  private final Rescheduling rescheduling;

  private final HoldSlotsDecoder holdSlots = new HoldSlotsDecoder();
  private final PledgeBookingDecoder pledge = new PledgeBookingDecoder();
  private final ReleaseBookingDecoder release = new ReleaseBookingDecoder();
  private final CancelBookingDecoder cancel = new CancelBookingDecoder();
  private final RescheduleBookingDecoder reschedule = new RescheduleBookingDecoder();
  private final InviteGuestDecoder invite = new InviteGuestDecoder();
  private final CheckInBookingDecoder checkIn = new CheckInBookingDecoder();
  private final CompleteBookingDecoder complete = new CompleteBookingDecoder();
  private final MarkNoShowDecoder noShow = new MarkNoShowDecoder();
  private final JoinWaitlistDecoder joinWaitlist = new JoinWaitlistDecoder();
  private final EnlistGuestDecoder enlist = new EnlistGuestDecoder();
  private final LeaveWaitlistDecoder leaveWaitlist = new LeaveWaitlistDecoder();
  private final DefineStoreDecoder defineStore = new DefineStoreDecoder();
  private final DefineResourceDecoder defineResource = new DefineResourceDecoder();
  private final DefineSlotsDecoder defineSlots = new DefineSlotsDecoder();
  private final CloseSlotDecoder closeSlot = new CloseSlotDecoder();
  private final OpenSlotDecoder openSlot = new OpenSlotDecoder();
  private final RemoveSlotsDecoder removeSlots = new RemoveSlotsDecoder();

  /** Makes bookings without a store. */
  public Bookings(Ledger ledger, EventWriter writer, Timers timers) {
    this.ledger = ledger;
    bookings = new BookingTable(timers);
    events = new BookingEvents(writer, slots);
    stores = new Stores(ledger, writer);
    waitlists = new Waitlists(ledger, slots, bookings, events);
    schedule = new Schedule(stores, slots, waitlists, events);
    Payments payments = new Payments(ledger, writer);
    Offers offers = new Offers(slots, bookings, waitlists, payments, events);
    Seats seats = new Seats(slots, bookings, offers, events);
    holding = new Holding(ledger, slots, bookings, seats, payments, events);
    life = new BookingLife(slots, bookings, seats, payments, events);
    rescheduling = new Rescheduling(slots, bookings, seats, payments, events);
  }

  @Override
  public Reason check(Command command) {
    long now = command.time();
    return switch (command.templateId()) {
      case HoldSlotsDecoder.TEMPLATE_ID -> holding.check(command.read(holdSlots), now);
      case PledgeBookingDecoder.TEMPLATE_ID -> life.check(command.read(pledge));
      case ReleaseBookingDecoder.TEMPLATE_ID -> holding.check(command.read(release));
      case CancelBookingDecoder.TEMPLATE_ID -> life.check(command.read(cancel), now);
      case RescheduleBookingDecoder.TEMPLATE_ID ->
          rescheduling.check(command.read(reschedule), now);
      case InviteGuestDecoder.TEMPLATE_ID -> holding.check(command.read(invite), now);
      case CheckInBookingDecoder.TEMPLATE_ID -> life.checkCheckIn(command.read(checkIn).booking());
      case CompleteBookingDecoder.TEMPLATE_ID ->
          life.checkComplete(command.read(complete).booking(), now);
      case MarkNoShowDecoder.TEMPLATE_ID -> life.checkNoShow(command.read(noShow).booking(), now);
      case JoinWaitlistDecoder.TEMPLATE_ID -> waitlists.check(command.read(joinWaitlist), now);
      case EnlistGuestDecoder.TEMPLATE_ID -> waitlists.check(command.read(enlist), now);
      case LeaveWaitlistDecoder.TEMPLATE_ID -> waitlists.check(command.read(leaveWaitlist));
      case DefineStoreDecoder.TEMPLATE_ID -> stores.check(command.read(defineStore));
      case DefineResourceDecoder.TEMPLATE_ID -> stores.check(command.read(defineResource));
      case DefineSlotsDecoder.TEMPLATE_ID -> schedule.check(command.read(defineSlots), now);
      case CloseSlotDecoder.TEMPLATE_ID ->
          schedule.checkStatus(command.read(closeSlot).slot(), false);
      case OpenSlotDecoder.TEMPLATE_ID -> schedule.checkStatus(command.read(openSlot).slot(), true);
      case RemoveSlotsDecoder.TEMPLATE_ID -> schedule.check(command.read(removeSlots));
      default -> Reason.UNKNOWN_COMMAND;
    };
  }

  @Override
  public void apply(Command command) {
    long now = command.time();
    switch (command.templateId()) {
      case HoldSlotsDecoder.TEMPLATE_ID -> holding.apply(holdSlots, command.sequence(), now);
      case PledgeBookingDecoder.TEMPLATE_ID -> life.pledge();
      case ReleaseBookingDecoder.TEMPLATE_ID ->
          holding.end(release.booking(), BookingStatus.RELEASED, now);
      case CancelBookingDecoder.TEMPLATE_ID -> life.cancel(now);
      case RescheduleBookingDecoder.TEMPLATE_ID -> rescheduling.apply(reschedule, now);
      case InviteGuestDecoder.TEMPLATE_ID -> holding.apply(invite, command.sequence(), now);
      case CheckInBookingDecoder.TEMPLATE_ID -> life.checkIn();
      case CompleteBookingDecoder.TEMPLATE_ID -> life.complete(now);
      case MarkNoShowDecoder.TEMPLATE_ID -> life.noShow(now);
      case JoinWaitlistDecoder.TEMPLATE_ID -> waitlists.apply(joinWaitlist, command.sequence());
      case EnlistGuestDecoder.TEMPLATE_ID -> waitlists.apply(enlist, command.sequence());
      case LeaveWaitlistDecoder.TEMPLATE_ID -> waitlists.leave();
      case DefineStoreDecoder.TEMPLATE_ID -> stores.apply(defineStore);
      case DefineResourceDecoder.TEMPLATE_ID -> stores.apply(defineResource);
      case DefineSlotsDecoder.TEMPLATE_ID -> schedule.apply(defineSlots);
      case CloseSlotDecoder.TEMPLATE_ID -> schedule.close();
      case OpenSlotDecoder.TEMPLATE_ID -> schedule.open();
      case RemoveSlotsDecoder.TEMPLATE_ID -> schedule.apply(removeSlots);
      default ->
          throw new AssertionError("accepted, but not the bookings': " + command.templateId());
    }
  }

  @Override
  public long result(Command command) {
    return switch (command.templateId()) {
      case HoldSlotsDecoder.TEMPLATE_ID,
          InviteGuestDecoder.TEMPLATE_ID,
          JoinWaitlistDecoder.TEMPLATE_ID,
          EnlistGuestDecoder.TEMPLATE_ID ->
          command.sequence();
      default -> 0;
    };
  }

  @Override
  public void fire(Timer timer) {
    assert timer.kind() == TimerKind.BOOKING_EXPIRY;
    holding.end(timer.id(), BookingStatus.EXPIRED, timer.deadline());
  }

  @Override
  public void configure(Limits limits) {
    stores.configure(limits.booking());
    schedule.configure(limits.booking());
    bookings.configure(limits.booking());
    waitlists.configure(limits.booking());
  }

  @Override
  public void describe() {
    stores.describe();
    for (int slot = 0; slot < slots.end(); slot++) {
      if (slots.isUsed(slot)) {
        events.describe(slot);
      }
    }
  }

  @Override
  public void save(StateWriter out) {
    new BookingState(stores, slots, bookings, waitlists, ledger).save(out);
  }

  @Override
  public void load(StateReader in) {
    new BookingState(stores, slots, bookings, waitlists, ledger).load(in);
  }
}
