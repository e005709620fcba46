package io.seriba.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays seeds: each is a world of its own, from its first command to its peaceful end. */
public final class Simulator {
  /** How many commands a seed sends after those that make its world. */
  public static final int COMMANDS = 110;

  private static final int MOST_STEPS = 20_000;
  private static final int MOST_SHRINKS = 3_000;

  private final Plant plant;
  private final Tally tally = new Tally();

  /** A simulator of the system as it is. */
  public Simulator() {
    this(Plant.NONE);
  }

  /** A simulator of a system with a mistake. */
  public Simulator(Plant plant) {
    this.plant = plant;
  }

  /** A seed that something was violated in: what happened until then, and what was violated. */
  public static final class Failure {
    private final long seed;
    private final List<Action> actions;
    private final AssertionError what;

    private Failure(long seed, List<Action> actions, AssertionError what) {
      this.seed = seed;
      this.actions = List.copyOf(actions);
      this.what = what;
    }

    /** Returns the seed. */
    public long seed() {
      return seed;
    }

    /** Returns how many actions it takes. */
    public int steps() {
      return actions.size();
    }

    /** Returns what was violated. */
    public String what() {
      return String.valueOf(what.getMessage());
    }

    /** Returns what was violated, and one line for each action. */
    public String script() {
      StringBuilder text = new StringBuilder();
      actions.forEach(action -> text.append("    ").append(action).append('\n'));
      return text.append("  ").append(what()).append('\n').toString();
    }

    /** Returns what was violated, where in this program it was found. */
    public AssertionError error() {
      return what;
    }
  }

  /** Returns what was simulated so far. */
  public Tally tally() {
    return tally;
  }

  /** Plays a seed; returns null if all was well. */
  public @Nullable Failure play(long seed) {
    List<Action> actions = new ArrayList<>();
    try (Simulation world = new Simulation(plant, tally)) {
      Director director = new Director(seed, world);
      director.beginning().forEach(action -> perform(world, action, actions));
      while (director.sent() < COMMANDS && actions.size() < MOST_STEPS) {
        perform(world, director.next(), actions);
      }
      world.converge();
      return null;
    } catch (AssertionError wrong) {
      return new Failure(seed, actions, wrong);
    } catch (RuntimeException thrown) {
      return new Failure(seed, actions, new AssertionError("nothing is thrown: " + thrown, thrown));
    }
  }

  private static void perform(Simulation world, Action action, List<Action> actions) {
    actions.add(action);
    world.perform(action);
  }

  private @Nullable Failure replay(long seed, List<Action> actions) {
    List<Action> done = new ArrayList<>();
    try (Simulation world = new Simulation(plant, new Tally())) {
      for (Action action : actions) {
        perform(world, action, done);
      }
      world.converge();
      return null;
    } catch (AssertionError wrong) {
      return new Failure(seed, done, wrong);
    } catch (RuntimeException thrown) {
      return new Failure(seed, done, new AssertionError("nothing is thrown: " + thrown, thrown));
    }
  }

  /**
   * Leaves out what the violation doesn't take: chunks first, then single actions. The first two
   * stay, since they begin every script.
   */
  public Failure shrink(Failure failure) {
    Failure least = failure;
    int tries = 0;
    for (int chunk = least.actions.size() / 2; chunk > 0; chunk /= 2) {
      int before;
      do {
        before = least.actions.size();
        for (int end = before; end > 2 && tries < MOST_SHRINKS; end -= chunk) {
          if (end <= least.actions.size()) {
            tries++;
            Failure smaller = replay(failure.seed, without(least.actions, end - chunk, end));
            least = smaller == null ? least : smaller;
          }
        }
      } while (least.actions.size() < before && tries < MOST_SHRINKS);
    }
    return least;
  }

  /** Returns which commit of the sources is at hand, if this runs among them. */
  public static String commit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12").start();
      String commit =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return commit.isEmpty() ? "unknown" : commit;
    } catch (IOException noGit) {
      return "unknown";
    }
  }

  private static List<Action> without(List<Action> actions, int from, int to) {
    List<Action> rest = new ArrayList<>(actions.subList(0, Math.max(2, from)));
    rest.addAll(actions.subList(to, actions.size()));
    return rest;
  }
}
