package io.seriba.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What generated sequences brought about: outcomes by command and reason, events by kind. */
final class Coverage {
  /** Every reason that a command can have beside {@link #COMMON}. */
  private static final String REASONS =
      """
      DeclareCurrency CURRENCY_EXISTS CAPACITY_EXCEEDED
      OpenAccount ACCOUNT_EXISTS CAPACITY_EXCEEDED
      SetCreditLimit UNKNOWN_ACCOUNT UNKNOWN_CURRENCY CREDIT_LIMIT_TOO_LOW
      SetSuspended UNKNOWN_ACCOUNT
      Transfer SAME_ACCOUNT UNKNOWN_ACCOUNT UNKNOWN_CURRENCY INSUFFICIENT_FUNDS AMOUNT_OVERFLOW
      PlaceHold UNKNOWN_ACCOUNT UNKNOWN_CURRENCY HOLD_EXPIRED INSUFFICIENT_FUNDS CAPACITY_EXCEEDED
      CaptureHold UNKNOWN_HOLD UNKNOWN_ACCOUNT SAME_ACCOUNT EXCEEDS_HOLD AMOUNT_OVERFLOW
      ReleaseHold UNKNOWN_HOLD
      DeclareIncrementTable INCREMENT_TABLE_EXISTS INVALID_INCREMENT_TABLE
      DefineSale SALE_EXISTS CAPACITY_EXCEEDED
      ApproveBidder UNKNOWN_SALE UNKNOWN_ACCOUNT CAPACITY_EXCEEDED
      DefineLot LOT_EXISTS UNKNOWN_SALE UNKNOWN_ACCOUNT UNKNOWN_CURRENCY UNKNOWN_INCREMENT_TABLE
      DefineLot INVALID_TERMS POSITION_TAKEN CAPACITY_EXCEEDED
      OpenLot UNKNOWN_LOT WRONG_LOT_STATUS
      PauseLot UNKNOWN_LOT WRONG_LOT_STATUS
      ResumeLot UNKNOWN_LOT WRONG_LOT_STATUS
      ExtendLot UNKNOWN_LOT WRONG_LOT_STATUS END_NOT_LATER
      CloseLot UNKNOWN_LOT WRONG_LOT_STATUS
      CancelLot UNKNOWN_LOT WRONG_LOT_STATUS
      VoidBid UNKNOWN_LOT WRONG_LOT_STATUS NO_BID_TO_VOID
      SettleLot UNKNOWN_LOT NOTHING_TO_SETTLE AMOUNT_OVERFLOW
      ReleaseLot UNKNOWN_LOT NOTHING_TO_SETTLE
      PlaceBid UNKNOWN_LOT UNKNOWN_ACCOUNT LOT_NOT_OPEN MAX_NOT_RAISED BID_TOO_LOW NOT_ALLOWED
      PlaceBid INSUFFICIENT_FUNDS
      BuyNow UNKNOWN_LOT UNKNOWN_ACCOUNT LOT_NOT_OPEN BUY_NOW_UNAVAILABLE NOT_ALLOWED
      BuyNow INSUFFICIENT_FUNDS
      DefineStore STORE_EXISTS UNKNOWN_ACCOUNT UNKNOWN_CURRENCY INVALID_TERMS CAPACITY_EXCEEDED
      DefineResource RESOURCE_EXISTS UNKNOWN_STORE CAPACITY_EXCEEDED
      DefineSlots UNKNOWN_STORE UNKNOWN_RESOURCE INVALID_SLOTS INVALID_TERMS SLOT_EXISTS
      DefineSlots SLOT_STARTED SLOT_OVERLAPS CAPACITY_EXCEEDED
      CloseSlot UNKNOWN_SLOT WRONG_SLOT_STATUS
      OpenSlot UNKNOWN_SLOT WRONG_SLOT_STATUS
      RemoveSlots INVALID_SLOTS UNKNOWN_SLOT SLOT_IN_USE
      HoldSlots INVALID_SLOTS UNKNOWN_SLOT DIFFERENT_STORES UNKNOWN_ACCOUNT SLOT_CLOSED
      HoldSlots SLOT_STARTED NOT_ALLOWED EXCEEDS_CAPACITY HOLD_EXPIRED TTL_TOO_LONG WRONG_PRICE
      HoldSlots TOO_MANY_NO_SHOWS TOO_MANY_HOLDS OVERLAPS_OWN_BOOKING SLOT_FULL
      HoldSlots INSUFFICIENT_FUNDS CAPACITY_EXCEEDED
      InviteGuest INVALID_SLOTS UNKNOWN_SLOT DIFFERENT_STORES UNKNOWN_ACCOUNT SLOT_CLOSED
      InviteGuest SLOT_STARTED NOT_ALLOWED EXCEEDS_CAPACITY HOLD_EXPIRED
      InviteGuest TOO_MANY_HOLDS OVERLAPS_OWN_BOOKING SLOT_FULL CAPACITY_EXCEEDED
      ReleaseBooking UNKNOWN_BOOKING NOT_ALLOWED WRONG_BOOKING_STATUS
      PledgeBooking UNKNOWN_BOOKING NOT_ALLOWED HOLD_EXPIRED WRONG_BOOKING_STATUS
      PledgeBooking INSUFFICIENT_FUNDS AMOUNT_OVERFLOW
      CancelBooking UNKNOWN_BOOKING NOT_ALLOWED WRONG_BOOKING_STATUS SLOT_STARTED
      CancelBooking INSUFFICIENT_FUNDS
      RescheduleBooking UNKNOWN_BOOKING NOT_ALLOWED WRONG_BOOKING_STATUS CANCEL_DEADLINE_PASSED
      RescheduleBooking INVALID_SLOTS UNKNOWN_SLOT DIFFERENT_STORES SLOT_CLOSED
      RescheduleBooking EXCEEDS_CAPACITY WRONG_PRICE OVERLAPS_OWN_BOOKING SLOT_FULL
      RescheduleBooking INSUFFICIENT_FUNDS
      CheckInBooking UNKNOWN_BOOKING WRONG_BOOKING_STATUS
      CompleteBooking UNKNOWN_BOOKING WRONG_BOOKING_STATUS TOO_EARLY
      MarkNoShow UNKNOWN_BOOKING WRONG_BOOKING_STATUS TOO_EARLY INSUFFICIENT_FUNDS
      JoinWaitlist UNKNOWN_SLOT UNKNOWN_ACCOUNT SLOT_CLOSED SLOT_STARTED NOT_ALLOWED
      JoinWaitlist EXCEEDS_CAPACITY TOO_MANY_NO_SHOWS ALREADY_WAITING SLOT_NOT_FULL
      JoinWaitlist CAPACITY_EXCEEDED
      EnlistGuest UNKNOWN_SLOT UNKNOWN_ACCOUNT SLOT_CLOSED SLOT_STARTED NOT_ALLOWED
      EnlistGuest EXCEEDS_CAPACITY ALREADY_WAITING SLOT_NOT_FULL CAPACITY_EXCEEDED
      LeaveWaitlist UNKNOWN_SLOT UNKNOWN_ACCOUNT NOT_WAITING
      GrantMedals UNKNOWN_ACCOUNT UNKNOWN_CURRENCY INVALID_MEDALS CAPACITY_EXCEEDED
      SpendMedals UNKNOWN_ACCOUNT INSUFFICIENT_MEDALS
      RefundMedals UNKNOWN_SPEND
      ReportPaidMedals UNKNOWN_ACCOUNT
      DefinePool POOL_EXISTS UNKNOWN_CURRENCY COMPLETE_SET_FORBIDDEN INVALID_POOL CAPACITY_EXCEEDED
      AddPrizes UNKNOWN_POOL WRONG_POOL_STATUS INVALID_PRIZE PRIZE_EXISTS CAPACITY_EXCEEDED
      OpenPool UNKNOWN_POOL WRONG_POOL_STATUS INVALID_POOL SEED_REUSED CAPACITY_EXCEEDED
      RotateSeed UNKNOWN_POOL WRONG_POOL_STATUS SEED_REUSED CAPACITY_EXCEEDED
      ClosePool UNKNOWN_POOL WRONG_POOL_STATUS
      Draw UNKNOWN_POOL UNKNOWN_ACCOUNT POOL_NOT_OPEN NO_SUCH_BUNDLE NOT_ALLOWED SOLD_OUT
      Draw TOTAL_LIMIT DAILY_LIMIT INSUFFICIENT_MEDALS SPEND_LIMIT AMOUNT_OVERFLOW
      Draw CAPACITY_EXCEEDED
      ExchangeSpark UNKNOWN_POOL UNKNOWN_ACCOUNT POOL_NOT_OPEN NOT_ALLOWED UNKNOWN_PRIZE SOLD_OUT
      ExchangeSpark INSUFFICIENT_POINTS CAPACITY_EXCEEDED
      DefineOffer OFFER_EXISTS UNKNOWN_POOL WRONG_POOL_STATUS CAPACITY_EXCEEDED
      BuyOffer UNKNOWN_OFFER UNKNOWN_ACCOUNT POOL_NOT_OPEN NOT_ALLOWED SOLD_OUT INSUFFICIENT_FUNDS
      SetSpendLimit UNKNOWN_ACCOUNT
      AuditPool UNKNOWN_POOL UNKNOWN_ACCOUNT
      """;

