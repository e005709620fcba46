package io.seriba.server;

import org.jspecify.annotations.Nullable;

/**
 * Where the follower of the journal stands, for whatever reads JMX: jconsole, VisualVM, Prometheus'
 * agent. Named {@code io.seriba:type=Follower,data="DIRECTORY"}.
 */
public interface FollowerMXBean {
  /** What it is doing: a name of {@link io.seriba.persistence.follower.FollowerState}. */
  String getState();

  /** Why it waits or has stopped; null if it does neither. */
  @Nullable String getProblem();

  /** The last command that its engine has applied. */
  long getSequence();

  /** The last command whose effects PostgreSQL keeps for good. */
  long getWatermark();

  /** How many commands PostgreSQL is behind. */
  long getLagCommands();

  /** For how long PostgreSQL has lacked a command. */
  double getLagSeconds();

  /** How often PostgreSQL couldn't be reached, or failed for the time being. */
  long getRetries();

  /** How often its state hash was found equal to the deciding engine's. */
  long getHashesCompared();

  /** Snapshots taken since the start. */
  long getSnapshotsTaken();
}
