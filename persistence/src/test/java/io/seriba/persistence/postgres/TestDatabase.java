package io.seriba.persistence.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * One PostgreSQL for all tests, in the build's directory: made by the first build, and only started
 * by those after it. Each test has schemas of its own.
 */
final class TestDatabase {
  /** Started by the first test that asks for it: the process that is killed doesn't. */
  private static final class Shared {
    static final Database DATABASE =
        Database.open(
            DatabaseOptions.embedded(Path.of("target", "test-database")),
            ProjectionOptions.DEFAULT.schema());

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(DATABASE::close));
    }
  }

  private TestDatabase() {}

  static DataSource source() {
    return Shared.DATABASE.direct();
  }

  static Database database() {
    return Shared.DATABASE;
  }

  /** Removes a schema that an earlier build may have left, and returns options with it. */
  static ProjectionOptions schema(String name) throws SQLException {
    execute(source(), "drop schema if exists " + name + " cascade");
    return new ProjectionOptions(name, 500, 1 << 20);
  }

  static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the first column of all rows, in their order, as text. */
  static List<String> query(DataSource source, String schema, String sql) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setSchema(schema);
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        List<String> values = new ArrayList<>();
        while (row.next()) {
          values.add(String.valueOf(row.getString(1)));
        }
        return Collections.unmodifiableList(values);
      }
    }
  }

  static long count(String schema, String from) throws SQLException {
    return Long.parseLong(query(source(), schema, "select count(*) from " + from).getFirst());
  }

  /** Returns for each table how many rows it has, and a hash of all that is in them. */
  static Map<String, String> contents(DataSource source, String schema) throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    for (String table :
        query(
            source,
            schema,
            "select table_name from information_schema.tables where table_schema = '%s'"
                    .formatted(schema)
                + " and table_type = 'BASE TABLE' and table_name <> 'flyway_schema_history'")) {
      String columns = table.equals("watermark") ? "(sequence, at, state_hash, audit_hash)" : "t";
      contents.put(
          table,
          query(
                  source,
                  schema,
                  "select count(*) || ' ' || coalesce(md5(string_agg(r, ' ' order by r)), '') from"
                      + " (select %s::text r from %s t) s".formatted(columns, table))
              .getFirst());
    }
    return contents;
  }
}
