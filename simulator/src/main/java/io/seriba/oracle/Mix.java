package io.seriba.oracle;

import io.seriba.sbe.LotStatus;
import io.seriba.sbe.Settlement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The kinds of commands by weight, and their contents: few accounts, lots and currencies, so that
 * they collide, and amounts around what decides. The oracle's present state says where that is.
 */
final class Mix {
  static final long RICH_ACCOUNT = 5;
  private static final long MOST_AMOUNT = 1_000_000_000_000_000L;

  private final Dice dice;
  private final Oracle oracle;
  private final boolean rich;
  private final Focus focus;
  private final BookingMix bookings;
  private final List<Supplier<Cmd.Body>> mix = new ArrayList<>();

  /** What goes with bookings. */
  private final List<Supplier<Cmd.Body>> ledger = new ArrayList<>();

  private final GachaMix gacha;

  private long now;
  private int made;

  /** What a sequence is mostly about: all domains at once would seldom come to anything. */
  enum Focus {
    AUCTIONS,
    BOOKINGS,
    GACHA,
    ALL
  }

  /**
   * Makes the mix.
   *
   * @param now when the first commands are stamped
   * @param rich whether an account starts with all that a balance can hold, so that it overflows
   */
  Mix(Dice dice, Oracle oracle, long now, boolean rich, Focus focus) {
    this.dice = dice;
    this.oracle = oracle;
    this.now = now;
    this.rich = rich;
    this.focus = focus;
    this.bookings = new BookingMix(dice, oracle, rich);
    this.gacha = new GachaMix(dice, oracle, rich);
    fillMix();
  }

  /** Returns a command with random content at {@code time}, after {@code sequence} others. */
  Cmd.Body next(long time, int sequence) {
    now = time;
    made = sequence;
    int ofGacha =
        switch (focus) {
          case AUCTIONS, BOOKINGS -> 0;
          case GACHA -> 90;
          case ALL -> 30;
        };
    if (dice.chance(ofGacha)) {
      return gacha.next(time, sequence);
    }
    int ofBookings =
        switch (focus) {
          case AUCTIONS, GACHA -> 0;
          case BOOKINGS -> 85;
          case ALL -> 50;
        };
    if (dice.chance(ofBookings)) {
      return bookings.next(time, sequence);
    }
    if (focus == Focus.BOOKINGS || focus == Focus.GACHA) {
      return dice.any(ledger).get();
    }
    return keepsSalesGoing() ? goOn() : mix.get(dice.below(mix.size())).get();
  }

  /** Returns whether to open a lot now: with none open, most commands would come to nothing. */
  private boolean keepsSalesGoing() {
    boolean open = oracle.book.lots.values().stream().anyMatch(lot -> lot.status == LotStatus.OPEN);
    return dice.chance(open ? 3 : 75);
  }

  private Cmd.Body goOn() {
    for (Lot lot : oracle.book.lots.values()) {
      if (lot.status == LotStatus.PAUSED) {
        return new Cmd.ResumeLot(lot.id);
      }
    }
    long scheduled = lot(lot -> lot.status == LotStatus.SCHEDULED);
    Lot lot = oracle.book.lots.get(scheduled);
    return lot != null && canOpen(lot) ? new Cmd.OpenLot(scheduled) : defineLot();
  }

