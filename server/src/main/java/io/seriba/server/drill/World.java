package io.seriba.server.drill;

import io.seriba.sbe.DeclareCurrencyEncoder;
import io.seriba.sbe.DefineLotEncoder;
import io.seriba.sbe.DefineResourceEncoder;
import io.seriba.sbe.DefineSaleEncoder;
import io.seriba.sbe.DefineSlotsEncoder;
import io.seriba.sbe.DefineStoreEncoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.LotFormat;
import io.seriba.sbe.NoShowPolicy;
import io.seriba.sbe.OpenAccountEncoder;
import io.seriba.sbe.OpenLotEncoder;
import io.seriba.sbe.Payment;
import io.seriba.sbe.PlaceBidEncoder;
import io.seriba.sbe.SoftClose;
import io.seriba.sbe.TransferEncoder;
import java.util.concurrent.TimeUnit;

/**
 * Fills a {@link History}: accounts with funds, lots, slots, and then transfers and bids. Always
 * the same for the same numbers.
 */
final class World {
  private static final long ADMIN = 1;
  private static final String CURRENCY = "JPY";
  private static final int LOTS_PER_SALE = 10_000;
  private static final int SLOTS_PER_COMMAND = 200;
  private static final long DAY = TimeUnit.DAYS.toMicros(1);

  /** Only so many lots take bids at a time: those of a sale or two. */
  private static final int OPEN_LOTS = 20_000;

  private static final int FUNDED = 100_000;

  private final History history;
  private final int accounts;
  private final int lots;
  private final int slots;
  private long random = 42;
  private long requests;

  /**
   * Takes what there shall be.
   *
   * @param accounts at least 2
   */
  World(History history, int accounts, int lots, int slots) {
    this.history = history;
    this.accounts = accounts;
    this.lots = lots;
    this.slots = slots;
  }

  /** Defines all of it. */
  void define() {
    DeclareCurrencyEncoder currency = history.begin(new DeclareCurrencyEncoder());
    history.require(currency.account(ADMIN).currency(CURRENCY).exponent((short) 0));
    OpenAccountEncoder open = new OpenAccountEncoder();
    for (long account = 1; account <= accounts; account++) {
      history.require(history.begin(open).account(ADMIN).holder(account));
    }
    TransferEncoder transfer = new TransferEncoder();
    for (long account = 1; account <= Math.min(accounts, FUNDED); account++) {
      history.require(
          history
              .begin(transfer)
              .account(ADMIN)
              .debit(0)
              .credit(account)
              .amount(100_000_000)
              .currency(CURRENCY));
    }
    defineLots();
    if (slots > 0) {
      defineSlots();
    }
  }

  private void defineLots() {
    DefineSaleEncoder sale = new DefineSaleEncoder();
    DefineLotEncoder lot = new DefineLotEncoder();
    for (int i = 0; i < lots; i++) {
      int saleId = 1 + i / LOTS_PER_SALE;
      if (i % LOTS_PER_SALE == 0) {
        history.require(
            history
                .begin(sale)
                .account(ADMIN)
                .sale(saleId)
                .gap(DefineSaleEncoder.gapNullValue())
                .approvalRequired(Flag.NO));
      }
      history.require(
          history
              .begin(lot)
              .account(ADMIN)
              .lot(i + 1L)
              .sale(saleId)
              .seller(ADMIN)
              .openingPrice(1_000)
              .duration(30 * DAY)
              .window(0)
              .extension(0)
              .incrementTable(2)
              .deposit(1_000)
              .softClose(SoftClose.RESET)
              .format(LotFormat.ENGLISH)
              .currency(CURRENCY));
    }
    OpenLotEncoder open = new OpenLotEncoder();
    for (long i = 1; i <= Math.min(lots, OPEN_LOTS); i++) {
      history.require(history.begin(open).account(ADMIN).lot(i));
    }
  }

  private void defineSlots() {
    history.require(
        history
            .begin(new DefineStoreEncoder())
            .account(ADMIN)
            .store(1)
            .payee(ADMIN)
            .holdTtl(DefineStoreEncoder.holdTtlNullValue())
            .waitlistTtl(DefineStoreEncoder.waitlistTtlNullValue())
            .grace(DefineStoreEncoder.graceNullValue())
            .noShowPolicy(NoShowPolicy.NONE)
            .overlapForbidden(Flag.NO)
            .payment(Payment.AT_PLEDGE)
            .currency(CURRENCY));
    DefineResourceEncoder resource = new DefineResourceEncoder();
    DefineSlotsEncoder define = new DefineSlotsEncoder();
    for (int first = 1; first <= slots; first += SLOTS_PER_COMMAND) {
      long resourceId = 1L + first / SLOTS_PER_COMMAND;
      history.require(
          history.begin(resource).account(ADMIN).resource(resourceId).store(1).exclusive(Flag.YES));
      int count = Math.min(SLOTS_PER_COMMAND, slots - first + 1);
      history.begin(define).account(ADMIN).store(1).firstSlot(first).price(100).capacity(4);
      define.resourcesCount(1).next().resource(resourceId);
      DefineSlotsEncoder.SlotsEncoder times = define.slotsCount(count);
      for (int i = 0; i < count; i++) {
        long start = history.time() + (i + 1) * DAY;
        times.next().start(start).end(start + DAY / 24);
      }
      history.require(define);
    }
  }

  /** Goes on with so many transfers between accounts and bids, one of each in turn. */
  void trade(int commands) {
    TransferEncoder transfer = new TransferEncoder();
    PlaceBidEncoder bid = new PlaceBidEncoder();
    int funded = Math.min(accounts, FUNDED);
    int open = Math.min(lots, OPEN_LOTS);
    for (int i = 0; i < commands; i++) {
      long account = 1L + next(funded);
      if (i % 2 == 0 || open == 0) {
        history.begin(transfer).account(ADMIN).debit(account).credit(1L + next(accounts));
        transfer.amount(1L + next(100)).currency(CURRENCY);
        transfer.requestId().high(1).low(++requests);
        history.append(transfer);
      } else {
        history.begin(bid).account(account).lot(1L + next(open)).max(1_000L + next(1_000_000));
        bid.requestId().high(1).low(++requests);
        history.append(bid);
      }
    }
  }

  /** xorshift: the same everywhere. */
  private int next(int bound) {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return (int) ((random >>> 1) % bound);
  }
}
