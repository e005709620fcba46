package io.seriba.persistence.postgres;

import io.seriba.persistence.follower.ProjectionException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;

/** The one row that says how far the journal is in the tables. */
final class Watermark {
  private final UUID journal;
  private final String schema;

  /**
   * A place in the journal.
   *
   * @param time of its command, microseconds
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by isAt only.
  record Mark(long sequence, long time, long stateHash, byte[] auditHash) {
    static final Mark NONE = new Mark(0, 0, 0, new byte[AuditChain.HASH_LENGTH]);

    /** Tells whether this is the same place, come to in the same way. */
    boolean isAt(Mark other) {
      return sequence == other.sequence
          && stateHash == other.stateHash
          && Arrays.equals(auditHash, other.auditHash);
    }
  }

  Watermark(UUID journal, String schema) {
    this.journal = journal;
    this.schema = schema;
  }

  /** Makes the row if there is none yet. */
  void create(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into watermark (journal, sequence, state_hash, audit_hash) values (?, 0, 0, ?)"
                + " on conflict do nothing")) {
      insert.setObject(1, journal);
      insert.setBytes(2, Mark.NONE.auditHash);
      insert.executeUpdate();
    }
  }

  /**
   * Reads the row when nobody is writing it, and keeps it until the transaction's end.
   *
   * @throws ProjectionException if it is another journal's
   */
  Mark read(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "select journal, sequence, state_hash, audit_hash from watermark for update");
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        throw new ProjectionException(
            "the database has tables but no watermark: somebody emptied them. Make them anew with"
                + " seriba rebuild-db");
      }
      UUID found = row.getObject(1, UUID.class);
      if (!journal.equals(found)) {
        throw new ProjectionException(
            ("the database (schema %s) was made of journal %s, and this is journal %s. Give this server"
                    + " the database that belongs to it, or make the tables anew with seriba"
                    + " rebuild-db")
                .formatted(schema, found, journal));
      }
      return new Mark(row.getLong(2), 0, row.getLong(3), row.getBytes(4));
    }
  }

  /**
   * Moves the watermark.
   *
   * @return false if it isn't where it is to be moved from
   */
  boolean move(Connection connection, Mark from, Mark to) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update watermark set sequence = ?, at = ?, state_hash = ?, audit_hash = ?,"
                + " written_at = now() where journal = ? and sequence = ?")) {
      update.setLong(1, to.sequence);
      update.setObject(2, Times.sql(to.time));
      update.setLong(3, to.stateHash);
      update.setBytes(4, to.auditHash);
      update.setObject(5, journal);
      update.setLong(6, from.sequence);
      return update.executeUpdate() == 1;
    }
  }
}
