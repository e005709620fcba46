package io.seriba.server;

import io.seriba.persistence.follower.FollowerStats;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Shows what the follower says of itself over JMX, until it is closed. */
final class FollowerGauges implements FollowerMXBean, AutoCloseable {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
  private static final double MICROS_PER_SECOND = TimeUnit.SECONDS.toMicros(1);

  private final Following following;
  private final ObjectName name;

  private FollowerGauges(Following following, ObjectName name) {
    this.following = following;
    this.name = name;
  }

  /**
   * Begins to show a follower.
   *
   * @param data the server's data directory: no two servers have the same
   */
  static FollowerGauges show(Following following, Path data) {
    try {
      FollowerGauges gauges = new FollowerGauges(following, name(data));
      BEANS.registerMBean(gauges, gauges.name);
      return gauges;
    } catch (JMException e) {
      throw new IllegalStateException("the follower can't be shown over JMX", e);
    }
  }

  /** Returns what the gauges of a data directory's server are called. */
  static ObjectName name(Path data) throws MalformedObjectNameException {
    return new ObjectName(
        "io.seriba:type=Follower,data=" + ObjectName.quote(data.toAbsolutePath().toString()));
  }

  private FollowerStats stats() {
    return following.stats();
  }

  @Override
  public String getState() {
    return stats().state().name();
  }

  @Override
  public @Nullable String getProblem() {
    return stats().problem();
  }

  @Override
  public long getSequence() {
    return stats().sequence();
  }

  @Override
  public long getWatermark() {
    return stats().watermark();
  }

  @Override
  public long getLagCommands() {
    return stats().lagCommands();
  }

  @Override
  public double getLagSeconds() {
    return stats().lagMicros() / MICROS_PER_SECOND;
  }

  @Override
  public long getRetries() {
    return stats().retries();
  }

  @Override
  public long getHashesCompared() {
    return stats().hashesCompared();
  }

  @Override
  public long getSnapshotsTaken() {
    return following.snapshotsTaken();
  }

  @Override
  public void close() {
    try {
      BEANS.unregisterMBean(name);
    } catch (JMException e) {
      throw new IllegalStateException("the follower's gauges can't be taken away", e);
    }
  }
}
