package io.seriba.server.demo.sale;

import io.seriba.sbe.Role;
import io.seriba.server.demo.stage.Connection;
import io.seriba.server.demo.stage.DemoException;
import io.seriba.server.demo.stage.Incoming;
import io.seriba.server.demo.stage.Pipeline;
import io.seriba.server.demo.stage.Stage;
import io.seriba.server.demo.stage.Venue;
import io.seriba.server.history.BidHistory;
import io.seriba.server.history.BidHistory.Auction;
import io.seriba.server.history.BidHistory.Bid;
import io.seriba.server.history.PriceReplay.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.LongArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Plays a recording through a running server: an auctioneer, a hall that looks on, and each bidder
 * with a connection of its own.
 *
 * <p>All auctions run at once, their time compressed by the same factor. The methods are called in
 * the order that they stand here, by one thread; what they start happens on the clients' event
 * loop, and they wait for it.
 */
final class Play implements LotPlay.Scene, AutoCloseable {
  private static final int ACT = 1;
  private static final long HALL = 1_001;
  private static final long SELLER = 1_002;
  private static final long FIRST_BIDDER = 10_001;
  private static final long SALE = 1;
  private static final int DEPOSIT_BASIS_POINTS = 1_000;

  /** Longer than any demo: the auctioneer closes the lots. */
  private static final long LOT_DURATION_MICROS = TimeUnit.DAYS.toMicros(1);

  private final BidHistory history;
  private final Stage stage;
  private final List<LotPlay> lots = new ArrayList<>();
  private final Tally tally = new Tally();
  private final CompletableFuture<Void> allClosed = new CompletableFuture<>();
  private final double nanosPerMicro;
  private List<Connection> bidders = List.of();
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
  Play(Venue venue, BidHistory history, List<Result> results, double seconds) {
    this.history = history;
    stage = venue.stage(ACT, (int) seconds, this::onEvent);
    for (Result result : results) {
      lots.add(new LotPlay(lots.size() + 1L, result, this));
    }
    long longest = history.auctions().stream().mapToLong(Auction::duration).max().orElse(1);
    nanosPerMicro = seconds * TimeUnit.SECONDS.toNanos(1) / longest;
  }

  /** Defines accounts with funds for their deposits, the sale and its lots. */
  void define() throws DemoException {
    Connection admin = stage.connect("the administrator", Venue.ADMIN, Role.ADMIN);
    Connection running = stage.connect("the auctioneer", Venue.AUCTIONEER, Role.AUCTIONEER);
    Connection viewer = stage.connect("the hall", HALL, Role.VIEWER);
    auctioneer = running;
    hall = viewer;
    Pipeline accounts = stage.pipeline(admin).add("ledger:open-account", "\"holder\":" + SELLER);
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
    stage.run(accounts);
    Pipeline catalogue =
        stage
            .pipeline(running)
            .add("auction:define-sale", "\"sale\":" + SALE + ",\"approvalRequired\":false");
    lots.forEach(lot -> catalogue.add("auction:define-lot", terms(lot)));
    stage.run(catalogue);
    stage.request(viewer, "auction:join", "\"sale\":" + SALE);
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

  /** Connects every bidder; each joins the lots that it bids for. */
  int connectBidders() throws DemoException {
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
    bidders =
        stage.connectCrowd(
            "bidder",
            FIRST_BIDDER,
            joins.size(),
            (number, bidder, settled) -> join(bidder, joins.get(number), 0, settled));
    return joins.stream().mapToInt(LongArrayList::size).sum();
  }

  private static void join(Connection bidder, LongArrayList joins, int from, Runnable settled) {
    if (from == joins.size()) {
      settled.run();
    } else {
      bidder.request(
          "auction:join",
          "\"lot\":" + joins.getLong(from),
          reply -> join(bidder, joins, from + 1, settled));
    }
  }

  /** Opens every lot and plays all bids, until the last lot has closed. */
  void bid(Runnable tick) throws DemoException {
    Pipeline opening = stage.pipeline(auctioneer());
    lots.forEach(lot -> opening.add("auction:open", "\"lot\":" + lot.lot()));
    stage.run(opening);
    stage.perform(
        () -> {
          startNanos = System.nanoTime();
          lots.forEach(LotPlay::next);
        });
    stage.await(allClosed, tick);
  }

  /** Captures every winner's deposit for the seller. */
  void settle() throws DemoException {
    Pipeline settling = stage.pipeline(auctioneer());
    lots.stream()
        .filter(lot -> lot.hammerPrice() > 0)
        .forEach(lot -> settling.add("auction:settle", "\"lot\":" + lot.lot()));
    stage.run(settling);
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
    return stage.ask(tally::progress);
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

  @Override
  public void later(Runnable step, long nanos) {
    stage.later(step, nanos);
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
    Connection connected = auctioneer;
    if (connected == null) {
      throw new IllegalStateException("not connected yet");
    }
    return connected;
  }

  @Override
  public void failed(String what) {
    stage.failed(what);
  }

  @Override
  public void lotClosed() {
    if (++closedLots == lots.size()) {
      allClosed.complete(null);
    }
  }

  @Override
  public void close() {
    stage.close();
  }
}
