package io.seriba.sim;

import static io.seriba.sim.Violation.present;
import static io.seriba.sim.Violation.unless;

import io.seriba.gateway.ws.SteppedGateway;
import io.seriba.host.Clock;
import io.seriba.host.Durability;
import io.seriba.oracle.Line;
import io.seriba.sim.Action.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The world that actions happen in, and what must hold after each. */
final class Simulation implements AutoCloseable {
  /** Accounts from 1 up that have a WebSocket client; what others send goes the other way. */
  private static final int VISITORS = 9;

  private static final int MOST_TURNS = 10_000;
  private static final int MOST_ROUNDS = 200;
  private static final int MOST_TIMERS = 200;
  private static final long LOOK_MICROS = 250_000;

  private final Plant plant;
  private final SimDisk disk = new SimDisk();
  private final SimDisk snapshotDisk = new SimDisk();
  private final Shelf shelf;
  private final SimDatabase database = new SimDatabase();
  private final Truth truth;
  private final Caller caller = new Caller();
  private final TreeMap<Long, Visitor> visitors = new TreeMap<>();
  private final List<SteppedGateway.Connection> orphans = new ArrayList<>();
  private final Clock clock = this::wall;
  private final Tally tally;
  private final Machine machine;

  private @Nullable Server server;
  private Server.@Nullable Setup setup;

  /** The last process's journal, for where things lie. */
  private @Nullable SimJournal lastJournal;

  private long now;
  private long clockOff;
  private long boot = 1;
  private boolean powerFails;
  private boolean rots;
  private long luck;

  /** Where a bit of a snapshot has flipped since the last start. */
  private Shelf.@Nullable Spot rottenSnapshot;

  Simulation(Plant plant, Tally tally) {
    this.plant = plant;
    this.tally = tally;
    truth = new Truth(plant);
    shelf = new Shelf(snapshotDisk, plant);
    machine = new Machine(truth, disk, shelf, database, clock, () -> 1_000 * now, plant, tally);
    for (long account = 1; account <= VISITORS; account++) {
      visitors.put(account, new Visitor(account, truth, plant, this::leak));
    }
  }

  /** A mistake: what is private to one is told to another. */
  private void leak(String text) {
    if (plant == Plant.PRIVATE_LEAKED) {
      Visitor other = visitor(1 + Math.floorMod(text.hashCode(), VISITORS));
      if (other.isConnected()) {
        other.onText(text);
      }
    }
  }

  private long wall() {
    return now + clockOff;
  }

  Truth truth() {
    return truth;
  }

  long now() {
    return now;
  }

  boolean isRunning() {
    return server != null;
  }

  Caller caller() {
    return caller;
  }

  Visitor visitor(long account) {
    Visitor visitor = visitors.get(account);
    if (visitor == null) {
      throw new IllegalArgumentException("account " + account + " has no client");
    }
    return visitor;
  }

  Collection<Visitor> visitors() {
    return visitors.values();
  }

  /** Returns how many commands wait for their answers. */
  int unanswered() {
    return caller.unanswered() + visitors.values().stream().mapToInt(Visitor::unanswered).sum();
  }

  // ---- what happens

  /** Does one thing, and checks what must hold after it. */
  void perform(Action action) {
    tally.count(action);
    try {
      switch (action) {
        case Action.Send send -> send(send);
        case Action.Pass pass -> pass(pass.micros());
        case Action.StepClock step -> clockOff += step.micros();
        case Action.Again again -> visitor(again.account()).again(again.which());
        case Action.Cut cut -> cut(cut);
        case Action.Stall stall -> visitor(stall.account()).stall(stall.stalled());
        case Action.Join join -> visitor(join.account()).follow(join.topic());
        case Action.Down down -> visitor(down.account()).bringDown(down.bytes());
        case Action.Disk fault -> disk(fault);
        case Action.Database trouble -> database(trouble);
        case Action.Die die -> die(die);
        case Action.Start start -> start(start.setup());
        default -> {
          if (server != null) {
            perform(action, server);
          }
        }
      }
    } catch (PowerCut cut) {
      dead();
    }
  }

