package io.seriba.oracle;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * A command in plain values: who sends it, under which request id, and what.
 *
 * <p>Fields have the widths of the schema but no ranges, so that wrong values can be said too.
 * Enums and flags are their numbers on the wire.
 */
record Cmd(long account, RequestId requestId, Body body, Damage damage) {

  Cmd(long account, RequestId requestId, Body body) {
    this(account, requestId, body, Damage.NONE);
  }

  /** What is asked for: all that stands behind the request id. */
  sealed interface Body {
    /** Returns what a repeated request id must come with: all that its sender chose. */
    default Body content() {
      return this;
    }

    /** Returns the message's id in the schema. */
    default int template() {
      return switch (this) {
        case Tick c -> 100;
        case Configure c -> 101;
        case DeclareCurrency c -> 200;
        case OpenAccount c -> 201;
        case SetCreditLimit c -> 202;
        case SetSuspended c -> 203;
        case Transfer c -> 204;
        case PlaceHold c -> 205;
        case CaptureHold c -> 206;
        case ReleaseHold c -> 207;
        case DeclareIncrementTable c -> 300;
        case DefineSale c -> 301;
        case ApproveBidder c -> 302;
        case DefineLot c -> 303;
        case OpenLot c -> 304;
        case PauseLot c -> 305;
        case ResumeLot c -> 306;
        case ExtendLot c -> 307;
        case CloseLot c -> 308;
        case CancelLot c -> 309;
        case VoidBid c -> 310;
        case SettleLot c -> 311;
        case ReleaseLot c -> 312;
        case PlaceBid c -> 313;
        case BuyNow c -> 314;
        case DefineStore c -> 400;
        case DefineResource c -> 401;
        case DefineSlots c -> 402;
        case CloseSlot c -> 403;
        case OpenSlot c -> 404;
        case RemoveSlots c -> 405;
        case HoldSlots c -> 406;
        case InviteGuest c -> 407;
        case ReleaseBooking c -> 408;
        case PledgeBooking c -> 409;
        case CancelBooking c -> 410;
        case RescheduleBooking c -> 411;
        case CheckInBooking c -> 412;
        case CompleteBooking c -> 413;
        case MarkNoShow c -> 414;
        case JoinWaitlist c -> 415;
        case EnlistGuest c -> 416;
        case LeaveWaitlist c -> 417;
        case Domains c -> c.domainTemplate();
      };
    }
  }

  /** Commands that are listed elsewhere, by domain. */
  sealed interface Domains extends Body permits GachaCmd {
    /** Returns the message's id in the schema. */
    int domainTemplate();
  }

  record Tick() implements Body {}

  record Configure(
      int requestIds,
      int accounts,
      int holds,
      int sales,
      int lots,
      int lotsPerSale,
      int approvals,
      int voidableBids,
      BookingLimits booking,
      GachaCmd.Limits gacha)
      implements Body {}

  /** The limits of bookings. */
  record BookingLimits(
      int stores,
      int resources,
      int slots,
      int slotsPerResource,
      int bookings,
      int endedBookings,
      int waitingPerSlot,
      int perGuest) {}

  record DeclareCurrency(String currency, int exponent) implements Body {}

  record OpenAccount(long holder) implements Body {}

  record SetCreditLimit(long holder, String currency, long creditLimit) implements Body {}

  record SetSuspended(long holder, int suspended) implements Body {}

  record Transfer(long debit, long credit, String currency, long amount) implements Body {}

  record PlaceHold(long holder, String currency, long amount, long expiry) implements Body {}

  record CaptureHold(long hold, long amount, long credit) implements Body {}

  record ReleaseHold(long hold) implements Body {}

  /** A row of an increment table. */
  record Row(long from, long step) {}

  record DeclareIncrementTable(int incrementTable, List<Row> rows) implements Body {}

  record DefineSale(long sale, long gap, int approvalRequired) implements Body {}

  record ApproveBidder(long sale, long bidder, int approved) implements Body {}

  record DefineLot(
      long lot,
      long sale,
      long seller,
      long openingPrice,
      long reserve,
      long buyNow,
      long opensAt,
      long duration,
      long window,
      long extension,
      long latestEnd,
      int position,
      int incrementTable,
      int deposit,
      int softClose,
      int format,
      String currency)
      implements Body {}

  record OpenLot(long lot) implements Body {}

  record PauseLot(long lot) implements Body {}

  record ResumeLot(long lot) implements Body {}

  record ExtendLot(long lot, long by) implements Body {}

  record CloseLot(long lot) implements Body {}

  record CancelLot(long lot) implements Body {}

  record VoidBid(long lot, String text) implements Body {}

  record SettleLot(long lot) implements Body {}

  record ReleaseLot(long lot) implements Body {}

  record PlaceBid(long lot, long max) implements Body {}

  record BuyNow(long lot) implements Body {}

  record DefineStore(
      long store,
      long payee,
      long holdTtl,
      long waitlistTtl,
      long grace,
      long noShowPeriod,
      int maxHolds,
      int noShowCount,
      int noShowPolicy,
      int overlapForbidden,
      int payment,
      String currency)
      implements Body {}

  record DefineResource(long resource, long store, int exclusive) implements Body {}

  /** When a slot starts and ends. */
  record Times(long start, long end) {}

  record DefineSlots(
      long store,
      long firstSlot,
      long bufferBefore,
      long bufferAfter,
      long cancelWindow,
      long price,
      int capacity,
      int fee,
      int noShowFee,
      List<Long> resources,
      List<Times> slots)
      implements Body {}

  record CloseSlot(long slot) implements Body {}

  record OpenSlot(long slot) implements Body {}

  record RemoveSlots(long firstSlot, int count) implements Body {}

  record HoldSlots(long ttl, long price, int seats, List<Long> slots) implements Body {}

  record InviteGuest(long guest, long ttl, long price, int seats, List<Long> slots)
      implements Body {}

  record ReleaseBooking(long booking) implements Body {}

  record PledgeBooking(long booking) implements Body {}

  record CancelBooking(long booking) implements Body {}

  record RescheduleBooking(long booking, long price, List<Long> slots) implements Body {}

  record CheckInBooking(long booking) implements Body {}

  record CompleteBooking(long booking) implements Body {}

  record MarkNoShow(long booking) implements Body {}

  record JoinWaitlist(long slot, int seats) implements Body {}

  record EnlistGuest(long slot, long guest, int seats, int priority) implements Body {}

  record LeaveWaitlist(long slot) implements Body {}

  /** Returns the command as the Java expression that makes it, to be pasted into a test. */
  @Override
  public String toString() {
    String start = "new Cmd(" + java(account) + ", " + java(requestId) + ", " + java(body);
    return damage.equals(Damage.NONE)
        ? start + ")"
        : start + ", new Damage(Damage.Kind." + damage.kind() + ", " + damage.value() + "))";
  }

  private static String java(Object value) {
    return switch (value) {
      case Long number -> number + "L";
      case String text -> '"' + text.replace("\0", "\\0") + '"';
      case List<?> list -> {
        List<String> parts = new ArrayList<>();
        list.forEach(part -> parts.add(java(part)));
        yield "List.of(" + String.join(", ", parts) + ")";
      }
      case Record made -> {
        List<String> parts = new ArrayList<>();
        for (RecordComponent component : made.getClass().getRecordComponents()) {
          try {
            parts.add(java(component.getAccessor().invoke(made)));
          } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record hides its component", e);
          }
        }
        yield "new " + made.getClass().getSimpleName() + "(" + String.join(", ", parts) + ")";
      }
      default -> value.toString();
    };
  }
}
