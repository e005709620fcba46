package io.seriba.server.demo.box;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.server.demo.box.BoxLog.Refusal;
import io.seriba.server.demo.stage.Connection;
import io.seriba.server.demo.stage.EventListener;
import io.seriba.server.demo.stage.Incoming;
import io.seriba.server.demo.stage.Latency;
import io.seriba.server.demo.stage.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The players, and all that they hear. What stands for the screen is for the act's thread and may
 * be a moment old; {@link #log} is for after the sale; all else is for the clients' event loop.
 */
final class BoxSale implements Player.Scene, EventListener {
  private final long firstPlayer;
  private final long prizes;
  private final List<Player> players = new ArrayList<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final CompletableFuture<Void> audited = new CompletableFuture<>();
  private final Latency acknowledged = new Latency("draw sent to acknowledged");
  private final Latency seen = new Latency("draw sent to prizes seen");
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<JsonNode> events = new ArrayList<>();
  private List<Connection> clients = List.of();
  private int accepted;
  private int drawn;
  private int stopped;
  private int reports;
  private volatile boolean closed;
  private volatile long sold;
  private volatile int refused;

  BoxSale(long firstPlayer, int count, long prizes) {
    this.firstPlayer = firstPlayer;
    this.prizes = prizes;
    for (int i = 0; i < count; i++) {
      players.add(new Player(firstPlayer + i, BoxAct.PRICE, this));
    }
  }

  List<Player> players() {
    return players;
  }

  /** Lets all players draw; their connections are in their order. */
  void start(List<Connection> connections) {
    clients = connections;
    players.forEach(Player::draw);
  }

  /** Completed when the pool is closed and every player has stopped and has its prizes. */
  CompletableFuture<Void> over() {
    return over;
  }

  /** Completed when the pool's audit and the report of medals are there. */
  CompletableFuture<Void> audited() {
    return audited;
  }

  @Override
  public Connection connection(Player player) {
    return clients.get((int) (player.account - firstPlayer));
  }

  @Override
  public void answered(Player player, Incoming reply, int count, long elapsedNanos) {
    acknowledged.record(elapsedNanos);
    if (reply.reason.equals("ACCEPTED")) {
      accepted++;
    } else {
      refusals.add(new Refusal(reply.sequence, player.account, count, reply.reason));
      refused = refusals.size();
    }
  }

  @Override
  public void stopped(Player player) {
    stopped++;
    checkOver();
  }

  @Override
  public void onEvent(Connection receiver, Incoming message) {
    switch (message.type) {
      case "gacha:progress" -> {
        // what is left is told by the draws themselves
      }
      case "gacha:drawn" -> drawn(message.tree());
      case "gacha:closed" -> {
        events.add(message.tree());
        closed = true;
        checkOver();
      }
      case "gacha:audit", "ledger:paid-medals" -> {
        events.add(message.tree());
        if (++reports == 2) {
          audited.complete(null);
        }
      }
      default -> events.add(message.tree());
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
  private void drawn(JsonNode event) {
    seen.record(players.get((int) (event.path("account").asLong() - firstPlayer)).sinceAnswered());
    events.add(event);
    drawn++;
    sold += event.path("results").size();
    checkOver();
  }

  private void checkOver() {
    if (closed && stopped == players.size() && drawn == accepted) {
      over.complete(null);
    }
  }

  void show(Screen screen) {
    screen.progress(
        (double) sold / prizes,
        "%,d of %,d prizes are gone, %,d refusals".formatted(sold, prizes, refused),
        "");
  }

  long medals() {
    return players.stream().mapToLong(player -> player.freeMedals + player.paidMedals).sum();
  }

  /** Tells what came of it, once it is over. */
  void tell(Screen screen, long startNanos) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    screen.line(
        "sold out   %,d prizes in %,d bundles; the box closed by itself %s"
            .formatted(sold, drawn, Screen.since(startNanos)));
    screen.line(
        "           %,.0f commands/s, each decided, journaled, and answered"
            .formatted((accepted + refused) / seconds));
    Map<String, Long> reasons =
        refusals.stream()
            .collect(Collectors.groupingBy(Refusal::reason, TreeMap::new, Collectors.counting()));
    screen.line(
        "refused    "
            + reasons.entrySet().stream()
                .map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", ")));
    screen.line("");
  }

  void printLatencies(Screen screen) {
    Latency.print(screen, acknowledged, seen);
  }

  /** Returns all that was heard. */
  BoxLog log() {
    return new BoxLog(players.size(), accepted, List.copyOf(refusals), List.copyOf(events));
  }
}
