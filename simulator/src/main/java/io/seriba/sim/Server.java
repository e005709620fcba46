package io.seriba.sim;

import static io.seriba.sim.Violation.unless;

import io.seriba.client.EventFrame;
import io.seriba.client.EventReader;
import io.seriba.gateway.ws.GatewayOptions;
import io.seriba.gateway.ws.SteppedGateway;
import io.seriba.host.Clock;
import io.seriba.host.Durability;
import io.seriba.host.Host;
import io.seriba.host.HostFailure;
import io.seriba.host.HostOptions;
import io.seriba.host.HostSteps;
import io.seriba.host.RecoveryReport;
import io.seriba.host.Wait;
import io.seriba.oracle.Line;
import io.seriba.schema.Catalog.Visibility;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/** One life of the server's process: from a recovery to its end, orderly or not. */
final class Server {
  private static final GatewayOptions GATEWAY =
      GatewayOptions.builder()
          .messagesPerSecond(0)
          .bidsPerMinute(0)
          .unwrittenBytesPerConnection(1 << 16)
          .stateRecordsPerJoin(60)
          .topicsPerConnection(20)
          .replyWait(Duration.ZERO)
          .pingInterval(Duration.ofSeconds(1))
          .idleTime(Duration.ofSeconds(2))
          .closeTime(Duration.ofSeconds(1))
          .build();

  /**
   * How a process is set up.
   *
   * @param limits the command that says the engine's limits
   */
  record Setup(
      Line limits,
      int maxBatch,
      int outboundBytes,
      Durability durability,
      Following.Options following) {}

  /** An outcome on its way to a client that isn't the gateway's. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Reply(long replyTo, byte[] frame) {}

  private final Truth truth;
  private final SimDisk disk;
  private final SimJournal journal;
  private final Host host;
  private final HostSteps steps;
  private final EventReader observer;
  private final EventReader others;
  private final SteppedGateway gateway;
  private final PlantedCore core;
  private final Following following;
  private final List<Reply> replies = new ArrayList<>();
  private long seenSequence;
  private int seenIndex;

  /**
   * Recovers and starts.
   *
   * @param boot which start of the machine this is
   * @throws SimJournal.Damaged if the journal is
   * @throws Snapshots.None if the journal's beginning is gone and no snapshot is whole
   * @throws PowerCut if the process dies on the way
   */
  Server(Machine machine, long boot, Setup setup) {
    truth = machine.truth();
    disk = machine.disk();
    Clock clock = machine.clock();
    Plant plant = machine.plant();
    truth.limits(setup.limits);
    journal = new SimJournal(disk, boot, clock::micros, plant);
    HostOptions options =
        new HostOptions(
            64,
            setup.maxBatch,
            setup.outboundBytes,
            setup.durability,
            0,
            Wait.PARK,
            setup.limits.limits(),
            failure -> {});
    Snapshots snapshots = new Snapshots(machine, journal);
    host =
        new Host(
            new TappedJournal(journal, truth, clock, plant), clock, options, snapshots.start());
    RecoveryReport report = host.recover();
    truth.recovered(report.lastSequence(), report.stateHash());
    Map<Topics.Topic, Map<String, String>> described = new TreeMap<>();
    observer = host.openReader((frame, offset) -> describe(described, frame, offset), () -> {});
    compare(described);
    seenSequence = report.lastSequence();
    seenIndex = Integer.MAX_VALUE;
    core = new PlantedCore(host, truth, plant, machine.tally());
    others = core.openReader((frame, offset) -> {}, () -> {});
    gateway = new SteppedGateway(core, clock, GATEWAY);
    steps = host.startStepped();
    dieIfCut();
    following = new Following(machine, setup.following, journal, snapshots, host);
  }

  private void describe(
      Map<Topics.Topic, Map<String, String>> described, DirectBuffer frame, int offset) {
    byte[] bytes = bytes(frame, offset);
    Topics.Topic topic = Topics.topic(bytes);
    if (topic != null) {
      described.put(topic, new TreeMap<>(Json.members(truth.topics().json(bytes))));
    }
  }

  private void compare(Map<Topics.Topic, Map<String, String>> described) {
    Topics topics = truth.topics();
    List<Topics.Topic> there =
        topics.all().stream().filter(topic -> topics.isThere(topic, Long.MAX_VALUE)).toList();
    unless(there.equals(List.copyOf(described.keySet())), "all that there is is described", there);
    for (Map.Entry<Topics.Topic, Map<String, String>> entry : described.entrySet()) {
      Map<String, String> expected = topics.state(entry.getKey(), Long.MAX_VALUE, Long.MAX_VALUE);
      unless(
          Topics.withoutPlace(entry.getValue()).equals(Topics.withoutPlace(expected)),
          "a recovered state is the sum of the topic's events",
          entry.getValue() + ", expected " + expected);
    }
  }

