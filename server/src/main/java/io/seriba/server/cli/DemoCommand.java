package io.seriba.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.seriba.server.StartException;
import io.seriba.server.config.ConfigException;
import io.seriba.server.demo.Demo;
import io.seriba.server.demo.DemoOptions;
import io.seriba.server.demo.stage.DemoException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
      "Plays three acts through a real server, which it starts in this process, and real WebSocket connections, one for each of thousands of clients. Then stops the server, replays its journal, and compares the state.",
      "",
      "Act 1: 479 real eBay auctions with 2,430 bidders, days compressed into seconds. The bids of one lot are sent one after the other, so the prices don't depend on this machine's speed; they are compared with those that the world saw.",
      "",
      "Act 2: thousands of players draw at once from a box, which is sold exactly once. Its seed is revealed, and every draw recomputed.",
      "",
      "Act 3: an evening of a salon in Tokyo. Thousands of guests hold, pledge, let expire, cancel and wait for some two hundred seats; what they were told must add up, seat by seat and yen by yen."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  seriba demo",
      "  seriba demo --seconds 5 --plain",
      "  seriba demo --act 2 --act 3",
      "  seriba demo --set host.durability=memory --data-dir /tmp/demo",
      "",
      "Exit codes:",
      "  0  every check holds",
      "  1  else"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3_600;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "For how long the acts play in all, 1 to 3600; opening accounts, connecting and checking come on top. Below 25, acts 2 and 3 have fewer clients. Default: 30.")
  private int seconds;

  @Option(
      names = "--act",
      paramLabel = "N",
      split = ",",
      description = "Plays this act only, 1 to 3. May be repeated.")
  private List<Integer> acts = new ArrayList<>();

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
    for (int act : acts) {
      if (!DemoOptions.ALL_ACTS.contains(act)) {
        throw new CommandException(ExitCode.USAGE, "--act is " + act + ", must be 1 to 3");
      }
    }
    DemoOptions options =
        new DemoOptions(
            plain, seconds, acts.isEmpty() ? DemoOptions.ALL_ACTS : Set.copyOf(acts), assignments);
    PrintWriter out = spec.commandLine().getOut();
    // what the server logs would stand between the lines of the show
    if (LoggerFactory.getLogger("io.seriba") instanceof Logger logger) {
      logger.setLevel(Level.WARN);
    }
    try {
      checkEmpty();
      boolean good =
          directory == null
              ? Demo.runInTemporaryDirectory(out, options)
              : Demo.run(out, options, directory);
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
              ExitCode.FAILED, directory + " isn't empty; the demo begins with an empty server");
        }
      }
    }
  }
}
