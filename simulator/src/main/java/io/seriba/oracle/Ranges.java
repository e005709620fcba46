package io.seriba.oracle;

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
              && within(c.voidableBids(), 1, 1_000);
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

  private static boolean within(long value, long least, long most) {
    return least <= value && value <= most;
  }

  private static boolean id(long value) {
    return within(value, 1, MOST_ID);
  }

  private static boolean idOrZero(long value) {
    return within(value, 0, MOST_ID);
  }

  private static boolean amount(long value) {
    return within(value, 1, MOST_AMOUNT);
  }

  /** Covers optional amounts too: 0 is their null value. */
  private static boolean amountOrZero(long value) {
    return within(value, 0, MOST_AMOUNT);
  }

  /** All times in commands are optional: 0 is their null value. */
  private static boolean time(long value) {
    return within(value, 0, MOST_TIME);
  }

  /** -1 is the null value. */
  private static boolean durationOrDefault(long value) {
    return within(value, -1, MOST_DURATION);
  }

  private static boolean table(int value) {
    return within(value, 1, 1_000);
  }

  private static boolean limit(int value) {
    return within(value, 1, MOST_LIMIT);
  }

  private static boolean flag(int value) {
    return within(value, 0, 1);
  }

  private static boolean currency(String code) {
    return CURRENCY.matcher(code).matches();
  }
}
