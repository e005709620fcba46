package io.seriba.persistence.postgres;

import io.seriba.persistence.follower.ProjectionException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/** Brings a schema to this version. */
final class Migrations {
  private static final int LEAST_VERSION = 14;

  /** What Flyway says, and has no code for, when others held its lock too long. */
  private static final String LOCK = "acquire PostgreSQL advisory lock";

  private Migrations() {}

  /**
   * Makes the schema, or what is missing in it.
   *
   * @throws SQLException if the database can't be reached, or says no
   * @throws ProjectionException if it is too old, or the schema is none of this program's
   */
  static void run(DataSource source, String schema) throws SQLException {
    requireVersion(source);
    try {
      Flyway.configure()
          .dataSource(source)
          .schemas(schema)
          .defaultSchema(schema)
          .createSchemas(true)
          .ignoreMigrationPatterns(new String[0]) // nor what a newer Seriba has made
          .locations("classpath:db/migration")
          .callbacks(new WithoutHaste())
          .load()
          .migrate();
    } catch (FlywayException e) {
      SQLException sql = SqlErrors.in(e);
      if (sql != null && SqlErrors.pass(sql)) {
        throw sql;
      }
      if (sql == null && String.valueOf(e.getMessage()).contains(LOCK)) {
        throw new SQLTransientException("somebody else is changing its tables", e);
      }
      throw new ProjectionException(
          ("the tables in schema %s can't be brought to this version: %s. Use the Seriba that made"
                  + " them, or make them anew with seriba rebuild-db")
              .formatted(schema, e.getMessage()),
          e);
    }
  }

  /**
   * An index on a large table takes longer than any other statement, and says nothing meanwhile.
   */
  private static final class WithoutHaste extends BaseCallback {
    @Override
    public boolean supports(Event event, Context context) {
      return event == Event.BEFORE_EACH_MIGRATE;
    }

    @Override
    public void handle(Event event, Context context) {
      try {
        context.getConnection().setNetworkTimeout(Runnable::run, 0);
      } catch (SQLException e) {
        throw new FlywayException("the connection's timeout can't be lifted", e);
      }
    }
  }

  private static void requireVersion(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      String problem = problem(version(connection));
      if (problem != null) {
        throw new ProjectionException(problem);
      }
    }
  }

  /** Returns the server's version as PostgreSQL counts it: 170005 is 17.5. */
  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show server_version_num")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Returns what is wrong with a version, and what to do; null if it will do. */
  static @Nullable String problem(int version) {
    int major = version / 10_000;
    return major >= LEAST_VERSION
        ? null
        : "the database is PostgreSQL %d, and Seriba needs %d or later. Give it a newer one"
            .formatted(major, LEAST_VERSION);
  }
}
