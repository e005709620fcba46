package io.seriba.oracle;

import java.util.List;
import java.util.regex.Pattern;

/** Whether a command's fields are in the ranges that the schema declares, written out by hand. */
final class Ranges {
  private static final long MOST_ID = Long.MAX_VALUE - 1;
  private static final long MOST_AMOUNT = 1_000_000_000_000_000L;
  private static final long MOST_TIME = 9_000_000_000_000_000L;
  private static final long MOST_DURATION = 31_536_000_000_000L;
  private static final int MOST_POSITION = 1_000_000_000;
  private static final int MOST_LIMIT = 100_000_000;
  private static final int MOST_TEXT = 1_000;
  private static final Pattern CURRENCY = Pattern.compile("[A-Z0-9_]{1,12}");

  private Ranges() {}

  static boolean hold(Cmd cmd) {
    boolean host = cmd.body() instanceof Cmd.Tick || cmd.body() instanceof Cmd.Configure;
    return within(cmd.account(), host ? 0 : 1, MOST_ID) && hold(cmd.body());
  }

  private static boolean hold(Cmd.Body body) {
    return switch (body) {
      case Cmd.Tick c -> true;
      case Cmd.Configure c ->
          within(c.requestIds(), 1, 10_000_000)
              && limit(c.accounts())
              && limit(c.holds())
              && limit(c.sales())
              && limit(c.lots())
              && limit(c.lotsPerSale())
              && limit(c.approvals())
              && within(c.voidableBids(), 1, 1_000)
              && hold(c.booking())
              && GachaRanges.hold(c.gacha());
      case Cmd.DeclareCurrency c -> currency(c.currency()) && within(c.exponent(), 0, 9);
      case Cmd.OpenAccount c -> id(c.holder());
      case Cmd.SetCreditLimit c ->
          id(c.holder()) && currency(c.currency()) && amountOrZero(c.creditLimit());
      case Cmd.SetSuspended c -> id(c.holder()) && flag(c.suspended());
      case Cmd.Transfer c ->
          idOrZero(c.debit())
              && idOrZero(c.credit())
              && currency(c.currency())
              && amount(c.amount());
      case Cmd.PlaceHold c ->
          id(c.holder()) && currency(c.currency()) && amount(c.amount()) && time(c.expiry());
      case Cmd.CaptureHold c -> id(c.hold()) && amount(c.amount()) && idOrZero(c.credit());
      case Cmd.ReleaseHold c -> id(c.hold());
      case Cmd.DeclareIncrementTable c ->
          table(c.incrementTable())
              && c.rows().stream().allMatch(row -> amountOrZero(row.from()) && amount(row.step()));
      case Cmd.DefineSale c ->
          id(c.sale()) && durationOrDefault(c.gap()) && flag(c.approvalRequired());
      case Cmd.ApproveBidder c -> id(c.sale()) && id(c.bidder()) && flag(c.approved());
      case Cmd.DefineLot c -> defineLot(c);
      case Cmd.OpenLot c -> id(c.lot());
      case Cmd.PauseLot c -> id(c.lot());
      case Cmd.ResumeLot c -> id(c.lot());
      case Cmd.ExtendLot c -> id(c.lot()) && within(c.by(), 1, MOST_DURATION);
      case Cmd.CloseLot c -> id(c.lot());
      case Cmd.CancelLot c -> id(c.lot());
      case Cmd.VoidBid c -> id(c.lot()) && c.text().length() <= MOST_TEXT;
      case Cmd.SettleLot c -> id(c.lot());
      case Cmd.ReleaseLot c -> id(c.lot());
      case Cmd.PlaceBid c -> id(c.lot()) && amount(c.max());
      case Cmd.BuyNow c -> id(c.lot());
      case Cmd.DefineStore c -> defineStore(c);
      case Cmd.DefineResource c -> id(c.resource()) && id(c.store()) && flag(c.exclusive());
      case Cmd.DefineSlots c -> defineSlots(c);
      case Cmd.CloseSlot c -> id(c.slot());
      case Cmd.OpenSlot c -> id(c.slot());
      case Cmd.RemoveSlots c -> id(c.firstSlot()) && seats(c.count());
      case Cmd.HoldSlots c ->
          durationOrDefault(c.ttl())
              && amountOrZero(c.price())
              && seats(c.seats())
              && set(c.slots());
      case Cmd.InviteGuest c ->
          id(c.guest())
              && durationOrDefault(c.ttl())
              && amountOrZero(c.price())
              && seats(c.seats())
              && set(c.slots());
      case Cmd.ReleaseBooking c -> id(c.booking());
      case Cmd.PledgeBooking c -> id(c.booking());
      case Cmd.CancelBooking c -> id(c.booking());
      case Cmd.RescheduleBooking c -> id(c.booking()) && amountOrZero(c.price()) && set(c.slots());
      case Cmd.CheckInBooking c -> id(c.booking());
      case Cmd.CompleteBooking c -> id(c.booking());
      case Cmd.MarkNoShow c -> id(c.booking());
      case Cmd.JoinWaitlist c -> id(c.slot()) && seats(c.seats());
      case Cmd.EnlistGuest c ->
          id(c.slot()) && id(c.guest()) && seats(c.seats()) && within(c.priority(), 0, 100);
      case Cmd.LeaveWaitlist c -> id(c.slot());
      case GachaCmd c -> GachaRanges.hold(c);
    };
  }

