package io.seriba.server.cli;

import io.seriba.persistence.JournalException;
import io.seriba.schema.Catalog;
import io.seriba.server.whatif.Change;
import io.seriba.server.whatif.WhatIf;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays with one term changed. */
@Command(
    name = "what-if",
    description = {
      "Decides a stopped server's commands twice, as they are and with some terms changed, and prints what came out differently. Changes nothing.",
      "",
      "People would have acted differently too: it tells what the rules would have made of the same acts."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  seriba what-if data --command auction:define-lot --where lot=17 \\",
      "    --set reserve=500000",
      "  seriba what-if data --command gacha:add-prizes --where pool=3 \\",
      "    --set 'prizes[prize=7].weight=500'",
      "",
      "Exit codes:",
      "  0  done",
      "  1  the journal is damaged or can't be read, or no command was changed"
    })
final class WhatIfCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DIR",
      description = "The server's data directory (data-dir), or the journal's directory in it.")
  private Path directory = Path.of("");

  @Option(
      names = "--command",
      paramLabel = "TYPE",
      required = true,
      description = "The kind of command to change, by its name in JSON.")
  private String command = "";

  @Option(
      names = "--where",
      paramLabel = "FIELD=VALUE",
      description = "Only those whose field has this value; may be given several times.")
  private List<String> where = List.of();

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      required = true,
      description =
          "What they are to say instead; a field of a row is GROUP[FIELD=VALUE].FIELD. May be given several times.")
  private List<String> set = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many differences of each kind to print; by default ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() throws CommandException {
    Catalog catalog = Catalog.load();
    Path journal = directory.resolve("journal");
    WhatIf found;
    try {
      found =
          WhatIf.run(
              Files.isDirectory(journal) ? journal : directory,
              catalog,
              new Change(catalog, command, where, set));
    } catch (JournalException | Change.ImpossibleChangeException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
    if (!found.report().isIntact()) {
      throw new CommandException(
          ExitCode.FAILED, "the journal is damaged; seriba verify " + directory + " tells where");
    }
    if (found.changed() == 0) {
      throw new CommandException(ExitCode.FAILED, "no command is so: nothing was changed");
    }
    print(found);
    return ExitCode.OK;
  }

  private void print(WhatIf found) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%,d commands, %,d of them changed%n", found.report().records(), found.changed());
    list(
        out,
        "outcomes",
        found.outcomes(),
        each ->
            out.printf(
                "  %-28s %-24s %,10d -> %,10d%n",
                each.command(), each.reason(), each.was(), each.wouldBe()));
    list(
        out,
        "states",
        found.states(),
        each -> {
          out.println("  - " + (each.is() == null ? "none" : each.is()));
          out.println("  + " + (each.wouldBe() == null ? "none" : each.wouldBe()));
        });
    list(
        out,
        "balances",
        found.balances(),
        each ->
            out.printf(
                "  account %d: %,d -> %,d %s (%+,d)%n",
                each.account(),
                each.is(),
                each.wouldBe(),
                each.currency(),
                each.wouldBe() - each.is()));
    out.flush();
  }

  private <T> void list(PrintWriter out, String what, List<T> all, Consumer<T> printer) {
    out.printf("%s that differ: %,d%n", what, all.size());
    all.stream().limit(limit).forEach(printer);
    if (all.size() > limit) {
      out.printf("  and %,d more%n", all.size() - limit);
    }
  }
}
