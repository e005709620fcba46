package io.seriba.oracle;

import static io.seriba.oracle.GachaTerms.prize;

import java.util.List;

/** Sequences of what generated ones seldom come to, so that snapshots are tested with it. */
final class SeldomTapes {
  private static final long HOUR = 3_600_000_000L;

  private SeldomTapes() {}

  private static Tape.Recorder world() {
    Cmd.BookingLimits bookings = new Cmd.BookingLimits(100, 100, 100, 100, 100, 100, 100, 100);
    GachaCmd.Limits gacha = new GachaCmd.Limits(1_000, 100, 100, 100, 1_000, 1_000, 100, 100, 100);
    return new Tape.Recorder()
        .send(0, new Cmd.Configure(10, 1_000, 100, 100, 100, 100, 100, 100, bookings, gacha))
        .send(
            1,
            new Cmd.DeclareCurrency("JPY", 0),
            new Cmd.DeclareCurrency("USD", 2),
            new Cmd.OpenAccount(1),
            new Cmd.OpenAccount(2),
            new Cmd.OpenAccount(3),
            new Cmd.OpenAccount(4));
  }

  /** Something of everything that the ledger, auctions, bookings and gacha keep. */
  static Tape everything() {
    Tape.Recorder tape = world();
    auctions(tape);
    bookings(tape);
    gacha(tape);
    return tape.tape((int) tape.last());
  }

  private static void auctions(Tape.Recorder tape) {
    LotTerms terms = new LotTerms();
    tape.send(
        1,
        // After the second lot the third opens, not the first.
        new Cmd.DefineSale(5, 1, 0),
        terms.define(1, 5, 1, "USD"),
        terms.define(2, 5, 1, "USD"),
        terms.define(3, 5, 1, "USD"),
        new Cmd.OpenLot(2),
        new Cmd.CloseLot(2),
        // What medals cost isn't in the first currency.
        new GachaCmd.GrantMedals(1, 10, 0, 500, 1, "USD"),
        new GachaCmd.ReportPaidMedals(),
        new Cmd.Transfer(0, 1, "JPY", 100));
    // A hold is asked for again: its outcome names it.
    Cmd hold = new Cmd(1, new RequestId(1, 10_001), new Cmd.PlaceHold(1, "JPY", 1, 0));
    tape.send(hold).send(0, new Cmd.Tick()).send(hold);
  }

  /** From no-shows on refused; what starts at 100 is missed there, all else starts at 2,000. */
  private static void bookings(Tape.Recorder tape) {
    Cmd.DefineStore store =
        new Cmd.DefineStore(5, 1, 1_000, 1_000, 0, 10_000, 0, 1, 2, 0, 0, "USD");
    tape.send(1, store, new Cmd.DefineResource(6, 5, 1), new Cmd.DefineResource(7, 5, 0));
    tape.send(1, slot(11, 7, 100, 0), slot(12, 7, 2_000, 0), slot(13, 7, 2_000, 0));
    tape.send(1, slot(14, 6, 2_000, 5), slot(15, 7, 2_000, 0), slot(16, 7, 2_000, 0));
    tape.send(3, new Cmd.HoldSlots(-1, 0, 1, List.of(11L)));
    tape.send(3, new Cmd.PledgeBooking(tape.last()));
    long missed = tape.last() - 1;
    // Who invited may take it back, and hears then that it is.
    tape.send(4, new Cmd.InviteGuest(2, -1, 0, 1, List.of(12L)));
    Cmd.Body release = new Cmd.ReleaseBooking(tape.last());
    tape.send(4, release, release);
    // What wants the time of another slot's buffer.
    tape.send(1, slot(17, 6, 1_990, 0));
    // The third has a higher priority than the second, and joined later.
    long first = hold(tape, 4, 13);
    tape.send(1, new Cmd.EnlistGuest(13, 2, 1, 5), new Cmd.EnlistGuest(13, 3, 1, 7));
    tape.send(1, new Cmd.EnlistGuest(13, 4, 1, 6));
    tape.send(4, new Cmd.ReleaseBooking(first));
    tape.send(2, new Cmd.LeaveWaitlist(13));
    // Numbers come free, the last one of them is given again first.
    tape.send(1, new Cmd.RemoveSlots(15, 2), slot(18, 7, 2_000, 0), slot(19, 7, 2_000, 0));
    long second = hold(tape, 4, 18);
    tape.send(3, new Cmd.JoinWaitlist(18, 1));
    tape.at(200).send(1, new Cmd.MarkNoShow(missed));
    tape.send(4, new Cmd.ReleaseBooking(second));
    tape.send(3, new Cmd.HoldSlots(-1, 0, 1, List.of(18L)));
  }

  private static long hold(Tape.Recorder tape, long guest, long slot) {
    tape.send(guest, new Cmd.HoldSlots(-1, 0, 1, List.of(slot)));
    return tape.last();
  }

  private static Cmd.DefineSlots slot(long slot, long resource, long start, long buffer) {
    return new Cmd.DefineSlots(
        5,
        slot,
        buffer,
        0,
        0,
        0,
        1,
        0,
        0,
        List.of(resource),
        List.of(new Cmd.Times(start, start + 8)));
  }

  /** In the last hours of January, UTC: in Tokyo it is February. */
  private static void gacha(Tape.Recorder tape) {
    tape.at(30 * 24 * HOUR + 20 * HOUR);
    open(tape, 7, new GachaTerms().closesAt(31 * 24 * HOUR));
    tape.send(1, new GachaCmd.GrantMedals(2, 100, 0, 500, 1, "USD"));
    tape.send(1, new GachaCmd.SetSpendLimit(2, 5, 540));
    tape.send(2, draw(7), draw(7), draw(7), draw(7), draw(7), draw(7));
    tape.send(1, new GachaCmd.DefineOffer(1, 7, 9, 10, 2));
    tape.send(1, new Cmd.Transfer(0, 2, "JPY", 100));
    tape.send(2, new GachaCmd.BuyOffer(1), new GachaCmd.BuyOffer(1), new GachaCmd.BuyOffer(1));
    tape.at(31 * 24 * HOUR).send(2, draw(7));
  }

  private static void open(Tape.Recorder tape, long pool, GachaTerms terms) {
    tape.send(
        1,
        terms.define(pool, "JPY"),
        new GachaCmd.AddPrizes(pool, List.of(prize(1, 1, 1), new GachaCmd.Prize(2, 1, 0, 3, 2, 1))),
        new GachaCmd.OpenPool(pool, pool));
  }

  private static Cmd.Body draw(long pool) {
    return new GachaCmd.Draw(pool, 1, "");
  }

  /** More players than have their points converted at a time; saved while that goes on. */
  static Tape crowd() {
    Tape.Recorder tape = world();
    open(tape, 7, new GachaTerms().price(0).spark(1, 1).sparkRate(1));
    for (long player = 11; player < 11 + 2 * 256; player++) {
      tape.send(1, new Cmd.OpenAccount(player)).send(player, draw(7));
    }
    tape.at(10_000).send(1, new GachaCmd.ClosePool(7));
    tape.at(11_000).send(0, new Cmd.Tick(), new Cmd.Tick());
    tape.at(12_000).send(0, new Cmd.Tick(), new Cmd.Tick());
    return tape.tape(5);
  }
}
