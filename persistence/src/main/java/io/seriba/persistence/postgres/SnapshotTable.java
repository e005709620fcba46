package io.seriba.persistence.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The table of snapshots: which there are, for people. The files themselves are what counts. */
public final class SnapshotTable {
  private final DataSource source;

  /**
   * A snapshot.
   *
   * @param sequence of the last command in it
   * @param time of that command, microseconds
   * @param stateHash of the engine there
   * @param bytes of its file
   * @param file its file, below the data directory
   */
  public record Entry(long sequence, long time, long stateHash, long bytes, String file) {}

  /**
   * Makes one.
   *
   * @param source gives connections that begin in the schema of the tables
   */
  public SnapshotTable(DataSource source) {
    this.source = source;
  }

  /** Makes the table say that there are these snapshots, and no others. */
  public void replace(List<Entry> snapshots) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement delete = connection.prepareStatement("delete from snapshots");
          PreparedStatement insert =
              connection.prepareStatement(
                  "insert into snapshots (sequence, taken_at, state_hash, bytes, file)"
                      + " values (?, ?, ?, ?, ?)")) {
        delete.executeUpdate();
        for (Entry each : snapshots) {
          insert.setLong(1, each.sequence);
          insert.setObject(2, Times.sql(each.time));
          insert.setLong(3, each.stateHash);
          insert.setLong(4, each.bytes);
          insert.setString(5, each.file);
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    }
  }
}
