package io.seriba.server.cli;

import io.seriba.schema.Catalog;
import io.seriba.schema.ProtocolReference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what clients and server say to each other. */
@Command(
    name = "protocol",
    description =
        "Prints the JSON protocol's reference: every message, its fields, units, ranges and who may send it.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  seriba protocol | less"})
final class ProtocolCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(new ProtocolReference(Catalog.load()).markdown());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