  private void fillMix() {
    mix(40, this::placeBid);
    mix(3, () -> new Cmd.BuyNow(lot(lot -> lot.status == LotStatus.OPEN && lot.offersBuyNow())));
    mix(3, () -> new Cmd.BuyNow(lot(lot -> lot.status == LotStatus.OPEN && lot.buyNow != 0)));
    mix(9, this::voidBid);
    mix(7, this::defineLot);
    mix(5, () -> new Cmd.OpenLot(lot(Mix::canOpen)));
    mix(3, () -> new Cmd.PauseLot(lot(lot -> lot.status == LotStatus.OPEN)));
    mix(5, () -> new Cmd.ResumeLot(lot(lot -> lot.status == LotStatus.PAUSED)));
    mix(4, this::extendLot);
    mix(4, () -> new Cmd.CloseLot(lot(lot -> lot.is(LotStatus.OPEN, LotStatus.PAUSED))));
    mix(2, () -> new Cmd.CancelLot(lot(lot -> lot.is(LotStatus.OPEN, LotStatus.PAUSED))));
    mix(3, () -> new Cmd.SettleLot(lot(Mix::canSettle)));
    mix(2, () -> new Cmd.ReleaseLot(lot(Mix::canSettle)));
    mix(6, this::transfer);
    mix(5, this::placeHold);
    mix(4, this::captureHold);
    mix(rich ? 15 : 0, this::placeHold);
    mix(rich ? 20 : 0, this::captureHold);
    mix(rich ? 8 : 0, () -> new Cmd.SettleLot(lot(Mix::canSettle)));
    mix(2, () -> new Cmd.ReleaseHold(hold()));
    mix(4, () -> new Cmd.SetCreditLimit(account(), currency(), dice.chance(80) ? amount() : 0));
    mix(3, () -> new Cmd.SetSuspended(account(), dice.chance(20) ? 1 : 0));
    mix(4, () -> new Cmd.ApproveBidder(sale(), account(), dice.chance(70) ? 1 : 0));
    mix(1, this::defineSale);
    mix(1, () -> new Cmd.DeclareCurrency(currency(), dice.below(10)));
    mix(1, () -> new Cmd.OpenAccount(account()));
    mix(2, this::declareIncrementTable);
    mix(3, Cmd.Tick::new);
    mix(1, this::configure);
    ledger.addAll(Collections.nCopies(6, this::transfer));
    ledger.addAll(Collections.nCopies(2, this::placeHold));
    ledger.add(this::captureHold);
    ledger.add(() -> new Cmd.SetSuspended(account(), dice.chance(15) ? 1 : 0));
    ledger.addAll(Collections.nCopies(4, Cmd.Tick::new));
    ledger.add(this::configure);
  }

  boolean isAboutBookings() {
    return focus == Focus.BOOKINGS;
  }

  boolean isAboutGacha() {
    return focus == Focus.GACHA;
  }

  BookingMix bookings() {
    return bookings;
  }

  private void mix(int weight, Supplier<Cmd.Body> command) {
    mix.addAll(Collections.nCopies(weight, command));
  }

  /** Returns what makes the world that all else needs, with gaps. */
  List<Cmd.Body> prelude() {
    List<Cmd.Body> prelude = new ArrayList<>();
    prelude.add(configure());
    prelude.add(new Cmd.DeclareCurrency("JPY", 0));
    prelude.add(new Cmd.DeclareCurrency("USD", 2));
    for (long account = 1; account <= RICH_ACCOUNT; account++) {
      prelude.add(new Cmd.OpenAccount(account));
      prelude.add(
          rich
              ? new Cmd.SetCreditLimit(account, "JPY", 1 + dice.below(500))
              : new Cmd.Transfer(0, account, "JPY", 1 + dice.below(500)));
      prelude.add(new Cmd.Transfer(0, account, "USD", 1 + dice.below(50)));
    }
    prelude.add(new Cmd.DeclareIncrementTable(3, List.of(row(0, 1), row(10, 3), row(50, 10))));
    for (long sale = 1; sale <= 2; sale++) {
      prelude.add(
          new Cmd.DefineSale(sale, dice.pick(-1L, 0L, 1L, 5L, 50L), dice.chance(25) ? 1 : 0));
      prelude.add(new Cmd.ApproveBidder(sale, 1, 1));
      prelude.add(new Cmd.ApproveBidder(sale, 2, 1));
    }
    if (focus != Focus.AUCTIONS) {
      prelude.addAll(bookings.prelude(now));
    }
    prelude.removeIf(body -> !(body instanceof Cmd.Configure) && dice.chance(7));
    int more = dice.chance(3) ? Ledger.MAX_CURRENCIES - dice.below(4) : 0;
    for (int i = 0; i < more; i++) {
      prelude.add(new Cmd.DeclareCurrency("C" + i, 0));
    }
    for (int i = 0; rich && i < Ledger.MAX_POSTED / MOST_AMOUNT; i++) {
      prelude.add(new Cmd.Transfer(0, RICH_ACCOUNT, "JPY", MOST_AMOUNT));
    }
    return prelude;
  }

