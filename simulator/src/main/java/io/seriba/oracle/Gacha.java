package io.seriba.oracle;

import static io.seriba.oracle.Emitted.Topic.account;
import static io.seriba.oracle.Event.field;

import io.seriba.oracle.Emitted.Topic;
import io.seriba.oracle.GachaPool.Pity;
import io.seriba.oracle.GachaPool.Player;
import io.seriba.sbe.PoolStatus;
import io.seriba.sbe.Reason;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** rules.md, section 4: draws, and what points and duplicates buy. */
final class Gacha {
  record Owned(long account, long prize) {}

  private record Offer(GachaPool pool, GachaCmd.DefineOffer terms, long left) {}

  private record SpendLimit(long monthly, int utcOffset, Map<String, Long> spent) {}

  final TreeMap<Long, GachaPool> pools = new TreeMap<>();
  final Set<Owned> owned = new HashSet<>();
  private final Map<Long, Offer> offers = new HashMap<>();
  private final Map<Long, SpendLimit> spendLimits = new HashMap<>();
  private final PlantedBug bug;
  private final Emitted emitted;
  private final Ledger ledger;
  private final Medals medals;
  private final GachaPools definitions;

  Gacha(PlantedBug bug, Emitted emitted, Timers timers, Ledger ledger, Medals medals) {
    this.bug = bug;
    this.emitted = emitted;
    this.ledger = ledger;
    this.medals = medals;
    this.definitions = new GachaPools(bug, emitted, timers, ledger, pools);
  }

  Reason decide(long actor, GachaCmd command, GachaCmd.Limits limits) {
    return switch (command) {
      case GachaCmd.GrantMedals c -> medals.grant(c, limits);
      case GachaCmd.SpendMedals c -> medals.spend(c, limits.refundableSpends());
      case GachaCmd.RefundMedals c -> medals.refund(c);
      case GachaCmd.ReportPaidMedals c -> medals.report(actor);
      case GachaCmd.DefinePool c -> definitions.define(c, limits);
      case GachaCmd.AddPrizes c -> definitions.addPrizes(c, limits);
      case GachaCmd.OpenPool c -> definitions.open(c, limits);
      case GachaCmd.ClosePool c -> definitions.close(c);
      case GachaCmd.RotateSeed c -> definitions.rotate(c, limits);
      case GachaCmd.Draw c -> draw(actor, c, limits);
      case GachaCmd.ExchangeSpark c -> exchangeSpark(actor, c, limits);
      case GachaCmd.DefineOffer c -> defineOffer(c, limits);
      case GachaCmd.BuyOffer c -> buyOffer(actor, c);
      case GachaCmd.SetSpendLimit c -> setSpendLimit(c);
      case GachaCmd.AuditPool c -> definitions.audit(actor, c);
    };
  }

  long price(long id) {
    GachaPool pool = pools.get(id);
    return pool == null ? 0 : pool.terms.price();
  }

  List<Event> describe() {
    return definitions.describe();
  }

  private static long day(long now, int offset) {
    return Instant.ofEpochSecond(Math.floorDiv(now, 1_000_000L))
        .atOffset(ZoneOffset.ofTotalSeconds(offset * 60))
        .toLocalDate()
        .toEpochDay();
  }

  private static String month(long now, int offset) {
    return Instant.ofEpochSecond(Math.floorDiv(now, 1_000_000L))
        .atOffset(ZoneOffset.ofTotalSeconds(offset * 60))
        .toLocalDate()
        .toString()
        .replaceFirst("-[0-9]+$", "");
  }

