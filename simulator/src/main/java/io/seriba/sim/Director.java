package io.seriba.sim;

import io.seriba.oracle.Line;
import io.seriba.oracle.Script;
import io.seriba.sim.Action.Fault;
import io.seriba.sim.Action.Net;
import io.seriba.sim.Action.Way;
import io.seriba.sim.Action.Who;
import io.seriba.sim.SimDatabase.Trouble;
import io.seriba.sim.Topics.Topic;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses what happens next, from a seed: commands that lead to where mistakes are, work that goes
 * on or is held up, and faults. Each seed has its own likings, so that some are all about power
 * failures, and others about slow readers.
 */
final class Director {
  private static final long HOUR = 3_600_000_000L;
  private static final int MOST_UNANSWERED = 150;
  private static final int FOLLOWER_STEPS = 16;

  private static final List<Way> WAYS =
      List.of(
          Way.CALL_LOST,
          Way.CALL_DOUBLED,
          Way.CALL_ARRIVES,
          Way.ANSWER_LOST,
          Way.ANSWER_DOUBLED,
          Way.ANSWER_ARRIVES);

  private final SplittableRandom random;
  private final long seed;
  private final Simulation world;
  private final int crashes;
  private final int diskFaults;
  private final int netFaults;
  private final int cuts;
  private final int stalls;
  private final int clockSteps;
  private final int joins;
  private final int databaseTroubles;
  private final int secondFollowers;
  private final boolean pieces;
  private final boolean bursts;

  private Script script;
  private Server.Setup setup;
  private long followed = -1;
  private int parts;
  private int prelude;
  private int sent;

  /**
   * What is held up for a while: 0 nothing, 1 the engine, 2 the syncer, 3 the gateway, 4 all, 5 the
   * follower.
   */
  private int heldUp;

  private int heldFor;

  private final List<Action> beginning;

  Director(long seed, Simulation world) {
    this.seed = seed;
    this.world = world;
    random = new SplittableRandom(seed);
    crashes = liking(4);
    diskFaults = liking(3);
    netFaults = liking(20);
    cuts = liking(6);
    stalls = liking(4);
    clockSteps = liking(3);
    joins = random.nextInt(15);
    databaseTroubles = liking(5);
    secondFollowers = random.nextInt(4) == 0 ? 14 : 0;
    pieces = random.nextInt(3) == 0;
    bursts = random.nextInt(4) == 0;
    script = new Script(seed, world.truth().follower(), 0, 0);
    prelude = script.preludeLength() - 1;
    Script.Cue first = script.next();
    setup = Simulation.setup(first.line(), random);
    beginning = List.of(new Action.Pass(first.time()), new Action.Start(setup));
  }

  /** Half of the seeds have nothing of a kind of fault, the others more or less. */
  private int liking(int most) {
    return random.nextBoolean() ? 0 : 1 + random.nextInt(most);
  }

  /** Returns how many commands were sent. */
  int sent() {
    return sent;
  }

  /** Returns the first actions, without which nothing happens. */
  List<Action> beginning() {
    return beginning;
  }

  Action next() {
    if (!world.isRunning()) {
      return random.nextInt(8) == 0
          ? new Action.Die(random.nextInt(6), false, random.nextBoolean(), false, random.nextLong())
          : new Action.Start(setup);
    }
    if (prelude > 0) {
      return nextOfPrelude();
    }
    if (heldFor-- <= 0) {
      heldUp = random.nextInt(12) == 0 ? 1 + random.nextInt(5) : 0;
      heldFor = heldUp == 0 ? 30 : 20 + random.nextInt(bursts ? 400 : 60);
    }
    int following = FOLLOWER_STEPS + databaseTroubles + secondFollowers;
    int rest = crashes + diskFaults + netFaults + cuts + stalls + clockSteps + joins;
    int roll = random.nextInt(110 + following + rest);
    if (roll < 100) {
      return ordinary(roll);
    }
    roll -= 100;
    return roll < following ? following(roll) : unusual(roll - following);
  }

  /** The world is made step by step: in disorder, nothing would come of it. */
  private Action nextOfPrelude() {
    if (world.unanswered() > 0) {
      return new Action.Settle();
    }
    prelude--;
    return send();
  }

