package io.seriba.oracle;

import static io.seriba.oracle.World.AUCTIONEER;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.seriba.sbe.Reason;
import java.util.List;

/** Rows of commands that several reasons are against, and the one that is to win. */
final class CheckOrder {
  static final long MOST_AMOUNT = 1_000_000_000_000_000L;

  /** One command, the first reason against it, and what else is wrong with it. */
  record Row(Reason first, String alsoWrong, long sender, Cmd.Body body) {}

  private CheckOrder() {}

  static Row row(Reason first, String alsoWrong, Cmd.Body body) {
    return new Row(first, alsoWrong, AUCTIONEER, body);
  }

  static Row row(Reason first, String alsoWrong, long sender, Cmd.Body body) {
    return new Row(first, alsoWrong, sender, body);
  }

  /** Gives an account all that a balance can hold. */
  static void fill(World world, long account, String currency) {
    for (long i = 0; i < Ledger.MAX_POSTED / MOST_AMOUNT; i++) {
      world.accepts(AUCTIONEER, new Cmd.Transfer(0, account, currency, MOST_AMOUNT));
    }
  }

  /** Sends all of them; none changes anything. */
  static void check(World world, List<Row> rows) {
    assertAll(
        rows.stream()
            .map(
                row ->
                    () -> {
                      String what = row.first() + " before " + row.alsoWrong();
                      Cmd cmd = new Cmd(row.sender(), world.nextRequest(), row.body());
                      world.outcome(cmd, row.first(), what);
                    }));
  }
}
