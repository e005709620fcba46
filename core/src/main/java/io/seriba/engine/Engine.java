package io.seriba.engine;

import io.seriba.auction.Auctions;
import io.seriba.booking.Bookings;
import io.seriba.gacha.Gacha;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.ConfigureDecoder;
import io.seriba.sbe.OutcomeEncoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.TickDecoder;
import io.seriba.schema.Catalog;
import io.seriba.timer.Timer;
import io.seriba.timer.Timers;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
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
      throw new IllegalStateException(
          "command %d at %d µs doesn't follow %d at %d µs"
              .formatted(sequence, time, this.sequence, this.time));
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
    return events.hash();
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
