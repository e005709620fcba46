package io.seriba.server.demo.box;

import io.seriba.sbe.Role;
import io.seriba.server.demo.stage.Act;
import io.seriba.server.demo.stage.Connection;
import io.seriba.server.demo.stage.DemoException;
import io.seriba.server.demo.stage.Pipeline;
import io.seriba.server.demo.stage.Screen;
import io.seriba.server.demo.stage.Stage;
import io.seriba.server.demo.stage.Venue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Sells a box: all players draw at once, and go on until it is empty. */
public final class BoxAct implements Act {
  static final long POOL = 1;
  static final long PRICE = 100;
  private static final int ACT = 2;
  private static final long HALL = 1_003;
  private static final long FIRST_PLAYER = 100_001;
  private static final int PRIZES_PER_PLAYER = 4;

  private final int players;
  private final long prizes;

  /** Makes the act for so many players, each with a connection. */
  public BoxAct(int players) {
    this.players = players;
    prizes = (long) players * PRIZES_PER_PLAYER;
  }

  @Override
  public int connections() {
    return players;
  }

  @Override
  public void play(Venue venue) throws DemoException {
    venue
        .screen()
        .line(
            "Act 2: a box of %,d prizes, and %,d players who draw at once"
                .formatted(prizes, players));
    BoxLog log = perform(venue);
    new BoxAudit(log, PRICE).checks().forEach(venue.checks()::add);
  }

  /** Plays it, and returns what the players were told. */
  BoxLog perform(Venue venue) throws DemoException {
    Screen screen = venue.screen();
    BoxSale sale = new BoxSale(FIRST_PLAYER, players, prizes);
    try (Stage stage = venue.stage(ACT, 0, sale)) {
      long start = System.nanoTime();
      Connection admin = stage.connect("the administrator", Venue.ADMIN, Role.ADMIN);
      Connection auctioneer = stage.connect("the auctioneer", Venue.AUCTIONEER, Role.AUCTIONEER);
      List<Connection> clients =
          stage.connectCrowd(
              "player", FIRST_PLAYER, players, (number, player, settled) -> settled.run());
      stage.run(grants(stage.pipeline(admin), sale.players()));
      screen.line(
          "players    %,d WebSocket connections, %,d medals, free and paid %s"
              .formatted(players, sale.medals(), Screen.since(start)));
      open(stage, auctioneer);
      screen.line(
          "box        %s prizes, %d medals each; singly or by ten"
              .formatted(
                  stock().mapToObj("%,d"::formatted).collect(Collectors.joining(" + ")), PRICE));
      long drawing = System.nanoTime();
      stage.perform(() -> sale.start(clients));
      stage.await(sale.over(), () -> sale.show(screen));
      sale.tell(screen, drawing);
      stage.request(clients.getFirst(), "gacha:audit-pool", "\"pool\":1,\"from\":0");
      stage.request(admin, "ledger:report-paid-medals", "");
      stage.await(sale.audited(), () -> {});
      sale.printLatencies(screen);
      return sale.log();
    }
  }

  private static Pipeline grants(Pipeline pipeline, List<Player> all) {
    for (Player player : all) {
      pipeline.add("ledger:open-account", "\"holder\":" + player.account);
      if (player.freeMedals > 0) {
        pipeline.add(
            "ledger:grant-medals",
            "\"holder\":%d,\"units\":%d,\"kind\":\"FREE\",\"currency\":\"JPY\""
                .formatted(player.account, player.freeMedals));
      }
      pipeline.add(
          "ledger:grant-medals",
          "\"holder\":%d,\"units\":%d,\"paid\":%d,\"kind\":\"PAID\",\"currency\":\"JPY\""
              .formatted(player.account, player.paidMedals, player.paidMedals));
    }
    return pipeline;
  }

  /** Returns how many there are of each kind, the rarest first. */
  private LongStream stock() {
    long ofFour = Math.max(1, prizes / 1_000);
    long ofThree = Math.max(1, prizes / 100);
    long ofTwo = Math.max(1, prizes / 10);
    return LongStream.of(1, ofFour, ofThree, ofTwo, prizes - ofTwo - ofThree - ofFour - 1);
  }

  /** Defines the pool before the hall's eyes, so that the hall knows all that is published. */
  private void open(Stage stage, Connection auctioneer) throws DemoException {
    Connection hall = stage.connect("the hall", HALL, Role.VIEWER);
    stage.request(
        auctioneer,
        "gacha:define-pool",
        """
        "pool":%d,"price":%d,"utcOffset":540,"kind":"BOX","paidOnly":false,"sparkEnd":"EXPIRE",\
        "exchange":"JPY","bundles":[{"size":1},{"size":10}]\
        """
            .formatted(POOL, PRICE));
    stage.request(hall, "gacha:join", "\"pool\":" + POOL);
    List<String> rows = new ArrayList<>();
    long[] stock = stock().toArray();
    for (int i = 0; i < stock.length; i++) {
      rows.add(
          "{\"prize\":%d,\"stock\":%d,\"rarity\":%d,\"featured\":false}"
              .formatted(i + 1, stock[i], stock.length - i));
    }
    stage.run(
        stage
            .pipeline(auctioneer)
            .add(
                "gacha:add-prizes",
                "\"pool\":%d,\"prizes\":[%s]".formatted(POOL, String.join(",", rows)))
            .add("gacha:open-pool", "\"pool\":" + POOL));
  }
}
