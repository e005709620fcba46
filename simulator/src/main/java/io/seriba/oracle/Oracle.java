package io.seriba.oracle;

import io.seriba.sbe.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Says which events a command must cause. The rules of rules.md, and nothing for speed.
 *
 * <p>Not thread-safe.
 */
final class Oracle {
  /** The limits before the first {@link Cmd.Configure}. */
  static final Cmd.Configure DEFAULT_LIMITS =
      new Cmd.Configure(
          1_000_000,
          1_000_000,
          1_000_000,
          100_000,
          1_000_000,
          10_000,
          1_000_000,
          16,
          new Cmd.BookingLimits(
              10_000, 100_000, 1_000_000, 10_000, 1_000_000, 10_000, 1_000, 1_000),
          GachaCmd.Limits.DEFAULT);

  private record Asked(long account, RequestId requestId) {}

  private record Answer(Cmd.Body body, Damage damage, Outcome outcome) {
    boolean sameContent(Cmd cmd) {
      return body.content().equals(cmd.body().content()) && damage.equals(cmd.damage());
    }
  }

  final Ledger ledger;
  final Book book = new Book();
  final Shop shop = new Shop();
  Cmd.Configure limits = DEFAULT_LIMITS;
  final Medals medals;
  final Gacha gacha;
  private final Definitions definitions;
  private final LotClock clock;
  private final Bidding bidding;
  private final Timetable timetable;
  private final Reservations reservations;
  private final PlantedBug bug;
  private final Emitted emitted = new Emitted();
  private final Timers timers;

  /** The last answers, in log order. */
  private final LinkedHashMap<Asked, Answer> answers = new LinkedHashMap<>();

  Oracle(PlantedBug bug) {
    this.bug = bug;
    timers = new Timers(bug);
    ledger = new Ledger(bug, emitted, timers);
    medals = new Medals(bug, emitted, timers, ledger);
    gacha = new Gacha(bug, emitted, timers, ledger, medals);
    Deposits deposits = new Deposits(bug, emitted, ledger);
    clock = new LotClock(bug, book, emitted, timers, deposits);
    definitions = new Definitions(book, emitted, timers, ledger, clock);
    bidding = new Bidding(bug, book, emitted, ledger, clock, deposits);
    timetable = new Timetable(bug, shop, emitted, ledger);
    Tills tills = new Tills(bug, emitted, ledger);
    reservations = new Reservations(bug, shop, emitted, timers, ledger, tills);
  }

  /**
   * Applies one command.
   *
   * @param length how many bytes it has: a message may be too short to name its sender
   */
  List<Event> apply(long sequence, long time, Cmd cmd, int length) {
    emitted.start(sequence);
    clock.stamped(time);
    timers.fire(time);
    reservations.forget(limits.booking());
    emitted.time(time);
    if (cmd.account() != 0 || !host(cmd)) {
      int place = emitted.size();
      emitted.outcome(place, outcome(cmd, length));
    }
    reservations.forget(limits.booking());
    return emitted.numbered();
  }

  /** Returns when the next timer fires, or {@link Long#MAX_VALUE}. */
  long nextDeadline() {
    return timers.nextDeadline();
  }

  /** Returns a record of the present state of each sale, lot, store and slot. */
  List<Event> describe() {
    List<Event> states = new ArrayList<>(book.describe(emitted));
    states.addAll(shop.describe(emitted));
    states.addAll(gacha.describe());
    return states;
  }

  /** Does what only the host may ask for; it gets no reply. */
  private boolean host(Cmd cmd) {
    if (!cmd.damage().readable() || !Ranges.hold(cmd)) {
      return false;
    }
    if (cmd.body() instanceof Cmd.Configure c) {
      limits = c;
      if (bug != PlantedBug.LOWER_LIMIT_TAKES_EFFECT_LATE) {
        forgetOldest();
        book.lots.values().forEach(lot -> bidding.trim(lot, c.voidableBids()));
        medals.forgetBeyond(c.gacha().refundableSpends());
      }
      return true;
    }
    return cmd.body() instanceof Cmd.Tick;
  }

  private Outcome outcome(Cmd cmd, int length) {
    Reason unreadable = unreadable(cmd);
    if (unreadable != Reason.ACCEPTED) {
      if (bug == PlantedBug.MALFORMED_REMEMBERED && unreadable == Reason.MALFORMED) {
        remember(cmd, answer(cmd, unreadable));
      }
      return length < Wire.SENDER_END
          ? nameless(length < Wire.HEADER_END ? 0 : template(cmd), unreadable)
          : answer(cmd, unreadable);
    }
    if (cmd.body() instanceof Cmd.Tick || cmd.body() instanceof Cmd.Configure) {
      return answer(cmd, Reason.NOT_ALLOWED);
    }
    if (cmd.requestId().isNone()) {
      return answer(cmd, decide(cmd));
    }
    Answer first = answers.get(new Asked(cmd.account(), cmd.requestId()));
    if (first == null) {
      Outcome outcome = answer(cmd, decide(cmd));
      remember(cmd, outcome);
      return outcome;
    }
    if (first.sameContent(cmd) || bug == PlantedBug.REQUEST_CONTENT_IGNORED) {
      if (bug == PlantedBug.REPEAT_RENEWS_REQUEST_ID) {
        answers.putLast(new Asked(cmd.account(), cmd.requestId()), first);
      }
      return first.outcome();
    }
    return answer(cmd, Reason.REQUEST_ID_REUSED);
  }

  private Outcome nameless(int command, Reason reason) {
    return new Outcome(0, RequestId.NONE, emitted.sequence(), 0, command, reason);
  }

