package io.seriba.server.drill;

import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import io.seriba.persistence.follower.FollowerStop;
import io.seriba.persistence.follower.ProjectionException;
import io.seriba.persistence.postgres.AuditReport;
import io.seriba.persistence.postgres.AuditVerifier;
import io.seriba.persistence.postgres.Database;
import io.seriba.persistence.postgres.DatabaseException;
import io.seriba.persistence.postgres.DatabaseOptions;
import io.seriba.persistence.postgres.PostgresProjection;
import io.seriba.persistence.postgres.ProjectionOptions;
import io.seriba.persistence.postgres.RebuildDatabase;
import io.seriba.server.Server;
import io.seriba.server.config.ConfigException;
import io.seriba.server.config.ServerConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares the tables of a server that has stopped as a whole: with what the drill's own engine
 * decided, with the audit log's chain of hashes, and row by row with tables that are made of the
 * same journal in one go. One thread.
 */
final class TableCheck {
  private static final ProjectionOptions TABLES = ProjectionOptions.DEFAULT;
  private static final String KEPT = TABLES.schema() + "_kept";
  private static final int MOST_ROWS = 3;

  private final Site site;
  private final LogWitness log;
  private final TableWitness tables;
  private final Figures figures;
  private final List<String> problems = new ArrayList<>();

  TableCheck(Site site, LogWitness log, TableWitness tables, Figures figures) {
    this.site = site;
    this.log = log;
    this.tables = tables;
    this.figures = figures;
  }

  /**
   * Starts the database, compares, and stops it. Afterwards the tables are new ones.
   *
   * @return what is wrong
   */
  List<String> run() throws DrillException {
    try {
      ServerConfig config = site.config();
      DatabaseOptions options =
          config.database().orElseThrow(() -> new DrillException("there are no tables"));
      try (Database database = Database.open(options, TABLES.schema());
          Connection connection = database.direct().getConnection()) {
        answers();
        try (ChronicleJournal journal =
            ChronicleJournal.open(config.journalDirectory(), config.journal())) {
          follow(database, journal);
          watermark(connection);
          sums(connection);
          audit(database);
          rows(database, journal, connection);
        }
      }
    } catch (ConfigException
        | SQLException
        | DatabaseException
        | JournalException
        | ProjectionException e) {
      throw new DrillException("the tables can't be compared: " + e);
    }
    return problems;
  }

  private void answers() throws DrillException {
    tables.catchUp();
    problems.addAll(tables.contradictions(List.of()));
    if (tables.open() > 0) {
      problems.add(
          "the tables don't have %,d commands that were answered".formatted(tables.open()));
    }
  }

  /** A server that stops lets go of the tables first: what it decided after that is missing. */
  private void follow(Database database, ChronicleJournal journal) throws DrillException {
    long end = journal.writtenSequence();
    try (Follower follower =
        new Follower(
            Follower.Origin.fromTheStart(journal),
            () -> end,
            null,
            List.of(new PostgresProjection(database.direct(), journal.id(), TABLES)),
            atRest -> {},
            Server.SYSTEM_CLOCK,
            FollowerOptions.DEFAULT)) {
      follower.start();
      while (follower.watermark() < end && follower.stop() == null) {
        Waiting.briefly();
      }
      FollowerStop stop = follower.stop();
      if (stop != null) {
        problems.add("the tables can't be followed to the journal's end: " + stop.reason());
      }
    }
  }

  private void watermark(Connection connection) throws SQLException {
    Map<String, Long> mark = query(connection, "select 'sequence', sequence from watermark");
    long sequence = mark.getOrDefault("sequence", 0L);
    figures.row(
        "watermark", "sequence %,d, the journal's end %,d".formatted(sequence, log.sequence()));
    if (sequence != log.sequence()) {
      problems.add("the tables aren't at the journal's end");
    }
  }