  private void perform(Action action, Server running) {
    switch (action) {
      case Action.Engine engine -> running.engine();
      case Action.Syncer syncer -> running.syncer();
      case Action.Follow follow -> running.following().steps(follow.steps());
      case Action.FollowTwice second -> running.following().second(second.steps());
      case Action.Gateway gateway -> gateway(running);
      case Action.Settle settle -> settle();
      case Action.Up up -> visitor(up.account()).bringUp(running, up.bytes());
      case Action.Connect connect -> visitor(connect.account()).connect(running);
      case Action.Net net -> net(net, running);
      case Action.Stop stop -> stop(running);
      default -> throw new IllegalArgumentException("no such action: " + action);
    }
    restartIfFailed();
  }

  private void send(Action.Send send) {
    if (send.time() > now) {
      pass(send.time() - now);
    }
    Line line = send.line();
    if (line.isOfHost()) {
      return;
    }
    boolean byVisitor =
        visitors.containsKey(line.account())
            && line.hasRequestId()
            && line.isWhole()
            && truth.topics().isSayable(line.bytes(), line.account());
    if (byVisitor) {
      visitor(line.account()).send(line);
    } else {
      caller.call(line);
    }
  }

  private void pass(long micros) {
    now += micros;
    if (server != null) {
      server.gateway().advance(micros * 1_000);
    }
  }

  private void gateway(Server running) {
    running.gateway().run();
    running.core().check();
    caller.fetch(running);
  }

  private void cut(Action.Cut cut) {
    Visitor visitor = visitor(cut.account());
    switch (cut.who()) {
      case BOTH -> visitor.cut();
      case GATEWAY -> visitor.cutBehind();
      case CLIENT -> {
        SteppedGateway.Connection left = visitor.forget();
        if (left != null) {
          left.stall(true);
          orphans.add(left);
        }
      }
    }
  }

  private void net(Action.Net net, Server running) {
    int which = net.which();
    switch (net.way()) {
      case CALL_ARRIVES -> {
        caller.arrive(which, running);
        running.core().check();
      }
      case CALL_LOST -> caller.lose(which);
      case CALL_DOUBLED -> caller.twice(which);
      case CALL_REPEATED -> caller.again(which);
      case ANSWER_ARRIVES -> caller.answer(which, truth);
      case ANSWER_LOST -> caller.loseAnswer(which);
      case ANSWER_DOUBLED -> caller.answerTwice(which);
    }
  }

  private void disk(Action.Disk action) {
    SimDisk one = action.ofSnapshots() ? snapshotDisk : disk;
    one.luck(action.luck());
    one.failWrites(action.fault() == Fault.WRITES_FAIL);
    one.failForces(action.fault() == Fault.FORCES_FAIL);
    one.fill(action.fault() == Fault.FULL);
  }

  private void database(Action.Database action) {
    database.happen(action.trouble(), action.luck());
    Server running = server;
    database.compare(truth, running == null ? truth.last() : running.journal().durableSequence());
  }

  // ---- life and death of the process

