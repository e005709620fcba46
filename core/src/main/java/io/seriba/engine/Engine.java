package io.seriba.engine;

import io.seriba.auction.Auctions;
import io.seriba.booking.Bookings;
import io.seriba.gacha.Gacha;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.ConfigureDecoder;
import io.seriba.sbe.ConfigureEncoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OutcomeEncoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.TickDecoder;
import io.seriba.sbe.snapshot.StateBeginDecoder;
import io.seriba.sbe.snapshot.StateBeginEncoder;
import io.seriba.sbe.snapshot.StateEndDecoder;
import io.seriba.sbe.snapshot.StateEndEncoder;
import io.seriba.sbe.snapshot.StateLimitsDecoder;
import io.seriba.sbe.snapshot.StateLimitsEncoder;
import io.seriba.sbe.snapshot.StateRequestIdDecoder;
import io.seriba.schema.Catalog;
import io.seriba.timer.Timer;
import io.seriba.timer.Timers;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageDecoderFlyweight;
import org.jspecify.annotations.Nullable;

/**
 * Decides commands, one after the other: state and events are a function of the log alone.
 *
 * <p>For each command the due timers fire first. Then, but for the host's own ticks and
 * configuration, exactly one outcome is written, and, if it was accepted, the events that it
 * caused. The checks come in this order: known command, well-formed, request id, then those of its
 * domain.
 *
 * <p>Not thread-safe: one thread owns it. An {@link AssertionError} or any other exception means
 * that the state can't be trusted any more; the host must stop then.
 */
public final class Engine {
  private static final Shapes SHAPES = new Shapes(Catalog.load());

  /** No command follows this: the sequence while a snapshot is loaded, and if that failed. */
  private static final long HALF_LOADED = Long.MAX_VALUE;

  private final EventWriter events = new EventWriter();
  private final Timers timers = new Timers();
  private final Ledger ledger = new Ledger(events, timers);
  private final Auctions auctions = new Auctions(ledger, events, timers);
  private final Bookings bookings = new Bookings(ledger, events, timers);
  private final Gacha gacha = new Gacha(ledger, events, timers);
  private final Command command = new Command();
  private final ConfigureDecoder configure = new ConfigureDecoder();
  private final OutcomeEncoder outcome = new OutcomeEncoder();
  private Limits limits = Limits.DEFAULT;
  private @Nullable RequestIds requestIds;
  private long sequence;
  private long time;
  private long timersFired;

  /**
   * Decides one command.
   *
   * @param sequence its place in the log, one more than the last
   * @param time its timestamp in the log, microseconds, not less than the last
   * @param replyTo the session that gets the outcome; goes into its frame, and nowhere else
   * @param buffer holds the command, message header included; not kept
   * @param sink gets the events
   * @throws IllegalStateException if sequence or time don't follow the last
   */
  public void apply(
      long sequence,
      long time,
      long replyTo,
      DirectBuffer buffer,
      int offset,
      int length,
      EventSink sink) {
    if (sequence != this.sequence + 1 || time < this.time) {
      throw doesNotFollow(sequence, time);
    }
    this.sequence = sequence;
    this.time = time;
    events.begin(sequence, replyTo, sink, false);
    if (timers.nextDeadline() <= time) {
      fireTimers(time);
    }
    events.time(time);
    command.wrap(sequence, time, buffer, offset, length);
    decide();
  }

  private IllegalStateException doesNotFollow(long next, long nextTime) {
    return new IllegalStateException(
        sequence == HALF_LOADED
            ? "a snapshot was not loaded: this engine can't be used"
            : "command %d at %d µs doesn't follow %d at %d µs"
                .formatted(next, nextTime, sequence, time));
  }

  private void fireTimers(long now) {
    for (Timer timer = timers.pollDue(now); timer != null; timer = timers.pollDue(now)) {
      timersFired++;
      events.time(timer.deadline());
      switch (timer.kind()) {
        case LOT_OPEN, LOT_CLOSE, SALE_NEXT -> auctions.fire(timer);
        case HOLD_EXPIRY, MEDALS_EXPIRY -> ledger.fire(timer);
        case BOOKING_EXPIRY -> bookings.fire(timer);
        case POOL_CLOSE, SPARK_CONVERSION -> gacha.fire(timer);
      }
    }
  }

