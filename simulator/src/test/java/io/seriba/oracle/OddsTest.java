package io.seriba.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.client.EventFrame;
import io.seriba.engine.Engine;
import io.seriba.engine.EventSink;
import io.seriba.sbe.DrawnDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;

/**
 * What is drawn, against the exact odds: chi-square. Each build draws a million times in each test;
 * {@code -Dseriba.draws=10000000} draws ten.
 */
class OddsTest {
  private static final long NOW = 1_000_000;
  private static final long PLAYER = 1;
  private static final long POOL = 7;
  private static final long DRAWS = Long.getLong("seriba.draws", 1_000_000);

  /** For 2 to 12 degrees of freedom a right engine exceeds this once in 100,000 runs. */
  private static final double MOST = 45;

  private final Engine engine = new Engine();
  private final Wire wire = new Wire();
  private final ExpandableArrayBuffer command = new ExpandableArrayBuffer(8_192);
  private long sequence;

  /** Gives the prize of each result to a consumer. */
  private static final class Results implements EventSink {
    private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(MAX_FRAME_LENGTH);
    private final DrawnDecoder drawn = new DrawnDecoder();
    private final LongConsumer taker;

    Results(LongConsumer taker) {
      this.taker = taker;
    }

    @Override
    public int claim(int length) {
      return 0;
    }

    @Override
    public MutableDirectBuffer buffer() {
      return frame;
    }

    @Override
    public void commit(int length) {
      if (EventFrame.templateId(frame, 0) == DrawnDecoder.TEMPLATE_ID) {
        int body = EventFrame.MESSAGE + Wire.HEADER_END;
        drawn.wrap(frame, body, DrawnDecoder.BLOCK_LENGTH, DrawnDecoder.SCHEMA_VERSION);
        for (DrawnDecoder.ResultsDecoder result : drawn.results()) {
          taker.accept(result.prize());
        }
      }
    }
  }

  private void send(long account, Cmd.Body body, EventSink sink) {
    sequence++;
    int length = wire.encode(new Cmd(account, RequestId.NONE, body));
    command.putBytes(0, wire.buffer(), 0, length);
    engine.apply(sequence, NOW, 0, command, 0, length, sink);
  }

  private long draw(GachaTerms terms, List<GachaCmd.Prize> prizes, LongConsumer taker) {
    Results results = new Results(taker);
    send(9, new Cmd.DeclareCurrency("COIN", 0), results);
    send(9, new Cmd.OpenAccount(PLAYER), results);
    send(9, terms.price(0).bundles(100).define(POOL, "COIN"), results);
    send(9, new GachaCmd.AddPrizes(POOL, prizes), results);
    send(9, new GachaCmd.OpenPool(20_231_130, POOL), results);
    for (long i = 0; i < DRAWS; i += 100) {
      send(PLAYER, new GachaCmd.Draw(POOL, 100, "fair?"), results);
    }
    return (DRAWS + 99) / 100 * 100;
  }

  private static double chiSquare(long[] counts, double[] expected) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
    }
    return sum;
  }

  @Test
  void plainDrawsFollowThePublishedWeights() {
    long[] weights = {5_000, 2_500, 1_200, 700, 400, 150, 49, 1};
    List<GachaCmd.Prize> prizes = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      prizes.add(GachaTerms.prize(i + 1L, weights[i], 1 + i % 5));
    }
    long[] counts = new long[weights.length];
    long draws = draw(new GachaTerms(), prizes, prize -> counts[(int) prize - 1]++);
    double[] expected = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      expected[i] = draws * (weights[i] / 10_000.0);
    }
    double chiSquare = chiSquare(counts, expected);
    System.out.printf("%,d plain draws: chi-square %.1f%n", draws, chiSquare);
    assertTrue(chiSquare < MOST, "chi-square " + chiSquare);
  }

  /** How long it takes to the next rare prize: exactly, draw by draw, from soft and hard pity. */
  @Test
  void pityFollowsItsExactDistribution() {
    int hard = 10;
    double[] exact = new double[hard];
    double still = 1;
    for (int nth = 1; nth <= hard; nth++) {
      double added = nth >= 4 ? 300.0 * (nth - 3) : 0;
      double rare = nth == hard ? 1 : (200 + added) / (10_000 + added);
      exact[nth - 1] = still * rare;
      still *= 1 - rare;
    }
    long[] waits = new long[hard];
    int[] nth = {0};
    long[] misses = {0};
    draw(
        new GachaTerms().softPity(5, 4, 300).hardPity(5, hard),
        List.of(GachaTerms.prize(1, 9_800, 1), GachaTerms.prize(2, 200, 5)),
        prize -> {
          nth[0]++;
          if (nth[0] > hard) {
            misses[0]++;
          } else if (prize == 2) {
            waits[nth[0] - 1]++;
            nth[0] = 0;
          }
        });
    assertEquals(0, misses[0], "hard pity is hard");
    long all = Arrays.stream(waits).sum();
    double[] expected = new double[hard];
    for (int i = 0; i < hard; i++) {
      expected[i] = all * exact[i];
    }
    double chiSquare = chiSquare(waits, expected);
    System.out.printf("%,d waits for a rare prize: chi-square %.1f%n", all, chiSquare);
    assertTrue(chiSquare < MOST, "chi-square " + chiSquare);
  }
}
