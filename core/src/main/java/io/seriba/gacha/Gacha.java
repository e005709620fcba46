package io.seriba.gacha;

import io.seriba.engine.Command;
import io.seriba.engine.Domain;
import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.AddPrizesDecoder;
import io.seriba.sbe.AuditPoolDecoder;
import io.seriba.sbe.BuyOfferDecoder;
import io.seriba.sbe.ClosePoolDecoder;
import io.seriba.sbe.DefineOfferDecoder;
import io.seriba.sbe.DefinePoolDecoder;
import io.seriba.sbe.DrawDecoder;
import io.seriba.sbe.ExchangeSparkDecoder;
import io.seriba.sbe.OpenPoolDecoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.RotateSeedDecoder;
import io.seriba.sbe.SetSpendLimitDecoder;
import io.seriba.timer.Timer;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;

/**
 * The gacha's commands: rules, section 4. The checks, in order, and the events:
 *
 * <ul>
 *   <li>DefinePool: POOL_EXISTS, UNKNOWN_CURRENCY, COMPLETE_SET_FORBIDDEN (a set reward is given),
 *       INVALID_POOL ({@link PoolTerms#areValid}, or a pity group of other rarities),
 *       CAPACITY_EXCEEDED: PoolState.
 *   <li>AddPrizes: UNKNOWN_POOL, WRONG_POOL_STATUS (not DRAFT), row by row INVALID_PRIZE and
 *       PRIZE_EXISTS, INVALID_PRIZE (no rows), CAPACITY_EXCEEDED: PrizesAdded.
 *   <li>OpenPool: UNKNOWN_POOL, WRONG_POOL_STATUS (not DRAFT), INVALID_POOL (terms name prizes that
 *       it hasn't; none at all; closes in the past), SEED_REUSED, CAPACITY_EXCEEDED: PoolOpened.
 *   <li>RotateSeed: UNKNOWN_POOL, WRONG_POOL_STATUS (not OPEN), SEED_REUSED, CAPACITY_EXCEEDED:
 *       SeedCommitted, SeedRevealed.
 *   <li>ClosePool: UNKNOWN_POOL, WRONG_POOL_STATUS (not OPEN): close.
 *   <li>close, by command, at its time, or when a box is empty: SeedRevealed, PoolClosed. With
 *       points that convert, 1 ms later and each ms from then on for the next 256 accounts, in the
 *       order of their first draws, those with points: SparkConverted, BalanceChanged (outside
 *       world, account). Points that the balance has no room for are gone.
 *   <li>Draw: UNKNOWN_POOL, UNKNOWN_ACCOUNT, POOL_NOT_OPEN, NO_SUCH_BUNDLE, NOT_ALLOWED
 *       (suspended), SOLD_OUT (a box with fewer left), TOTAL_LIMIT, DAILY_LIMIT,
 *       INSUFFICIENT_MEDALS, SPEND_LIMIT (the pool's or the account's), AMOUNT_OVERFLOW and
 *       CAPACITY_EXCEEDED (if each result were the dearest duplicate, and a new one; a new player):
 *       MedalsSpent unless free of charge, Drawn, BalanceChanged for both sides if duplicates
 *       converted, PrizeGone for each in order, PoolProgressed, close if a box is empty.
 *   <li>ExchangeSpark: UNKNOWN_POOL, UNKNOWN_ACCOUNT, POOL_NOT_OPEN, NOT_ALLOWED, UNKNOWN_PRIZE,
 *       SOLD_OUT, INSUFFICIENT_POINTS, AMOUNT_OVERFLOW, CAPACITY_EXCEEDED: SparkExchanged, then as
 *       a draw from BalanceChanged on.
 *   <li>DefineOffer: OFFER_EXISTS, UNKNOWN_POOL, WRONG_POOL_STATUS (CLOSED), CAPACITY_EXCEEDED:
 *       OfferChanged.
 *   <li>BuyOffer: UNKNOWN_OFFER, UNKNOWN_ACCOUNT, POOL_NOT_OPEN (DRAFT), NOT_ALLOWED, SOLD_OUT,
 *       INSUFFICIENT_FUNDS, AMOUNT_OVERFLOW: OfferBought, BalanceChanged (account, outside world),
 *       OfferChanged if it has stock.
 *   <li>SetSpendLimit: UNKNOWN_ACCOUNT: SpendLimitSet.
 *   <li>AuditPool: UNKNOWN_POOL, UNKNOWN_ACCOUNT (the actor's): PoolAudited.
 * </ul>
 *
 * <p>Where the rules are silent: a prize's id means the same thing in every pool, and only prizes
 * with a duplicate rate are known to be owned. Spending is counted in paid medals; free ones cost
 * nobody anything. A refund of medals changes no limit. An account's number k starts again at 1
 * with each epoch; pity, limits and points don't.
 */
public final class Gacha implements Domain {
  private final Ledger ledger;
  private final Timers timers;
  private final Pools pools;
  private final Epochs epochs;
  private final Grants grants;
  private final SpendLimits spendLimits;
  private final Drawing drawing;
  private final Exchange exchange;
  private final OddsAudit audit;

