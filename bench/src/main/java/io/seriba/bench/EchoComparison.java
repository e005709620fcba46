package io.seriba.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.seriba.gateway.ws.client.WebSocketClient;
import io.seriba.sbe.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Round trips of one bid at a time beside those of a bare echo, in turns within one run. */
@Command(
    name = "echo",
    mixinStandardHelpOptions = true,
    description =
        "Compares the round trip of a bid over one WebSocket connection with a bare Netty echo's.")
final class EchoComparison implements Callable<Integer> {
  private static final int ROUND_TRIPS = 2_000;
  private static final int WARMUP_TURNS = 60;
  private static final int LOT = 1;
  private static final long PATIENCE_SECONDS = 60;

  /** As shipped, but for the disk, which the echo doesn't wait for either. */
  private static final List<String> ASLEEP = List.of("host.durability=memory");

  /** For the least latency: two hand-offs between threads without waking anybody. */
  private static final List<String> AWAKE =
      List.of("host.durability=memory", "host.wait=spin", "gateway.reply-wait=50us");

  @Option(
      names = "--turns",
      paramLabel = "N",
      defaultValue = "20",
      description = "Turns of each, default 20.")
  private int turns;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Configuration of the server, e.g. host.wait=yield. Default: first one whose threads sleep while"
              + " there is nothing to do, then one whose threads stay awake.")
  private List<String> assignments = List.of();

  private long max;

  /** Sends a bid, and the next one when the answer comes, on the client's event loop. */
  private final class PingPong implements Client.Listener {
    private final Client client;
    private final byte[] answer;
    private final Histogram histogram = new Histogram(3);
    private CountDownLatch done = new CountDownLatch(0);
    private int left;
    private long sent;

    /**
     * @param answer how an answer starts; other texts are events
     */
    PingPong(Client client, String answer) {
      this.client = client;
      this.answer = answer.getBytes(StandardCharsets.US_ASCII);
      client.listen(this);
    }

    void takeTurn() throws InterruptedException {
      done = new CountDownLatch(1);
      left = ROUND_TRIPS;
      send();
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no answer within " + PATIENCE_SECONDS + " s");
      }
    }

    private void send() {
      String text = BenchSale.bid(LOT, ++max, 7, max);
      sent = System.nanoTime();
      client.send(text);
    }

    @Override
    public void onText(ByteBuf content) {
      if (!startsWith(content, answer)) {
        return;
      }
      histogram.recordValue(System.nanoTime() - sent);
      if (--left > 0) {
        send();
      } else {
        done.countDown();
      }
    }
  }

  @Override
  public Integer call() throws Exception {
    if (assignments.isEmpty()) {
      compare(ASLEEP);
      compare(AWAKE);
    } else {
      compare(assignments);
    }
    return 0;
  }

  private void compare(List<String> configuration) throws Exception {
    max = 0;
    EventLoopGroup clients = WebSocketClient.eventLoops(1, "seriba-bench");
    EventLoopGroup echoes = WebSocketClient.eventLoops(1, "echo");
    try (BenchServer server = new BenchServer(configuration);
        EchoServer echo = new EchoServer(echoes)) {
      Client house =
          new Client(clients, server.address(), server.token(BenchSale.HOUSE, Role.ADMIN));
      BenchSale.open(house, 1, 1);
      house.close();
      Client bidder =
          new Client(clients, server.address(), server.token(BenchSale.bidder(0), Role.BIDDER));
      PingPong bids = new PingPong(bidder, "{\"type\":\"outcome\"");
      PingPong bare = new PingPong(new Client(clients, echo.address(), null), "{");
      for (int turn = 0; turn < WARMUP_TURNS + turns; turn++) {
        if (turn == WARMUP_TURNS) {
          bids.histogram.reset();
          bare.histogram.reset();
        }
        bids.takeTurn();
        bare.takeTurn();
      }
      print("bare echo", bare.histogram);
      print("bid", bids.histogram);
      System.out.printf(
          "ratio        p50 %.2f   p99 %.2f   (%s)%n",
          ratio(bids.histogram, bare.histogram, 50),
          ratio(bids.histogram, bare.histogram, 99),
          String.join(", ", configuration));
    } finally {
      clients.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      echoes.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static boolean startsWith(ByteBuf content, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (content.getByte(content.readerIndex() + i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static void print(String name, Histogram histogram) {
    System.out.printf(
        "%-12s p50 %.1f µs   p99 %.1f µs   %d round trips%n",
        name,
        histogram.getValueAtPercentile(50) / 1e3,
        histogram.getValueAtPercentile(99) / 1e3,
        histogram.getTotalCount());
  }

  private static double ratio(Histogram bids, Histogram bare, double percentile) {
    return (double) bids.getValueAtPercentile(percentile) / bare.getValueAtPercentile(percentile);
  }
}
