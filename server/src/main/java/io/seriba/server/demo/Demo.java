package io.seriba.server.demo;

import com.sun.management.UnixOperatingSystemMXBean;
import io.seriba.gateway.ws.Tokens;
import io.seriba.server.DevSecret;
import io.seriba.server.JournalReplay;
import io.seriba.server.Server;
import io.seriba.server.StartException;
import io.seriba.server.config.ConfigException;
import io.seriba.server.config.ConfigSources;
import io.seriba.server.config.ServerConfig;
import io.seriba.server.history.BidHistory;
import io.seriba.server.history.BidHistory.Auction;
import io.seriba.server.history.BidHistoryReader;
import io.seriba.server.history.PriceReplay;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo: starts a server in this process, plays the shipped auctions through real WebSocket
 * connections, stops it, replays its journal, and shows what came out.
 */
public final class Demo {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final String RECORDING = "/io/seriba/server/demo/ebay-auctions.csv";
  private static final double DAY_MICROS = TimeUnit.DAYS.toMicros(1);

  /** Files that the process needs besides two for each connection. */
  private static final int OTHER_FILES = 200;

  private final Screen screen;
  private final int seconds;

  private Demo(Screen screen, int seconds) {
    this.screen = screen;
    this.seconds = seconds;
  }

  /**
   * Runs it with the server's data in a given directory, which stays.
   *
   * @param out gets the progress and the table
   * @param plain whether nothing may be written in place
   * @param seconds how long the longest auction takes, from 1
   * @param directory empty or not there yet
   * @param assignments {@code key=value} each, on top of the demo's own configuration
   * @return whether every price is what the replay of the bare recording gives, and the journal's
   *     replay leads to the same state
   * @throws DemoException if it can't go on
   */
  public static boolean run(
      PrintWriter out, boolean plain, int seconds, Path directory, List<String> assignments)
      throws DemoException, StartException, ConfigException, IOException {
    Screen screen = new Screen(out, plain);
    try {
      return new Demo(screen, seconds).run(directory, assignments);
    } finally {
      screen.clear();
    }
  }

