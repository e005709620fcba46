package io.seriba.server.demo;

import com.sun.management.UnixOperatingSystemMXBean;
import io.seriba.gateway.ws.GatewayOptions;
import io.seriba.gateway.ws.Tokens;
import io.seriba.persistence.Directories;
import io.seriba.sbe.Role;
import io.seriba.server.DevSecret;
import io.seriba.server.JournalReplay;
import io.seriba.server.Server;
import io.seriba.server.StartException;
import io.seriba.server.config.ConfigException;
import io.seriba.server.config.ConfigSources;
import io.seriba.server.config.ServerConfig;
import io.seriba.server.demo.box.BoxAct;
import io.seriba.server.demo.evening.EveningAct;
import io.seriba.server.demo.sale.SaleAct;
import io.seriba.server.demo.stage.Act;
import io.seriba.server.demo.stage.Checks;
import io.seriba.server.demo.stage.Checks.Check;
import io.seriba.server.demo.stage.DemoException;
import io.seriba.server.demo.stage.Screen;
import io.seriba.server.demo.stage.Stage;
import io.seriba.server.demo.stage.Venue;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo: starts a server in this process, plays acts through real WebSocket connections, stops
 * it, replays its journal, and shows what was promised and what held.
 */
public final class Demo {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

  /** Files that the process needs besides two for each connection. */
  private static final int OTHER_FILES = 200;

  private final Screen screen;

  private Demo(Screen screen) {
    this.screen = screen;
  }

  /**
   * Runs it with the server's data in a given directory, which stays.
   *
   * @param out gets the progress and the tables
   * @param directory empty or not there yet
   * @return whether every check holds
   * @throws DemoException if it can't go on
   */
  public static boolean run(PrintWriter out, DemoOptions options, Path directory)
      throws DemoException, StartException, ConfigException, IOException {
    return run(out, options, acts(options), directory);
  }

  /** Like the other one, with acts of one's own. */
  static boolean run(PrintWriter out, DemoOptions options, List<Act> acts, Path directory)
      throws DemoException, StartException, ConfigException, IOException {
    Screen screen = new Screen(out, options.plain());
    try {
      return new Demo(screen).run(acts, options.assignments(), directory);
    } finally {
      screen.clear();
    }
  }

