package io.seriba.timer;

import io.seriba.sbe.snapshot.TimerStateEncoder;

/**
 * One deadline of one thing: a lot, a sale, a hold. Each thing owns its timer for life and sets it
 * anew; so setting one allocates nothing.
 */
public final class Timer {
  static final int UNSET = -1;

  private long id;
  private TimerKind kind = TimerKind.LOT_OPEN;
  long deadline;
  long order;
  int place = UNSET;

  /** Returns the id of the thing that the deadline is for; what kind of thing, the kind says. */
  public long id() {
    return id;
  }

  /** Returns what happens at the deadline. */
  public TimerKind kind() {
    return kind;
  }

  /** Returns when it fires, microseconds; meaningless while it isn't set. */
  public long deadline() {
    return deadline;
  }

  /** Tells whether it waits for its deadline. */
  public boolean isSet() {
    return place != UNSET;
  }

  /** Writes when and in which order it fires. */
  public void save(TimerStateEncoder state) {
    state.deadline(isSet() ? deadline : 0).order(isSet() ? order : 0);
  }

  void subject(TimerKind kind, long id) {
    this.kind = kind;
    this.id = id;
  }
}
