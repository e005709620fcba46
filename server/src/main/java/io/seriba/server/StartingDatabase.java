package io.seriba.server;

import io.seriba.host.Uninterruptibly;
import io.seriba.persistence.postgres.ConnectionSource;
import io.seriba.persistence.postgres.Database;
import io.seriba.persistence.postgres.DatabaseException;
import io.seriba.persistence.postgres.DatabaseOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to PostgreSQL of a server that doesn't wait for it: what is asked for connections before
 * there are any is told that the database is away. The server's own is started on a thread of its
 * own, and if that fails, whatever the reason, again and again.
 */
final class StartingDatabase extends ConnectionSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StartingDatabase.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** A start mostly takes less; only who waits longer is told that there is nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DatabaseOptions options;
  private final String schema;
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("seriba-database").unstarted(this::run);
  private volatile @Nullable Database database;
  private volatile String problem = "is being started";

  private StartingDatabase(DatabaseOptions options, String schema) {
    this.options = options;
    this.schema = schema;
  }

  /**
   * Makes contact with another PostgreSQL than the server's own, which has to be started first.
   *
   * @throws DatabaseException if the other one is there and can't be used
   */
  static StartingDatabase open(DatabaseOptions options, String schema) {
    StartingDatabase database = new StartingDatabase(options, schema);
    if (options.url() != null) {
      database.database = Database.open(options, schema);
      database.started.countDown();
    }
    return database;
  }

  /**
   * Begins to start the server's own, if that is what is used. The journal must be this server's by
   * now: a PostgreSQL that runs in its data directory is stopped, and might be another server's.
   */
  void start() {
    if (database == null) {
      thread.start();
    }
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (database == null) {
        try {
          database = Database.open(options, schema);
          started.countDown();
        } catch (RuntimeException | Error e) { // it may pass, and nobody else would try
          if (closing.getCount() == 0) {
            return;
          }
          problem = "can't be started: " + e.getMessage();
          LOG.error("{}; tried again in {} s", e.getMessage(), pause.toSeconds(), e);
          if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
            return;
          }
          pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("no database is started any more", e);
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      if (!started.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SQLTransientConnectionException("the database " + problem);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while the database was awaited", e);
    }
    Database there = database;
    if (there == null) {
      throw new SQLTransientConnectionException("the database isn't started any more");
    }
    return there.direct().getConnection();
  }

  /** Lets nobody wait for it any more: if it isn't started yet, it is away for good. */
  void awaitNoMore() {
    closing.countDown();
    started.countDown();
  }

  /** Stops it, if it is the server's own. */
  @Override
  public void close() {
    awaitNoMore();
    thread.interrupt();
    Uninterruptibly.join(thread);
    Database there = database;
    if (there != null) {
      there.close();
    }
  }
}
