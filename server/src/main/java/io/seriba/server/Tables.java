package io.seriba.server;

import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.follower.FollowerStats;
import io.seriba.persistence.follower.ProjectionException;
import io.seriba.persistence.postgres.AuditReport;
import io.seriba.persistence.postgres.AuditVerifier;
import io.seriba.persistence.postgres.Database;
import io.seriba.persistence.postgres.DatabaseOptions;
import io.seriba.persistence.postgres.RebuildDatabase;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.server.config.ServerConfig;
import java.sql.SQLException;
import java.util.function.Consumer;

/** What is done with the tables of a server that is stopped: its journal is held meanwhile. */
public final class Tables {
  private Tables() {}

  /**
   * Makes all tables anew.
   *
   * @param progress told every so often where it stands
   * @throws StartException if the configuration has no database
   * @throws SQLException if the database can't be had
   * @throws ProjectionException if the tables can't be made
   */
  public static RebuildDatabase.Report rebuild(
      ServerConfig config, Consumer<FollowerStats> progress) throws StartException, SQLException {
    try (ChronicleJournal journal =
            ChronicleJournal.open(config.journalDirectory(), config.journal());
        Database database = open(config)) {
      SnapshotStore store =
          new SnapshotStore(config.snapshotDirectory(), config.journal().minFreeBytes());
      return RebuildDatabase.run(
          database.direct(),
          journal,
          new Following.Origin(store, journal),
          Following.TABLES,
          Server.SYSTEM_CLOCK,
          progress);
    }
  }

  /**
   * Checks the audit log from end to end.
   *
   * @throws StartException if the configuration has no database
   * @throws SQLException if the database can't be had
   */
  public static AuditReport verifyAudit(ServerConfig config) throws StartException, SQLException {
    try (ChronicleJournal journal =
            ChronicleJournal.open(config.journalDirectory(), config.journal());
        Database database = open(config)) {
      assert journal.firstSequence() >= 1;
      return AuditVerifier.verify(database.pool(), Following.TABLES.schema());
    }
  }

  private static Database open(ServerConfig config) throws StartException {
    DatabaseOptions options =
        config
            .database()
            .orElseThrow(
                () -> new StartException("there are no tables: database.enabled is false"));
    return Database.open(options, Following.TABLES.schema());
  }
}
