package io.seriba.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A generated sequence as bytes, so that any number of engines can play it. */
record Tape(List<Entry> entries, int preludeLength) {
  private static final int TEMPLATE_ID = 2;

  /** A command as it is sent, and its time. */
  static final class Entry {
    private final long time;
    private final byte[] command;

    Entry(long time, byte[] command) {
      this.time = time;
      this.command = command;
    }

    long time() {
      return time;
    }

    byte[] command() {
      return command;
    }
  }

  /**
   * Makes a seed's sequence.
   *
   * @param length commands after those that only make the world
   * @param domains whose commands there are, as hundreds of their ids; others become ticks
   */
  static Tape of(long seed, int length, Set<Integer> domains) {
    Oracle oracle = new Oracle(PlantedBug.NONE);
    Generator generator = new Generator(seed, oracle);
    Wire wire = new Wire();
    int prelude = generator.preludeLength();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < prelude + length; i++) {
      Step step = generator.next();
      Cmd cmd = step.cmd();
      int size = wire.encode(cmd);
      if (!domains.contains(wire.buffer().getShort(TEMPLATE_ID) / 100)) {
        cmd = new Cmd(0, RequestId.NONE, new Cmd.Tick());
        size = wire.encode(cmd);
      }
      oracle.apply(i + 1L, step.time(), cmd, size);
      byte[] bytes = new byte[size];
      wire.buffer().getBytes(0, bytes);
      entries.add(new Entry(step.time(), bytes));
    }
    return new Tape(entries, prelude);
  }

  /** Makes a sequence of what generated ones seldom come to. */
  static Tape seldom() {
    Cmd.BookingLimits bookings = new Cmd.BookingLimits(100, 100, 100, 100, 100, 100, 100, 100);
    GachaCmd.Limits gacha = new GachaCmd.Limits(100, 100, 100, 100, 100, 100, 100, 100, 100);
    List<Cmd> cmds = new ArrayList<>();
    cmds.add(
        new Cmd(
            0,
            RequestId.NONE,
            new Cmd.Configure(10, 100, 100, 100, 100, 100, 100, 100, bookings, gacha)));
    LotTerms terms = new LotTerms();
    List<Cmd.Body> bodies =
        List.of(
            new Cmd.DeclareCurrency("JPY", 0),
            new Cmd.DeclareCurrency("USD", 2),
            new Cmd.OpenAccount(1),
            new Cmd.OpenAccount(2),
            // After the second lot the third opens, not the first.
            new Cmd.DefineSale(5, 1, 0),
            terms.define(1, 5, 1, "USD"),
            terms.define(2, 5, 1, "USD"),
            terms.define(3, 5, 1, "USD"),
            new Cmd.OpenLot(2),
            new Cmd.CloseLot(2),
            // What medals cost isn't in the first currency.
            new GachaCmd.GrantMedals(1, 10, 0, 500, 1, "USD"),
            new GachaCmd.ReportPaidMedals());
    for (Cmd.Body body : bodies) {
      cmds.add(new Cmd(1, new RequestId(1, cmds.size()), body));
    }
    // A hold is asked for again: its outcome names it.
    cmds.add(new Cmd(2, RequestId.NONE, new Cmd.Transfer(0, 1, "JPY", 100)));
    Cmd hold = new Cmd(1, new RequestId(1, 101), new Cmd.PlaceHold(1, "JPY", 1, 0));
    cmds.add(hold);
    cmds.add(new Cmd(0, RequestId.NONE, new Cmd.Tick()));
    cmds.add(hold);
    Wire wire = new Wire();
    List<Entry> entries = new ArrayList<>();
    for (Cmd cmd : cmds) {
      byte[] bytes = new byte[wire.encode(cmd)];
      wire.buffer().getBytes(0, bytes);
      entries.add(new Entry(1 + entries.size(), bytes));
    }
    return new Tape(entries, 0);
  }
}
