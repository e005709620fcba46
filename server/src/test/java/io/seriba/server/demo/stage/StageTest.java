package io.seriba.server.demo.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.sbe.Role;
import io.seriba.server.StartException;
import io.seriba.server.demo.stage.Checks.Check;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void whatNoActExpectedEndsItWithTheReason() throws StartException, DemoException {
    try (TestVenue made = TestVenue.start(directory);
        Stage stage = made.venue().stage(1, 0, (receiver, message) -> {})) {
      Connection admin = stage.connect("the administrator", Venue.ADMIN, Role.ADMIN);
      DemoException refused =
          assertThrows(
              DemoException.class,
              () -> stage.request(admin, "ledger:open-account", "\"holder\":" + Venue.ADMIN));
      assertEquals("ledger:open-account was refused: ACCOUNT_EXISTS", refused.getMessage());
    }
  }

  @Test
  void theGatewaysRefusalNamesWhoWasRefusedAndWhat() throws StartException, DemoException {
    try (TestVenue made = TestVenue.start(directory);
        Stage stage = made.venue().stage(1, 0, (receiver, message) -> {})) {
      Connection viewer = stage.connect("the viewer", 5, Role.VIEWER);
      DemoException refused =
          assertThrows(
              DemoException.class,
              () -> stage.request(viewer, "ledger:open-account", "\"holder\":5"));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("the viewer sent: FORBIDDEN"), message);
      assertTrue(message.contains("\"holder\":5"), message);
    }
  }

  @Test
  void oneCheckThatFailsIsEnough() {
    StringWriter text = new StringWriter();
    Screen screen = new Screen(new PrintWriter(text), true);
    Checks checks = new Checks();
    assertFalse(checks.allHold(), "nothing was checked");
    checks.add(new Check("act 1", "prices", true, "2 of 2"));
    assertTrue(checks.allHold());
    checks.add(new Check("act 2", "prizes", false, "1 of 2"));
    assertFalse(checks.allHold());
    checks.print(screen);
    assertTrue(text.toString().contains("  ok     act 1  prices"), text.toString());
    assertTrue(text.toString().contains("  FAILED act 2  prizes"), text.toString());
    assertTrue(text.toString().contains("1 of 2 checks FAILED."), text.toString());
  }
}
