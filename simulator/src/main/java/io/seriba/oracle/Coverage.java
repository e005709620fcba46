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
          "PriceChanged",
          "SaleState",
          "SuspensionSet");

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
    for (String field : List.of("cause", "status", "settlement")) {
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
