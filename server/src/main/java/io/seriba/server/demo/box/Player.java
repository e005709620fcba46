package io.seriba.server.demo.box;

import io.seriba.server.demo.stage.Connection;
import io.seriba.server.demo.stage.Incoming;
import java.util.SplittableRandom;

/**
 * One player: draws until refused, one bundle after the other. Some have medals for a single draw
 * only; every eighth draws by ten as long as there are ten. On the clients' event loop.
 */
final class Player {
  private static final int TEN = 10;
  private static final int MOST_PAID_DRAWS = 12;

  final long account;
  final long freeMedals;
  final long paidMedals;
  private final long price;
  private final Scene scene;
  private boolean byTen;
  private long left;
  private long sentNanos;
  private long answeredSentNanos;
  private int count;

  /** What all players share. */
  interface Scene {
    Connection connection(Player player);

    /** A bundle was answered. */
    void answered(Player player, Incoming reply, int count, long elapsedNanos);

    /** The player draws no more. */
    void stopped(Player player);
  }

  Player(long account, long price, Scene scene) {
    this.account = account;
    this.price = price;
    this.scene = scene;
    SplittableRandom random = new SplittableRandom(account);
    boolean isPoor = random.nextInt(10) == 0;
    byTen = !isPoor && random.nextInt(8) == 0;
    freeMedals = isPoor ? 0 : price / 2 * random.nextInt(5);
    paidMedals = price * (isPoor ? 1 : (byTen ? 2 * TEN : 1) + random.nextInt(MOST_PAID_DRAWS));
    left = freeMedals + paidMedals;
  }

  /** Draws the next bundle. */
  void draw() {
    count = byTen && left >= TEN * price ? TEN : 1;
    sentNanos = System.nanoTime();
    scene
        .connection(this)
        .request(
            "gacha:draw",
            "\"pool\":%d,\"count\":%d,\"clientSeed\":\"%x\""
                .formatted(BoxAct.POOL, count, account * 31 + left),
            this::onReply);
  }

  private void onReply(Incoming reply) {
    answeredSentNanos = sentNanos;
    scene.answered(this, reply, count, sinceAnswered());
    if (reply.reason.equals("ACCEPTED")) {
      left -= count * price;
      draw();
    } else if (reply.reason.equals("SOLD_OUT") && count == TEN) {
      byTen = false;
      draw();
    } else {
      scene.stopped(this);
    }
  }

  /** Returns how long ago the last bundle that is answered was sent; its prizes come behind. */
  long sinceAnswered() {
    return System.nanoTime() - answeredSentNanos;
  }
}
