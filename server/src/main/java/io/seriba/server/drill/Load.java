package io.seriba.server.drill;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.seriba.gateway.ws.Tokens;
import io.seriba.gateway.ws.client.WebSocketClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Many clients that speak at once, and outlive the servers that they speak to. The clients are on
 * one event loop of their own; the methods without a note are for the drill's one thread.
 */
final class Load implements AutoCloseable {
  private static final Duration TOKEN_TIME = Duration.ofHours(24);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A longer one means that this process itself didn't run; nobody is to blame for that time. */
  private static final long LONGEST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long PACE_MILLIS = 2;

  /** A pace that was not kept is made up for by this part of a second at most. */
  private static final double MOST_BURST = 20;

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final EventLoopGroup group = WebSocketClient.eventLoops(1, "seriba-drill");
  private final EventLoop loop = (EventLoop) group.iterator().next();
  private final Tokens tokens;
  private final List<Sender> senders = new ArrayList<>();
  private List<Answer> answers = new ArrayList<>();
  private boolean going;
  private boolean endsAreExpected;

  /** Commands that all begin in a second; 0: any number. */
  private int pace;

  private double permits;
  private long permitsNanos;
  private Histogram latencies = latencies();

  private volatile int connected;
  private volatile long sent;
  private volatile long resent;
  private volatile long acknowledged;
  private volatile long accepted;
  private volatile long storageFull;
  private volatile long lastDecided;
  private volatile @Nullable String failure;

  Load(Tokens tokens, List<Seat> seats) {
    this.tokens = tokens;
    seats.forEach(seat -> senders.add(new Sender(seat, this, loop)));
  }

  /** Connects all; each sends again what was not answered, and goes on with what it has to say. */
  void connect(String address) throws DrillException {
    onLoop(
        () -> {
          going = true;
          endsAreExpected = false;
          connected = 0;
          for (Sender sender : senders) {
            String token = tokens.mint(sender.seat().account(), sender.seat().role(), TOKEN_TIME);
            sender.connect(group, address, token);
          }
        });
    await("the clients connect", PATIENCE, () -> connected == senders.size());
  }

  /** From now on all clients together begin so many commands in a second. Only once. */
  @SuppressWarnings("FutureReturnValueIgnored") // ends with the event loop
  void pace(int commandsPerSecond) {
    onLoop(
        () -> {
          pace = commandsPerSecond;
          permitsNanos = System.nanoTime();
          loop.scheduleAtFixedRate(this::permit, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
        });
  }

  private void permit() {
    long now = System.nanoTime();
    double most = Math.max(1, pace / MOST_BURST);
    permits =
        Math.min(
            most, permits + (double) pace * (now - permitsNanos) / TimeUnit.SECONDS.toNanos(1));
    permitsNanos = now;
    Collections.rotate(senders, 1); // so that each is the first at times
    senders.forEach(Sender::speak);
  }

  /** The connections may end from now on. */
  void expectEnds() {
    onLoop(() -> endsAreExpected = true);
  }

  /** Waits until the server's end has reached every client, and what it sent before. */
  void awaitEnds() throws DrillException {
    await("the connections end", PATIENCE, () -> connected == 0);
  }

  /** No client begins anything more; waits until all is answered. */
  void finish() throws DrillException {
    onLoop(() -> going = false);
    awaitAnswers();
  }

  /** Waits until all that was sent is answered. */
  void awaitAnswers() throws DrillException {
    await("every command is answered", PATIENCE, () -> unanswered() == 0);
  }

  /** Waits for something, or for what makes it impossible. */
  void await(String what, Duration patience, BooleanSupplier condition) throws DrillException {
    long waited = 0;
    long last = System.nanoTime();
    while (!condition.getAsBoolean()) {
      check();
      if (waited > patience.toNanos()) {
        throw new DrillException("in vain for %s: %s".formatted(patience, what));
      }
      LockSupport.parkNanos(POLL_NANOS);
      long now = System.nanoTime();
      waited += Math.min(now - last, LONGEST_POLL_NANOS);
      last = now;
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new DrillException("interrupted");
      }
    }
    check();
  }

  /** Throws what has gone wrong, if anything has. */
  void check() throws DrillException {
    String wrong = failure;
    if (wrong != null) {
      throw new DrillException(wrong);
    }
  }

  /** Returns the answers since the last call. */
  List<Answer> takeAnswers() {
    List<Answer> taken = new ArrayList<>();
    onLoop(
        () -> {
          taken.addAll(answers);
          answers = new ArrayList<>();
        });
    return taken;
  }

  /** Returns how long the answers since the last call took, nanoseconds. */
  Histogram takeLatencies() {
    Histogram[] taken = new Histogram[1];
    onLoop(
        () -> {
          taken[0] = latencies;
          latencies = latencies();
        });
    return taken[0];
  }

  private static Histogram latencies() {
    return new Histogram(PATIENCE.toNanos() * 2, 3);
  }

  private int unanswered() {
    int[] count = new int[1];
    onLoop(() -> count[0] = senders.stream().mapToInt(Sender::unanswered).sum());
    return count[0];
  }

  private void onLoop(Runnable step) {
    loop.submit(step).syncUninterruptibly();
  }

  /** Returns how many commands were sent, each counted once. Any thread. */
  long commands() {
    return sent;
  }

  /** Returns how many were sent again. Any thread. */
  long repeats() {
    return resent;
  }

  /** Returns how many were answered. Any thread. */
  long acknowledged() {
    return acknowledged;
  }

  /** Returns how many of those were accepted. Any thread. */
  long accepted() {
    return accepted;
  }

  /** Returns how many were refused because the disk is nearly full. Any thread. */
  long storageFull() {
    return storageFull;
  }

  /** Returns the last sequence that anybody was told of. Any thread. */
  long lastDecided() {
    return lastDecided;
  }

  int connections() {
    return senders.size();
  }

  /** On the event loop, as are those below. */
  boolean isGoing() {
    return going;
  }

  /** Tells whether a client may begin a command now, and takes it that it does. */
  boolean mayBegin() {
    if (pace == 0) {
      return true;
    }
    boolean may = permits >= 1;
    permits -= may ? 1 : 0;
    return may;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
  void connected() {
    connected++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
  void sent() {
    sent++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
  void resent() {
    resent++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
  void answered(Answer answer, long nanos) {
    acknowledged++;
    lastDecided = Math.max(lastDecided, answer.decidedAt());
    latencies.recordValue(Math.min(nanos, latencies.getHighestTrackableValue()));
    if (answer.reason().equals("ACCEPTED")) {
      accepted++;
    }
    answers.add(answer);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
  void refused(String code) {
    if (code.equals("STORAGE_FULL")) {
      storageFull++;
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
  void ended(String why) {
    connected--;
    if (!endsAreExpected) {
      failed(why);
    }
  }

  void failed(String what) {
    if (failure == null) {
      failure = what;
    }
  }

  /** Ends the connections and the event loop. */
  @Override
  public void close() {
    onLoop(() -> senders.forEach(Sender::disconnect));
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
