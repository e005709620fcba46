package io.seriba.server.cli;

import io.seriba.server.StartException;
import io.seriba.server.config.ConfigException;
import io.seriba.server.config.Nearest;
import java.io.PrintWriter;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code seriba} and how every command's errors are told. */
@Command(
    name = "seriba",
    description = "Decides contested things: who wins a lot, at what price, in what order.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Seriba.Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      RunCommand.class,
      DemoCommand.class,
      ReplayBidsCommand.class,
      VerifyCommand.class,
      VerifyDrawCommand.class,
      StateCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      RebuildDbCommand.class,
      VerifyAuditCommand.class,
      SnapshotCommand.class,
      WhatIfCommand.class,
      DrillCommand.class,
      TokenCommand.class,
      ProtocolCommand.class,
      SimulateCommand.class,
      BenchCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "First steps:",
      "  seriba demo            a sale, a box and an evening over real connections",
      "  seriba run --dev       a server on this machine, with a key for tokens made",
      "  seriba help COMMAND    what a command does, its options and examples",
      "",
      "Exit codes:",
      "  0   done",
      "  1   it couldn't be done, or a check failed",
      "  2   wrong option or configuration",
      "  3   out of memory: give it more with SERIBA_HEAP, e.g. SERIBA_HEAP=4g",
      "  70  a fault of Seriba's own, or the server can't go on"
    })
public final class Seriba implements Runnable {
  /** How picocli's own command help begins its complaint. */
  private static final String HELP_ON_NOTHING = "Unknown subcommand";

  private static final String NO_NUMBER = " isn't a whole number, or too large a one";

  @CommandLine.Spec private CommandSpec spec = CommandSpec.create();

  private Seriba() {}

  /** Runs a command line and returns the exit code; nothing is thrown. */
  public static int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    return withPlainErrors(new CommandLine(new Seriba()));
  }

  /**
   * Makes a command line tell what is wrong in a line or two, with the nearest right name and an
   * exit code, instead of printing usage or a stack trace.
   */
  public static CommandLine withPlainErrors(CommandLine commandLine) {
    return commandLine
        .setUsageHelpAutoWidth(true)
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(Seriba::wrongArguments)
        .setExecutionExceptionHandler(Seriba::failed);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int wrongArguments(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("seriba: " + message(e));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static String message(ParameterException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String given;
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      given = unmatched.getUnmatched().getFirst();
    } else if (String.valueOf(e.getMessage()).startsWith(HELP_ON_NOTHING)) {
      given = e.getValue();
    } else {
      return String.valueOf(e.getMessage()).replaceFirst(" is not an? (int|long)$", NO_NUMBER);
    }
    boolean option = given.startsWith("-");
    List<String> known =
        option
            ? spec.options().stream().map(OptionSpec::longestName).toList()
            : List.copyOf(spec.subcommands().keySet());
    String name = given.replaceFirst("=.*", "");
    String what = option ? "option" : known.isEmpty() ? "argument" : "command";
    return "there is no %s %s here%s"
        .formatted(
            what,
            name,
            Nearest.of(name, known).map(nearest -> "; the nearest is " + nearest).orElse(""));
  }

  private static int failed(Exception e, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    return switch (e) {
      case ConfigException config -> {
        List<String> problems = config.problems();
        err.println(
            problems.size() == 1
                ? "seriba: the configuration has a problem:"
                : "seriba: the configuration has " + problems.size() + " problems:");
        problems.forEach(problem -> err.println("  " + problem));
        yield ExitCode.USAGE;
      }
      case CommandException refused -> {
        err.println("seriba: " + refused.getMessage());
        yield refused.exitCode();
      }
      case StartException start -> {
        err.println("seriba: " + start.getMessage());
        yield ExitCode.FAILED;
      }
      default -> {
        LoggerFactory.getLogger(Seriba.class)
            .error("{} failed", command.getCommandSpec().qualifiedName(), e);
        yield ExitCode.FAULT;
      }
    };
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Seriba.class.getPackage().getImplementationVersion();
      return new String[] {
        "seriba %s (Java %s)"
            .formatted(version == null ? "not packaged" : version, Runtime.version())
      };
    }
  }
}