  private static Reason unreadable(Cmd cmd) {
    if (cmd.damage().unknownCommand()) {
      return Reason.UNKNOWN_COMMAND;
    }
    return cmd.damage().readable() && Ranges.hold(cmd) ? Reason.ACCEPTED : Reason.MALFORMED;
  }

  private Outcome answer(Cmd cmd, Reason reason) {
    boolean made = reason == Reason.ACCEPTED && makes(cmd.body());
    long result = made ? emitted.sequence() : 0;
    // An account that can't be one is none: an outcome's own fields are in their ranges.
    long account = cmd.account() < 0 || cmd.account() == Long.MAX_VALUE ? 0 : cmd.account();
    return new Outcome(account, cmd.requestId(), emitted.sequence(), result, template(cmd), reason);
  }

  /** Returns whether a command makes something that goes by its sequence. */
  private boolean makes(Cmd.Body body) {
    return switch (body) {
      case Cmd.PlaceHold c -> true;
      case Cmd.HoldSlots c -> true;
      case Cmd.InviteGuest c -> true;
      case Cmd.JoinWaitlist c -> true;
      case Cmd.EnlistGuest c -> true;
      case GachaCmd.SpendMedals c -> true;
      case GachaCmd.Draw c -> gacha.price(c.pool()) > 0;
      default -> false;
    };
  }

  private static int template(Cmd cmd) {
    return cmd.damage().kind() == Damage.Kind.TEMPLATE
        ? cmd.damage().value()
        : cmd.body().template();
  }

  private void remember(Cmd cmd, Outcome outcome) {
    answers.put(
        new Asked(cmd.account(), cmd.requestId()), new Answer(cmd.body(), cmd.damage(), outcome));
    forgetOldest();
  }

  private void forgetOldest() {
    while (answers.size() > limits.requestIds()) {
      answers.pollFirstEntry();
    }
  }

  private Reason decide(Cmd cmd) {
    long account = cmd.account();
    return switch (cmd.body()) {
      case Cmd.Tick c -> throw new IllegalArgumentException("the host's");
      case Cmd.Configure c -> throw new IllegalArgumentException("the host's");
      case Cmd.DeclareCurrency c -> ledger.declareCurrency(c);
      case Cmd.OpenAccount c -> ledger.openAccount(c, limits.accounts());
      case Cmd.SetCreditLimit c -> ledger.setCreditLimit(c);
      case Cmd.SetSuspended c -> ledger.setSuspended(c);
      case Cmd.Transfer c -> ledger.transfer(c);
      case Cmd.PlaceHold c -> ledger.placeHold(c, limits.holds());
      case Cmd.CaptureHold c -> ledger.captureHold(c);
      case Cmd.ReleaseHold c -> ledger.releaseHold(c);
      case Cmd.DeclareIncrementTable c -> definitions.declareIncrementTable(c);
      case Cmd.DefineSale c -> definitions.defineSale(c, limits.sales());
      case Cmd.ApproveBidder c -> definitions.approveBidder(c, limits.approvals());
      case Cmd.DefineLot c -> definitions.defineLot(c, limits);
      case Cmd.OpenLot c -> clock.openLot(c);
      case Cmd.PauseLot c -> clock.pauseLot(c);
      case Cmd.ResumeLot c -> clock.resumeLot(c);
      case Cmd.ExtendLot c -> clock.extendLot(c);
      case Cmd.CloseLot c -> clock.closeLot(c);
      case Cmd.CancelLot c -> clock.cancelLot(c);
      case Cmd.VoidBid c -> bidding.voidBid(c);
      case Cmd.SettleLot c -> bidding.settleLot(c);
      case Cmd.ReleaseLot c -> bidding.releaseLot(c);
      case Cmd.PlaceBid c -> bidding.placeBid(account, c, limits.voidableBids());
      case Cmd.BuyNow c -> bidding.buyNow(account, c, limits.voidableBids());
      case GachaCmd c -> gacha.decide(account, c, limits.gacha());
      default -> decideBooking(account, cmd.body());
    };
  }

  private Reason decideBooking(long account, Cmd.Body body) {
    Cmd.BookingLimits most = limits.booking();
    return switch (body) {
      case Cmd.DefineStore c -> timetable.defineStore(c, most.stores());
      case Cmd.DefineResource c -> timetable.defineResource(c, most.resources());
      case Cmd.DefineSlots c -> timetable.defineSlots(c, most);
      case Cmd.CloseSlot c -> timetable.closeSlot(c);
      case Cmd.OpenSlot c -> timetable.openSlot(c);
      case Cmd.RemoveSlots c -> timetable.removeSlots(c);
      case Cmd.HoldSlots c -> reservations.hold(account, c, most);
      case Cmd.InviteGuest c -> reservations.invite(account, c, most);
      case Cmd.ReleaseBooking c -> reservations.release(account, c);
      case Cmd.PledgeBooking c -> reservations.pledge(account, c);
      case Cmd.CancelBooking c -> reservations.cancel(account, c);
      case Cmd.RescheduleBooking c -> reservations.reschedule(account, c);
      case Cmd.CheckInBooking c -> reservations.checkIn(c);
      case Cmd.CompleteBooking c -> reservations.complete(c);
      case Cmd.MarkNoShow c -> reservations.noShow(c);
      case Cmd.JoinWaitlist c -> reservations.join(account, c, most);
      case Cmd.EnlistGuest c -> reservations.enlist(c, most);
      case Cmd.LeaveWaitlist c -> reservations.leave(account, c);
      default -> throw new IllegalArgumentException("no command: " + body);
    };
  }
}
