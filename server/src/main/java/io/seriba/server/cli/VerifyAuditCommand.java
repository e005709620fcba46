package io.seriba.server.cli;

import io.seriba.persistence.JournalException;
import io.seriba.persistence.postgres.AuditReport;
import io.seriba.persistence.postgres.DatabaseException;
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

/** Checks the audit log. */
@Command(
    name = "verify-audit",
    description = {
      "Checks the audit log in PostgreSQL of a stopped server from end to end: that each row's SHA-256 covers its events and the row before, and that it ends where the watermark says. Prints the last hash: whoever kept it elsewhere knows that nothing before it was changed."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  seriba verify-audit --config /etc/seriba.conf",
      "",
      "Exit codes:",
      "  0  nothing was changed",
      "  1  something was, or it can't be read"
    })
final class VerifyAuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigArguments configuration = new ConfigArguments();

  @Override
  public Integer call() throws ConfigException, CommandException, StartException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      AuditReport report = Tables.verifyAudit(configuration.load());
      out.printf(
          "%,d rows up to sequence %,d, last hash %s%n",
          report.rows(), report.lastSequence(), report.lastHash());
      report.problems().forEach(out::println);
      out.printf("problems: %d%n", report.problems().size());
      out.flush();
      return report.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    } catch (JournalException | DatabaseException | SQLException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }
}
