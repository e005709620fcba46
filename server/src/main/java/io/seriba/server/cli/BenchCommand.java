package io.seriba.server.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands in the list of commands; the launcher starts the benches' own jar. */
@Command(
    name = "bench",
    description = "Lists and runs the benches (bin/seriba only: they are a program of their own).",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ARGUMENT", arity = "0..*", description = "See seriba bench --help.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws CommandException {
    throw new CommandException(
        ExitCode.FAILED,
        "the benches aren't in this jar; run them from the source tree: bin/seriba bench "
            + String.join(" ", arguments));
  }
}