  private void decide() {
    Reason reason = SHAPES.check(command);
    if (reason != Reason.ACCEPTED) {
      writeOutcome(sequence, 0, command.templateId(), reason);
      return;
    }
    switch (command.templateId() / 100) {
      case 1 -> control();
      case 2 -> decide(ledger);
      case 3 -> decide(auctions);
      case 4 -> decide(bookings);
      case 5 -> decide(gacha);
      default -> throw new AssertionError("in the schema, but in no domain");
    }
  }

  private void decide(Domain domain) {
    long account = command.account();
    long high = command.requestHigh();
    long low = command.requestLow();
    boolean isRemembered = (high | low) != 0;
    RequestIds known = requestIds();
    if (isRemembered) {
      long hash = RequestIds.hash(account, high, low);
      long content = contentHash();
      if (known.find(hash, account, high, low)) {
        repeat(known, content);
        return;
      }
      known.remember(hash, account, high, low, content);
    }
    Reason reason = domain.check(command);
    boolean isAccepted = reason == Reason.ACCEPTED;
    long result = isAccepted ? domain.result(command) : 0;
    if (isRemembered) {
      known.outcome(sequence, result, command.templateId(), reason);
    }
    writeOutcome(sequence, result, command.templateId(), reason);
    if (isAccepted) {
      domain.apply(command);
    }
  }

  private void repeat(RequestIds known, long content) {
    if (known.content() == content) {
      writeOutcome(known.decidedAt(), known.result(), known.command(), known.reason());
    } else {
      writeOutcome(sequence, 0, command.templateId(), Reason.REQUEST_ID_REUSED);
    }
  }

  /** Hashes message id and all that its sender chose behind the request id. */
  private long contentHash() {
    DirectBuffer buffer = command.buffer();
    int at = command.body() + SHAPES.contentOffset(command);
    int end = command.body() + command.bodyLength();
    long hash = (command.templateId() + 1) * 0x9E3779B97F4A7C15L;
    for (; at + 8 <= end; at += 8) {
      hash = mix(hash, buffer.getLong(at, ByteOrder.LITTLE_ENDIAN));
    }
    long tail = (long) end - at;
    for (; at < end; at++) {
      tail = (tail << 8) | (buffer.getByte(at) & 0xFF);
    }
    return mix(hash, tail);
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * 0xD6E8FEB86659FD93L;
    return mixed ^ (mixed >>> 32);
  }

  private void control() {
    if (command.account() != 0) {
      writeOutcome(sequence, 0, command.templateId(), Reason.NOT_ALLOWED);
    } else if (command.templateId() == ConfigureDecoder.TEMPLATE_ID) {
      configure(Limits.of(command.read(configure)));
    } else {
      assert command.templateId() == TickDecoder.TEMPLATE_ID;
    }
  }

  private void configure(Limits newLimits) {
    if (requestIds == null) {
      requestIds = new RequestIds(newLimits.requestIds());
    } else if (newLimits.requestIds() != limits.requestIds()) {
      requestIds = requestIds.resized(newLimits.requestIds());
    }
    limits = newLimits;
    ledger.configure(newLimits);
    auctions.configure(newLimits);
    bookings.configure(newLimits);
    gacha.configure(newLimits);
  }

  private RequestIds requestIds() {
    if (requestIds == null) {
      requestIds = new RequestIds(limits.requestIds());
    }
    return requestIds;
  }

  private void writeOutcome(long decidedAt, long result, int template, Reason reason) {
    boolean known =
        OutcomeEncoder.accountMinValue() <= command.account()
            && command.account() <= OutcomeEncoder.accountMaxValue();
    // An account that can't be one is named as none, so that every event is in its own ranges.
    long account = known ? command.account() : 0;
    OutcomeEncoder event = events.openReply(outcome, account);
    event.account(account);
    event.requestId().high(command.requestHigh()).low(command.requestLow());
    event.decidedAt(decidedAt).result(result).command(template).reason(reason);
    events.close(event);
  }

  /**
   * Writes the present state of every sale, lot, store, slot and pool as state records; changes
   * nothing.
   */
  public void describe(EventSink sink) {
    events.begin(sequence, 0, sink, true);
    events.time(time);
    ledger.describe();
    auctions.describe();
    bookings.describe();
    gacha.describe();
  }

