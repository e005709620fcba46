package io.seriba.gacha;

import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.BuyOfferDecoder;
import io.seriba.sbe.DefineOfferDecoder;
import io.seriba.sbe.ExchangeSparkDecoder;
import io.seriba.sbe.OfferBoughtEncoder;
import io.seriba.sbe.OfferChangedEncoder;
import io.seriba.sbe.PoolStatus;
import io.seriba.sbe.Reason;
import io.seriba.sbe.SparkExchangedEncoder;
import io.seriba.sbe.snapshot.StateOfferDecoder;
import io.seriba.sbe.snapshot.StateOfferEncoder;
import org.agrona.collections.Long2ObjectHashMap;

/** What isn't left to chance: spark points for a chosen prize, and the exchange shop. */
final class Exchange {
  /** Something that a pool's exchange currency buys. */
  private static final class Offer {
    private final long id;
    private final Pool pool;
    private final long prize;
    private final long price;

    /** 0: any number. */
    private final long stock;

    private long left;

    Offer(Pool pool, DefineOfferDecoder command) {
      this.id = command.offer();
      this.pool = pool;
      this.prize = command.prize();
      this.price = command.price();
      this.stock = command.stock();
      this.left = stock;
    }

    Offer(Pool pool, StateOfferDecoder record) {
      this.id = record.offer();
      this.pool = pool;
      this.prize = record.prize();
      this.price = record.price();
      this.stock = record.stock();
      this.left = record.left();
    }
  }

  private final Ledger ledger;
  private final EventWriter events;
  private final Pools pools;
  private final Drawing drawing;
  private final Grants grants;
  private final Long2ObjectHashMap<Offer> offers = new Long2ObjectHashMap<>();
  private final SparkExchangedEncoder sparkExchanged = new SparkExchangedEncoder();
  private final OfferChangedEncoder offerChanged = new OfferChangedEncoder();
  private final OfferBoughtEncoder offerBought = new OfferBoughtEncoder();
  private Limits.Gacha limits = Limits.Gacha.DEFAULT;

  Exchange(Ledger ledger, EventWriter events, Pools pools, Drawing drawing, Grants grants) {
    this.ledger = ledger;
    this.events = events;
    this.pools = pools;
    this.drawing = drawing;
    this.grants = grants;
  }

  void configure(Limits.Gacha newLimits) {
    limits = newLimits;
  }

  Reason check(ExchangeSparkDecoder command) {
    Pool pool = pools.find(command.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    Account account = ledger.find(command.account());
    if (account == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (!pool.isOpen()) {
      return Reason.POOL_NOT_OPEN;
    }
    if (account.isSuspended()) {
      return Reason.NOT_ALLOWED;
    }
    int row = pool.table.find(command.prize());
    if (row == PrizeTable.NO_ROW) {
      return Reason.UNKNOWN_PRIZE;
    }
    if (pool.table.isGone(row)) {
      return Reason.SOLD_OUT;
    }
    Player player = pool.players.get(account.id);
    boolean isCovered =
        player != null
            && pool.terms.sparkPrice() != 0
            && player.sparkPoints >= pool.terms.sparkPrice();
    return isCovered ? grants.check(pool, account, 1) : Reason.INSUFFICIENT_POINTS;
  }

  void apply(ExchangeSparkDecoder command, long now) {
    Pool pool = pools.pool(command.pool());
    Account account = ledger.account(command.account());
    Player player = pool.players.get(account.id);
    assert player != null;
    int row = pool.table.find(command.prize());
    player.sparkPoints -= pool.terms.sparkPrice();
    long converted = grants.isDuplicate(pool, row, account) ? pool.table.duplicate(row) : 0;
    drawing.takeChosen(pool, row);
    events.close(
        events
            .open(sparkExchanged, account)
            .account(account.id)
            .pool(pool.id)
            .prize(command.prize())
            .converted(converted)
            .sparkPoints(player.sparkPoints));
    grants.credit(pool, account, converted);
    drawing.finish(pool, now);
  }

  Reason check(DefineOfferDecoder command) {
    if (offers.containsKey(command.offer())) {
      return Reason.OFFER_EXISTS;
    }
    Pool pool = pools.find(command.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (pool.status == PoolStatus.CLOSED) {
      return Reason.WRONG_POOL_STATUS;
    }
    return offers.size() < limits.offers() ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  void apply(DefineOfferDecoder command) {
    Offer offer = new Offer(pools.pool(command.pool()), command);
    offers.put(offer.id, offer);
    writeChange(offer);
  }

  Reason check(BuyOfferDecoder command) {
    Offer offer = offers.get(command.offer());
    if (offer == null) {
      return Reason.UNKNOWN_OFFER;
    }
    Account account = ledger.find(command.account());
    if (account == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (offer.pool.status == PoolStatus.DRAFT) {
      return Reason.POOL_NOT_OPEN;
    }
    if (account.isSuspended()) {
      return Reason.NOT_ALLOWED;
    }
    if (offer.stock != 0 && offer.left == 0) {
      return Reason.SOLD_OUT;
    }
    if (account.available(offer.pool.terms.exchange()) < offer.price) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    return Ledger.canPost(account, offer.pool.terms.exchange(), -offer.price)
            && Ledger.canPost(ledger.account(0), offer.pool.terms.exchange(), offer.price)
        ? Reason.ACCEPTED
        : Reason.AMOUNT_OVERFLOW;
  }

  void apply(BuyOfferDecoder command) {
    Offer offer = offers.get(command.offer());
    assert offer != null;
    Account account = ledger.account(command.account());
    events.close(
        events
            .open(offerBought, account)
            .account(account.id)
            .offer(offer.id)
            .pool(offer.pool.id)
            .prize(offer.prize)
            .price(offer.price));
    ledger.pay(
        account.openBalance(offer.pool.terms.exchange()),
        ledger.account(0).openBalance(offer.pool.terms.exchange()),
        offer.price);
    if (offer.stock != 0) {
      offer.left--;
      writeChange(offer);
    }
  }

  private void writeChange(Offer offer) {
    events.close(
        events
            .open(offerChanged, offer.pool)
            .pool(offer.pool.id)
            .offer(offer.id)
            .prize(offer.prize)
            .offerPrice(offer.price)
            .stock(offer.stock)
            .offersLeft(offer.left));
  }

  void save(StateWriter out) {
    StateOfferEncoder record = new StateOfferEncoder();
    long[] ids = StateWriter.inOrder(offers.keySet());
    for (long id : ids) {
      Offer offer = offers.get(id);
      assert offer != null;
      out.close(
          out.open(record)
              .offer(id)
              .pool(offer.pool.id)
              .prize(offer.prize)
              .price(offer.price)
              .stock(offer.stock)
              .left(offer.left));
    }
  }

  void load(StateReader in, StateOfferDecoder record) {
    Pool pool = pools.find(record.pool());
    if (pool == null || record.price() < 1 || offers.containsKey(record.offer())) {
      throw in.bad("has no pool or price, or is offer %d again".formatted(record.offer()));
    }
    offers.put(record.offer(), new Offer(pool, record));
  }
}
