package io.seriba.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.seriba.server.StartException;
import io.seriba.server.config.ConfigException;
import io.seriba.server.demo.Demo;
import io.seriba.server.demo.DemoException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the whole of it on real data. */
@Command(
    name = "demo",
    description = {
      "Plays 479 real eBay auctions through a real server: starts it in this process, connects each of 2,430 bidders over a WebSocket of its own, plays their bids with days compressed into seconds, and compares the prices with those that the world saw. Then stops the server, replays its journal, and compares the state.",
      "",
      "The bids of one lot are sent one after the other, so the prices don't depend on this machine's speed."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  seriba demo",
      "  seriba demo --seconds 5 --plain",
      "  seriba demo --set host.durability=memory --data-dir /tmp/demo",
      "",
      "Exit codes:",
      "  0  every price is as it must be, and the replay leads to the same state",
      "  1  else"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3_600;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long the longest auction takes, 1 to 3600. Default: 30.")
  private int seconds;

  @Option(
      names = "--plain",
      description =
          "Lines only, nothing is written in place; the default where stdout isn't a terminal.")
  private boolean plain;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Directory for the server's data, empty or not there yet; it stays. Without it: a temporary one, removed at the end.")
  private @Nullable Path directory;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key of the server's configuration. May be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Override
  public Integer call() throws CommandException, ConfigException, StartException {
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new CommandException(
          ExitCode.USAGE, "--seconds is " + seconds + ", must be 1 to " + MAX_SECONDS);
    }
    PrintWriter out = spec.commandLine().getOut();
    // what the server logs would stand between the lines of the show
    if (LoggerFactory.getLogger("io.seriba") instanceof Logger logger) {
      logger.setLevel(Level.WARN);
    }
    try {
      checkEmpty();
      boolean good =
          directory == null
              ? Demo.runInTemporaryDirectory(out, plain, seconds, assignments)
              : Demo.run(out, plain, seconds, directory, assignments);
      return good ? ExitCode.OK : ExitCode.FAILED;
    } catch (DemoException | IOException e) {
      throw new CommandException(ExitCode.FAILED, "the demo failed: " + e.getMessage());
    }
  }

  private void checkEmpty() throws IOException, CommandException {
    if (directory != null && Files.exists(directory)) {
      try (Stream<Path> content = Files.list(directory)) {
        if (content.findAny().isPresent()) {
          throw new CommandException(
              ExitCode.FAILED, directory + " isn't empty; the demo begins with an empty sale");
        }
      }
    }
  }
}