  private static byte[] bytes(DirectBuffer frame, int offset) {
    byte[] bytes = new byte[EventFrame.length(frame, offset)];
    frame.getBytes(offset, bytes);
    return bytes;
  }

  PlantedCore core() {
    return core;
  }

  SteppedGateway gateway() {
    return gateway;
  }

  Following following() {
    return following;
  }

  SimJournal journal() {
    return journal;
  }

  /** Returns whether the host has stopped by itself. */
  boolean hasFailed() {
    return host.failure() != null;
  }

  /** Lets the engine's thread do one thing; returns whether there was any. */
  boolean engine() {
    long released = host.releasedSequence();
    boolean worked = steps.engine();
    if (!worked && !hasFailed()) {
      truth.drained();
    }
    check(released);
    return worked;
  }

  /** Lets the syncer do one thing; returns whether there was any. */
  boolean syncer() {
    long released = host.releasedSequence();
    boolean worked = steps.syncer();
    check(released);
    return worked;
  }

  private void check(long releasedBefore) {
    dieIfCut();
    unless(
        !hasFailed() || host.releasedSequence() == releasedBefore,
        "nothing is released after a failure",
        host.releasedSequence());
    if (!hasFailed()) {
      unless(host.sequence() == truth.last(), "what is logged is decided", host.sequence());
      unless(
          truth.last() == 0 || host.stateHash() == truth.entry(truth.last()).hash(),
          "engine and replica have the same state hash",
          truth.last());
    }
    observe();
  }

  /** A violation or the process's death in the host's hands comes out here. */
  private void dieIfCut() {
    HostFailure failure = host.failure();
    if (failure == null) {
      return;
    }
    switch (failure.cause()) {
      case PowerCut cut -> throw cut;
      case AssertionError wrong -> throw wrong;
      case DiskFault fault -> {}
      case Throwable other ->
          unless(
              other.getCause() instanceof DiskFault,
              "only a disk's fault stops a host",
              failure.message());
    }
  }

  private void observe() {
    int read = observer.poll(this::seen, Integer.MAX_VALUE);
    unless(read != EventReader.LAPPED, "a reader that always reads isn't lapped", read);
  }

  private void seen(DirectBuffer frame, int offset) {
    long sequence = EventFrame.sequence(frame, offset);
    int index = EventFrame.index(frame, offset);
    boolean next =
        sequence == seenSequence
            ? index == seenIndex + 1
            : index == 0 && sequence > seenSequence && isEnd() && isSilentUpTo(sequence);
    unless(next, "events come in order, none left out", sequence + "." + index);
    truth.released(frame, offset);
    if (sequence != seenSequence) {
      SimJournal.Place place = journal.place(sequence);
      unless(
          disk.isSafe(place.file(), place.from(), place.to()),
          "what is acknowledged is durable",
          sequence);
    }
    seenSequence = sequence;
    seenIndex = index;
  }

  /** Tells whether all that was seen is whole commands; ticks may have no event at all. */
  private boolean isEnd() {
    return seenIndex == Integer.MAX_VALUE || truth.isLast(seenSequence, seenIndex);
  }

  private boolean isSilentUpTo(long sequence) {
    for (long between = seenSequence + 1; between < sequence; between++) {
      if (!truth.entry(between).frames().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Reads what is there for clients that aren't the gateway's. */
  List<Reply> replies() {
    others.poll(
        (frame, offset) -> {
          byte[] bytes = bytes(frame, offset);
          if (Topics.message(bytes).visibility() == Visibility.REPLY
              && Caller.isCaller(EventFrame.replyTo(frame, offset))) {
            replies.add(new Reply(EventFrame.replyTo(frame, offset), bytes));
          }
        },
        Integer.MAX_VALUE);
    List<Reply> taken = List.copyOf(replies);
    replies.clear();
    return taken;
  }

  /** Ends in order: all that was taken is decided, released and handed out. */
  void close() {
    following.close();
    try {
      host.close();
    } catch (DiskFault fault) {
      // as the process ends anyway, the next one will see
    }
    dieIfCut();
    if (!hasFailed()) {
      truth.drained();
      observe();
    }
    gateway.close();
  }
}
