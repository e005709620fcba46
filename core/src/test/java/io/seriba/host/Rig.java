package io.seriba.host;

import static io.seriba.client.CoreClient.Submission.BUSY;
import static io.seriba.client.CoreClient.Submission.TAKEN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.seriba.client.CoreClient.Submission;
import io.seriba.client.EventFrame;
import io.seriba.client.EventReader;
import io.seriba.engine.Engine;
import io.seriba.engine.Limits;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.OutcomeDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A host on a journal in memory and a clock that stands still, with one reader of its events that
 * is polled and one that is not.
 */
final class Rig implements AutoCloseable {
  static final Limits LIMITS =
      new Limits(
          100_000,
          1_000,
          1_000,
          100,
          1_000,
          100,
          1_000,
          8,
          Limits.Booking.DEFAULT,
          Limits.Gacha.DEFAULT);
  static final HostOptions OPTIONS =
      new HostOptions(64, 16, 1 << 20, Durability.BATCH, 0, Wait.PARK, LIMITS, failure -> {});
  static final long SESSION = 77;

  record Event(
      long sequence, int index, int templateId, long time, long replyTo, long requestIdLow) {
    boolean isOutcome() {
      return templateId == OutcomeDecoder.TEMPLATE_ID;
    }
  }

  final MemoryJournal journal;
  final ManualClock clock = new ManualClock();

  /** The host's own: whoever touches it after the start breaks it. */
  final Engine engine = new Engine();

  final Host host;
  final RecoveryReport recovery;
  final EventReader reader;
  final EventReader idleReader;
  final AtomicInteger wakeups = new AtomicInteger();
  final Commands commands = new Commands(1);
  final List<Event> events = new ArrayList<>();
  final List<Integer> stateRecords = new ArrayList<>();
  private final AtomicReference<@Nullable HostFailure> told = new AtomicReference<>();
  private final OutcomeDecoder outcome = new OutcomeDecoder();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();

  private Rig(MemoryJournal journal, HostOptions options) {
    this.journal = journal;
    host = new Host(journal, clock, options.withOnFailure(told::set), engine);
    recovery = host.recover();
    reader =
        host.openReader(
            (frame, offset) -> stateRecords.add(EventFrame.templateId(frame, offset)),
            wakeups::incrementAndGet);
    idleReader = host.openReader((frame, offset) -> {}, () -> {});
  }

  /** A started host. */
  static Rig started(HostOptions options) {
    return started(new MemoryJournal(), options);
  }

  /** A started host on an existing journal. */
  static Rig started(MemoryJournal journal, HostOptions options) {
    Rig rig = new Rig(journal, options);
    rig.host.start();
    return rig;
  }

  Submission submit(Commands command) {
    return host.submit(command.buffer, 0, command.length(), SESSION);
  }

  /** Submits until it is taken. */
  void submitPatiently(Commands command) {
    Await.until(
        "room in the ring",
        () -> {
          Submission submission = submit(command);
          assertEquals(true, submission == TAKEN || submission == BUSY, submission::name);
          return submission == TAKEN;
        });
  }

  /** Reads what there is; returns what poll returned. */
  int poll() {
    return reader.poll(this::collect, Integer.MAX_VALUE);
  }

  /** Reads until so many outcomes have come since the start. */
  List<Event> awaitOutcomes(int count) {
    Await.until(
        count + " outcomes",
        () -> {
          poll();
          return outcomes().size() >= count;
        });
    return outcomes();
  }

  List<Event> outcomes() {
    return events.stream().filter(Event::isOutcome).toList();
  }

  HostFailure awaitFailure() {
    Await.until("the failure", () -> told.get() != null);
    HostFailure failure = told.get();
    assertEquals(failure, host.failure());
    return Objects.requireNonNull(failure);
  }

  private void collect(DirectBuffer frame, int offset) {
    long requestIdLow = 0;
    int templateId = EventFrame.templateId(frame, offset);
    if (templateId == OutcomeDecoder.TEMPLATE_ID) {
      outcome.wrapAndApplyHeader(frame, offset + EventFrame.MESSAGE, header);
      requestIdLow = outcome.requestId().low();
    }
    events.add(
        new Event(
            EventFrame.sequence(frame, offset),
            EventFrame.index(frame, offset),
            templateId,
            EventFrame.time(frame, offset),
            EventFrame.replyTo(frame, offset),
            requestIdLow));
  }

  @Override
  public void close() {
    journal.letCommits();
    journal.letForces();
    host.close();
  }
}
