package io.seriba.server.demo.sale;

import io.seriba.server.demo.stage.Connection;
import io.seriba.server.demo.stage.Incoming;
import io.seriba.server.history.BidHistory.Bid;
import io.seriba.server.history.PriceReplay.Result;
import java.util.List;

/**
 * Plays one lot's bids: each is sent when its time has come and the one before it was answered; so
 * they are decided in the recording's order whatever the machine's speed. After the last answer,
 * when the lot's time has come, the auctioneer closes it. On the clients' event loop.
 */
final class LotPlay {
  private final long lot;
  private final Result result;
  private final List<Bid> bids;
  private final Scene scene;
  private final long[] sequences;
  private final long[] sentNanos;
  private int sent;
  private int answered;
  private long hammerPrice;
  private boolean closed;

  /** What all lots share. */
  interface Scene {
    Tally tally();

    /** Does something on the event loop after so many nanoseconds. */
    void later(Runnable step, long nanos);

    /** Returns when a moment of the recording comes, as {@link System#nanoTime} has it. */
    long due(long micros);

    Connection bidder(int number);

    Connection auctioneer();

    void failed(String what);

    /** A lot has closed. */
    void lotClosed();
  }

  LotPlay(long lot, Result result, Scene scene) {
    this.lot = lot;
    this.result = result;
    this.scene = scene;
    bids = result.auction().bids();
    sequences = new long[bids.size()];
    sentNanos = new long[bids.size()];
  }

  long lot() {
    return lot;
  }

  Result result() {
    return result;
  }

  /** Returns the price that it was sold at, cents; 0: not sold. */
  long hammerPrice() {
    return hammerPrice;
  }

  /** Goes on to the next bid, or to the close; the lot must be open. */
  void next() {
    long due = scene.due(sent < bids.size() ? bids.get(sent).at() : result.auction().duration());
    long wait = due - System.nanoTime();
    if (wait > 0) {
      scene.later(this::act, wait);
    } else {
      act();
    }
  }

  private void act() {
    if (sent == bids.size()) {
      scene.auctioneer().request("auction:close", "\"lot\":" + lot, this::closeAnswered);
      return;
    }
    Bid bid = bids.get(sent);
    sentNanos[sent++] = System.nanoTime();
    scene
        .bidder(bid.bidder())
        .request("auction:bid", "\"lot\":" + lot + ",\"max\":" + bid.max(), this::bidAnswered);
  }

  private void bidAnswered(Incoming reply) {
    Tally tally = scene.tally();
    tally.acknowledged.record(System.nanoTime() - sentNanos[answered]);
    sequences[answered++] = reply.sequence;
    tally.bids++;
    switch (reply.reason) {
      case "ACCEPTED" -> tally.accepted++;
      // refused then as now: the recording has every try
      case "MAX_NOT_RAISED", "BID_TOO_LOW" -> {}
      default -> {
        scene.failed("a bid for lot " + lot + " was refused: " + reply.reason);
        return;
      }
    }
    next();
  }

  private void closeAnswered(Incoming reply) {
    if (!reply.reason.equals("ACCEPTED")) {
      scene.failed("lot " + lot + " could not be closed: " + reply.reason);
    }
  }

  /** A client has got a change of this lot's price. */
  void priceSeen(long sequence) {
    long since = sentNanos(sequence);
    if (since != 0) {
      scene.tally().seen.record(System.nanoTime() - since);
    }
  }

  /** When the bid of a sequence was sent; one that isn't answered yet is the one on its way. */
  private long sentNanos(long sequence) {
    for (int i = answered - 1; i >= 0 && sequences[i] >= sequence; i--) {
      if (sequences[i] == sequence) {
        return sentNanos[i];
      }
    }
    return sent > answered ? sentNanos[answered] : 0;
  }

  /** The hall has got the lot's end. */
  void ended(Incoming event) {
    if (closed) {
      scene.failed("lot " + lot + " closed twice");
      return;
    }
    closed = true;
    hammerPrice = event.hammerPrice;
    scene.tally().lotsOpen--;
    if (event.status.equals("SOLD")) {
      scene.tally().sold++;
    }
    scene.lotClosed();
  }
}
