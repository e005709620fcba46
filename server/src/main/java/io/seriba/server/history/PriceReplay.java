package io.seriba.server.history;

import io.seriba.sbe.Reason;
import io.seriba.server.history.BidHistory.Auction;
import io.seriba.server.history.BidHistory.Bid;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Decides recorded auctions anew, in-process and on the recording's own time, and compares the
 * prices with those that the world saw.
 *
 * <p>All auctions start at the same moment. A recording doesn't tell a seller's hidden reserve: it
 * is taken to be the published price where that is the winner's own max, the rule without a reserve
 * gives less, and the rule with it gives exactly that price.
 */
public final class PriceReplay {
  private PriceReplay() {}

  /** How a price compares with the published one. */
  public enum Verdict {
    /** The same to the cent. */
    EQUAL,
    /** The same with a reserve, less without. */
    HIDDEN_RESERVE,
    /** Another. */
    UNEXPLAINED
  }

  /**
   * One auction's result.
   *
   * @param auction the recording
   * @param price what the rule without a reserve gives, cents; 0: no bid was valid
   * @param winnersMax the winner's own max, cents; 0: no bid was valid
   * @param verdict how the price compares
   */
  public record Result(Auction auction, long price, long winnersMax, Verdict verdict) {
    /** Returns the reserve to play this auction with, cents; 0: none. */
    public long reserve() {
      return verdict == Verdict.HIDDEN_RESERVE ? auction.publishedPrice() : 0;
    }

    /** Returns the price when played with {@link #reserve}, cents; 0: no bid was valid. */
    public long playedPrice() {
      return verdict == Verdict.HIDDEN_RESERVE ? auction.publishedPrice() : price;
    }
  }

  /**
   * What came out.
   *
   * @param results one for each auction, in the recording's order
   * @param accepted bids that the engine accepted, playing without reserves
   * @param refused bids that it refused, by reason
   */
  public record Report(List<Result> results, int accepted, Map<Reason, Integer> refused) {
    /** Counts the results with a verdict. */
    public int count(Verdict verdict) {
      return (int) results.stream().filter(result -> result.verdict() == verdict).count();
    }
  }

  /** Replays all of it, twice: without reserves, and with those that the first time suggests. */
  public static Report run(BidHistory history) {
    List<Auction> auctions = history.auctions();
    Pass plain = new Pass(history, new long[auctions.size()]);
    long[] reserves = new long[auctions.size()];
    for (int i = 0; i < reserves.length; i++) {
      long published = auctions.get(i).publishedPrice();
      boolean suspect = published == plain.winnersMax[i] && plain.prices[i] < published;
      reserves[i] = suspect ? published : 0;
    }
    Pass reserved = new Pass(history, reserves);
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < reserves.length; i++) {
      long published = auctions.get(i).publishedPrice();
      Verdict verdict = Verdict.UNEXPLAINED;
      if (plain.prices[i] == published) {
        verdict = Verdict.EQUAL;
      } else if (reserves[i] != 0 && reserved.prices[i] == published) {
        verdict = Verdict.HIDDEN_RESERVE;
      }
      results.add(new Result(auctions.get(i), plain.prices[i], plain.winnersMax[i], verdict));
    }
    return new Report(List.copyOf(results), plain.accepted, plain.refused);
  }

  /** One run over all auctions with given reserves. */
  private static final class Pass {
    final long[] prices;
    final long[] winnersMax;
    final Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
    int accepted;

    Pass(BidHistory history, long[] reserves) {
      List<Auction> auctions = history.auctions();
      EngineDriver engine = new EngineDriver(history.bidders().size(), auctions.size());
      for (int i = 0; i < reserves.length; i++) {
        engine.openLot(i, auctions.get(i), reserves[i]);
      }
      List<Step> steps = steps(auctions);
      BitSet valid = new BitSet(steps.size());
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        Reason reason = engine.bid(step.auction, step.bid);
        if (reason == Reason.ACCEPTED) {
          accepted++;
          valid.set(i);
        } else {
          refused.merge(reason, 1, Integer::sum);
        }
      }
      engine.closeAll();
      prices = engine.prices();
      winnersMax = winnersMax(engine.winners(), steps, valid);
    }

    private static long[] winnersMax(int[] winners, List<Step> steps, BitSet valid) {
      long[] max = new long[winners.length];
      valid.stream()
          .mapToObj(steps::get)
          .filter(step -> winners[step.auction] == step.bid.bidder())
          .forEach(step -> max[step.auction] = Math.max(max[step.auction], step.bid.max()));
      return max;
    }

    /** All bids by time; the sort is stable, so those of one auction stay in its order. */
    private static List<Step> steps(List<Auction> auctions) {
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < auctions.size(); i++) {
        for (Bid bid : auctions.get(i).bids()) {
          steps.add(new Step(i, bid));
        }
      }
      steps.sort(Comparator.comparingLong(step -> step.bid.at()));
      return steps;
    }
  }

  private record Step(int auction, Bid bid) {}
}
