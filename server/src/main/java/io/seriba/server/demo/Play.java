package io.seriba.server.demo;

import io.netty.channel.EventLoop;
import io.seriba.gateway.ws.Tokens;
import io.seriba.sbe.Role;
import io.seriba.server.history.BidHistory;
import io.seriba.server.history.BidHistory.Auction;
import io.seriba.server.history.BidHistory.Bid;
import io.seriba.server.history.PriceReplay.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.collections.LongArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Plays a recording through a running server: an administrator, an auctioneer, a hall that looks
 * on, and each bidder with a connection of its own.
 *
 * <p>All auctions run at once, their time compressed by the same factor. The methods are called in
 * the order that they stand here, by one thread; what they start happens on the clients' event
 * loop, and they wait for it.
 */
final class Play implements LotPlay.Stage, AutoCloseable {
  private static final long ADMIN = 1;
  private static final long AUCTIONEER = 2;
  private static final long HALL = 3;
  private static final long SELLER = 4;
  private static final long FIRST_BIDDER = 1_001;
  private static final long SALE = 1;
  private static final Duration TOKEN_TIME = Duration.ofHours(6);
  private static final int CONNECTING_AT_ONCE = 64;
  private static final int DEPOSIT_BASIS_POINTS = 1_000;
  private static final long TICK_MILLIS = 100;

  /** Longer than any demo: the auctioneer closes the lots. */
  private static final long LOT_DURATION_MICROS = TimeUnit.DAYS.toMicros(1);

  private final BidHistory history;
  private final Tokens tokens;
  private final Connections connections;
  private final EventLoop loop;
  private final List<LotPlay> lots = new ArrayList<>();
  private final List<Connection> bidders = new ArrayList<>();
  private final Tally tally = new Tally();
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private final CompletableFuture<Void> allClosed = new CompletableFuture<>();
  private final double nanosPerMicro;
  private @Nullable Connection admin;
  private @Nullable Connection auctioneer;
  private @Nullable Connection hall;
  private int closedLots;
  private long startNanos;

  /**
   * Makes the clients' event loop; connects nobody yet.
   *
   * @param results give each auction's reserve
   * @param seconds how long the longest auction takes
   */
  Play(String address, Tokens tokens, BidHistory history, List<Result> results, int seconds) {
    this.history = history;
    this.tokens = tokens;
    connections = new Connections(address, this::onEvent, this::failed);
    loop = connections.loop();
    for (Result result : results) {
      lots.add(new LotPlay(lots.size() + 1L, result, this));
    }
    long longest = history.auctions().stream().mapToLong(Auction::duration).max().orElse(1);
    nanosPerMicro = (double) TimeUnit.SECONDS.toNanos(seconds) / longest;
  }

  /** Defines currency, accounts with funds for their deposits, the sale and its lots. */
  void define() throws DemoException {
    admin = connect("the administrator", ADMIN, Role.ADMIN);
    auctioneer = connect("the auctioneer", AUCTIONEER, Role.AUCTIONEER);
    hall = connect("the hall", HALL, Role.VIEWER);
    Pipeline accounts =
        pipeline(admin)
            .add("ledger:declare-currency", "\"currency\":\"USD\",\"exponent\":2")
            .add("ledger:open-account", "\"holder\":" + SELLER);
    long[] funds = new long[history.bidders().size()];
    history.auctions().stream()
        .flatMap(auction -> auction.bids().stream())
        .forEach(bid -> funds[bid.bidder()] += bid.max());
    for (int i = 0; i < funds.length; i++) {
      long account = FIRST_BIDDER + i;
      accounts.add("ledger:open-account", "\"holder\":" + account);
      accounts.add(
          "ledger:transfer",
          "\"debit\":0,\"credit\":%d,\"currency\":\"USD\",\"amount\":%d"
              .formatted(account, funds[i]));
    }
    run(accounts);
    Pipeline catalogue =
        pipeline(auctioneer)
            .add("auction:define-sale", "\"sale\":" + SALE + ",\"approvalRequired\":false");
    lots.forEach(lot -> catalogue.add("auction:define-lot", terms(lot)));
    run(catalogue);
    joinHall();
  }

  private static String terms(LotPlay lot) {
    long reserve = lot.result().reserve();
    return """
    "lot":%d,"sale":%d,"seller":%d,"openingPrice":%d,%s"duration":%d,"window":0,\
    "incrementTable":1,"deposit":%d,"softClose":"RESET","format":"ENGLISH","currency":"USD"\
    """
        .formatted(
            lot.lot(),
            SALE,
            SELLER,
            lot.result().auction().openingPrice(),
            reserve == 0 ? "" : "\"reserve\":" + reserve + ",",
            LOT_DURATION_MICROS,
            DEPOSIT_BASIS_POINTS);
  }

  private void joinHall() throws DemoException {
    CompletableFuture<Void> joined = new CompletableFuture<>();
    Connection viewer = present(hall);
    onLoop(
        () -> viewer.request("auction:join", "\"sale\":" + SALE, reply -> joined.complete(null)));
    await(joined, () -> {});
  }

  /** Connects every bidder, a bounded number at a time; each joins the lots that it bids for. */
  int connectBidders(Runnable tick) throws DemoException {
    List<LongArrayList> joins = new ArrayList<>();
    history.bidders().forEach(bidder -> joins.add(new LongArrayList()));
    for (LotPlay lot : lots) {
      for (Bid bid : lot.result().auction().bids()) {
        LongArrayList joined = joins.get(bid.bidder());
        if (!joined.containsLong(lot.lot())) {
          joined.addLong(lot.lot());
        }
      }
    }
    CompletableFuture<Void> ready = new CompletableFuture<>();
    onLoop(() -> new Arrivals(joins, ready).start());
    await(ready, tick);
    return joins.stream().mapToInt(LongArrayList::size).sum();
  }

