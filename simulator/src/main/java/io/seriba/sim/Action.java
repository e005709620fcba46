package io.seriba.sim;

import io.seriba.oracle.Line;
import io.seriba.sim.Topics.Topic;

/**
 * One thing that happens. Every action holds all that it takes, and does nothing where it doesn't
 * apply: so any part of a script is a script.
 */
sealed interface Action {

  /** A client sends a command, at a time, microseconds. */
  record Send(long time, Line line) implements Action {}

  /** Time passes, microseconds. */
  record Pass(long micros) implements Action {}

  /** The wall clock steps, microseconds. */
  record StepClock(long micros) implements Action {}

  /** The engine's thread does one thing. */
  record Engine() implements Action {}

  /** The syncer's thread does one thing. */
  record Syncer() implements Action {}

  /** The gateway's event loop has its turn. */
  record Gateway() implements Action {}

  /** The follower's thread does so many things, or as many as there are. */
  record Follow(int steps) implements Action {}

  /** A second follower starts, which somebody else runs by mistake; or it does its work. */
  record FollowTwice(int steps) implements Action {}

  /** Something happens to the database; by that luck. */
  record Database(SimDatabase.Trouble trouble, long luck) implements Action {}

  /** All that is under way arrives and is done, until nothing is left to do. */
  record Settle() implements Action {}

  /** So many bytes of a client's first message reach the gateway. */
  record Up(long account, int bytes) implements Action {}

  /** So many of the gateway's bytes reach a client. */
  record Down(long account, int bytes) implements Action {}

  /** A client connects, if it isn't connected. */
  record Connect(long account) implements Action {}

  /** A connection ends; who notices? */
  record Cut(long account, Who who) implements Action {}

  /** Who notices that a connection is no more. */
  enum Who {
    BOTH,
    CLIENT,
    GATEWAY
  }

  /** A client stops reading, or goes on. */
  record Stall(long account, boolean stalled) implements Action {}

  /** A client joins a topic. */
  record Join(long account, Topic topic) implements Action {}

  /** A client repeats one of its unanswered commands. */
  record Again(long account, int which) implements Action {}

  /** Something happens to a binary call or its answer under way. */
  record Net(Way way, int which) implements Action {}

  /** What a network does. */
  enum Way {
    CALL_ARRIVES,
    CALL_LOST,
    CALL_DOUBLED,
    CALL_REPEATED,
    ANSWER_ARRIVES,
    ANSWER_LOST,
    ANSWER_DOUBLED
  }

  /** The journal's disk, or that of the snapshots, behaves so from now on; by that luck. */
  record Disk(Fault fault, boolean ofSnapshots, long luck) implements Action {}

  /** How a disk behaves. */
  enum Fault {
    NONE,
    WRITES_FAIL,
    FORCES_FAIL,
    FULL
  }

  /**
   * The process dies.
   *
   * @param operations after how many more operations of the disk; -1: now
   * @param ofSnapshots whether that disk is the snapshots' one, not the journal's
   * @param power whether the power fails with it
   * @param rots whether a bit of what is on the disk flips before the next start
   */
  record Die(int operations, boolean ofSnapshots, boolean power, boolean rots, long luck)
      implements Action {}

  /** The process starts again, if it doesn't run. */
  record Start(Server.Setup setup) implements Action {}

  /** The process is ended in order. */
  record Stop() implements Action {}
}