  private Reason draw(long account, GachaCmd.Draw c, GachaCmd.Limits limits) {
    GachaPool pool = pools.get(c.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (!ledger.isOpen(account)) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (pool.status != PoolStatus.OPEN) {
      return Reason.POOL_NOT_OPEN;
    }
    if (!pool.terms.bundles().contains(new GachaCmd.Bundle(c.count()))) {
      return Reason.NO_SUCH_BUNDLE;
    }
    if (ledger.suspended.contains(account)) {
      return Reason.NOT_ALLOWED;
    }
    if (pool.isBox() && pool.left() < c.count()) {
      return Reason.SOLD_OUT;
    }
    Reason reason = overLimits(account, pool, c.count());
    if (reason == Reason.ACCEPTED) {
      reason = noRoom(account, pool, c.count(), limits);
    }
    long pairs = pools.values().stream().mapToLong(each -> each.players.size()).sum();
    if (reason == Reason.ACCEPTED
        && !pool.players.containsKey(account)
        && pairs >= limits.players()) {
      reason = Reason.CAPACITY_EXCEEDED;
    }
    if (reason == Reason.ACCEPTED) {
      drawBundle(account, pool, c, limits);
    }
    return reason;
  }

  private Reason overLimits(long account, GachaPool pool, int count) {
    GachaCmd.DefinePool terms = pool.terms;
    Player player = pool.players.getOrDefault(account, new Player());
    long now = emitted.now();
    long slack = bug == PlantedBug.TOTAL_LIMIT_ONE_TOO_MANY ? 1 : 0;
    if (terms.totalDraws() != 0 && player.total + count > terms.totalDraws() + slack) {
      return Reason.TOTAL_LIMIT;
    }
    int dayOffset = bug == PlantedBug.DAYS_IN_UTC ? 0 : terms.utcOffset();
    long today = player.byDay.getOrDefault(day(now, dayOffset), 0L);
    if (terms.dailyDraws() != 0 && today + count > terms.dailyDraws()) {
      return Reason.DAILY_LIMIT;
    }
    long price = terms.price() * count;
    boolean paidOnly = terms.paidOnly() == 1;
    if (medals.spendable(account, paidOnly) < price) {
      return Reason.INSUFFICIENT_MEDALS;
    }
    long paid = medals.paidOf(account, price, paidOnly);
    long here = player.paidByMonth.getOrDefault(month(now, terms.utcOffset()), 0L);
    SpendLimit limit = spendLimits.get(account);
    boolean tooMuchHere = terms.monthlySpend() != 0 && here + paid > terms.monthlySpend();
    boolean tooMuch =
        limit != null
            && limit.spent().getOrDefault(month(now, limit.utcOffset()), 0L) + paid
                > limit.monthly();
    return tooMuchHere || tooMuch ? Reason.SPEND_LIMIT : Reason.ACCEPTED;
  }

  private Reason noRoom(long account, GachaPool pool, int count, GachaCmd.Limits limits) {
    long most = pool.greatestDuplicate() * count;
    if (most == 0) {
      return Reason.ACCEPTED;
    }
    if (ledger.overflows(Ledger.OUTSIDE, account, pool.terms.exchange(), most)) {
      return Reason.AMOUNT_OVERFLOW;
    }
    return owned.size() + count > limits.ownedPrizes() ? Reason.CAPACITY_EXCEEDED : Reason.ACCEPTED;
  }

  private void drawBundle(long account, GachaPool pool, GachaCmd.Draw c, GachaCmd.Limits limits) {
    GachaCmd.DefinePool terms = pool.terms;
    long now = emitted.now();
    Player player = pool.players.computeIfAbsent(account, id -> new Player());
    Pity pity = pool.pity.computeIfAbsent(account, id -> new Pity());
    long price = terms.price() * c.count();
    long paid = price == 0 ? 0 : medals.paidOf(account, price, terms.paidOnly() == 1);
    if (price > 0) {
      medals.spend(account, price, terms.paidOnly() == 1, limits.refundableSpends());
    }
    SpendLimit limit = spendLimits.get(account);
    if (limit != null) {
      limit.spent().merge(month(now, limit.utcOffset()), paid, Long::sum);
    }
    int pityBefore = pity.count;
    boolean dueBefore = pity.featuredDue;
    long first = player.byEpoch.getOrDefault(pool.epoch, 0L) + 1;
    List<Map<String, Object>> results = new ArrayList<>();
    List<Long> gone = new ArrayList<>();
    long converted = 0;
    int rarest = 0;
    for (int i = 0; i < c.count(); i++) {
      boolean owes =
          terms.guaranteeFrom() != 0
              && c.count() >= terms.guaranteeFrom()
              && i == c.count() - 1
              && rarest < terms.guaranteeRarity()
              && bug != PlantedBug.GUARANTEE_FORGOTTEN;
      Lottery lottery = new Lottery(bug, pool, account, c.clientSeed(), first + i);
      Lottery.Result result = lottery.draw(pity, owes ? terms.guaranteeRarity() : 0);
      GachaPool.Prize prize = result.prize();
      pool.draws++;
      pool.plainDraws += result.plain() ? 1 : 0;
      prize.drawn++;
      rarest = Math.max(rarest, prize.terms.rarity());
      takeOne(pool, prize, gone);
      follow(terms, pity, prize);
      boolean duplicate = isDuplicate(account, prize);
      converted += duplicate ? prize.terms.duplicate() : 0;
      results.add(
          Event.row(
              field("prize", prize.terms.prize()),
              field("value", result.value()),
              field("bound", result.bound()),
              field("cause", result.cause()),
              field("duplicate", Book.flag(duplicate))));
    }
    player.byEpoch.merge(pool.epoch, (long) c.count(), Long::sum);
    int dayOffset = bug == PlantedBug.DAYS_IN_UTC ? 0 : terms.utcOffset();
    player.byDay.merge(day(now, dayOffset), (long) c.count(), Long::sum);
    player.paidByMonth.merge(month(now, terms.utcOffset()), paid, Long::sum);
    player.total += c.count();
    player.points = Math.min(1_000_000, player.points + (long) terms.sparkPoints() * c.count());
    emitted.event(
        account(account),
        "Drawn",
        field("account", account),
        field("pool", c.pool()),
        field("firstDraw", first),
        field("spend", price > 0 ? emitted.sequence() : 0),
        field("converted", converted),
        field("epoch", pool.epoch),
        field("pity", pityBefore),
        field("sparkPoints", player.points),
        field("featuredDue", Book.flag(dueBefore)),
        field("results", results),
        field("clientSeed", c.clientSeed()));
    finish(account, pool, converted, gone);
  }

  private void follow(GachaCmd.DefinePool terms, Pity pity, GachaPool.Prize prize) {
    if (terms.pityRarity() != 0) {
      boolean reset =
          bug == PlantedBug.PITY_RESET_BY_THE_SAME_RARITY_ONLY
              ? prize.terms.rarity() == terms.pityRarity()
              : prize.terms.rarity() >= terms.pityRarity();
      pity.count = reset ? 0 : Math.min(1_000_000, pity.count + 1);
    }
    if (prize.terms.rarity() == terms.featuredRarity()) {
      pity.featuredDue = prize.terms.featured() == 0;
    }
  }

  private void takeOne(GachaPool pool, GachaPool.Prize prize, List<Long> gone) {
    if (prize.terms.stock() == 0) {
      return;
    }
    prize.left--;
    if (pool.isBox()) {
      prize.now--;
    }
    if (prize.left == 0) {
      gone.add(prize.terms.prize());
      prize.until = pool.plainDraws;
      if (!pool.isBox()) {
        prize.now = 0;
        GachaPool.Prize fallback = pool.find(pool.terms.fallback());
        if (fallback != null && bug != PlantedBug.GONE_WEIGHT_VANISHES) {
          fallback.now += prize.weight;
        }
      }
    }
  }

  private boolean isDuplicate(long account, GachaPool.Prize prize) {
    return prize.terms.duplicate() != 0 && !owned.add(new Owned(account, prize.terms.prize()));
  }

  private void finish(long account, GachaPool pool, long converted, List<Long> gone) {
    if (converted > 0) {
      ledger.move(Ledger.OUTSIDE, account, pool.terms.exchange(), converted);
    }
    Topic topic = Topic.pool(pool.terms.pool());
    for (long prize : gone) {
      emitted.event(
          topic,
          "PrizeGone",
          field("pool", topic.id()),
          field("prize", prize),
          field("fallback", pool.terms.fallback()));
    }
    emitted.event(
        topic,
        "PoolProgressed",
        field("pool", topic.id()),
        field("draws", pool.draws),
        field("left", pool.left()));
    if (pool.isBox() && pool.left() == 0 && bug != PlantedBug.EMPTY_BOX_STAYS_OPEN) {
      definitions.close(pool);
    }
  }

  private Reason exchangeSpark(long account, GachaCmd.ExchangeSpark c, GachaCmd.Limits limits) {
    GachaPool pool = pools.get(c.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (!ledger.isOpen(account)) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (pool.status != PoolStatus.OPEN) {
      return Reason.POOL_NOT_OPEN;
    }
    if (ledger.suspended.contains(account)) {
      return Reason.NOT_ALLOWED;
    }
    GachaPool.Prize prize = pool.find(c.prize());
    if (prize == null) {
      return Reason.UNKNOWN_PRIZE;
    }
    if (prize.isGone()) {
      return Reason.SOLD_OUT;
    }
    Player player = pool.players.getOrDefault(account, new Player());
    int price = pool.terms.sparkPrice();
    boolean isShort =
        bug == PlantedBug.SPARK_NEEDS_ONE_MORE ? player.points <= price : player.points < price;
    if (price == 0 || isShort) {
      return Reason.INSUFFICIENT_POINTS;
    }
    Reason reason = noRoom(account, pool, 1, limits);
    if (reason != Reason.ACCEPTED) {
      return reason;
    }
    player.points -= price;
    long converted = isDuplicate(account, prize) ? prize.terms.duplicate() : 0;
    List<Long> gone = new ArrayList<>();
    takeOne(pool, prize, gone);
    emitted.event(
        account(account),
        "SparkExchanged",
        field("account", account),
        field("pool", c.pool()),
        field("prize", c.prize()),
        field("converted", converted),
        field("sparkPoints", player.points));
    finish(account, pool, converted, gone);
    return Reason.ACCEPTED;
  }

  private Reason defineOffer(GachaCmd.DefineOffer c, GachaCmd.Limits limits) {
    if (offers.containsKey(c.offer())) {
      return Reason.OFFER_EXISTS;
    }
    GachaPool pool = pools.get(c.pool());
    if (pool == null) {
      return Reason.UNKNOWN_POOL;
    }
    if (pool.status == PoolStatus.CLOSED) {
      return Reason.WRONG_POOL_STATUS;
    }
    if (offers.size() >= limits.offers()) {
      return Reason.CAPACITY_EXCEEDED;
    }
    offerChanged(new Offer(pool, c, c.stock()));
    return Reason.ACCEPTED;
  }

  private void offerChanged(Offer offer) {
    GachaCmd.DefineOffer terms = offer.terms();
    offers.put(terms.offer(), offer);
    emitted.event(
        Topic.pool(terms.pool()),
        "OfferChanged",
        field("pool", terms.pool()),
        field("offer", terms.offer()),
        field("prize", terms.prize()),
        field("offerPrice", terms.price()),
        field("stock", terms.stock()),
        field("offersLeft", offer.left()));
  }

  private Reason buyOffer(long account, GachaCmd.BuyOffer c) {
    Offer offer = offers.get(c.offer());
    if (offer == null) {
      return Reason.UNKNOWN_OFFER;
    }
    if (!ledger.isOpen(account)) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    GachaCmd.DefineOffer terms = offer.terms();
    GachaCmd.DefinePool pool = offer.pool().terms;
    if (offer.pool().status == PoolStatus.DRAFT) {
      return Reason.POOL_NOT_OPEN;
    }
    if (ledger.suspended.contains(account)) {
      return Reason.NOT_ALLOWED;
    }
    if (terms.stock() != 0 && offer.left() == 0) {
      return Reason.SOLD_OUT;
    }
    if (ledger.room(account, pool.exchange()) < terms.price()) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    if (ledger.overflows(account, Ledger.OUTSIDE, pool.exchange(), terms.price())) {
      return Reason.AMOUNT_OVERFLOW;
    }
    emitted.event(
        account(account),
        "OfferBought",
        field("account", account),
        field("offer", c.offer()),
        field("pool", terms.pool()),
        field("prize", terms.prize()),
        field("price", terms.price()));
    ledger.move(account, Ledger.OUTSIDE, pool.exchange(), terms.price());
    if (terms.stock() != 0) {
      offerChanged(new Offer(offer.pool(), terms, offer.left() - 1));
    }
    return Reason.ACCEPTED;
  }

  private Reason setSpendLimit(GachaCmd.SetSpendLimit c) {
    if (!ledger.isOpen(c.holder())) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    SpendLimit former = spendLimits.remove(c.holder());
    if (c.monthlySpend() != 0) {
      long here =
          former == null
              ? 0
              : former.spent().getOrDefault(month(emitted.now(), former.utcOffset()), 0L);
      Map<String, Long> spent = new HashMap<>();
      spent.put(month(emitted.now(), c.utcOffset()), here);
      spendLimits.put(c.holder(), new SpendLimit(c.monthlySpend(), c.utcOffset(), spent));
    }
    emitted.event(
        account(c.holder()),
        "SpendLimitSet",
        field("account", c.holder()),
        field("monthlySpend", c.monthlySpend()),
        field("utcOffset", c.utcOffset()));
    return Reason.ACCEPTED;
  }

  Map<Long, GachaCmd.DefineOffer> offers() {
    Map<Long, GachaCmd.DefineOffer> all = new TreeMap<>();
    offers.forEach((id, offer) -> all.put(id, offer.terms()));
    return all;
  }
}