  private static final List<String> COMMON =
      List.of("ACCEPTED", "REQUEST_ID_REUSED", "MALFORMED", "UNKNOWN_COMMAND");

  /** The host's commands have an outcome only if something is wrong with them. */
  private static final String HOST_REASONS =
      """
      Tick MALFORMED UNKNOWN_COMMAND NOT_ALLOWED
      Configure MALFORMED UNKNOWN_COMMAND NOT_ALLOWED
      """;

  private static final List<String> KINDS =
      List.of(
          "AccountOpened",
          "BalanceChanged",
          "BidVoided",
          "BidderApproved",
          "BookingCheckedIn",
          "BookingConfirmed",
          "BookingEnded CANCELLED",
          "BookingEnded COMPLETED",
          "BookingEnded EXPIRED",
          "BookingEnded NO_SHOW",
          "BookingEnded RELEASED",
          "BookingHeld HOLD",
          "BookingHeld INVITATION",
          "BookingHeld OFFER",
          "BookingRescheduled",
          "CreditLimitSet",
          "CurrencyDeclared",
          "DepositCaptured",
          "DepositHeld",
          "DepositReleased CANCELLED",
          "DepositReleased OUTBID",
          "DepositReleased PASSED",
          "DepositReleased RELEASED",
          "DepositReleased VOIDED",
          "DepositShort",
          "HoldCaptured",
          "HoldPlaced",
          "HoldReleased BY_COMMAND",
          "HoldReleased EXPIRED",
          "IncrementTableDeclared",
          "LotClosed PASSED",
          "LotClosed SOLD",
          "LotExtended",
          "LotSettled RELEASED",
          "LotSettled SETTLED",
          "LotState SCHEDULED",
          "LotState OPEN",
          "LotTimer CANCELLED",
          "LotTimer OPEN",
          "LotTimer PAUSED",
          "MaxRaised",
          "Drawn",
          "MedalsExpired",
          "MedalsGranted",
          "MedalsRefunded",
          "MedalsSpent",
          "OfferBought",
          "OfferChanged",
          "PaidMedalsReported",
          "PoolAudited",
          "PoolClosed CLOSED",
          "PoolOpened OPEN",
          "PoolProgressed",
          "PoolState DRAFT",
          "PrizeGone",
          "PrizesAdded",
          "SeedCommitted",
          "SeedRevealed",
          "SparkConverted",
          "SparkExchanged",
          "SpendLimitSet",
          "PriceChanged",
          "PriceHeld",
          "PricePaid",
          "PriceRefunded",
          "PriceReleased",
          "ResourceDefined",
          "SaleState",
          "SlotChanged CLOSED",
          "SlotChanged OPEN",
          "SlotRemoved",
          "SlotState OPEN",
          "StoreState",
          "SuspensionSet",
          "WaitEnded CLOSED",
          "WaitEnded LEFT",
          "WaitEnded OFFERED",
          "WaitEnded REFUSED",
          "Waiting");

