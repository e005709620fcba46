package io.seriba.server.demo.stage;

import java.util.ArrayList;
import java.util.List;

/** What the demo promises, and whether it held. One thread. */
public final class Checks {
  /**
   * One promise.
   *
   * @param act which act's, or the demo's own
   * @param what was promised
   * @param holds whether it was kept
   * @param detail by which figures, or what is wrong
   */
  public record Check(String act, String what, boolean holds, String detail) {}

  private final List<Check> checks = new ArrayList<>();

  /** Takes the next one. */
  public void add(Check check) {
    checks.add(check);
  }

  /** Tells whether every promise was kept, and there was one. */
  public boolean allHold() {
    return !checks.isEmpty() && checks.stream().allMatch(Check::holds);
  }

  /** Returns all of them, in order. */
  public List<Check> all() {
    return List.copyOf(checks);
  }

  /** Prints them as a table. */
  public void print(Screen screen) {
    screen.line("Checks");
    for (Check check : checks) {
      screen.line(
          "  %-6s %-6s %-39s %s"
              .formatted(check.holds ? "ok" : "FAILED", check.act, check.what, check.detail)
              .stripTrailing());
    }
    long failed = checks.stream().filter(check -> !check.holds).count();
    screen.line(
        failed == 0
            ? "All %d checks hold.".formatted(checks.size())
            : "%d of %d checks FAILED.".formatted(failed, checks.size()));
  }
}