  private void sums(Connection connection) throws SQLException {
    Map<String, Long> counted = new TreeMap<>();
    for (String table : log.tally().rows().keySet()) {
      counted.putAll(query(connection, "select $$%s$$, count(*) from %s".formatted(table, table)));
    }
    if (!counted.equals(log.tally().rows())) {
      problems.add(
          "the tables have so many rows: %s, and must have %s"
              .formatted(counted, log.tally().rows()));
    }
    Map<String, Long> posted =
        query(connection, "select account || ' ' || currency, posted from balances");
    posted.keySet().retainAll(log.tally().posted().keySet());
    if (!posted.equals(log.tally().posted())) {
      problems.add("%,d balances are other than decided".formatted(different(posted)));
    }
    long doubles =
        query(
                connection,
                "select 'n', count(*) from (select from bids group by request_id having count(*) > 1)"
                    + " d")
            .getOrDefault("n", 0L);
    if (doubles > 0) {
      problems.add("DOUBLE: %,d bids stand in their table more than once".formatted(doubles));
    }
    figures.row("rows as decided", counted.toString().replaceAll("[{}]", ""));
    figures.row("balances as decided", posted.size());
  }

  private long different(Map<String, Long> posted) {
    return log.tally().posted().entrySet().stream()
        .filter(entry -> !entry.getValue().equals(posted.get(entry.getKey())))
        .count();
  }

  private void audit(Database database) throws SQLException {
    AuditReport report = AuditVerifier.verify(database.direct(), TABLES.schema());
    report.problems().forEach(problem -> problems.add("the audit log: " + problem));
    figures.row(
        "audit log",
        "%,d rows, %s"
            .formatted(
                report.rows(), report.isIntact() ? "its chain holds" : "its chain is broken"));
  }

  private void rows(Database database, ChronicleJournal journal, Connection connection)
      throws SQLException {
    update(connection, "alter schema %s rename to %s".formatted(TABLES.schema(), KEPT));
    RebuildDatabase.run(database.direct(), journal, TABLES, Server.SYSTEM_CLOCK, progress -> {});
    long rows = 0;
    int count = 0;
    for (String table : tableNames(connection)) {
      long[] kept = content(connection, KEPT, table);
      long[] fresh = content(connection, TABLES.schema(), table);
      rows += kept[0];
      count++;
      if (kept[0] != fresh[0] || kept[1] != fresh[1]) {
        problems.add(
            "OTHER TABLES: %s has %,d rows, and %,d when it is made anew of the journal, such as %s"
                .formatted(table, kept[0], fresh[0], examples(connection, table)));
      }
    }
    figures.row(
        "rows compared",
        "%,d of %d tables, with those made anew of the journal".formatted(rows, count));
  }

  private static List<String> tableNames(Connection connection) throws SQLException {
    return List.copyOf(
        query(
                connection,
                """
                select tablename, 0 from pg_tables where schemaname = '%s'
                  and tablename not in ('flyway_schema_history', 'snapshots')
                """
                    .formatted(KEPT))
            .keySet());
  }

  /** Returns how many rows a table has, and a sum of their hashes. */
  private static long[] content(Connection connection, String schema, String table)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*), coalesce(sum(hashtextextended(row, 0)) %% 9223372036854775807, 0) from %s"
                    .formatted(rowsOf(schema, table)))) {
      row.next();
      return new long[] {row.getLong(1), row.getLong(2)};
    }
  }

  /** Rows as text; when the watermark was written is nobody's business. */
  private static String rowsOf(String schema, String table) {
    String row = table.equals("watermark") ? "(to_jsonb(t) - 'written_at')::text" : "t::text";
    return "(select %s as row from %s.%s t) t".formatted(row, schema, table);
  }

  private static List<String> examples(Connection connection, String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    for (String[] sides : new String[][] {{KEPT, TABLES.schema()}, {TABLES.schema(), KEPT}}) {
      rows.addAll(
          query(
                  connection,
                  "select left(row, 300), 0 from (select row from %s except all select row from %s) d limit %d"
                      .formatted(rowsOf(sides[0], table), rowsOf(sides[1], table), MOST_ROWS))
              .keySet()
              .stream()
              .map(row -> sides[0] + row)
              .toList());
    }
    return rows;
  }

  private static void update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static Map<String, Long> query(Connection connection, String sql) throws SQLException {
    Map<String, Long> found = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.put(row.getString(1), row.getLong(2));
      }
    }
    return new TreeMap<>(found);
  }
}
