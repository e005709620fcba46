package io.seriba.persistence.postgres;

import io.seriba.engine.Engine;
import io.seriba.host.Clock;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalTail;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import io.seriba.persistence.follower.FollowerStats;
import io.seriba.persistence.follower.FollowerStop;
import io.seriba.persistence.follower.ProjectionException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes all tables anew from the journal, in a schema beside the old one, and then takes its place:
 * whoever reads sees the old tables until then, and the new ones from then on.
 *
 * <p>The caller has the journal open, so no server follows it meanwhile.
 */
public final class RebuildDatabase {
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private RebuildDatabase() {}

  /**
   * What was made.
   *
   * @param commands how many commands it was made of
   * @param stateHash of the engine after the last one
   * @param micros how long it took
   */
  public record Report(long commands, long stateHash, long micros) {}

  /**
   * Makes them and swaps. If it fails, the old ones are as they were; what was begun is removed by
   * the next attempt.
   *
   * @param journal all of it, from the first command on
   * @param options whose schema is replaced
   * @param progress told every so often where it stands
   * @throws ProjectionException if the journal lacks its beginning, or the tables can't be made
   * @throws SQLException if the database can't be had when it is cleared or swapped
   */
  public static Report run(
      DataSource source,
      ChronicleJournal journal,
      ProjectionOptions options,
      Clock clock,
      Consumer<FollowerStats> progress)
      throws SQLException {
    if (journal.firstSequence() > 1) {
      throw new ProjectionException(
          ("the journal begins with sequence %d, and the tables can be made of all of it only. Restore"
                  + " what was removed from a backup, or restore the database itself")
              .formatted(journal.firstSequence()));
    }
    long started = clock.micros();
    long last = journal.writtenSequence();
    String fresh = options.schema() + "_new";
    String former = options.schema() + "_old";
    execute(source, drop(fresh), drop(former));
    Engine engine = new Engine();
    PostgresProjection projection =
        new PostgresProjection(source, journal.id(), options.withSchema(fresh));
    try (Follower follower =
        new Follower(
            new FromTheStart(engine, journal),
            () -> last,
            null,
            List.of(projection),
            atRest -> {},
            clock,
            FollowerOptions.DEFAULT)) {
      follower.start();
      await(follower, last, progress);
    }
    swap(source, options.schema(), fresh, former);
    execute(source, drop(former));
    return new Report(last, engine.stateHash(), clock.micros() - started);
  }

  /** All of the journal. */
  private record FromTheStart(Engine fresh, ChronicleJournal journal) implements Follower.Origin {
    @Override
    public Engine engine(long most) {
      return fresh;
    }

    @Override
    public JournalTail tail(long from) {
      return journal.tail(from);
    }
  }

  private static void await(Follower follower, long last, Consumer<FollowerStats> progress) {
    while (follower.watermark() < last) {
      @Nullable FollowerStop stop = follower.stop();
      if (stop != null) {
        throw new ProjectionException(stop.reason(), stop.cause());
      }
      LockSupport.parkNanos(LOOK_NANOS);
      progress.accept(follower.stats());
    }
  }

  private static void swap(DataSource source, String schema, String fresh, String former)
      throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        if (exists(statement, schema)) {
          statement.execute("alter schema %s rename to %s".formatted(schema, former));
        }
        statement.execute("alter schema %s rename to %s".formatted(fresh, schema));
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private static boolean exists(Statement statement, String schema) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("select from pg_namespace where nspname = '%s'".formatted(schema))) {
      return row.next();
    }
  }

  private static String drop(String schema) {
    return "drop schema if exists %s cascade".formatted(schema);
  }

  private static void execute(DataSource source, String... statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
