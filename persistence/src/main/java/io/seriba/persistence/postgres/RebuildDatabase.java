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
import io.seriba.persistence.follower.UnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes all tables anew, in a schema beside the old one, and then takes its place: whoever reads
 * sees the old tables until then, and the new ones from then on.
 *
 * <p>They are made from the journal. Where its beginning was removed, that part is made of the old
 * tables' audit log, whose chain of hashes is checked first, up to the snapshot that the journal
 * goes on from.
 *
 * <p>The caller has the journal open, so no server follows it meanwhile.
 */
public final class RebuildDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(RebuildDatabase.class);

  /** Views of other schemas that read one's tables. */
  private static final String DEPENDENTS =
      """
      select distinct view.oid::regclass::text
      from pg_depend
      join pg_rewrite on pg_rewrite.oid = pg_depend.objid
      join pg_class view on view.oid = pg_rewrite.ev_class
      join pg_class read on read.oid = pg_depend.refobjid
      join pg_namespace on pg_namespace.oid = read.relnamespace
      where pg_depend.classid = 'pg_rewrite'::regclass
        and pg_depend.refclassid = 'pg_class'::regclass
        and pg_namespace.nspname = ?
        and view.relnamespace <> read.relnamespace
      order by 1
      """;

  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private final DataSource source;
  private final ChronicleJournal journal;
  private final ProjectionOptions options;
  private final ProjectionOptions fresh;

  private RebuildDatabase(DataSource source, ChronicleJournal journal, ProjectionOptions options) {
    this.source = source;
    this.journal = journal;
    this.options = options;
    fresh = options.withSchema(options.schema() + "_new");
  }

  /**
   * What was made.
   *
   * @param commands how many commands it was made of
   * @param audited how many of them, from the first on, were taken from the old tables' audit log
   * @param stateHash of the engine after the last one
   * @param micros how long it took
   */
  public record Report(long commands, long audited, long stateHash, long micros) {}

  /**
   * Makes them and swaps. If it fails, the old ones are as they were; what was begun is removed by
   * the next attempt.
   *
   * @param snapshots where to begin if the journal lacks its beginning
   * @param options whose schema is replaced
   * @param progress told every so often where it stands
   * @throws ProjectionException if the journal lacks its beginning and the old tables can't stand
   *     in for it, or the tables can't be made
   * @throws SQLException if the database can't be had when it is read, cleared or swapped
   */
  public static Report run(
      DataSource source,
      ChronicleJournal journal,
      Follower.Origin snapshots,
      ProjectionOptions options,
      Clock clock,
      Consumer<FollowerStats> progress)
      throws SQLException {
    return new RebuildDatabase(source, journal, options).run(snapshots, clock, progress);
  }

  /** Makes them of a journal that has its beginning, as {@link #run} does, and swaps. */
  public static Report run(
      DataSource source,
      ChronicleJournal journal,
      ProjectionOptions options,
      Clock clock,
      Consumer<FollowerStats> progress)
      throws SQLException {
    Follower.Origin none =
        new Follower.Origin() {
          @Override
          public Engine engine(long most) {
            throw new ProjectionException(
                "the journal begins with sequence %d, and no snapshots were given"
                    .formatted(journal.firstSequence()));
          }

          @Override
          public JournalTail tail(long from) {
            return journal.tail(from);
          }
        };
    return run(source, journal, none, options, clock, progress);
  }

  private Report run(Follower.Origin snapshots, Clock clock, Consumer<FollowerStats> progress)
      throws SQLException {
    long started = clock.micros();
    long last = journal.writtenSequence();
    String former = options.schema() + "_old";
    checkDependents();
    execute(source, drop(fresh.schema()), drop(former));
    Begun origin = new Begun(journal);
    long audited = 0;
    if (journal.firstSequence() > 1) {
      origin.engine = snapshots.engine(Math.min(auditedTo(), last));
      audited = origin.engine.sequence();
      replay(origin.engine);
    }
    PostgresProjection projection = new PostgresProjection(source, journal.id(), fresh);
    try (Follower follower =
        new Follower(
            origin,
            () -> last,
            null,
            List.of(projection),
            atRest -> {},
            clock,
            FollowerOptions.DEFAULT)) {
      follower.start();
      await(follower, last, progress);
    }
    swap(source, options.schema(), fresh.schema(), former);
    try {
      execute(source, "set lock_timeout = '5s'", drop(former));
    } catch (SQLException e) {
      LOG.warn("the new tables are there; the old ones stay in {} until the next time", former, e);
    }
    return new Report(last, audited, origin.engine.stateHash(), clock.micros() - started);
  }

  /** What others made of the old tables would go with them. */
  private void checkDependents() throws SQLException {
    List<String> dependents = new ArrayList<>();
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(DEPENDENTS)) {
      statement.setString(1, options.schema());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          dependents.add(row.getString(1));
        }
      }
    }
    if (!dependents.isEmpty()) {
      throw new ProjectionException(
          "%s depend on the tables in schema %s and would be lost with them: drop them, and make them again afterwards"
              .formatted(dependents, options.schema()));
    }
  }

  /** Returns how far the old tables can be relied on. */
  private long auditedTo() throws SQLException {
    long first = journal.firstSequence();
    long end;
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      if (!exists(statement, options.schema())) {
        throw lacking(first, "there are no tables yet");
      }
      connection.setSchema(options.schema());
      connection.setAutoCommit(false);
      end = new Watermark(journal.id(), options.schema()).read(connection).sequence();
      connection.rollback();
    }
    if (end < first - 1) {
      throw lacking(first, "they end with sequence " + end);
    }
    AuditReport report = AuditVerifier.verify(source, options.schema());
    if (!report.isIntact()) {
      throw lacking(first, "their audit log isn't intact: " + report.problems().getFirst());
    }
    return end;
  }

  private static ProjectionException lacking(long first, String why) {
    return new ProjectionException(
        ("the journal begins with sequence %d, and the old tables can't stand in for what is before:"
                + " %s. Restore what was removed from a backup, or restore the database itself")
            .formatted(first, why));
  }

  private void replay(Engine engine) throws SQLException {
    try (PostgresProjection projection = new PostgresProjection(source, journal.id(), fresh)) {
      projection.open();
      projection.begin(0);
      new AuditHistory(source, options.schema())
          .replay(
              projection,
              fresh.schema(),
              new AuditHistory.End(engine.sequence(), engine.time(), engine.stateHash()));
    } catch (UnavailableException e) {
      throw new SQLException(e.getMessage(), e);
    }
  }

  /** With the engine that the tables were begun with. */
  private static final class Begun implements Follower.Origin {
    private final ChronicleJournal journal;
    private Engine engine = new Engine();

    Begun(ChronicleJournal journal) {
      this.journal = journal;
    }

    @Override
    public Engine engine(long most) {
      return engine;
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
