package io.seriba.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares engine and oracle on generated sequences. {@code -Dseriba.seeds=N} plays more of them,
 * {@code -Dseriba.seed=N} starts elsewhere.
 */
class GeneratedSequencesTest {
  private static final int LENGTH = 300;

  /** By default. With fewer the rarest outcomes need not come. */
  private static final long SEEDS = 1_000;

  @Test
  void engineAndOracleAgreeOnEverySequenceAndTheseReachEverything() {
    long first = Long.getLong("seriba.seed", 1);
    long seeds = Long.getLong("seriba.seeds", SEEDS);
    Coverage seen = new Coverage();
    for (long seed = first; seed < first + seeds; seed++) {
      Play.Failure failure = Play.seed(seed, LENGTH, PlantedBug.NONE, seen);
      if (failure != null) {
        fail(Play.shrink(failure, PlantedBug.NONE).report(seed));
      }
    }
    System.out.println(seeds + " sequences: " + seen.summary());
    if (seeds >= SEEDS) {
      assertEquals(List.of(), seen.missing(), "never came about: the generator needs a change");
    }
  }

  @Test
  void theSameSequenceGivesTheSameStateHash() {
    for (long seed = 1; seed <= 50; seed++) {
      Duel first = new Duel();
      Duel second = new Duel().replyingTo(0);
      Generator generator = new Generator(seed, first.oracle());
      List<Long> firstHashes = new ArrayList<>();
      List<Long> secondHashes = new ArrayList<>();
      for (int i = 0; i < LENGTH; i++) {
        Step step = generator.next();
        first.apply(step.time(), step.cmd());
        second.apply(step.time(), step.cmd());
        firstHashes.add(first.stateHash());
        secondHashes.add(second.stateHash());
      }
      assertEquals(firstHashes, secondHashes, "seed " + seed);
    }
  }
}
