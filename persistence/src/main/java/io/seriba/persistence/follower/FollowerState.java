package io.seriba.persistence.follower;

/** What a follower is doing. */
public enum FollowerState {
  /** Making contact with its projections for the first time. */
  STARTING,
  /** Following the log, or catching up with it. */
  RUNNING,
  /** A projection can't be reached; tried again until it can. */
  WAITING_FOR_DATABASE,
  /** Ended by itself: somebody has to look at it. */
  STOPPED,
  /** Closed. */
  CLOSED
}