  private final Map<String, Long> outcomes = new TreeMap<>();
  private final Map<String, Long> kinds = new TreeMap<>();
  private long commands;
  private long events;

  void count(Cmd cmd, List<Event> caused) {
    commands++;
    events += caused.size();
    for (Event event : caused) {
      if (event.name().equals("Outcome")) {
        String command = cmd.body().getClass().getSimpleName();
        outcomes.merge(command + " " + event.text("reason"), 1L, Long::sum);
      } else {
        kinds.merge(kind(event), 1L, Long::sum);
      }
    }
  }

  /** Returns the message's name, with the field that says which of several things it reports. */
  private static String kind(Event event) {
    for (String field : List.of("cause", "status", "settlement", "origin")) {
      if (event.fields().containsKey(field)) {
        return event.name() + " " + event.text(field);
      }
    }
    return event.name();
  }

  /** Returns what never came about of all that can. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    (REASONS + HOST_REASONS).lines().forEach(line -> missing.addAll(outcomesOf(line)));
    REASONS
        .lines()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .distinct()
        .forEach(command -> COMMON.forEach(reason -> missing.add(command + " " + reason)));
    missing.addAll(KINDS);
    missing.removeIf(what -> outcomes.containsKey(what) || kinds.containsKey(what));
    return missing;
  }

  private static List<String> outcomesOf(String line) {
    List<String> words = List.of(line.split(" "));
    return words.stream().skip(1).map(reason -> words.getFirst() + " " + reason).toList();
  }

  /** Returns the figures in one line, with what came about least often. */
  String summary() {
    TreeMap<Long, String> byCount = new TreeMap<>();
    outcomes.forEach((what, count) -> byCount.merge(count, what, (one, two) -> one + ", " + two));
    return commands
        + " commands, "
        + events
        + " events, "
        + outcomes.size()
        + " kinds of outcome, "
        + kinds.size()
        + " kinds of event; rarest: "
        + byCount.firstEntry();
  }
}