  private static boolean defineLot(Cmd.DefineLot c) {
    return id(c.lot())
        && id(c.sale())
        && id(c.seller())
        && amount(c.openingPrice())
        && amountOrZero(c.reserve())
        && amountOrZero(c.buyNow())
        && time(c.opensAt())
        && durationOrDefault(c.duration())
        && durationOrDefault(c.window())
        && durationOrDefault(c.extension())
        && time(c.latestEnd())
        && within(c.position(), 0, MOST_POSITION)
        && table(c.incrementTable())
        && within(c.deposit(), 0, 10_000)
        && within(c.softClose(), 0, 1)
        && c.format() == 0
        && currency(c.currency());
  }

  private static boolean hold(Cmd.BookingLimits limits) {
    return limit(limits.stores())
        && limit(limits.resources())
        && limit(limits.slots())
        && limit(limits.slotsPerResource())
        && limit(limits.bookings())
        && limit(limits.endedBookings())
        && limit(limits.waitingPerSlot())
        && within(limits.perGuest(), 1, 10_000);
  }

  private static boolean defineStore(Cmd.DefineStore c) {
    return id(c.store())
        && id(c.payee())
        && durationOrDefault(c.holdTtl())
        && durationOrDefault(c.waitlistTtl())
        && durationOrDefault(c.grace())
        && duration(c.noShowPeriod())
        && within(c.maxHolds(), 0, Integer.MAX_VALUE - 1)
        && within(c.noShowCount(), 0, 16)
        && within(c.noShowPolicy(), 0, 2)
        && flag(c.overlapForbidden())
        && within(c.payment(), 0, 1)
        && currency(c.currency());
  }

  private static boolean defineSlots(Cmd.DefineSlots c) {
    return id(c.store())
        && id(c.firstSlot())
        && duration(c.bufferBefore())
        && duration(c.bufferAfter())
        && duration(c.cancelWindow())
        && amountOrZero(c.price())
        && seats(c.capacity())
        && within(c.fee(), 0, 10_000)
        && within(c.noShowFee(), 0, 10_000)
        && set(c.resources())
        && c.slots().size() <= 200
        && c.slots().stream()
            .allMatch(
                slot -> within(slot.start(), 1, MOST_TIME) && within(slot.end(), 1, MOST_TIME));
  }

  static boolean within(long value, long least, long most) {
    return least <= value && value <= most;
  }

  static boolean id(long value) {
    return within(value, 1, MOST_ID);
  }

  static boolean idOrZero(long value) {
    return within(value, 0, MOST_ID);
  }

  static boolean amount(long value) {
    return within(value, 1, MOST_AMOUNT);
  }

  /** Covers optional amounts too: 0 is their null value. */
  static boolean amountOrZero(long value) {
    return within(value, 0, MOST_AMOUNT);
  }

  private static boolean duration(long value) {
    return within(value, 0, MOST_DURATION);
  }

  private static boolean set(List<Long> ids) {
    return ids.size() <= 8 && ids.stream().allMatch(Ranges::id);
  }

  private static boolean seats(int value) {
    return within(value, 1, 1_000_000);
  }

  /** All times in lots' commands are optional: 0 is their null value. */
  static boolean time(long value) {
    return within(value, 0, MOST_TIME);
  }

  /** -1 is the null value. */
  private static boolean durationOrDefault(long value) {
    return within(value, -1, MOST_DURATION);
  }

  private static boolean table(int value) {
    return within(value, 1, 1_000);
  }

  static boolean limit(int value) {
    return within(value, 1, MOST_LIMIT);
  }

  static boolean flag(int value) {
    return within(value, 0, 1);
  }

  static boolean currency(String code) {
    return CURRENCY.matcher(code).matches();
  }
}
