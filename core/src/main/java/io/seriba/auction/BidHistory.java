package io.seriba.auction;

import io.seriba.engine.Limits;
import io.seriba.ledger.Account;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.snapshot.StateLotDecoder;
import io.seriba.sbe.snapshot.StateLotDecoder.BidsDecoder;
import io.seriba.sbe.snapshot.StateLotEncoder;
import io.seriba.sbe.snapshot.StateLotEncoder.BidsEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What each of a lot's last bids changed, so that the auctioneer can void them one by one.
 *
 * <p>A lot keeps the last {@link Limits#voidableBids} accepted bids from its first one until it is
 * settled or cancelled. They lie in a block of 32 bytes for each: 512 bytes a lot by default, at
 * most 512 MB for a million lots that all have bids. Blocks are reused; so once as many lots had
 * bids at a time, nothing is allocated.
 */
final class BidHistory {
  static final int NO_BLOCK = -1;

  private static final int BLOCKS_PER_PAGE = 1024;
  private static final int ENTRY = 4;
  private static final int MAX = 0;
  private static final int PRICE = 1;
  private static final int LEADER_AND_BIDDER = 2;
  private static final int BID_COUNT = 3;

  private int depth;
  private long[][] pages = {};
  private int[] unused = new int[BLOCKS_PER_PAGE];
  private int unusedSize;

  BidHistory(int depth) {
    this.depth = depth;
  }

  /** Keeps where the lot stands, before this bidder's bid changes it. */
  void push(Lot lot, Account bidder) {
    int leader = lot.leader == null ? 0 : lot.leader.number();
    push(lot, lot.max, lot.price, leader, bidder.number(), lot.bidCount);
  }

  private void push(Lot lot, long max, long price, long leader, int bidder, int bidCount) {
    if (lot.historyBlock == NO_BLOCK) {
      lot.historyBlock = takeBlock();
      lot.historyLast = depth - 1;
    }
    lot.historyLast = lot.historyLast + 1 == depth ? 0 : lot.historyLast + 1;
    if (lot.historySize < depth) {
      lot.historySize++;
    }
    long[] page = page(lot);
    int at = at(lot, lot.historyLast);
    page[at + MAX] = max;
    page[at + PRICE] = price;
    page[at + LEADER_AND_BIDDER] = leader << 32 | bidder;
    page[at + BID_COUNT] = bidCount;
  }

  /** Returns the number of the leader's account before the last bid, or 0. */
  int formerLeader(Lot lot) {
    return (int) (last(lot, LEADER_AND_BIDDER) >>> 32);
  }

  long formerMax(Lot lot) {
    return last(lot, MAX);
  }

  long formerPrice(Lot lot) {
    return last(lot, PRICE);
  }

  int formerBidCount(Lot lot) {
    return (int) last(lot, BID_COUNT);
  }

  /** Returns the number of the account whose bid the last one was. */
  int bidder(Lot lot) {
    return (int) last(lot, LEADER_AND_BIDDER);
  }

  /** Writes where a lot stood before each of its bids, in log order. */
  void save(Lot lot, StateLotEncoder record) {
    BidsEncoder row = record.bidsCount(lot.historySize);
    for (int age = lot.historySize - 1; age >= 0; age--) {
      long[] page = page(lot);
      int at = at(lot, Math.floorMod(lot.historyLast - age, depth));
      row.next()
          .max(page[at + MAX])
          .price(page[at + PRICE])
          .leader((int) (page[at + LEADER_AND_BIDDER] >>> 32))
          .bidder((int) page[at + LEADER_AND_BIDDER])
          .bidCount((int) page[at + BID_COUNT]);
    }
  }

  /**
   * Takes over a lot's saved bids.
   *
   * @throws IllegalStateException if there are more than it can have
   */
  void load(Lot lot, StateLotDecoder record, Ledger ledger) {
    BidsDecoder rows = record.bids();
    if (rows.count() > depth) {
      throw new IllegalStateException(rows.count() + " bids that can be voided, of " + depth);
    }
    for (BidsDecoder row : rows) {
      int leader = row.leader();
      int bidder = row.bidder();
      Objects.checkIndex(leader, ledger.accountCount());
      Objects.checkIndex(bidder, ledger.accountCount());
      push(lot, row.max(), row.price(), leader, bidder, row.bidCount());
    }
  }

  /** Drops the last bid. */
  void pop(Lot lot) {
    assert lot.historySize > 0;
    lot.historySize--;
    lot.historyLast = lot.historyLast == 0 ? depth - 1 : lot.historyLast - 1;
  }

  /** Drops all bids of a lot: none of them can be voided any more. */
  void clear(Lot lot) {
    if (lot.historyBlock == NO_BLOCK) {
      return;
    }
    assert unusedSize < unused.length;
    unused[unusedSize++] = lot.historyBlock;
    lot.historyBlock = NO_BLOCK;
    lot.historySize = 0;
  }

  /** Keeps another number of bids from now on; of those that are kept, as many as fit. */
  void resize(int newDepth, List<Lot> lots) {
    if (newDepth == depth) {
      return;
    }
    BidHistory resized = new BidHistory(newDepth);
    for (int i = 0; i < lots.size(); i++) {
      resized.adopt(lots.get(i), this);
    }
    depth = newDepth;
    pages = resized.pages;
    unused = resized.unused;
    unusedSize = resized.unusedSize;
  }

  private void adopt(Lot lot, BidHistory former) {
    int kept = Math.min(depth, lot.historySize);
    int newest = lot.historyLast;
    long[] formerPage = kept == 0 ? new long[0] : former.page(lot);
    int formerBase = lot.historyBlock % BLOCKS_PER_PAGE * former.depth * ENTRY;
    lot.historyBlock = NO_BLOCK;
    lot.historySize = 0;
    if (kept == 0) {
      return;
    }
    lot.historyBlock = takeBlock();
    for (int i = 0; i < kept; i++) {
      int entry = Math.floorMod(newest - (kept - 1 - i), former.depth);
      System.arraycopy(formerPage, formerBase + entry * ENTRY, page(lot), at(lot, i), ENTRY);
    }
    lot.historySize = kept;
    lot.historyLast = kept - 1;
  }

  private int takeBlock() {
    if (unusedSize == 0) {
      int first = pages.length * BLOCKS_PER_PAGE;
      pages = Arrays.copyOf(pages, pages.length + 1);
      pages[pages.length - 1] = new long[BLOCKS_PER_PAGE * depth * ENTRY];
      if (unused.length < pages.length * BLOCKS_PER_PAGE) {
        unused = new int[unused.length * 2];
      }
      for (int block = first + BLOCKS_PER_PAGE - 1; block >= first; block--) {
        unused[unusedSize++] = block;
      }
    }
    return unused[--unusedSize];
  }

  private long last(Lot lot, int field) {
    assert lot.historySize > 0;
    return page(lot)[at(lot, lot.historyLast) + field];
  }

  private long[] page(Lot lot) {
    return pages[lot.historyBlock / BLOCKS_PER_PAGE];
  }

  private int at(Lot lot, int entry) {
    return (lot.historyBlock % BLOCKS_PER_PAGE * depth + entry) * ENTRY;
  }
}
