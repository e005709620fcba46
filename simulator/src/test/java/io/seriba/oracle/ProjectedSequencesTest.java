package io.seriba.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.engine.Engine;
import io.seriba.host.ScratchSink;
import io.seriba.persistence.follower.UnavailableException;
import io.seriba.persistence.postgres.AuditHistory;
import io.seriba.persistence.postgres.AuditReport;
import io.seriba.persistence.postgres.AuditVerifier;
import io.seriba.persistence.postgres.Database;
import io.seriba.persistence.postgres.DatabaseOptions;
import io.seriba.persistence.postgres.PostgresProjection;
import io.seriba.persistence.postgres.ProjectionOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Projects generated sequences into a real PostgreSQL, in batches of any size, and compares the
 * tables with the oracle. {@code -Dseriba.projected.seeds=N} plays more of them, {@code
 * -Dseriba.seed=N} starts elsewhere.
 */
class ProjectedSequencesTest {
  private static final int LENGTH = 600;
  private static final int REOPEN_EVERY = 250;
  private static final int COMPARE_EVERY = 300;

  /** By default: one about auctions, one about bookings, one about gacha, one about all. */
  private static final long[] SEEDS = {1, 2, 3, 9};

  private static Database database;

  @BeforeAll
  static void start() {
    database =
        Database.open(DatabaseOptions.embedded(Path.of("target", "test-database")), "public");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void tablesSayWhatTheOracleSays() throws Exception {
    long first = Long.getLong("seriba.seed", 1);
    long seeds = Long.getLong("seriba.projected.seeds", 0);
    long[] chosen = seeds == 0 ? SEEDS : LongStream.range(first, first + seeds).toArray();
    long commands = 0;
    for (long seed : chosen) {
      commands += play(seed);
    }
    System.out.println(chosen.length + " sequences of " + commands + " commands projected");
  }

  private static long play(long seed) throws SQLException, UnavailableException {
    String schema = "seed_" + seed;
    try (Connection connection = database.direct().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema if exists " + schema + " cascade");
      long played = new Projected(seed, schema).play(connection);
      statement.execute("drop schema " + schema + " cascade");
      return played;
    }
  }

  /** A sequence on its way into a schema. */
  private static final class Projected {
    private final long seed;
    private final String schema;
    private final Dice dice;
    private final Duel duel = new Duel();
    private final Generator generator;
    private final Engine engine = new Engine();
    private PostgresProjection projection;
    private final ScratchSink sink =
        new ScratchSink((frame, offset) -> projection.event(frame, offset));

    Projected(long seed, String schema) {
      this.seed = seed;
      this.schema = schema;
      dice = new Dice(~seed);
      generator = new Generator(seed, duel.oracle());
      projection = projection(schema);
    }

    private PostgresProjection projection() {
      return projection(schema);
    }

    private PostgresProjection projection(String into) {
      return new PostgresProjection(
          database.direct(), new UUID(1, seed), ProjectionOptions.DEFAULT.withSchema(into));
    }

    long play(Connection connection) throws SQLException, UnavailableException {
      projection.open();
      projection.begin(0);
      int length = generator.preludeLength() + LENGTH;
      for (int i = 1; i <= length; i++) {
        apply(generator.next());
        if (dice.chance(3)) {
          projection.flush();
        }
        if (i % REOPEN_EVERY == 0) {
          reopen();
        }
        if (i % COMPARE_EVERY == 0 || i == length) {
          projection.flush();
          compare(connection);
        }
      }
      projection.close();
      remake(connection);
      return length;
    }

    /** All of the tables can be made again of what their audit log says. */
    private void remake(Connection connection) throws SQLException, UnavailableException {
      String again = schema + "_again";
      try (Statement statement = connection.createStatement()) {
        statement.execute("drop schema if exists " + again + " cascade");
        try (PostgresProjection into = projection(again)) {
          into.open();
          into.begin(0);
          new AuditHistory(database.direct(), schema)
              .replay(
                  into,
                  again,
                  new AuditHistory.End(engine.sequence(), engine.time(), engine.stateHash()));
        }
        List<String> differences = new ArrayList<>();
        for (String table : tables(statement)) {
          String columns = table.equals("watermark") ? "sequence, at, state_hash, audit_hash" : "*";
          String differs =
              "select '%3$s', d::text from ((select %4$s from %1$s.%3$s except all select %4$s from %2$s.%3$s) union all (select %4$s from %2$s.%3$s except all select %4$s from %1$s.%3$s)) d"
                  .formatted(schema, again, table, columns);
          try (ResultSet row = statement.executeQuery(differs)) {
            while (row.next()) {
              differences.add(row.getString(1) + " " + row.getString(2));
            }
          }
        }
        assertEquals(List.of(), differences, () -> "seed " + seed);
        statement.execute("drop schema " + again + " cascade");
      }
    }

    private List<String> tables(Statement statement) throws SQLException {
      List<String> tables = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "select tablename from pg_tables where schemaname = '%s' and tablename not like 'flyway%%'"
                  .formatted(schema))) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
      return tables;
    }

    private void apply(Step step) {
      byte[] bytes = new Line(step.cmd()).bytes();
      UnsafeBuffer command = new UnsafeBuffer(bytes);
      duel.apply(step.time(), step.cmd());
      long sequence = engine.sequence() + 1;
      projection.command(sequence, step.time(), command, 0, bytes.length);
      engine.apply(sequence, step.time(), 0, command, 0, bytes.length, sink);
      projection.endOfCommand(engine.stateHash());
    }

    /** As after a restart of the server: what it knew of the tables is read from them again. */
    private void reopen() throws UnavailableException {
      projection.flush();
      projection.close();
      projection = projection();
      assertEquals(engine.sequence(), projection.open());
      projection.begin(engine.stateHash());
    }

    private void compare(Connection connection) throws SQLException {
      connection.setSchema(schema);
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            """
            create or replace function micros(t timestamptz) returns bigint language sql as
              'select coalesce((extract(epoch from t) * 1000000)::bigint, 0)';
            create or replace function micros(t interval) returns bigint language sql as
              'select coalesce((extract(epoch from t) * 1000000)::bigint, 0)';
            create or replace function yes(b boolean) returns text language sql as
              'select case when b then ''YES'' else ''NO'' end'
            """);
      }
      new TableComparison(duel.oracle(), connection, "seed " + seed).check();
      AuditReport audit = AuditVerifier.verify(database.direct(), schema);
      assertTrue(audit.isIntact(), () -> "seed " + seed + ": " + audit);
    }
  }
}
