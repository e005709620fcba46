package io.seriba.server.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.server.demo.stage.Act;
import io.seriba.server.demo.stage.Checks.Check;
import io.seriba.server.demo.stage.DemoException;
import io.seriba.server.demo.stage.Venue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  private static final DemoOptions SMALL =
      new DemoOptions(
          true,
          1,
          DemoOptions.ALL_ACTS,
          List.of("journal.min-free=0 B", "journal.block=1 MiB", "journal.largest-batch=64 KiB"));

  @TempDir private Path directory = Path.of("");
  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);

  @Test
  void allActsHoldWhatTheyPromise() throws Exception {
    assertTrue(Demo.run(out, SMALL, directory), text::toString);
    String shown = text.toString();
    assertEquals(3, Pattern.compile("(?m)^Act [123]: ").matcher(shown).results().count(), shown);
    assertEquals(
        15, Pattern.compile("(?m)^  ok     (act [123]|replay) ").matcher(shown).results().count());
    assertTrue(shown.contains("All 15 checks hold."), shown);
  }

  /** One act with a result of one's choice. */
  private record Planted(Check check) implements Act {
    @Override
    public int connections() {
      return 0;
    }

    @Override
    public void play(Venue venue) {
      venue.checks().add(check);
    }
  }

  private static Planted planted(boolean holds) {
    return new Planted(new Check("act 9", "water runs downhill", holds, "here"));
  }

  @Test
  void aPlantedWrongResultMakesTheDemoFail() throws Exception {
    List<Act> acts = List.of(planted(true), planted(false));
    assertFalse(Demo.run(out, SMALL, acts, directory));
    assertTrue(text.toString().contains("FAILED act 9  water runs downhill"), text.toString());
    assertTrue(text.toString().contains("1 of 3 checks FAILED."), text.toString());
  }

  @Test
  void anActThatCannotGoOnEndsTheDemo() {
    Act stuck =
        new Act() {
          @Override
          public int connections() {
            return 0;
          }

          @Override
          public void play(Venue venue) throws DemoException {
            throw new DemoException("the curtain is stuck");
          }
        };
    DemoException failure =
        assertThrows(DemoException.class, () -> Demo.run(out, SMALL, List.of(stuck), directory));
    assertEquals("the curtain is stuck", failure.getMessage());
  }
}