  private final DefinePoolDecoder definePool = new DefinePoolDecoder();
  private final AddPrizesDecoder addPrizes = new AddPrizesDecoder();
  private final OpenPoolDecoder openPool = new OpenPoolDecoder();
  private final ClosePoolDecoder closePool = new ClosePoolDecoder();
  private final RotateSeedDecoder rotateSeed = new RotateSeedDecoder();
  private final DrawDecoder draw = new DrawDecoder();
  private final ExchangeSparkDecoder exchangeSpark = new ExchangeSparkDecoder();
  private final DefineOfferDecoder defineOffer = new DefineOfferDecoder();
  private final BuyOfferDecoder buyOffer = new BuyOfferDecoder();
  private final SetSpendLimitDecoder setSpendLimit = new SetSpendLimitDecoder();
  private final AuditPoolDecoder auditPool = new AuditPoolDecoder();

  /** Makes the domain without pools. */
  public Gacha(Ledger ledger, EventWriter events, Timers timers) {
    this.ledger = ledger;
    this.timers = timers;
    PoolEvents poolEvents = new PoolEvents(events);
    pools = new Pools(ledger, events, poolEvents);
    grants = new Grants(ledger);
    epochs = new Epochs(pools, events, poolEvents, grants, timers);
    spendLimits = new SpendLimits(ledger, events);
    drawing = new Drawing(ledger, events, pools, poolEvents, epochs, grants, spendLimits);
    exchange = new Exchange(ledger, events, pools, drawing, grants);
    audit = new OddsAudit(ledger, events, pools);
  }

  @Override
  public Reason check(Command command) {
    long now = command.time();
    return switch (command.templateId()) {
      case DefinePoolDecoder.TEMPLATE_ID -> pools.check(command.read(definePool), now);
      case AddPrizesDecoder.TEMPLATE_ID -> pools.check(command.read(addPrizes));
      case OpenPoolDecoder.TEMPLATE_ID -> epochs.check(command.read(openPool), now);
      case ClosePoolDecoder.TEMPLATE_ID -> epochs.checkClose(command.read(closePool).pool());
      case RotateSeedDecoder.TEMPLATE_ID -> epochs.check(command.read(rotateSeed));
      case DrawDecoder.TEMPLATE_ID -> drawing.check(command.read(draw), now);
      case ExchangeSparkDecoder.TEMPLATE_ID -> exchange.check(command.read(exchangeSpark));
      case DefineOfferDecoder.TEMPLATE_ID -> exchange.check(command.read(defineOffer));
      case BuyOfferDecoder.TEMPLATE_ID -> exchange.check(command.read(buyOffer));
      case SetSpendLimitDecoder.TEMPLATE_ID -> spendLimits.check(command.read(setSpendLimit));
      case AuditPoolDecoder.TEMPLATE_ID -> audit.check(command.read(auditPool));
      default -> Reason.UNKNOWN_COMMAND;
    };
  }

  @Override
  public void apply(Command command) {
    long now = command.time();
    switch (command.templateId()) {
      case DefinePoolDecoder.TEMPLATE_ID -> pools.apply(definePool);
      case AddPrizesDecoder.TEMPLATE_ID -> pools.apply(addPrizes);
      case OpenPoolDecoder.TEMPLATE_ID -> epochs.open(pools.pool(openPool.pool()));
      case ClosePoolDecoder.TEMPLATE_ID -> epochs.close(pools.pool(closePool.pool()), now);
      case RotateSeedDecoder.TEMPLATE_ID -> epochs.rotate(pools.pool(rotateSeed.pool()));
      case DrawDecoder.TEMPLATE_ID -> drawing.apply(draw, command);
      case ExchangeSparkDecoder.TEMPLATE_ID -> exchange.apply(exchangeSpark, now);
      case DefineOfferDecoder.TEMPLATE_ID -> exchange.apply(defineOffer);
      case BuyOfferDecoder.TEMPLATE_ID -> exchange.apply(buyOffer);
      case SetSpendLimitDecoder.TEMPLATE_ID -> spendLimits.apply(setSpendLimit, now);
      case AuditPoolDecoder.TEMPLATE_ID -> audit.apply(auditPool);
      default -> throw new AssertionError("accepted, but not the gacha's: " + command.templateId());
    }
  }

  @Override
  public long result(Command command) {
    return command.templateId() == DrawDecoder.TEMPLATE_ID
            && pools.pool(draw.pool()).terms.price() > 0
        ? command.sequence()
        : 0;
  }

  @Override
  public void fire(Timer timer) {
    Pool pool = pools.pool(timer.id());
    if (timer.kind() == TimerKind.POOL_CLOSE) {
      epochs.close(pool, timer.deadline());
    } else {
      assert timer.kind() == TimerKind.SPARK_CONVERSION;
      epochs.convert(pool, timer.deadline());
    }
  }

  @Override
  public void configure(Limits newLimits) {
    Limits.Gacha limits = newLimits.gacha();
    pools.configure(limits);
    epochs.configure(limits);
    grants.configure(limits);
    drawing.configure(limits);
    exchange.configure(limits);
  }

  @Override
  public void describe() {
    pools.describe();
  }

  @Override
  public void save(StateWriter out) {
    state().save(out);
  }

  @Override
  public void load(StateReader in) {
    state().load(in);
  }

  private GachaState state() {
    return new GachaState(ledger, timers, pools, drawing, epochs, grants, exchange, spendLimits);
  }
}