  private void start(Server.Setup wanted) {
    if (server != null) {
      return;
    }
    setup = wanted;
    SplittableRandom random = new SplittableRandom(luck);
    if (rots && rottenSnapshot == null && random.nextBoolean()) {
      rottenSnapshot = shelf.rot(random);
    }
    int[] rotten = rots && rottenSnapshot == null ? rot(random) : null;
    rots = false;
    try {
      server = new Server(machine, boot, wanted);
    } catch (SimJournal.Damaged damaged) {
      unless(rotten != null, "a journal that nothing happened to is whole", damaged);
      tally.damageFound();
      mend(rotten);
      server = new Server(machine, boot, wanted);
      rotten = null;
    } catch (Snapshots.None none) {
      unless(rottenSnapshot != null, "where nothing is rotten, a start is possible", none);
      shelf.mend(present(rottenSnapshot, "a rotten snapshot", "none"));
      server = new Server(machine, boot, wanted);
    } catch (DiskFault fault) {
      // it can't start with this disk, and will be started again
      mend(rotten);
      return;
    }
    unless(rotten == null, "damage is found", "a flipped bit");
    if (rottenSnapshot != null) {
      tally.rottenSnapshotFound();
      rottenSnapshot = null;
    }
    lastJournal = server.journal();
    restartIfFailed();
  }

  /** Flips a bit of what must be there; returns where. Null if there is nothing yet. */
  private int @Nullable [] rot(SplittableRandom random) {
    SimJournal journal = lastJournal;
    long promised = SimJournal.promised(disk, boot);
    long first = SimJournal.first(disk);
    if (journal == null || promised < first) {
      return null;
    }
    int sequence = (int) (first + random.nextLong(promised - first + 1));
    SimJournal.Place place = journal.place(sequence);
    int[] where = {
      sequence, place.from() + random.nextInt(place.to() - place.from()), random.nextInt(8)
    };
    disk.rot(place.file(), where[1], where[2]);
    return where;
  }

  /** The operator puts a good copy back. */
  private void mend(int @Nullable [] rotten) {
    SimJournal journal = lastJournal;
    if (rotten != null && journal != null) {
      disk.rot(journal.place(rotten[0]).file(), rotten[1], rotten[2]);
    }
  }

  private void die(Action.Die die) {
    powerFails = die.power();
    rots |= die.rots();
    luck = die.luck();
    disk.luck(die.luck());
    snapshotDisk.luck(die.luck());
    if (die.operations() >= 0) {
      (die.ofSnapshots() ? snapshotDisk : disk).dieAfter(die.operations());
    } else if (server != null) {
      dead();
    }
  }

  /** The process is no more, without having been able to do anything about it. */
  private void dead() {
    tally.died(powerFails);
    server = null;
    truth.died();
    heal();
    if (powerFails) {
      disk.losePower();
      snapshotDisk.losePower();
      boot++;
    }
    visitors.values().forEach(Visitor::cut);
    orphans.forEach(SteppedGateway.Connection::cut);
    orphans.clear();
  }

  /** A host that can't go on, or a gateway that has lost events, ends the process. */
  private void restartIfFailed() {
    Server running = server;
    if (running != null && running.hasFailed()) {
      tally.failed();
      powerFails = false;
      dead();
    } else if (running != null && running.gateway().failure() != null) {
      tally.lapped();
      stop(running);
    }
  }

  private void stop(Server running) {
    running.close();
    powerFails = false;
    dead();
  }

  // ---- the end

  /** Lets everything arrive and be done, until nothing is left. */
  private void settle() {
    Server running = server;
    for (int turn = 0; running != null && server == running; turn++) {
      unless(turn < MOST_TURNS, "everything comes to rest", turn);
      boolean any = false;
      for (Visitor visitor : visitors.values()) {
        while (visitor.hasOutgoing()) {
          any = true;
          visitor.bringUp(running, Integer.MAX_VALUE);
        }
      }
      while (caller.sent() > 0) {
        any = true;
        caller.arrive(0, running);
        running.core().check();
      }
      while (running.engine()) {
        any = true;
      }
      while (running.syncer()) {
        any = true;
      }
      while (running.following().step()) {
        any = true;
      }
      gateway(running);
      for (Visitor visitor : visitors.values()) {
        while (visitor.bringDown(Integer.MAX_VALUE)) {
          any = true;
        }
      }
      while (caller.answers() > 0) {
        any = true;
        caller.answer(0, truth);
      }
      restartIfFailed();
      if (!any) {
        return;
      }
    }
  }

