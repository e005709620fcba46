package io.seriba.server.demo.stage;

import io.netty.channel.EventLoop;
import io.seriba.sbe.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Where an act's clients are: connects them, does things on their event loop, and waits for what
 * comes of it.
 *
 * <p>Methods that throw {@link DemoException} wait, and are for the act's one thread; {@link
 * #perform}, {@link #later} and {@link #failed} are for any.
 */
public final class Stage implements AutoCloseable {
  private static final Duration TOKEN_TIME = Duration.ofHours(6);
  private static final int CONNECTING_AT_ONCE = 64;
  private static final int TICKS_PER_SECOND = 10;
  private static final int PATIENCE_SECONDS = 60;

  private final Venue venue;
  private final Connections connections;
  private final EventLoop loop;
  private final int patience;

  /** What a client of a crowd does once it is connected. */
  public interface Arrival {
    /**
     * On the event loop.
     *
     * @param number the client's place in the crowd, from 0
     * @param settled to be called once the client is ready for the act
     */
    void arrived(int number, Connection connection, Runnable settled);
  }

  Stage(Venue venue, int act, int seconds, EventListener events) {
    this.venue = venue;
    connections = new Connections(venue.address(), act, events, this::failed);
    loop = connections.loop();
    patience = (PATIENCE_SECONDS + seconds) * TICKS_PER_SECOND;
  }

  /** Connects one client. */
  public Connection connect(String name, long account, Role role) throws DemoException {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    String token = token(account, role);
    Connection connection = ask(() -> connections.connect(name, token, () -> ready.complete(null)));
    await(ready, () -> {});
    return connection;
  }

  /**
   * Connects bidders with accounts that follow each other, some at a time.
   *
   * @param noun what one of them is called
   * @return all of them, in order of their accounts
   */
  public List<Connection> connectCrowd(String noun, long firstAccount, int count, Arrival arrival)
      throws DemoException {
    Crowd crowd = new Crowd(noun, firstAccount, count, arrival);
    perform(crowd::start);
    await(
        crowd.complete,
        () ->
            venue
                .screen()
                .progress(
                    (double) crowd.settled / count,
                    "%,d of %,d %ss are connected".formatted(crowd.settled, count, noun),
                    ""));
    return crowd.clients;
  }

  private final class Crowd {
    private final String noun;
    private final long firstAccount;
    private final int count;
    private final Arrival arrival;
    private final List<Connection> clients = new ArrayList<>();
    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private volatile int settled;

    Crowd(String noun, long firstAccount, int count, Arrival arrival) {
      this.noun = noun;
      this.firstAccount = firstAccount;
      this.count = count;
      this.arrival = arrival;
    }

    void start() {
      for (int i = 0; i < CONNECTING_AT_ONCE && i < count; i++) {
        connectNext();
      }
    }

    private void connectNext() {
      int number = clients.size();
      long account = firstAccount + number;
      clients.add(
          connections.connect(
              noun + " " + account,
              token(account, Role.BIDDER),
              () -> arrival.arrived(number, clients.get(number), this::settled)));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
    private void settled() {
      settled++;
      if (clients.size() < count) {
        connectNext();
      } else if (settled == count) {
        complete.complete(null);
      }
    }
  }

  private String token(long account, Role role) {
    return venue.tokens().mint(account, role, TOKEN_TIME);
  }

  /** Returns an empty pipeline over a connection. */
  public Pipeline pipeline(Connection connection) {
    return new Pipeline(connection, connections);
  }

  /** Sends a pipeline's commands, and waits until each was accepted. */
  public void run(Pipeline pipeline) throws DemoException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    perform(() -> pipeline.start(() -> done.complete(null)));
    await(done, () -> {});
  }

  /** Sends one request, and waits for its reply: it must be accepted, or done. */
  public void request(Connection connection, String type, String fields) throws DemoException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    perform(
        () ->
            connection.request(
                type,
                fields,
                reply -> {
                  if (reply.type.equals("done") || reply.reason.equals("ACCEPTED")) {
                    done.complete(null);
                  } else {
                    failed("%s was refused: %s".formatted(type, reply.reason));
                  }
                }));
    await(done, () -> {});
  }

  /**
   * Waits for something.
   *
   * @param tick called ten times a second
   * @throws DemoException if the demo can't go on, or no client has heard anything for too long
   */
  public void await(CompletableFuture<Void> wanted, Runnable tick) throws DemoException {
    CompletableFuture<Object> either = CompletableFuture.anyOf(wanted, venue.failure());
    long messages = connections.messages();
    int quiet = 0;
    while (!either.isDone()) {
      try {
        either.get(1_000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        tick.run();
        // ticks, not time: a machine that slept has not been waiting
        quiet = messages == connections.messages() ? quiet + 1 : 0;
        messages = connections.messages();
        if (quiet > patience) {
          throw new DemoException(
              "no client has heard anything for %d s".formatted(patience / TICKS_PER_SECOND));
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("neither is ever completed so", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DemoException("interrupted");
      }
    }
    if (venue.failure().isDone()) {
      throw new DemoException(venue.failure().join());
    }
  }

  /** Returns what the event loop says. Not on the event loop. */
  public <T> T ask(Supplier<T> question) {
    return loop.submit(question::get).syncUninterruptibly().getNow();
  }

  /** Does something on the event loop; what it throws fails the demo. */
  public void perform(Runnable step) {
    loop.execute(guarded(step));
  }

  /** Does something on the event loop after so many nanoseconds. */
  @SuppressWarnings("FutureReturnValueIgnored") // guarded: nothing can hide in the future
  public void later(Runnable step, long nanos) {
    loop.schedule(guarded(step), nanos, TimeUnit.NANOSECONDS);
  }

  private Runnable guarded(Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (RuntimeException | AssertionError e) {
        failed("a fault in the demo itself: " + e);
      }
    };
  }

  /** The demo can't go on; only the first one counts. */
  public void failed(String what) {
    venue.failure().complete(what);
  }

  @Override
  public void close() {
    connections.close();
  }
}
