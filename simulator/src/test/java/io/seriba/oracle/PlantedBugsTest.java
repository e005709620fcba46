package io.seriba.oracle;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests the comparison itself: with a mistake in the oracle it must disagree with the engine soon,
 * and what is left after shrinking must be short.
 */
class PlantedBugsTest {
  private static final int LENGTH = 300;
  private static final long MOST_SEEDS = 500;
  private static final int MOST_STEPS = 25;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyPlantedBugIsFoundAndShrunk(PlantedBug bug) {
    Coverage seen = new Coverage();
    for (long seed = 1; seed <= MOST_SEEDS; seed++) {
      Play.Failure failure = Play.seed(seed, LENGTH, bug, seen);
      if (failure != null) {
        List<Step> shrunk = Play.shrink(failure, bug).steps();
        System.out.println(
            bug + ": seed " + seed + ", " + failure.steps().size() + " steps -> " + shrunk.size());
        assertTrue(shrunk.size() <= MOST_STEPS, () -> "not shrunk enough: " + shrunk);
        assertNull(Play.steps(shrunk, PlantedBug.NONE), "fails without the bug too");
        return;
      }
    }
    fail(bug + " isn't found with " + MOST_SEEDS + " seeds");
  }
}
