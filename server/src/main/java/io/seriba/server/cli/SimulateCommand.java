package io.seriba.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.seriba.sim.Plant;
import io.seriba.sim.Simulator;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays seeds of the simulator. */
@Command(
    name = "simulate",
    description = {
      "Runs engine, host, journal, gateway sessions, the follower with its tables, and snapshots in virtual time, with faults: process deaths, power failures, torn and rotten sectors, failing and full disks, clocks that step, messages lost, doubled and reordered, connections cut, half-open and stalled, a database that is away, slow, restarted, or leaves a commit unanswered, two followers by mistake. Checks after every step what must hold, and that all comes right once the faults stop.",
      "",
      "Everything follows from the seed: the same seed does the same again."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  seriba simulate --seeds 20000",
      "",
      "Exit codes:",
      "  0  nothing was violated",
      "  1  something was; seed and script say how to see it again"
    })
final class SimulateCommand implements Callable<Integer> {
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(30);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "500",
      description = "How many seeds, 1 or more; by default ${DEFAULT-VALUE}.")
  private long seeds;

  @Option(
      names = "--from",
      paramLabel = "S",
      defaultValue = "1",
      description = "The first seed; by default ${DEFAULT-VALUE}.")
  private long from;

  @Option(
      names = "--plant",
      paramLabel = "MISTAKE",
      defaultValue = "NONE",
      description =
          "A mistake that the simulated world makes, to see the simulator find it: ${COMPLETION-CANDIDATES}.")
  private Plant plant = Plant.NONE;

  @Override
  public Integer call() throws CommandException {
    if (seeds < 1) {
      throw new CommandException(ExitCode.USAGE, "--seeds is " + seeds + ", must be 1 or more");
    }
    // what gateway, follower and snapshots say about their simulated misfortunes is no news
    for (String name : List.of("io.seriba.gateway", "io.seriba.persistence")) {
      if (LoggerFactory.getLogger(name) instanceof Logger logger) {
        logger.setLevel(Level.OFF);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    Simulator simulator = new Simulator(plant);
    long start = System.nanoTime();
    long reported = start;
    for (long seed = from; seed < from + seeds; seed++) {
      Simulator.Failure failure = simulator.play(seed);
      if (failure != null) {
        print(out, simulator, failure);
        print(out, simulator, 1, start);
        return ExitCode.FAILED;
      }
      if (System.nanoTime() - reported > REPORT_NANOS) {
        reported = System.nanoTime();
        spec.commandLine().getErr().printf("%,d of %,d seeds%n", seed + 1 - from, seeds);
      }
    }
    print(out, simulator, 0, start);
    return ExitCode.OK;
  }

  private void print(PrintWriter out, Simulator simulator, Simulator.Failure failure) {
    out.printf(
        "VIOLATED in seed %d after %d actions, commit %s:%n  %s%nshrinking...%n",
        failure.seed(), failure.steps(), Simulator.commit(), failure.what());
    out.flush();
    Simulator.Failure least = simulator.shrink(failure);
    out.printf(
        "The script, shrunk to %d actions; the whole seed again: seriba simulate --seeds 1 --from %d%s%n%s%n",
        least.steps(),
        failure.seed(),
        plant == Plant.NONE ? "" : " --plant " + plant,
        least.script());
  }

  private static void print(PrintWriter out, Simulator simulator, int violations, long start) {
    out.print(simulator.tally());
    out.printf("%-28s %,15d%n", "violations", violations);
    out.printf(
        "%-28s %,13d s%n", "took", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    out.flush();
  }
}
