package io.seriba.server.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.server.config.ConfigException;
import io.seriba.server.drill.Mix.Domain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The drills in their smallest size. {@code -Dkill.cycles=N} and {@code seriba drill} make them
 * larger.
 */
class DrillTest {
  private static final int CYCLES = Integer.getInteger("kill.cycles", 2);

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();

  /** Small and quick to start: the build has other things to do at the same time. */
  private Place place() {
    return new Place(
        directory,
        List.of(),
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        Set.of(Domain.values()));
  }

  @Test
  void whatWasAcknowledgedSurvivesKills() throws DrillException {
    boolean good = KillDrill.run(new PrintWriter(out), place(), CYCLES, System.nanoTime(), true);

    assertTrue(good, out::toString);
    assertTrue(figure("losses").equals("0") && figure("doubles").equals("0"), out::toString);
    assertEquals(String.valueOf(CYCLES), figure("cycles"));
  }

  @Test
  void theTablesCatchUpWithWhateverBefallsTheirDatabase() throws DrillException {
    boolean good = DatabaseDrill.run(new PrintWriter(out), place(), 500, Duration.ofSeconds(1));

    assertTrue(good, out::toString);
    assertTrue(figure("audit log").endsWith("its chain holds"), out::toString);
  }

  @Test
  void aSecondServerIsRefusedAndTheFirstGoesOn() throws DrillException {
    boolean good = TwoServersDrill.run(new PrintWriter(out), place());

    assertTrue(good, out::toString);
    assertTrue(figure("second server").startsWith("exit code 1"), out::toString);
  }

  @Test
  void noDamageLeadsToAWrongState() throws DrillException, ConfigException {
    boolean good = DamageDrill.run(new PrintWriter(out), place());

    assertTrue(good, out::toString);
    assertEquals("0", figure("otherwise"));
  }

  @Test
  void aLongHistoryIsStartedFromItsSnapshot() throws DrillException, ConfigException {
    RecoveryDrill.Size size = new RecoveryDrill.Size(500, 500, 500, 2_000);

    boolean good = RecoveryDrill.run(new PrintWriter(out), place(), size, 1);

    assertTrue(good, out::toString);
    assertTrue(figure("tail replayed").contains("2,000 commands"), out::toString);
  }

  private String figure(String name) {
    return out.toString()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(name + "  "))
        .findFirst()
        .map(line -> line.substring(name.length()).strip())
        .orElse("");
  }
}
