package io.seriba.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.seriba.gateway.ws.client.WebSocketClient;
import io.seriba.sbe.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Open-loop load: bids are due at a fixed rate, whether or not earlier ones were answered, and each
 * latency counts from when its bid was due. So a server that stalls is charged for all that should
 * have been sent meanwhile (no coordinated omission).
 */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = "Sends bids at a fixed rate over real WebSockets to a server in this process.")
final class LoadGenerator implements Callable<Integer> {
  private static final Pattern REQUEST =
      Pattern.compile("\"requestId\":\"00000000-0000-0001-([0-9a-f]{4})-([0-9a-f]{12})\"");
  private static final Pattern REASON = Pattern.compile("\"(?:reason|code)\":\"([A-Z_]+)\"");
  private static final Pattern LOT = Pattern.compile("\"lot\":(\\d+)");
  private static final Pattern AMOUNT = Pattern.compile("\"amount\":(\\d+)");
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long DRAIN_SECONDS = 2;

  /** Times that are kept, 8 bytes each: one for each bid that may be the next of each lot. */
  private static final long MOST_TIMES = 100_000_000;

  /**
   * Readers whose events are timed; the others only receive, or they would cost more than they
   * show.
   */
  private static final int TIMED_READERS = 5;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Bids per second, default 2000.")
  private int rate;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "200",
      description = "Connections in all, default 200.")
  private int connections;

  @Option(
      names = "--readers",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description = "Share of the connections that follow all lots and don't bid, default 0.5.")
  private double readers;

  @Option(
      names = "--lots",
      paramLabel = "N",
      defaultValue = "100",
      description = "Lots, default 100, at most 4096.")
  private int lots;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long, default 10.")
  private int seconds;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key of the server's configuration. May be repeated.")
  private List<String> assignments = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final SplittableRandom random = new SplittableRandom(1);
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final Histogram acknowledged = new Histogram(LONGEST_NANOS, 3);
  private final Histogram seen = new Histogram(LONGEST_NANOS, 3);

  /** When each bid was due, by lot and max: a bid's max is its price. */
  private AtomicLongArray due = new AtomicLongArray(0);

  private int maxesPerLot;

  @Override
  public Integer call() throws Exception {
    check();
    int bidding = (int) bidders();
    int reading = connections - bidding;
    maxesPerLot = 1 + rate * seconds;
    due = new AtomicLongArray(lots * maxesPerLot);
    List<Client> all = new ArrayList<>();
    EventLoopGroup clients = WebSocketClient.eventLoops(1, "seriba-bench");
    try (BenchServer server = new BenchServer(assignments)) {
      Client house =
          new Client(clients, server.address(), server.token(BenchSale.HOUSE, Role.ADMIN));
      BenchSale.open(house, bidding, lots);
      List<Client> bidders = new ArrayList<>();
      for (int i = 0; i < bidding; i++) {
        Client bidder =
            new Client(clients, server.address(), server.token(BenchSale.bidder(i), Role.BIDDER));
        bidder.listen(this::onReply);
        bidders.add(bidder);
        all.add(bidder);
      }
      for (int i = 0; i < reading; i++) {
        Client reader =
            new Client(clients, server.address(), server.token(BenchSale.HOUSE, Role.VIEWER));
        reader.request("auction:join", "\"sale\":1");
        reader.listen(i < TIMED_READERS ? this::onEvent : content -> {});
        all.add(reader);
      }
      double achieved = send(bidders);
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(DRAIN_SECONDS));
      clients.next().submit(() -> print(achieved)).sync();
      return checkEnds(all);
    } finally {
      clients.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private void check() {
    range("--rate", rate, 1, 1_000_000);
    range("--connections", connections, 1, 100_000);
    range("--lots", lots, 1, 4_096);
    range("--seconds", seconds, 1, 3_600);
    range("--lots times --rate times --seconds", (long) lots * rate * seconds, 1, MOST_TIMES);
    range("--connections that --readers leave to bid", bidders(), 1, connections);
  }

  private long bidders() {
    return connections - Math.round(connections * readers);
  }

  private void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), "%s: %d, must be %d to %d".formatted(name, value, least, most));
    }
  }

  /** Tells of connections that the server has closed: what they should have shown is missing. */
  private static int checkEnds(List<Client> all) {
    List<String> ends = all.stream().map(Client::end).filter(Objects::nonNull).toList();
    if (!ends.isEmpty()) {
      System.err.printf("seriba: %d connections ended; one: %s%n", ends.size(), ends.getFirst());
    }
    return ends.isEmpty() ? 0 : 1;
  }

  /** Sends each bid when it is due, or at once if that has passed; returns bids per second. */
  private double send(List<Client> bidders) {
    int[] maxes = new int[lots];
    long start = System.nanoTime();
    int bids = rate * seconds;
    for (int i = 0; i < bids; i++) {
      long intended = start + TimeUnit.SECONDS.toNanos(1) * i / rate;
      for (long wait = intended - System.nanoTime();
          wait > 0;
          wait = intended - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      int lot = random.nextInt(lots);
      int max = ++maxes[lot];
      due.set(lot * maxesPerLot + max - 1, intended);
      long low = (long) lot << 48 | max;
      bidders.get(i % bidders.size()).send(BenchSale.bid(lot + 1L, max, 1, low));
    }
    return bids / ((System.nanoTime() - start) / 1e9);
  }

  private void onReply(ByteBuf content) {
    String text = content.toString(StandardCharsets.UTF_8);
    Matcher request = REQUEST.matcher(text);
    if (!request.find()) {
      return;
    }
    int lot = Integer.parseInt(request.group(1), 16);
    int max = (int) Long.parseLong(request.group(2), 16);
    record(acknowledged, lot, max);
    Matcher reason = REASON.matcher(text);
    outcomes.merge(reason.find() ? reason.group(1) : "?", 1, Integer::sum);
  }

  private void onEvent(ByteBuf content) {
    String text = content.toString(StandardCharsets.UTF_8);
    Matcher lot = LOT.matcher(text);
    Matcher amount = AMOUNT.matcher(text);
    if (text.startsWith("{\"type\":\"auction:update\"") && lot.find() && amount.find()) {
      record(seen, Integer.parseInt(lot.group(1)) - 1, Integer.parseInt(amount.group(1)));
    }
  }

  private void record(Histogram histogram, int lot, int max) {
    long intended = due.get(lot * maxesPerLot + max - 1);
    histogram.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - intended));
  }

  private void print(double achieved) {
    System.out.printf(
        "%,d bids/s wanted, %,.0f sent; %d connections, %.0f %% of them readers; %d lots, %d s%n",
        rate, achieved, connections, readers * 100, lots, seconds);
    long answered = outcomes.values().stream().mapToLong(Integer::longValue).sum();
    System.out.printf("outcomes      %s", outcomes);
    System.out.printf("; %,d unanswered%n", (long) rate * seconds - answered);
    System.out.printf("%-14s%12s%10s%10s%10s%10s%n", "ms", "count", "p50", "p99", "p99.9", "max");
    print("acknowledged", acknowledged);
    print("seen", seen);
  }

  private static void print(String name, Histogram histogram) {
    System.out.printf(
        "%-14s%,12d%10.2f%10.2f%10.2f%10.2f%n",
        name,
        histogram.getTotalCount(),
        histogram.getValueAtPercentile(50) / 1e6,
        histogram.getValueAtPercentile(99) / 1e6,
        histogram.getValueAtPercentile(99.9) / 1e6,
        histogram.getMaxValue() / 1e6);
  }
}
