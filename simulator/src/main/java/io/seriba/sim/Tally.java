package io.seriba.sim;

import io.seriba.client.CoreClient.Submission;
import java.util.Map;
import java.util.TreeMap;

/** What was simulated: counts, by kind. Not thread-safe. */
public final class Tally {
  private final TreeMap<String, Long> faults = new TreeMap<>();
  private long seeds;
  private long steps;
  private long commands;
  private long sequences;
  private long digest;

  void count(Action action) {
    steps++;
    switch (action) {
      case Action.StepClock step -> fault("clock steps");
      case Action.Cut cut ->
          fault(cut.who() == Action.Who.BOTH ? "connections cut" : "connections half-open");
      case Action.Stall stall -> {
        if (stall.stalled()) {
          fault("clients that don't read");
        }
      }
      case Action.Net net -> {
        switch (net.way()) {
          case CALL_LOST, ANSWER_LOST -> fault("messages lost");
          case CALL_DOUBLED, ANSWER_DOUBLED -> fault("messages doubled");
          case CALL_ARRIVES, ANSWER_ARRIVES -> {
            if (net.which() > 0) {
              fault("messages reordered");
            }
          }
          case CALL_REPEATED -> {}
        }
      }
      case Action.Disk disk -> {
        switch (disk.fault()) {
          case NONE -> {}
          case FULL -> fault("disks full");
          case WRITES_FAIL -> fault("writes failing");
          case FORCES_FAIL -> fault("forces failing");
        }
      }
      case Action.Database database -> {
        switch (database.trouble()) {
          case NONE -> {}
          case AWAY -> fault("databases away");
          case SLOW -> fault("databases slow");
          case RESTARTED -> fault("databases restarted");
          case CUT, ANSWER_LOST, COMMIT_LATE, CLIENT_DIES -> fault("transactions in trouble");
        }
      }
      case Action.Stop stop -> fault("orderly restarts");
      default -> {}
    }
  }

  void died(boolean power) {
    fault(power ? "power failures" : "process deaths");
  }

  void damageFound() {
    fault("bits rotten and found");
  }

  void failed() {
    fault("hosts stopped by their disk");
  }

  void lapped() {
    fault("gateways lapped");
  }

  void startedFromSnapshot() {
    fault("starts from a snapshot");
  }

  void shortened() {
    fault("journals cut short");
  }

  void snapshots(long taken, long failed) {
    faults.merge("snapshots taken", taken, Long::sum);
    faults.merge("snapshots failed", failed, Long::sum);
  }

  void rottenSnapshotFound() {
    fault("snapshots rotten and found");
  }

  void refusedSecondFollower() {
    fault("second followers refused");
  }

  void refused(Submission submission) {
    switch (submission) {
      case BUSY -> fault("refused by a full ring");
      case STORAGE_FULL -> fault("refused by a full disk");
      case TAKEN, TOO_LONG, CLOSED -> {}
    }
  }

  void ended(long ofCommands, long lastSequence, long stateHash) {
    seeds++;
    commands += ofCommands;
    sequences += lastSequence;
    digest = digest * 31 + stateHash;
  }

  /** Returns a hash over the last state of every seed: what a seed does, it does again. */
  long digest() {
    return digest;
  }

  private void fault(String kind) {
    faults.merge(kind, 1L, Long::sum);
  }

  /** Returns how many seeds went through without a violation. */
  public long seeds() {
    return seeds;
  }

  /** Returns how many commands were decided, those that a crash took back included. */
  public long commands() {
    return commands;
  }

  /** Returns how many steps were taken and checked. */
  public long steps() {
    return steps;
  }

  /** Returns how many faults there were, by kind. */
  public Map<String, Long> faults() {
    return Map.copyOf(faults);
  }

  /** Returns a line for each figure. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    row(text, "seeds", seeds);
    row(text, "steps checked", steps);
    row(text, "commands decided", commands);
    row(text, "commands kept", sequences);
    faults.forEach((kind, count) -> row(text, kind, count));
    return text.toString();
  }

  private static void row(StringBuilder text, String name, long count) {
    text.append("%-28s %,15d%n".formatted(name, count));
  }
}