  /**
   * Writes all state that deciding on needs, as a snapshot's records; changes nothing. What is
   * written follows from the log alone: any two engines at the same sequence write the same.
   */
  public void save(StateSink sink) {
    if (sequence == HALF_LOADED) {
      throw doesNotFollow(0, 0);
    }
    StateWriter out = new StateWriter(sink);
    out.close(
        out.open(new StateBeginEncoder())
            .sequence(sequence)
            .time(time)
            .hash(events.hash().raw())
            .timersFired(timersFired)
            .timerOrders(timers.lastOrder()));
    saveLimits(out);
    if (requestIds != null) {
      requestIds.save(out);
    }
    ledger.save(out);
    auctions.save(out);
    bookings.save(out);
    gacha.save(out);
    out.close(out.open(new StateEndEncoder()).records(out.records()));
  }

  private void saveLimits(StateWriter out) {
    ExpandableArrayBuffer bytes = new ExpandableArrayBuffer();
    ConfigureEncoder encoder = new ConfigureEncoder();
    encoder.wrapAndApplyHeader(bytes, 0, new MessageHeaderEncoder()).account(0);
    encoder.requestId().high(0).low(0);
    limits.writeTo(encoder);
    out.close(out.open(new StateLimitsEncoder()).putConfigure(bytes, 0, encoder.limit()));
  }

  /**
   * Takes the state that a snapshot holds; then this engine goes on exactly as the one that saved
   * it. Once, before any command.
   *
   * @throws BadStateException if the records can't be true; this engine can't be used then
   */
  public void load(StateSource source) {
    if (sequence != 0) {
      throw new IllegalStateException("a snapshot can't be loaded at sequence " + sequence);
    }
    sequence = HALF_LOADED;
    StateReader in = new StateReader(source);
    long loaded;
    try {
      loaded = load(in);
    } catch (BadStateException e) {
      throw e;
    } catch (RuntimeException | AssertionError e) {
      throw in.bad(e);
    }
    sequence = loaded;
  }

  private long load(StateReader in) {
    in.section(1);
    StateBeginDecoder begin = expect(in, new StateBeginDecoder());
    long loaded = begin.sequence();
    if (loaded < 0 || loaded == HALF_LOADED) {
      throw in.bad("names sequence " + loaded);
    }
    time = begin.time();
    timersFired = begin.timersFired();
    events.hash().raw(begin.hash());
    timers.lastOrder(begin.timerOrders());
    loadLimits(in, expect(in, new StateLimitsDecoder()));
    StateRequestIdDecoder requestId = new StateRequestIdDecoder();
    while (in.next()) {
      if (in.templateId() != StateRequestIdDecoder.TEMPLATE_ID) {
        throw in.bad("isn't expected here");
      }
      requestIds().load(in.read(requestId));
    }
    in.section(2);
    ledger.load(in);
    in.section(3);
    auctions.load(in);
    in.section(4);
    bookings.load(in);
    in.section(5);
    gacha.load(in);
    in.section(1);
    if (expect(in, new StateEndDecoder()).records() != in.records() - 1 || !in.endsHere()) {
      throw in.bad("isn't the last one, or there were more before it");
    }
    return loaded;
  }

  private static <D extends MessageDecoderFlyweight> D expect(StateReader in, D decoder) {
    if (!in.next() || in.templateId() != decoder.sbeTemplateId()) {
      throw in.bad("isn't followed by one of kind " + decoder.sbeTemplateId());
    }
    return in.read(decoder);
  }

  private void loadLimits(StateReader in, StateLimitsDecoder record) {
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[0]);
    record.wrapConfigure(bytes);
    command.wrap(0, 0, bytes, 0, bytes.capacity());
    boolean isConfigure = command.templateId() == ConfigureDecoder.TEMPLATE_ID;
    if (SHAPES.check(command) != Reason.ACCEPTED || !isConfigure) {
      throw in.bad("doesn't hold a Configure command");
    }
    configure(Limits.of(command.read(configure)));
  }

  /** Returns when the next timer is due, microseconds, or {@link Long#MAX_VALUE}. */
  public long nextDeadline() {
    return timers.nextDeadline();
  }

  /** Returns how many timers are set. */
  public int timersPending() {
    return timers.size();
  }

  /** Returns how many timers have fired since the first command. */
  public long timersFired() {
    return timersFired;
  }

  /** Returns the hash over all events so far. */
  public long stateHash() {
    return events.hash().value();
  }

  /** Returns the last sequence that was decided; 0 at first. */
  public long sequence() {
    return sequence;
  }

  /** Returns the last timestamp that was decided, microseconds; 0 at first. */
  public long time() {
    return time;
  }

  /** Returns the limits that apply. */
  public Limits limits() {
    return limits;
  }
}