  private Cmd.Configure configure() {
    return new Cmd.Configure(
        dice.pick(1, 2, 3, 10, 10, 1_000),
        dice.pick(3, 6, 6, 6, 100),
        dice.pick(1, 2, 3, 100),
        dice.pick(1, 2, 3, 100),
        dice.pick(3, 8, 100, 100, 100, 100),
        dice.pick(2, 5, 100, 100, 100, 100),
        dice.pick(1, 2, 3, 4, 100),
        dice.pick(1, 2, 3, 32, 100),
        bookings.limits(),
        gacha.limits());
  }

  private Cmd.Body placeBid() {
    long id = lot(lot -> lot.status == LotStatus.OPEN);
    Lot lot = oracle.book.lots.get(id);
    if (lot == null || dice.chance(5)) {
      return new Cmd.PlaceBid(id, 1 + dice.below(300));
    }
    List<Long> around = new ArrayList<>(List.of(lot.minimumNextBid(), lot.minimumNextBid()));
    if (lot.reserve != 0) {
      around.add(lot.reserve);
    }
    if (lot.leader != 0) {
      around.add(lot.max);
      around.add(lot.max);
      around.add(lot.max + lot.step(lot.max));
      around.add(Math.max(1, lot.max - lot.step(lot.max)));
      around.add(lot.price);
    }
    long max =
        dice.chance(60)
            ? dice.any(around) + dice.below(3) - 1
            : lot.minimumNextBid() + dice.below(dice.chance(20) ? 30_000 : 60);
    return new Cmd.PlaceBid(id, Math.max(1, max));
  }

  private Cmd.Body voidBid() {
    long id = lot(lot -> lot.is(LotStatus.OPEN, LotStatus.PAUSED) && lot.leader != 0);
    return new Cmd.VoidBid(id, dice.pick("", "mistaken", "取り消し"));
  }

  private Cmd.Body extendLot() {
    long id = lot(lot -> lot.status == LotStatus.OPEN);
    Lot lot = oracle.book.lots.get(id);
    if (lot != null && lot.latestEnd > lot.end && dice.chance(50)) {
      return new Cmd.ExtendLot(id, lot.latestEnd - lot.end + dice.below(2));
    }
    return new Cmd.ExtendLot(id, dice.pick(1L, 3L, 50L, 31_536_000_000_000L));
  }

  private Cmd.Body defineLot() {
    long opening = dice.pick(1L, 5L, 10L, 100L);
    long reserve = dice.chance(45) ? 0 : Math.max(0, opening + dice.pick(-1L, 0L, 5L, 20L, 50L));
    long buyNow =
        dice.chance(45) ? 0 : Math.max(opening, reserve) + dice.pick(-1L, 0L, 0L, 10L, 50L, 50L);
    long duration = dice.chance(2) ? 0 : duration();
    long opensAt = dice.chance(75) ? 0 : now + dice.pick(0L, 1L, 5L, 50L);
    long latestEnd =
        dice.chance(60)
            ? 0
            : Math.max(now, opensAt) + dice.pick(-1L, 0L, 1L, 50L, 200L, 1_000_000_000L);
    return new Cmd.DefineLot(
        dice.chance(95) ? oracle.book.lots.size() + 1 : 1 + dice.below(20),
        sale(),
        rich && dice.chance(80) ? RICH_ACCOUNT : dice.chance(70) ? 4 : account(),
        opening,
        reserve,
        buyNow,
        opensAt,
        duration,
        dice.pick(0L, 1L, 5L, 20L, 100L, -1L),
        dice.pick(0L, 1L, 5L, 20L, 100L, -1L),
        latestEnd,
        dice.chance(70) ? 0 : dice.pick(1, 2, 3, 5, 1_000_000_000),
        dice.pick(1, 2, 3, 3, 3, 4),
        dice.pick(0, 0, 1, 1_000, 3_333, 5_000, 10_000),
        dice.below(2),
        0,
        currency());
  }

  private long duration() {
    return dice.pick(1L, 5L, 20L, 50L, 100L, 100L, 500L, 500L, -1L);
  }

