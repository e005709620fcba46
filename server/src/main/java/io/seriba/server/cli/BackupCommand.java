package io.seriba.server.cli;

import io.seriba.server.backup.Backup;
import io.seriba.server.backup.BackupException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a backup. */
@Command(
    name = "backup",
    description = {
      "Copies a server's journal and its newest snapshot into one zip file; the server may be running, and doesn't notice. All that was acknowledged before is in it. The key of its tokens isn't."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  seriba backup data monday.zip",
      "",
      "Exit codes: 0 done; 1 it couldn't be."
    })
final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "The server's data directory (data-dir).")
  private Path directory = Path.of("");

  @Parameters(paramLabel = "FILE", description = "The file to make.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws CommandException {
    try {
      Backup backup = Backup.write(directory, file);
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s: %,d bytes, %,d files of %,d bytes%n",
          file, backup.fileBytes(), backup.files(), backup.bytes());
      out.flush();
      return ExitCode.OK;
    } catch (BackupException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }
}
