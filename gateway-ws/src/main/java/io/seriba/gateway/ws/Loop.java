package io.seriba.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.seriba.client.CoreClient;
import io.seriba.client.EventFrame;
import io.seriba.client.EventHandler;
import io.seriba.client.EventReader;
import io.seriba.host.Clock;
import io.seriba.schema.Catalog;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Catalog.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's whole gateway: its own reader of the core's events, its own view of every
 * topic's state, its own connections. Loops share nothing that events pass through.
 *
 * <p>Everything here runs on the event loop's thread, apart from the constructor and {@link
 * #wakeUp}.
 *
 * <p>An event is encoded at most once, and only if a session of this loop gets it; each receiver
 * gets a retained duplicate of the same buffer. Sessions that end while events are handed out stay
 * in the lists, unserved, until {@link #flush}, so that no list changes under its reader.
 */
final class Loop {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** Events handed out before the connections get a turn again. */
  private static final int BATCH = 256;

  /**
   * Session ids, one series for the process: an outcome never reaches another gateway's session.
   */
  private static final AtomicLong SESSION_IDS = new AtomicLong();

  private final EventLoop eventLoop;
  private final GatewayOptions options;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Counters counters;
  private final Consumer<String> failureListener;
  private final LiveView view;
  private final TextFrames frames;
  private final Replies replies;
  private final Inbound inbound;
  private final Visibility[] visibilities;
  private final EventHandler onEvent = this::onEvent;
  private final Runnable poll = this::poll;

  private final Long2ObjectHashMap<Session> sessions = new Long2ObjectHashMap<>();
  private final Long2ObjectHashMap<List<Session>> sessionsByAccount = new Long2ObjectHashMap<>();
  private final List<Session> unflushed = new ArrayList<>();
  private final List<Session> ended = new ArrayList<>();

  private @Nullable EventReader reader;
  private boolean stopped;
  private boolean caughtUp = true;
  private long takenBefore;
  private long sequence;
  private long events;
  private long framesOut;
  private long bytesOut;

  /**
   * Makes a loop that {@link #open} starts.
   *
   * @param nanos the time that delays and rates are measured by
   */
  Loop(
      EventLoop eventLoop,
      CoreClient core,
      Catalog catalog,
      GatewayOptions options,
      Clock clock,
      LongSupplier nanos,
      BidLimit bids,
      Counters counters,
      Consumer<String> failureListener) {
    this.eventLoop = eventLoop;
    this.options = options;
    this.clock = clock;
    this.nanos = nanos;
    this.counters = counters;
    this.failureListener = failureListener;
    view = new LiveView(catalog);
    frames = new TextFrames(catalog, WebSocketGateway.ALLOCATOR);
    replies = new Replies(frames, clock);
    Joins joins =
        new Joins(view, frames, replies, WebSocketGateway.ALLOCATOR, options, this::position);
    inbound = new Inbound(core, catalog, options, bids, joins, counters);
    visibilities = new Visibility[catalog.messages().getLast().id() + 1];
    for (Message message : catalog.messages()) {
      visibilities[message.id()] = message.visibility();
    }
  }

  GatewayOptions options() {
    return options;
  }

  /** Returns the time that delays and rates are measured by, nanoseconds. */
  long nanoTime() {
    return nanos.getAsLong();
  }

  Counters counters() {
    return counters;
  }

  Inbound inbound() {
    return inbound;
  }

  Replies replies() {
    return replies;
  }

  // ---- life

  /** Takes a state record of a topic as it is before the first event. */
  void onState(DirectBuffer frame, int offset) {
    sequence = EventFrame.sequence(frame, offset);
    view.apply(frame, offset);
  }

  /** Begins to read the core's events; all state records were given. */
  @SuppressWarnings("FutureReturnValueIgnored") // sweeps as long as the event loop lives
  void open(EventReader events) {
    reader = events;
    long period = sweepPeriod();
    eventLoop.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.NANOSECONDS);
  }

  private long sweepPeriod() {
    long shortest =
        Math.min(
            Math.min(options.pingInterval().toNanos(), options.idleTime().toNanos()),
            options.closeTime().toNanos());
    return Math.clamp(shortest / 4, TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(1));
  }

  /** Tells whether sessions can be opened here. */
  boolean isServing() {
    return !stopped;
  }

  /** Hands out all that the core has released, then ends all sessions. */
  void close() {
    do {
      poll();
    } while (!stopped && !caughtUp);
    stop(CloseCode.GOING_AWAY);
  }

  /** Ends all sessions and reads no more. */
  private void stop(CloseCode code) {
    if (stopped) {
      return;
    }
    stopped = true;
    if (reader != null) {
      reader.close();
    }
    sessions.values().forEach(session -> session.close(code));
    flush();
  }

  private void fail(CloseCode code, String what, @Nullable Throwable cause) {
    LOG.error("event loop stopped serving after sequence {}: {}", sequence, what, cause);
    stop(code);
    failureListener.accept(what);
  }

  // ---- sessions

  Session newSession(Identity identity, Channel channel) {
    return new Session(SESSION_IDS.incrementAndGet(), identity, this, channel, nanoTime());
  }

  /** Welcomes a session whose handler is in its pipeline. */
  void begin(Session session) {
    counters.sessions.increment();
    sessions.put(session.id(), session);
    if (session.account() != 0) {
      sessionsByAccount
          .computeIfAbsent(session.account(), account -> new ArrayList<>(1))
          .add(session);
    }
    session.send(replies.welcome(session.identity()), 1);
    flush();
  }

  /** Takes note that a session is not to be served any more; see {@link #flush}. */
  void ended(Session session) {
    ended.add(session);
  }

  /** Forgets a session whose connection is no more. */
  void gone(Session session) {
    if (sessions.remove(session.id()) != null) {
      counters.sessions.decrement();
      forget(session);
    }
  }

  private void forget(Session session) {
    session.unsubscribeAll();
    List<Session> ofAccount = sessionsByAccount.get(session.account());
    if (ofAccount != null && ofAccount.remove(session) && ofAccount.isEmpty()) {
      sessionsByAccount.remove(session.account());
    }
  }

  private void sweep() {
    long now = nanoTime();
    long micros = clock.micros();
    try {
      sessions.values().forEach(session -> session.sweep(now, micros));
      flush();
    } catch (RuntimeException e) {
      // a task that throws isn't run again, and without it nothing would ever time out
      fail(CloseCode.INTERNAL_ERROR, "sessions couldn't be looked after: " + e, e);
    }
  }

  // ---- events

  /** The core's threads call this; it fails only after {@link #stop} has closed the reader. */
  void wakeUp() {
    eventLoop.execute(poll);
  }

  private void poll() {
    if (read() == BATCH) {
      eventLoop.execute(poll);
    }
  }

  /** Ends a connection's turn. */
  void readComplete() {
    flush();
    if (inbound.taken() != takenBefore) {
      takenBefore = inbound.taken();
      lookOut();
    }
  }

  /** Saves the core waking this thread, if it answers soon. */
  private void lookOut() {
    long wait = options.replyWait().toNanos();
    long start = System.nanoTime();
    while (System.nanoTime() - start < wait) {
      int read = read();
      if (read == BATCH) {
        eventLoop.execute(poll);
      }
      if (read != 0) {
        return;
      }
      Thread.onSpinWait();
    }
  }

  /** Hands out what the core has released; returns how many events, or LAPPED if none ever come. */
  private int read() {
    if (stopped || reader == null) {
      return EventReader.LAPPED;
    }
    int read;
    try {
      read = reader.poll(onEvent, BATCH);
    } catch (Throwable e) {
      // the event is lost to its receivers, so none of them may go on as if nothing had happened
      fail(CloseCode.INTERNAL_ERROR, "an event couldn't be handed out: " + e, e);
      return EventReader.LAPPED;
    }
    if (read == EventReader.LAPPED) {
      fail(CloseCode.LAPPED, "the core was a whole event buffer ahead; restart the server", null);
      return EventReader.LAPPED;
    }
    caughtUp = read < BATCH;
    if (read > 0) {
      flush();
    }
    return read;
  }

  /**
   * The last sequence of which the view has all events. Within a batch that was cut short, the last
   * command's events may be there in part.
   */
  private long position() {
    return caughtUp ? sequence : sequence - 1;
  }

  private void onEvent(DirectBuffer frame, int offset) {
    sequence = EventFrame.sequence(frame, offset);
    events++;
    switch (visibilities[EventFrame.templateId(frame, offset)]) {
      case PUBLIC -> onPublic(frame, offset);
      case PRIVATE -> onPrivate(frame, offset);
      case REPLY -> onReply(frame, offset);
      case INTERNAL -> {}
    }
  }

  private void onPublic(DirectBuffer frame, int offset) {
    Topic topic = view.apply(frame, offset);
    if (topic == null) {
      return;
    }
    Topic parent = topic.parent;
    if (!topic.hasSubscribers() && (parent == null || !parent.hasSubscribers())) {
      return;
    }
    ByteBuf encoded = encode(frame, offset);
    try {
      sendToSubscribers(topic, encoded);
      if (parent != null) {
        sendToSubscribers(parent, encoded);
      }
    } finally {
      encoded.release();
    }
    while (topic.isEnded() && topic.hasSubscribers()) {
      topic.subscriber(0).unsubscribe(topic);
    }
  }

  private void sendToSubscribers(Topic topic, ByteBuf encoded) {
    for (int i = 0; i < topic.subscribers(); i++) {
      topic.subscriber(i).sendOnce(encoded, events);
    }
  }

  private void onPrivate(DirectBuffer frame, int offset) {
    List<Session> receivers = sessionsByAccount.get(EventFrame.topic(frame, offset));
    if (receivers == null) {
      return;
    }
    ByteBuf encoded = encode(frame, offset);
    try {
      for (int i = 0; i < receivers.size(); i++) {
        receivers.get(i).sendOnce(encoded, events);
      }
    } finally {
      encoded.release();
    }
  }

  private void onReply(DirectBuffer frame, int offset) {
    Session session = sessions.get(EventFrame.replyTo(frame, offset));
    if (session != null && session.isOpen()) {
      session.send(encode(frame, offset), 1);
    }
  }

  private ByteBuf encode(DirectBuffer frame, int offset) {
    counters.eventsEncoded.increment();
    return frames.ofEvent(frame, offset);
  }

  // ---- out

  void countOut(int frames, int bytes) {
    framesOut += frames;
    bytesOut += bytes;
  }

  void unflushed(Session session) {
    unflushed.add(session);
  }

  /** Ends a batch: what was written goes out, once per connection; who has ended leaves. */
  void flush() {
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flush();
    }
    unflushed.clear();
    for (int i = 0; i < ended.size(); i++) {
      forget(ended.get(i));
    }
    ended.clear();
    counters.framesOut.add(framesOut);
    counters.bytesOut.add(bytesOut);
    framesOut = 0;
    bytesOut = 0;
  }
}
