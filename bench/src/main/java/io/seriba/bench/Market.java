package io.seriba.bench;

import io.seriba.engine.Limits;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A sale with open lots and as many bidders, and an endless supply of bids for it: a random bidder
 * outbids whoever leads a random lot. So each bid is checked, holds a deposit, releases another,
 * and changes price and leader.
 */
final class Market {
  /** Room for each bid in a batch: what a slot of the host's ring takes. */
  static final int STRIDE = 128;

  /** Bidders raise by about so much; far enough below the greatest amount for any bench. */
  private static final int RAISE = 20_000_000;

  private final CommandWriter writer = new CommandWriter(1);
  private final SplittableRandom random = new SplittableRandom(2);
  private final MutableDirectBuffer batch;
  private final int batchSize;
  private final long[] maxes;

  /** Takes one command; the buffer is valid only during the call. */
  interface Taker {
    void take(DirectBuffer buffer, int offset, int length);
  }

  Market(int lots, int batchSize) {
    this.batchSize = batchSize;
    batch = new ExpandableArrayBuffer(batchSize * STRIDE);
    maxes = new long[lots];
  }

  /** Returns limits that leave room for this sale. */
  Limits limits() {
    Limits defaults = Limits.DEFAULT;
    return new Limits(
        defaults.requestIds(),
        maxes.length + 1,
        defaults.holds(),
        1,
        maxes.length,
        maxes.length,
        defaults.approvals(),
        defaults.voidableBids(),
        defaults.booking(),
        defaults.gacha());
  }

  /** Gives the commands that configure the engine with {@link #limits}. */
  void configure(Taker taker) {
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(4_096);
    taker.take(buffer, 0, writer.configure(buffer, limits()));
  }

  /** Gives the commands that open accounts and lots, and a first bid on each lot. */
  void open(Taker taker) {
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(4_096);
    taker.take(buffer, 0, writer.declareCurrency(buffer));
    taker.take(buffer, 0, writer.defineSale(buffer));
    for (int i = 0; i <= maxes.length; i++) {
      taker.take(buffer, 0, writer.openAccount(buffer, CommandWriter.account(i)));
      taker.take(buffer, 0, writer.giveCredit(buffer, CommandWriter.account(i)));
    }
    long seller = CommandWriter.account(maxes.length);
    for (int i = 0; i < maxes.length; i++) {
      taker.take(buffer, 0, writer.defineLot(buffer, CommandWriter.lot(i), seller));
      taker.take(buffer, 0, writer.openLot(buffer, CommandWriter.lot(i)));
      maxes[i] = RAISE;
      writer.bid(buffer, 0, CommandWriter.account(i), CommandWriter.lot(i), maxes[i]);
      taker.take(buffer, 0, CommandWriter.BID_LENGTH);
    }
  }

  /** Makes the next batch of bids. */
  void prepare() {
    for (int i = 0; i < batchSize; i++) {
      int lot = random.nextInt(maxes.length);
      maxes[lot] += RAISE + random.nextInt(1_000);
      writer.bid(
          batch,
          i * STRIDE,
          CommandWriter.account(random.nextInt(maxes.length)),
          CommandWriter.lot(lot),
          maxes[lot]);
    }
  }

  /** Gives the batch that was prepared. */
  void bid(Taker taker) {
    for (int i = 0; i < batchSize; i++) {
      taker.take(batch, i * STRIDE, CommandWriter.BID_LENGTH);
    }
  }
}