  /** Faults stop: everything must come right. */
  void converge() {
    try {
      clockOff = 0;
      heal();
      database.heal();
      calm();
      answerAll();
      fireTimers();
      forgetOrphans();
      visitors.values().forEach(Visitor::isUpToDate);
      truth.follower().compareStates();
      catchUp();
      recoverOnceMore();
    } catch (PowerCut cut) {
      throw new Violation("a healed disk kills nobody", "it does");
    }
  }

  private void heal() {
    disk.heal();
    snapshotDisk.heal();
  }

  private Server running() {
    heal();
    Server.Setup last = setup;
    if (server == null) {
      start(present(last, "a script starts with a start", "it doesn't"));
    }
    return present(server, "a server starts on a sound disk", "it doesn't");
  }

  private void calm() {
    running();
    for (Visitor visitor : visitors.values()) {
      visitor.stall(false);
      visitor.timeOut();
    }
    settle();
  }

  private void answerAll() {
    for (int round = 0; unanswered() > 0; round++) {
      unless(
          round < MOST_ROUNDS,
          "all is answered in the end",
          caller + " " + visitors.values().stream().filter(v -> v.unanswered() > 0).toList());
      Server running = running();
      for (Visitor visitor : visitors.values()) {
        visitor.timeOut();
        visitor.connect(running);
        for (int i = 0; i < Math.min(10, visitor.unanswered()); i++) {
          visitor.again(i);
        }
      }
      for (int i = 0; i < Math.min(10, caller.unanswered()); i++) {
        caller.again(i);
      }
      settle();
      caller.giveUpUnrepeatable();
    }
  }

  /** Nobody sends anything: what is due fires by itself. */
  private void fireTimers() {
    for (int i = 0; i < MOST_TIMERS; i++) {
      long due = truth.follower().nextDeadline();
      if (due > now + 86_400_000_000L) {
        return;
      }
      pass(Math.max(0, due - now));
      Server running = running();
      while (running.engine()) {}
      unless(
          truth.follower().nextDeadline() > now,
          "what is due fires",
          truth.follower().nextDeadline() + " at " + now);
      settle();
    }
  }

  /** Connections whose clients are gone end, those of the others live. */
  private void forgetOrphans() {
    for (int i = 0; i < 24; i++) {
      pass(LOOK_MICROS);
      settle();
    }
    for (SteppedGateway.Connection orphan : orphans) {
      unless(!orphan.isOpen(), "a half-open connection is ended", orphan.session());
    }
    answerAll();
    settle();
  }

  /** Whatever befell the database, in the end it has all of the log. */
  private void catchUp() {
    Server running = running();
    for (int round = 0; running.following().isBehind(truth.last()); round++) {
      unless(round < MOST_ROUNDS, "the tables catch up with the log", database.mark());
      running.following().catchUp();
      pass(LOOK_MICROS);
      while (running.syncer()) {}
    }
  }

  private void recoverOnceMore() {
    Server running = running();
    long last = truth.last();
    running.close();
    server = null;
    truth.died();
    Server.Setup same = setup;
    if (same != null) {
      server = new Server(machine, boot, same);
    }
    unless(truth.last() == last, "an orderly end loses nothing", last);
    tally.ended(truth.commands(), last, truth.follower().stateHash());
  }

  /** Lets go of all connections, and the memory that they hold. */
  @Override
  public void close() {
    visitors.values().forEach(Visitor::cut);
    orphans.forEach(SteppedGateway.Connection::cut);
  }

  /** Returns a set-up with everything small. */
  static Server.Setup setup(Line limits, SplittableRandom random) {
    return new Server.Setup(
        limits.withoutRequestId(),
        random.nextBoolean() ? 64 : 1 + random.nextInt(16),
        64 << 10,
        random.nextInt(4) == 0 ? Durability.EACH : Durability.BATCH,
        Following.Options.any(random));
  }
}
