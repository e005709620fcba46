package io.seriba.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.seriba.sbe.Reason;
import java.util.ArrayList;
import java.util.List;

/** A duel with a clock, for examples written by hand: each line is one command. */
final class World {
  static final long MINUTE = 60_000_000L;

  /** The account that runs the sale. */
  static final long AUCTIONEER = 9;

  private final Duel duel = new Duel();
  private long now;
  private long requests;
  private long sent;

  World(long now) {
    this.now = now;
  }

  /** Opens accounts with funds in a currency that it declares. */
  World with(String currency, long funds, long... accounts) {
    accepts(AUCTIONEER, new Cmd.DeclareCurrency(currency, 0));
    for (long account : accounts) {
      accepts(AUCTIONEER, new Cmd.OpenAccount(account));
      if (funds > 0) {
        accepts(AUCTIONEER, new Cmd.Transfer(0, account, currency, funds));
      }
    }
    return this;
  }

  /** Moves the clock; what is due fires with the next command. */
  World at(long time) {
    now = time;
    return this;
  }

  long now() {
    return now;
  }

  /** Sends a command that must be accepted; returns what else happened, in order. */
  List<String> accepts(long account, Cmd.Body body) {
    return outcome(new Cmd(account, nextRequest(), body), Reason.ACCEPTED, "");
  }

  /** Sends a command that must be rejected; returns what else happened: timers. */
  List<String> rejects(Reason reason, long account, Cmd.Body body) {
    return outcome(new Cmd(account, nextRequest(), body), reason, "");
  }

  /** Sends a command as it is; {@code why} says what the reason shows. */
  List<String> outcome(Cmd cmd, Reason reason, String why) {
    List<String> others = new ArrayList<>();
    for (Event event : send(cmd)) {
      if (event.name().equals("Outcome")) {
        assertEquals(reason.name(), event.text("reason"), () -> why + ": " + cmd);
      } else {
        others.add(event.brief());
      }
    }
    return others;
  }

  /** Lets time pass; returns what was due. */
  List<Event> tick(long time) {
    now = time;
    return send(new Cmd(0, RequestId.NONE, new Cmd.Tick()));
  }

  void configure(Cmd.Configure limits) {
    send(new Cmd(0, RequestId.NONE, limits));
  }

  RequestId nextRequest() {
    return new RequestId(0, ++requests);
  }

  /** Returns the sequence of the last command: the id of what it made. */
  long last() {
    return sent;
  }

  private List<Event> send(Cmd cmd) {
    sent++;
    return duel.apply(now, cmd);
  }
}