  /** Connects bidders and lets them join; on the event loop. */
  private final class Arrivals {
    private final List<LongArrayList> joins;
    private final CompletableFuture<Void> ready;
    private int arrived;

    Arrivals(List<LongArrayList> joins, CompletableFuture<Void> ready) {
      this.joins = joins;
      this.ready = ready;
    }

    void start() {
      for (int i = 0; i < CONNECTING_AT_ONCE && i < joins.size(); i++) {
        connectNext();
      }
    }

    private void connectNext() {
      int number = bidders.size();
      long account = FIRST_BIDDER + number;
      bidders.add(
          connections.connect(
              "bidder " + account, token(account, Role.BIDDER), () -> join(number, 0)));
    }

    private void join(int number, int from) {
      LongArrayList mine = joins.get(number);
      if (from < mine.size()) {
        bidder(number)
            .request(
                "auction:join", "\"lot\":" + mine.getLong(from), reply -> join(number, from + 1));
        return;
      }
      arrived++;
      if (bidders.size() < joins.size()) {
        connectNext();
      } else if (arrived == joins.size()) {
        ready.complete(null);
      }
    }
  }

  /** Opens every lot and plays all bids, until the last lot has closed. */
  void bid(Runnable tick) throws DemoException {
    Pipeline opening = pipeline(auctioneer());
    lots.forEach(lot -> opening.add("auction:open", "\"lot\":" + lot.lot()));
    run(opening);
    onLoop(
        () -> {
          startNanos = System.nanoTime();
          lots.forEach(LotPlay::next);
        });
    await(allClosed, tick);
  }

  /** Captures every winner's deposit for the seller. */
  void settle() throws DemoException {
    Pipeline settling = pipeline(auctioneer());
    lots.stream()
        .filter(lot -> lot.hammerPrice() > 0)
        .forEach(lot -> settling.add("auction:settle", "\"lot\":" + lot.lot()));
    run(settling);
  }

  List<LotPlay> lots() {
    return lots;
  }

  /** Returns the counts and latencies; changes no more once {@link #bid} has returned. */
  @Override
  public Tally tally() {
    return tally;
  }

  /** Returns a moment's figures. Not on the event loop. */
  Tally.Progress progress() {
    return loop.submit(tally::progress).syncUninterruptibly().getNow();
  }

  private Connection connect(String name, long account, Role role) throws DemoException {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    String token = token(account, role);
    Connection connection =
        loop.submit(() -> connections.connect(name, token, () -> ready.complete(null)))
            .syncUninterruptibly()
            .getNow();
    await(ready, () -> {});
    return connection;
  }

  private String token(long account, Role role) {
    return tokens.mint(account, role, TOKEN_TIME);
  }

  private Pipeline pipeline(@Nullable Connection connection) {
    return new Pipeline(present(connection), connections);
  }

  private void run(Pipeline pipeline) throws DemoException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    onLoop(() -> pipeline.start(() -> done.complete(null)));
    await(done, () -> {});
  }

  private void await(CompletableFuture<Void> wanted, Runnable tick) throws DemoException {
    CompletableFuture<Object> either = CompletableFuture.anyOf(wanted, failure);
    while (!either.isDone()) {
      try {
        either.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        tick.run();
      } catch (ExecutionException e) {
        throw new IllegalStateException("neither is ever completed so", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DemoException("interrupted");
      }
    }
    if (failure.isDone()) {
      throw new DemoException(failure.join());
    }
  }

  private void onEvent(Connection receiver, Incoming event) {
    if (event.lot < 1 || event.lot > lots.size()) {
      return;
    }
    LotPlay lot = lots.get((int) event.lot - 1);
    boolean isHall = receiver == hall;
    switch (event.type) {
      case "auction:update" -> {
        lot.priceSeen(event.sequence);
        if (isHall) {
          tally.priceChanges++;
        }
      }
      case "auction:timer" -> {
        if (isHall && event.status.equals("OPEN")) {
          tally.lotsOpen++;
        }
      }
      case "auction:ended" -> {
        if (isHall) {
          lot.ended(event);
        }
      }
      default -> {
        // the states that a join gives, and what concerns a bidder's own account
      }
    }
  }

  /** Does something on the event loop; what it throws fails the demo. */
  private void onLoop(Runnable step) {
    loop.execute(guarded(step));
  }

  // guarded: nothing can hide in the future
  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void later(Runnable step, long nanos) {
    loop.schedule(guarded(step), nanos, TimeUnit.NANOSECONDS);
  }

  private Runnable guarded(Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (RuntimeException | AssertionError e) {
        failed("a fault in the demo itself: " + e);
      }
    };
  }

  @Override
  public long due(long micros) {
    return startNanos + (long) (micros * nanosPerMicro);
  }

  @Override
  public Connection bidder(int number) {
    return bidders.get(number);
  }

  @Override
  public Connection auctioneer() {
    return present(auctioneer);
  }

  private static Connection present(@Nullable Connection connection) {
    if (connection == null) {
      throw new IllegalStateException("not connected yet");
    }
    return connection;
  }

  @Override
  public void failed(String what) {
    failure.complete(what);
  }

  @Override
  public void lotClosed() {
    if (++closedLots == lots.size()) {
      allClosed.complete(null);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
