package io.seriba.server.cli;

import io.seriba.gateway.ws.CloseCode;
import io.seriba.gateway.ws.WebSocketGateway;
import io.seriba.schema.Catalog;
import io.seriba.schema.ProtocolReference;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what clients and server say to each other. */
@Command(
    name = "protocol",
    description =
        "Prints the JSON protocol's reference: every message, its fields, units, ranges and who may send it; and how connections begin and end.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  seriba protocol | less"})
final class ProtocolCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(new ProtocolReference(Catalog.load()).markdown());
    out.print(connections());
    out.flush();
    return ExitCode.OK;
  }

  private static String connections() {
    StringBuilder text =
        new StringBuilder(
            """

            # How a connection begins and ends

            The sub-protocol is `%s`. A token comes in the header `Authorization: Bearer TOKEN`, or, from a
            browser's page, as a second sub-protocol `bearer.TOKEN`. What isn't let in gets an HTTP error whose
            body says why. The server pings; a client that doesn't answer, or doesn't read, is closed.

            | close code | reason | come back by yourself? |
            |---|---|---|
            """
                .formatted(WebSocketGateway.PROTOCOL));
    for (CloseCode code : CloseCode.values()) {
      text.append(
          "| %d | %s | %s |%n".formatted(code.code(), code.text(), code.comeBack() ? "yes" : "no"));
    }
    return text.toString();
  }
}
