package io.seriba.server.cli;

import io.seriba.server.backup.BackupException;
import io.seriba.server.backup.Restore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a data directory from a backup. */
@Command(
    name = "restore",
    description = {
      "Makes a data directory from a backup, checked from end to end; seriba run goes on from there.",
      "",
      "As of an earlier point it becomes a journal of its own, with another id: a database of the old one doesn't belong to it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  seriba restore monday.zip data",
      "  seriba restore monday.zip data --at 2026-11-21T14:00:00+09:00",
      "",
      "Exit codes: 0 done; 1 it couldn't be."
    })
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file = Path.of("");

  @Parameters(paramLabel = "DIR", description = "The directory to make, empty or not there yet.")
  private Path directory = Path.of("");

  @Option(
      names = "--at",
      paramLabel = "SEQ|TIME",
      description =
          "Restores up to this sequence, or this time (with its offset from UTC). Without it: all.")
  private @Nullable String at;

  @Override
  public Integer call() throws CommandException {
    try {
      Restore restored = Restore.run(file, directory, StateCommand.point(at));
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%s: restored up to sequence %,d%n", directory, restored.lastSequence());
      out.flush();
      return ExitCode.OK;
    } catch (BackupException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }
}
