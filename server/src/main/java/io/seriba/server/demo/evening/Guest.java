package io.seriba.server.demo.evening;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.server.demo.evening.EveningLog.Refusal;
import io.seriba.server.demo.evening.Wishes.Wish;
import io.seriba.server.demo.stage.Connection;
import io.seriba.server.demo.stage.Incoming;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One guest: asks for one wish after the other, waits for some that are full, and pledges what is
 * held for it, or not, or too late, or cancels again. What it does is chance, of its own seed;
 * when, is the server's doing. On the clients' event loop.
 */
final class Guest {
  private static final long RICH = 60_000;
  private static final long POOR = 5_000;
  private static final int TRIES = 3;

  /** A pledge at the last moment is sent so long before the hold ends, or after. */
  private static final long LAST_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  final long account;
  final long funds;

  /** Whether the store puts this guest on its waitlists, in front of others. */
  final boolean isRegular;

  private final SplittableRandom random;
  private final Deque<Wish> wishes;
  private final Scene scene;

  /** What all guests share. */
  interface Scene {
    Connection connection(Guest guest);

    /** Does something on the event loop after so many nanoseconds. */
    void later(Runnable step, long nanos);

    /** Tells whether nobody begins anything any more. */
    boolean isClosing();

    /** Returns how long it takes guests to make up their minds, at most; nanoseconds. */
    long thinkingNanos();

    /** Counts a request, until {@link #answered}. */
    void asked();

    /** A request was answered. */
    void answered(Incoming reply, long elapsedNanos);

    /** A request was refused. */
    void refused(Refusal refusal);

    /** The store puts a guest on a waitlist. */
    void enlist(Guest guest, Wish wish, int priority);
  }

  Guest(long account, Wishes possible, Scene scene) {
    this.account = account;
    this.scene = scene;
    random = new SplittableRandom(account);
    funds = random.nextInt(12) == 0 ? POOR : RICH;
    isRegular = random.nextInt(25) == 0;
    wishes = new ArrayDeque<>(possible.choose(random));
  }

  /** Returns when the guest comes, as a part of the time for coming: the most come at once. */
  double arrival() {
    double x = random.nextDouble();
    return x * x;
  }

  /** Asks for what the guest wants most of what it hasn't asked for yet. */
  void askNext() {
    Wish wish = wishes.poll();
    if (wish != null && !scene.isClosing()) {
      hold(wish, TRIES);
    }
  }

  private void hold(Wish wish, int tries) {
    send(
        "slot:hold",
        wish,
        0,
        "\"price\":%d,\"seats\":%d,\"slots\":[%s]"
            .formatted(wish.price(), wish.seats(), wish.json()),
        reason -> {
          if (reason.equals("SLOT_FULL")) {
            full(wish, tries);
          } else if (!reason.equals("ACCEPTED")) {
            askNext();
          }
        });
  }

  private void full(Wish wish, int tries) {
    boolean waits = wish.slots().size() == 1 && tries > 0 && random.nextInt(10) < 9;
    if (waits && isRegular) {
      scene.enlist(this, wish, 1 + random.nextInt(100));
    } else if (waits) {
      await(wish, tries);
    }
    askNext();
  }

  private void await(Wish wish, int tries) {
    long slot = wish.slots().getFirst();
    send(
        "slot:wait",
        wish,
        0,
        "\"slot\":%d,\"seats\":%d".formatted(slot, wish.seats()),
        reason -> {
          if (reason.equals("SLOT_NOT_FULL") && !scene.isClosing()) {
            hold(wish, tries - 1);
          } else if (reason.equals("ACCEPTED") && random.nextInt(8) == 0) {
            scene.later(() -> stopWaiting(wish), thinking() * 2);
          }
        });
  }

  private void stopWaiting(Wish wish) {
    if (!scene.isClosing()) {
      send("slot:stop-waiting", wish, 0, "\"slot\":" + wish.slots().getFirst(), reason -> {});
    }
  }

  /** Seats are held for the guest, whether it asked just now or waited. */
  void held(JsonNode event, long nowMicros) {
    long booking = event.path("booking").asLong();
    int mood = scene.isClosing() ? 0 : random.nextInt(20);
    if (mood < 10) {
      scene.later(() -> pledge(booking, mood >= 6), thinking());
    } else if (mood < 12) {
      long left = TimeUnit.MICROSECONDS.toNanos(event.path("expiry").asLong() - nowMicros);
      long off = random.nextLong(-LAST_MOMENT_NANOS, LAST_MOMENT_NANOS);
      scene.later(() -> pledge(booking, false), Math.max(0, left + off));
    } else if (mood < 15) {
      scene.later(() -> give("slot:release", booking), thinking());
    }
    // otherwise it forgets
  }

  /** A booking of the guest is over: it may want another. */
  void ended() {
    askNext();
  }

  private long thinking() {
    return random.nextLong(scene.thinkingNanos());
  }

  private void pledge(long booking, boolean changesItsMind) {
    send(
        "slot:pledge",
        Wish.NONE,
        booking,
        "\"booking\":" + booking,
        reason -> {
          if (reason.equals("ACCEPTED") && changesItsMind) {
            scene.later(() -> cancel(booking), thinking() * 3);
          } else if (reason.equals("INSUFFICIENT_FUNDS")) {
            give("slot:release", booking);
          }
        });
  }

  private void cancel(long booking) {
    if (!scene.isClosing()) {
      give("slot:cancel", booking);
    }
  }

  private void give(String command, long booking) {
    send(command, Wish.NONE, booking, "\"booking\":" + booking, reason -> {});
  }

  /** Takes the reason: ACCEPTED, or why not. */
  private interface Then {
    void go(String reason);
  }

  private void send(String command, Wish wish, long booking, String fields, Then then) {
    scene.asked();
    long sent = System.nanoTime();
    scene
        .connection(this)
        .request(
            command,
            fields,
            reply -> {
              scene.answered(reply, System.nanoTime() - sent);
              if (!reply.reason.equals("ACCEPTED")) {
                scene.refused(refusal(command, wish.slots(), wish.seats(), booking, reply));
              }
              then.go(reply.reason);
            });
  }

  /** Returns what a reply refuses this guest. */
  Refusal refusal(String command, List<Long> slots, int seats, long booking, Incoming reply) {
    return new Refusal(
        reply.sequence, reply.index, command, account, slots, seats, booking, reply.reason);
  }
}