  private Action ordinary(int roll) {
    boolean busy = heldUp > 0;
    if (roll < (busy ? 60 : 22)) {
      return world.unanswered() < (busy ? MOST_UNANSWERED : 25) ? send() : again();
    }
    if (roll < 38) {
      return new Action.Up(visitor(), bytes());
    }
    if (roll < 48) {
      return new Net(Way.CALL_ARRIVES, which(3));
    }
    if (roll < 62) {
      return heldUp == 1 || heldUp == 4 ? new Action.Pass(1) : new Action.Engine();
    }
    if (roll < 72) {
      return heldUp == 2 || heldUp == 4 ? new Action.Pass(1) : new Action.Syncer();
    }
    if (roll < 80) {
      return heldUp == 3 || heldUp == 4 ? new Action.Pass(1) : new Action.Gateway();
    }
    if (roll < 90) {
      return new Action.Down(visitor(), pieces ? 1 + random.nextInt(300) : Integer.MAX_VALUE);
    }
    if (roll < 95) {
      return new Net(Way.ANSWER_ARRIVES, which(3));
    }
    return again();
  }

  private Action following(int roll) {
    if (roll < databaseTroubles) {
      Trouble trouble = random.nextInt(3) == 0 ? Trouble.NONE : any(List.of(Trouble.values()));
      return new Action.Database(trouble, random.nextLong());
    }
    if (roll < databaseTroubles + secondFollowers) {
      return new Action.FollowTwice(1 + random.nextInt(6));
    }
    return heldUp >= 4 ? new Action.Pass(1) : new Action.Follow(1 + random.nextInt(12));
  }

  private Action unusual(int roll) {
    int rest = roll;
    if (rest < 3) {
      return new Action.Connect(visitor());
    }
    if (rest < 4) {
      return new Action.Settle();
    }
    if (rest < 5 + crashes / 2) {
      return new Action.Pass(random.nextInt(3_000_000));
    }
    if (rest < 10) {
      return again();
    }
    rest -= 10;
    if (rest < crashes) {
      return crash();
    }
    rest -= crashes;
    if (rest < diskFaults) {
      return new Action.Disk(
          any(List.of(Fault.values())), random.nextInt(3) == 0, random.nextLong());
    }
    rest -= diskFaults;
    if (rest < netFaults) {
      return new Net(any(WAYS), random.nextInt(8));
    }
    rest -= netFaults;
    if (rest < cuts) {
      return new Action.Cut(visitor(), any(List.of(Who.values())));
    }
    rest -= cuts;
    if (rest < stalls) {
      return new Action.Stall(visitor(), random.nextInt(3) > 0);
    }
    rest -= stalls;
    if (rest < clockSteps) {
      return new Action.StepClock(random.nextBoolean() ? HOUR : -HOUR);
    }
    return join();
  }

  private Action crash() {
    if (random.nextInt(6) == 0) {
      setup = Simulation.setup(setup.limits(), random);
      return new Action.Stop();
    }
    int operations = random.nextInt(3) == 0 ? -1 : random.nextInt(12);
    return new Action.Die(
        operations,
        random.nextInt(3) == 0,
        random.nextInt(3) > 0,
        random.nextInt(3) == 0,
        random.nextLong());
  }

  private Action join() {
    List<Topic> topics = world.truth().topics().all();
    return topics.isEmpty() ? new Action.Pass(1) : new Action.Join(visitor(), any(topics));
  }

  private Action again() {
    return random.nextInt(3) == 0
        ? new Net(Way.CALL_REPEATED, random.nextInt(4))
        : new Action.Again(visitor(), random.nextInt(3));
  }

  private Action send() {
    long decided = world.truth().last();
    if (decided < followed) {
      // a crash has taken commands back: the script's world is another one
      script = new Script(seed + ++parts, world.truth().follower(), parts, world.now());
    }
    followed = decided;
    script.at(world.now());
    Script.Cue cue = script.next();
    Line line = cue.line();
    if (line.setsLimits()) {
      setup = Simulation.setup(line, random);
    }
    sent++;
    return new Action.Send(cue.time(), line);
  }

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private long visitor() {
    long account = 1L + random.nextInt(5);
    return account == 5 || random.nextInt(3) == 0 ? 9 : account;
  }

  private int bytes() {
    return pieces && random.nextBoolean() ? 1 + random.nextInt(60) : Integer.MAX_VALUE;
  }

  private int which(int most) {
    return netFaults > 0 ? random.nextInt(most) : 0;
  }
}