  /** Like {@link #run}, in a temporary directory, which is removed when the process ends. */
  public static boolean runInTemporaryDirectory(
      PrintWriter out, boolean plain, int seconds, List<String> assignments)
      throws DemoException, StartException, ConfigException, IOException {
    Path directory = Files.createTempDirectory("seriba-demo-");
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> delete(directory), "seriba-demo-removal"));
    return run(out, plain, seconds, directory, assignments);
  }

  private boolean run(Path directory, List<String> assignments)
      throws DemoException, StartException, ConfigException, IOException {
    BidHistory history = recording();
    PriceReplay.Report expected = PriceReplay.run(history);
    long longest = history.auctions().stream().mapToLong(Auction::duration).max().orElseThrow();
    screen.line(
        "%d real eBay auctions, %,d bids by %,d bidders; %.0f days in %d s."
            .formatted(
                history.auctions().size(),
                history.bids(),
                history.bidders().size(),
                longest / DAY_MICROS,
                seconds));
    screen.line("");
    checkFiles(history.bidders().size());
    ServerConfig config = config(directory, assignments, history.auctions().size());
    Tokens tokens = config.tokens().withSecret(DevSecret.random()).tokens(Server.SYSTEM_CLOCK);
    FailureNote note = new FailureNote();
    Server server = Server.start(config, tokens, Server.SYSTEM_CLOCK, note);
    Outcome outcome;
    try (Play play = new Play(server.address(), tokens, history, expected.results(), seconds)) {
      note.play = play;
      screen.line(
          "server     %s, durability %s"
              .formatted(
                  server.address(), config.host().durability().name().toLowerCase(Locale.ROOT)));
      screen.line("journal    %s".formatted(config.journalDirectory()));
      perform(play, history, longest);
      outcome = new Outcome(play.lots(), expected, play.tally());
    } finally {
      server.close();
    }
    outcome.print(screen);
    boolean sameState = replay(config, server.stateHash());
    return sameState && outcome.isAsExpected();
  }

  /** Tells the play when the server can't go on. */
  private static final class FailureNote implements Consumer<String> {
    private volatile @Nullable Play play;

    @Override
    public void accept(String what) {
      Play playing = play;
      if (playing != null) {
        playing.failed(what);
      }
    }
  }

  private static BidHistory recording() throws IOException {
    try (InputStream in = Demo.class.getResourceAsStream(RECORDING)) {
      if (in == null) {
        throw new IOException("the jar lacks " + RECORDING);
      }
      return BidHistoryReader.read(in);
    }
  }

  /** Each connection has two ends in this process. */
  private static void checkFiles(int bidders) throws DemoException {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long needed = 2L * bidders + OTHER_FILES;
      if (system.getMaxFileDescriptorCount() < needed) {
        throw new DemoException(
            "%,d connections need %,d open files, and this process may have %,d; raise the limit: ulimit -n %d"
                .formatted(bidders, needed, system.getMaxFileDescriptorCount(), needed));
      }
    }
  }

  /** The defaults, but for what thousands of clients on one machine in a hurry need. */
  private static ServerConfig config(Path directory, List<String> assignments, int lots)
      throws ConfigException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data-dir=" + directory,
                "journal.min-free=64 MiB",
                "limits.request-ids=100000",
                "gateway.port=0",
                "gateway.connections-per-address=0",
                "gateway.messages-per-second=0",
                "gateway.bids-per-minute=10000",
                "gateway.state-records-per-join=" + (lots + 1)));
    all.addAll(assignments);
    return ServerConfig.load(new ConfigSources(null, Map.of(), Map.of(), all));
  }

  private void perform(Play play, BidHistory history, long longest) throws DemoException {
    long start = System.nanoTime();
    play.define();
    screen.line(
        "sale       %,d accounts with funds, %d lots, deposits of 10 %% %s"
            .formatted(history.bidders().size() + 1, history.auctions().size(), since(start)));
    long connecting = System.nanoTime();
    int joins = play.connectBidders(() -> screen.progress(0, "bidders are connecting", ""));
    screen.line(
        "bidders    %,d WebSocket connections, %,d lots joined %s"
            .formatted(history.bidders().size(), joins, since(connecting)));
    long bidding = System.nanoTime();
    play.bid(new Progress(play, longest, bidding));
    screen.line(
        "bidding    %,d bids, the last lot has closed %s"
            .formatted(play.tally().bids, since(bidding)));
    long settling = System.nanoTime();
    play.settle();
    screen.line("settled    every winner's deposit is captured %s".formatted(since(settling)));
    screen.line("");
  }

  private static String since(long nanos) {
    return "(%.1f s)".formatted((System.nanoTime() - nanos) / 1e9);
  }

  /** Shows the bidding while it goes on. */
  private final class Progress implements Runnable {
    private final Play play;
    private final double days;
    private final long start;
    private long lastNanos;
    private int lastBids;
    private double rate;

    Progress(Play play, long longest, long start) {
      this.play = play;
      this.days = longest / DAY_MICROS;
      this.start = start;
      lastNanos = start;
    }

    @Override
    public void run() {
      Tally.Progress now = play.progress();
      long nanos = System.nanoTime();
      if (nanos - lastNanos >= TimeUnit.MILLISECONDS.toNanos(500)) {
        rate = (now.bids() - lastBids) / ((nanos - lastNanos) / 1e9);
        lastNanos = nanos;
        lastBids = now.bids();
      }
      double done = (nanos - start) / 1e9 / seconds;
      screen.progress(
          done,
          "day %.1f of %.0f, %3d lots open, %3d sold, %,5.0f bids/s"
              .formatted(Math.min(done, 1) * days, days, now.lotsOpen(), now.sold(), rate),
          "%,5d price changes; p50/p99 ms: acknowledged %s, seen %s"
              .formatted(
                  now.priceChanges(),
                  pair(now.acknowledgedP50(), now.acknowledgedP99()),
                  pair(now.seenP50(), now.seenP99())));
    }

    private static String pair(long p50, long p99) {
      return "%.1f/%.1f".formatted(p50 / 1e6, p99 / 1e6);
    }
  }

  private boolean replay(ServerConfig config, long liveHash) {
    JournalReplay replay = JournalReplay.run(config.journalDirectory());
    boolean same = replay.stateHash() == liveHash && replay.report().isIntact();
    screen.line("Replay of the journal");
    screen.line(
        "  %,d commands, %,d timers pending, %,d records/s"
            .formatted(
                replay.report().records(), replay.timersPending(), replay.recordsPerSecond()));
    screen.line("  state hash of the server  %s".formatted(Server.hash(liveHash)));
    screen.line(
        "  state hash of the replay  %s  %s"
            .formatted(Server.hash(replay.stateHash()), same ? "the same" : "NOT THE SAME"));
    replay.report().damage().forEach(damage -> screen.line("  DAMAGE: %s".formatted(damage)));
    return same;
  }

  /** Removes a directory and all in it; what can't be removed is named and left. */
  private static void delete(Path directory) {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("{} can't be removed: {}", directory, e.toString());
    }
  }
}
