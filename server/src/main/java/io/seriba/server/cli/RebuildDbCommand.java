package io.seriba.server.cli;

import io.seriba.persistence.JournalException;
import io.seriba.persistence.follower.ProjectionException;
import io.seriba.persistence.postgres.DatabaseException;
import io.seriba.persistence.postgres.RebuildDatabase;
import io.seriba.server.Server;
import io.seriba.server.StartException;
import io.seriba.server.Tables;
import io.seriba.server.config.ConfigException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes the tables anew. */
@Command(
    name = "rebuild-db",
    description = {
      "Makes all tables in PostgreSQL anew from a stopped server's journal, beside the old ones, and then puts them in their place. Whoever reads sees the old ones until then."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  seriba rebuild-db --config /etc/seriba.conf",
      "",
      "Exit codes:",
      "  0  done",
      "  1  it couldn't be done; the old tables are as they were"
    })
final class RebuildDbCommand implements Callable<Integer> {
  private static final double MICROS = 1e6;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigArguments configuration = new ConfigArguments();

  @Override
  public Integer call() throws ConfigException, CommandException, StartException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    long[] told = {0};
    try {
      RebuildDatabase.Report report =
          Tables.rebuild(
              configuration.load(),
              stats -> {
                if (stats.flushes() > told[0]) {
                  told[0] = stats.flushes();
                  err.printf("%,d commands, %,d to go%n", stats.watermark(), stats.lagCommands());
                }
              });
      if (report.audited() > 0) {
        out.printf(
            "the journal lacks its beginning: the first %,d commands are from the old tables' audit log,"
                + " whose chain is intact%n",
            report.audited());
      }
      double seconds = Math.max(report.micros(), 1) / MICROS;
      out.printf(
          "made of %,d commands in %.1f s, %,.0f a second; state hash %s%n",
          report.commands(), seconds, report.commands() / seconds, Server.hash(report.stateHash()));
      out.flush();
      return ExitCode.OK;
    } catch (JournalException | ProjectionException | DatabaseException | SQLException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }
}