  /** Like {@link #run}, in a temporary directory, which is removed when the process ends. */
  public static boolean runInTemporaryDirectory(PrintWriter out, DemoOptions options)
      throws DemoException, StartException, ConfigException, IOException {
    Path directory = Files.createTempDirectory("seriba-demo-");
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> delete(directory), "seriba-demo-removal"));
    return run(out, options, directory);
  }

  private boolean run(List<Act> acts, List<String> assignments, Path directory)
      throws DemoException, StartException, ConfigException, IOException {
    checkFiles(acts.stream().mapToInt(Act::connections).max().orElse(0));
    ServerConfig config = config(directory, assignments);
    Tokens tokens = config.tokens().withSecret(DevSecret.random()).tokens(Server.SYSTEM_CLOCK);
    Checks checks = new Checks();
    CompletableFuture<String> failure = new CompletableFuture<>();
    Server server = Server.start(config, tokens, Server.SYSTEM_CLOCK, failure::complete);
    try {
      describe(config, server.address());
      Venue venue = new Venue(server.address(), tokens, screen, checks, failure);
      open(venue);
      for (Act act : acts) {
        act.play(venue);
      }
    } finally {
      server.close();
    }
    checks.add(replay(config, server.stateHash()));
    checks.print(screen);
    return checks.allHold();
  }

  private static List<Act> acts(DemoOptions options) throws IOException {
    Set<Integer> wanted = new TreeSet<>(options.acts());
    double whole = wanted.stream().mapToDouble(Demo::share).sum();
    List<Act> acts = new ArrayList<>();
    for (int number : wanted) {
      double seconds = options.seconds() * share(number) / whole;
      acts.add(
          switch (number) {
            case 1 -> new SaleAct(seconds);
            case 2 -> new BoxAct(crowd(options.seconds()));
            case 3 -> new EveningAct(crowd(options.seconds()), seconds);
            default -> throw new IllegalArgumentException("there is no act " + number);
          });
    }
    return acts;
  }

  /**
   * Returns which share of the time an act gets, if all are played. The second one takes as long as
   * the server needs.
   */
  private static double share(int act) {
    return switch (act) {
      case 1 -> 0.5;
      case 2 -> 0.1;
      default -> 0.4;
    };
  }

  /** Returns how many clients acts two and three have: as many as bidders in act one, at most. */
  private static int crowd(int seconds) {
    return Math.min(2_500, 100 * seconds);
  }

  /** Each connection has two ends in this process. */
  private static void checkFiles(int connections) throws DemoException {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long needed = 2L * connections + OTHER_FILES;
      if (system.getMaxFileDescriptorCount() < needed) {
        throw new DemoException(
            "%,d connections need %,d open files, and this process may have %,d; raise the limit: ulimit -n %d"
                .formatted(connections, needed, system.getMaxFileDescriptorCount(), needed));
      }
    }
  }

  /** The defaults, but for what thousands of clients on one machine in a hurry need. */
  private static ServerConfig config(Path directory, List<String> assignments)
      throws ConfigException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data-dir=" + directory,
                "journal.min-free=64 MiB",
                "database.enabled=false",
                "limits.request-ids=100000",
                "gateway.port=0",
                "gateway.connections-per-address=0",
                "gateway.messages-per-second=0",
                "gateway.bids-per-minute=10000"));
    all.addAll(assignments);
    return ServerConfig.load(new ConfigSources(null, Map.of(), Map.of(), all));
  }

  private void describe(ServerConfig config, String address) {
    GatewayOptions gateway = config.gateway();
    screen.line(
        "server     %s, durability %s"
            .formatted(address, config.host().durability().name().toLowerCase(Locale.ROOT)));
    screen.line("journal    %s".formatted(config.journalDirectory()));
    screen.line(
        "limits     %s bids/min, %s messages/s, %s connections per address:"
            .formatted(
                limit(gateway.bidsPerMinute()),
                limit(gateway.messagesPerSecond()),
                limit(gateway.connectionsPerAddress())));
    screen.line("           not the defaults, for all of the crowd comes from this machine");
    screen.line("");
  }

  private static String limit(int value) {
    return value == 0 ? "any" : "%,d".formatted(value);
  }

  /** Opens what all acts share. */
  private static void open(Venue venue) throws DemoException {
    try (Stage stage = venue.stage(0, 0, (receiver, message) -> {})) {
      stage.run(
          stage
              .pipeline(stage.connect("the administrator", Venue.ADMIN, Role.ADMIN))
              .add("ledger:open-account", "\"holder\":" + Venue.ADMIN)
              .add("ledger:declare-currency", "\"currency\":\"USD\",\"exponent\":2")
              .add("ledger:declare-currency", "\"currency\":\"JPY\",\"exponent\":0"));
    }
  }

  private Check replay(ServerConfig config, long liveHash) {
    JournalReplay replay = JournalReplay.run(config.journalDirectory());
    boolean same = replay.stateHash() == liveHash && replay.report().isIntact();
    screen.line("Replay of the journal");
    screen.line(
        "  %,d commands, %,d timers pending, %,d records/s"
            .formatted(
                replay.report().records(), replay.timersPending(), replay.recordsPerSecond()));
    screen.line("  state hash of the server  %s".formatted(Server.hash(liveHash)));
    screen.line("  state hash of the replay  %s".formatted(Server.hash(replay.stateHash())));
    replay.report().damage().forEach(damage -> screen.line("  DAMAGE: %s".formatted(damage)));
    screen.line("");
    return new Check(
        "replay",
        "the journal leads to the same state",
        same,
        "%,d commands".formatted(replay.report().records()));
  }

  /** Removes a directory and all in it; what can't be removed is named and left. */
  private static void delete(Path directory) {
    try {
      Directories.delete(directory);
    } catch (IOException e) {
      LOG.warn("{} can't be removed: {}", directory, e.toString());
    }
  }
}
