package io.seriba.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.seriba.persistence.Directories;
import io.seriba.server.config.ConfigException;
import io.seriba.server.drill.DamageDrill;
import io.seriba.server.drill.DatabaseDrill;
import io.seriba.server.drill.DiskFullDrill;
import io.seriba.server.drill.DrillException;
import io.seriba.server.drill.KillDrill;
import io.seriba.server.drill.Mix;
import io.seriba.server.drill.Place;
import io.seriba.server.drill.RecoveryDrill;
import io.seriba.server.drill.SmallMount;
import io.seriba.server.drill.TwoServersDrill;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts real servers through what may befall them. */
@Command(
    name = "drill",
    description = {
      "Puts real servers through what may befall them, and prints whether they kept what they"
          + " promised. The servers are processes of their own, with this one's Java and flags, on"
          + " an own directory; the load comes over real WebSocket connections.",
      "",
      "When something is wrong, data and logs stay, and their directory is named."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "DRILL",
    footer = {
      "",
      "Examples:",
      "  seriba drill kill --cycles 200",
      "  seriba drill database",
      "  seriba drill damage",
      "  seriba help drill",
      "  seriba drill recovery --help",
      "",
      "Exit codes:",
      "  0  all was as it must be",
      "  1  it wasn't, or the drill couldn't go on"
    })
final class DrillCommand implements Runnable {
  private static final TurboFilter SILENCE = new Silence();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Lets nothing be logged. */
  private static final class Silence extends TurboFilter {
    @Override
    public FilterReply decide(
        @Nullable Marker marker,
        Logger logger,
        Level level,
        @Nullable String format,
        @Nullable Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      return FilterReply.DENY;
    }
  }

  /** What every drill takes. */
  static final class Options {
    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        description =
            "Directory for data and logs, empty or not there yet; it stays. Without it: a temporary"
                + " one, removed if all is well.")
    private @Nullable Path directory;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "Sets one key of the servers' configuration. May be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Option(
        names = "--mix",
        paramLabel = "DOMAIN",
        split = ",",
        description =
            "What the load is made of: ${COMPLETION-CANDIDATES}. May be repeated; without it: all.")
    private List<Mix.Domain> domains = List.of(Mix.Domain.values());

    Place at(Path place) {
      return new Place(place, assignments, List.of(), Set.copyOf(domains));
    }
  }

  /** Something that a drill does at its place. */
  private interface Drill {
    boolean run(PrintWriter out, Place place) throws DrillException, ConfigException;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "kill",
      description = {
        "Kills a server (kill -9) at a random moment of its load, starts the next one, sends again"
            + " what was not answered, with the same request ids, and compares every answer with"
            + " the journal and the tables; again and again.",
        "",
        "An engine of the drill's own follows the journal. Each answer must be what that engine"
            + " decides at the same sequence, no request id may be decided twice, and each next"
            + " server must come to the same sequence and state hash. Snapshots are taken all the"
            + " time, and some kills wait for one that is being written. Some hit the server's"
            + " PostgreSQL too, in the same moment or before.",
        "",
        "The tables must have every answer once as soon as their watermark is past it. At the end"
            + " they must add up to what the drill's engine decided, their audit log's chain must"
            + " hold, and every row be as it is when they are made anew of the journal."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  seriba drill kill --cycles 200"})
  int kill(
      @Mixin Options options,
      @Option(
              names = "--cycles",
              paramLabel = "N",
              defaultValue = "200",
              description = "How many kills, 1 or more; by default ${DEFAULT-VALUE}.")
          int cycles,
      @Option(
              names = "--seed",
              paramLabel = "S",
              defaultValue = "1",
              description =
                  "Chooses the moments of the kills and what the clients do, though not how fast;"
                      + " by default ${DEFAULT-VALUE}.")
          long seed,
      @Option(names = "--no-database", description = "Servers without a database, for speed.")
          boolean noDatabase)
      throws CommandException, ConfigException {
    least("--cycles", cycles, 1);
    return run(
        options, false, (out, place) -> KillDrill.run(out, place, cycles, seed, !noDatabase));
  }

  @Command(
      name = "database",
      description = {
        "Does to the PostgreSQL of a server under load what may befall it: it is killed, stopped"
            + " again and again, paused, its connections cut. The server must go on deciding, start"
            + " it again when it has ended, and catch up; afterwards the tables must be exact, as"
            + " with the kill drill.",
        "",
        "Prints how long the clients waited for their answers in each phase, and how that compares"
            + " with the time before in the same run. Nothing is asserted of that: on a small"
            + " machine clients, server and PostgreSQL share the processors."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  seriba drill database --rate 4000 --seconds 10"})
  int database(
      @Mixin Options options,
      @Option(
              names = "--rate",
              paramLabel = "N",
              defaultValue = "2000",
              description =
                  "Commands that all clients send in a second, 100 or more; by default"
                      + " ${DEFAULT-VALUE}.")
          int rate,
      @Option(
              names = "--seconds",
              paramLabel = "N",
              defaultValue = "5",
              description = "How long each trouble lasts, 1 or more; by default ${DEFAULT-VALUE}.")
          int seconds)
      throws CommandException, ConfigException {
    least("--rate", rate, 100);
    least("--seconds", seconds, 1);
    Duration phase = Duration.ofSeconds(seconds);
    return run(options, false, (out, place) -> DatabaseDrill.run(out, place, rate, phase));
  }

  @Command(
      name = "two-servers",
      description =
          "Starts a second server on the directory of one that is under load. It must be refused at"
              + " once, naming the first, and the first must not be harmed.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  seriba drill two-servers"})
  int twoServers(@Mixin Options options) throws CommandException, ConfigException {
    return run(options, false, TwoServersDrill::run);
  }

  @Command(
      name = "disk-full",
      description = {
        "Lets a server run into the end of its disk. It must refuse commands before anything"
            + " breaks, keep all that it acknowledged, take no snapshot that the journal has no"
            + " room for, and go on by itself once there is room again.",
        "",
        "Needs a file system of its own with 40 MiB to 2 GiB to give. As root it mounts one in"
            + " memory by itself, which stays if something is wrong; else give one with --mount:",
        "  sudo mount -t tmpfs -o size=64m,mode=1777 tmpfs /mnt/small"
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  seriba drill disk-full --mount /mnt/small"})
  int diskFull(
      @Option(
              names = "--mount",
              paramLabel = "DIR",
              description = "Where the small file system is mounted; what the drill writes stays.")
          @Nullable Path mount,
      @Option(
              names = "--set",
              paramLabel = "KEY=VALUE",
              description = "Sets one key of the server's configuration. May be repeated.")
          @Nullable List<String> assignments)
      throws CommandException, ConfigException {
    Options options = new Options();
    options.assignments = assignments == null ? List.of() : assignments;
    if (mount != null) {
      options.directory = mount.resolve("seriba-drill-" + ProcessHandle.current().pid());
      return run(options, false, DiskFullDrill::run);
    }
    try {
      SmallMount own = SmallMount.make();
      options.directory = own.directory().resolve("drill");
      int exitCode = run(options, false, DiskFullDrill::run);
      if (exitCode == ExitCode.OK) {
        own.unmount();
      }
      return exitCode;
    } catch (DrillException e) {
      throw failed(e);
    }
  }

  @Command(
      name = "damage",
      description =
          "Damages copies of a small data directory in every way that is known to happen, journal"
              + " and snapshots, and starts a server on each: it must come to the right state, or"
              + " refuse with a message that names the place and what to do, and change nothing.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  seriba drill damage"})
  int damage(@Mixin Options options) throws CommandException, ConfigException {
    return run(options, false, DamageDrill::run);
  }

  @Command(
      name = "recovery",
      description = {
        "Builds the data directory of a server with a long history, starts a server on it, and"
            + " prints how long that takes until the gateways are open, and how it is spent.",
        "",
        "With a --data-dir that holds such a history from an earlier run, the history isn't built"
            + " again."
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  seriba drill recovery",
        "  seriba drill recovery --data-dir /tmp/long --starts 3"
      })
  int recovery(
      @Mixin Options options,
      @Option(
              names = "--lots",
              paramLabel = "N",
              defaultValue = "1000000",
              description = "Lots in the snapshot; by default ${DEFAULT-VALUE}.")
          int lots,
      @Option(
              names = "--accounts",
              paramLabel = "N",
              defaultValue = "1000000",
              description = "Accounts in the snapshot, 2 or more; by default ${DEFAULT-VALUE}.")
          int accounts,
      @Option(
              names = "--slots",
              paramLabel = "N",
              defaultValue = "1000000",
              description = "Slots in the snapshot; by default ${DEFAULT-VALUE}.")
          int slots,
      @Option(
              names = "--tail",
              paramLabel = "N",
              defaultValue = "5000000",
              description = "Commands behind the snapshot; by default ${DEFAULT-VALUE}.")
          int tail,
      @Option(
              names = "--starts",
              paramLabel = "N",
              defaultValue = "1",
              description = "How many times the server is started; by default ${DEFAULT-VALUE}.")
          int starts)
      throws CommandException, ConfigException {
    least("--lots", lots, 0);
    least("--accounts", accounts, 2);
    least("--slots", slots, 0);
    least("--tail", tail, 0);
    least("--starts", starts, 1);
    RecoveryDrill.Size size = new RecoveryDrill.Size(lots, accounts, slots, tail);
    return run(options, true, (out, place) -> RecoveryDrill.run(out, place, size, starts));
  }

  private static void least(String option, int value, int least) throws CommandException {
    if (value < least) {
      throw new CommandException(
          ExitCode.USAGE, "%s is %d, must be %d or more".formatted(option, value, least));
    }
  }

  private int run(Options options, boolean mayBeUsed, Drill drill)
      throws CommandException, ConfigException {
    // what this process's own journals, engines and databases log would stand between the figures
    LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    logging.getTurboFilterList().add(0, SILENCE);
    PrintWriter out = spec.commandLine().getOut();
    try {
      Path directory = directory(options, mayBeUsed);
      boolean good = false;
      try {
        good = drill.run(out, options.at(directory));
      } finally {
        if (!good) {
          spec.commandLine().getErr().println("data and logs stay in " + directory);
        } else if (options.directory == null) {
          Directories.delete(directory);
        }
      }
      return good ? ExitCode.OK : ExitCode.FAILED;
    } catch (DrillException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "the drill's directory can't be used: " + e);
    } finally {
      logging.getTurboFilterList().remove(SILENCE); // a fault of the drill's own must be seen
    }
  }

  private static CommandException failed(DrillException e) {
    return new CommandException(ExitCode.FAILED, "the drill failed: " + e.getMessage());
  }

  private static Path directory(Options options, boolean mayBeUsed)
      throws IOException, CommandException {
    Path given = options.directory;
    if (given == null) {
      return Files.createTempDirectory("seriba-drill-");
    }
    Files.createDirectories(given);
    try (Stream<Path> content = Files.list(given)) {
      if (!mayBeUsed && content.findAny().isPresent()) {
        throw new CommandException(
            ExitCode.FAILED, given + " isn't empty; a drill begins with an empty directory");
      }
    }
    return given;
  }
}