  private Cmd.Body defineSale() {
    return new Cmd.DefineSale(sale(), dice.pick(-1L, 0L, 1L, 5L, 50L), dice.chance(40) ? 1 : 0);
  }

  private Cmd.Body declareIncrementTable() {
    return new Cmd.DeclareIncrementTable(
        dice.pick(1, 3, 4, 5, 6, 1_000),
        switch (dice.below(7)) {
          case 0 -> List.of();
          case 1 -> List.of(row(1, 1));
          case 2 -> List.of(row(0, 1), row(5, 2), row(5, 3));
          case 3 -> Collections.nCopies(65, row(0, 1));
          case 4 -> rows(64 + dice.below(2));
          default -> List.of(row(0, dice.pick(1L, 2L)), row(20, 7), row(100, 5));
        });
  }

  private static List<Cmd.Row> rows(int count) {
    List<Cmd.Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(i * 3L, 1L + i / 8));
    }
    return rows;
  }

  private static Cmd.Row row(long from, long step) {
    return new Cmd.Row(from, step);
  }

  private Cmd.Body transfer() {
    long debit = dice.chance(30) ? 0 : account();
    if (rich && debit == RICH_ACCOUNT && dice.chance(90)) {
      debit = 1;
    }
    long credit = dice.chance(20) ? 0 : account();
    String currency = currency();
    return new Cmd.Transfer(debit, credit, currency, amountOf(debit, currency));
  }

  private Cmd.Body placeHold() {
    long holder = account();
    String currency = currency();
    long expiry = dice.chance(40) ? 0 : now + dice.pick(0L, 1L, 5L, 20L, 20L, 100L);
    return new Cmd.PlaceHold(holder, currency, amountOf(holder, currency), expiry);
  }

  private Cmd.Body captureHold() {
    long id = hold();
    Ledger.Hold hold = oracle.ledger.holds.get(id);
    long amount =
        hold == null || dice.chance(40) ? amount() : Math.max(1, hold.amount() + dice.below(3) - 1);
    return new Cmd.CaptureHold(id, amount, rich ? RICH_ACCOUNT : dice.chance(20) ? 0 : account());
  }

  /** Returns an amount that may be exactly what the account can spend, or one more. */
  private long amountOf(long account, String currency) {
    long room = oracle.ledger.room(account, currency);
    return dice.chance(45) && 0 < room && room < MOST_AMOUNT ? room + dice.below(2) : amount();
  }

  private long amount() {
    return rich && dice.chance(20) ? MOST_AMOUNT : 1 + dice.below(dice.chance(50) ? 20 : 300);
  }

  /** Returns an account, mostly one that is open. */
  long account() {
    return rich && dice.chance(20) ? RICH_ACCOUNT : 1 + dice.below(dice.chance(8) ? 7 : 4);
  }

  private String currency() {
    return dice.chance(95)
        ? dice.pick("JPY", "JPY", "USD")
        : dice.pick("EUR", "C0", "C63", "C64", "MEDAL_FREE");
  }

  private long sale() {
    return 1L + dice.below(dice.chance(5) ? 4 : 2);
  }

  private long hold() {
    List<Long> all = new ArrayList<>(oracle.ledger.holds.keySet());
    return all.isEmpty() || dice.chance(10) ? 1L + dice.below(made + 1) : dice.any(all);
  }

  /** Returns a lot, mostly one that fits. */
  private long lot(Predicate<Lot> fits) {
    List<Long> fitting = new ArrayList<>();
    for (Lot lot : oracle.book.lots.values()) {
      if (fits.test(lot)) {
        fitting.add(lot.id);
      }
    }
    int most = oracle.book.lots.size() + (dice.chance(20) ? 1 : 0);
    return fitting.isEmpty() || dice.chance(8)
        ? 1L + dice.below(Math.max(1, most))
        : dice.any(fitting);
  }

  private static boolean canOpen(Lot lot) {
    return lot.is(LotStatus.SCHEDULED, LotStatus.SOLD, LotStatus.PASSED)
        && lot.settlement == Settlement.UNSETTLED;
  }

  private static boolean canSettle(Lot lot) {
    return lot.status == LotStatus.SOLD && lot.settlement == Settlement.UNSETTLED;
  }
}
