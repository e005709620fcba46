package io.seriba.sim;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the checks: each mistake is found within a few seeds. */
class PlantsTest {
  private static final long MOST_SEEDS = 100;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyMistakeIsFound(Plant plant) {
    Simulator simulator = new Simulator(plant);
    Simulator.@Nullable Failure failure = null;
    long seed = 0;
    while (failure == null && seed < MOST_SEEDS) {
      failure = simulator.play(++seed);
    }
    assertNotNull(failure, () -> plant + " isn't found with " + MOST_SEEDS + " seeds");
    String rule = failure.what().lines().findFirst().orElse("").replaceFirst(": .*", "");
    System.out.printf("| %s | %d | %d | %s |%n", plant, seed, failure.steps(), rule);
  }

  @Test
  void aFollowerThatComesToAnotherStateStopsBeforeItFlushes() {
    Simulator.@Nullable Failure failure = new Simulator(Plant.FOLLOWER_DECIDES_OTHERWISE).play(1);
    assertNotNull(failure);
    assertTrue(
        failure.what().startsWith("a follower doesn't stop by itself")
            && failure.what().contains("state hash"),
        failure::what);
  }

  @Test
  void whatShrinkingLeavesStillFailsAndIsShort() {
    Simulator simulator = new Simulator(Plant.RECOVERY_DROPS_LAST_BATCH);
    Simulator.@Nullable Failure failure = simulator.play(1);
    assertNotNull(failure);
    Simulator.Failure least = simulator.shrink(failure);
    assertTrue(least.steps() <= 10, least::script);
  }

  @Test
  void everyMistakeStandsInTheTable() throws IOException {
    String architecture = Files.readString(Path.of("../ARCHITECTURE.md"));
    for (Plant plant : Plant.values()) {
      assertTrue(
          plant == Plant.NONE || architecture.contains("| `" + plant + "` |"),
          () -> plant + " isn't in ARCHITECTURE.md");
    }
  }
}
