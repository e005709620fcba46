package io.seriba.persistence.postgres;

import io.seriba.client.EventFrame;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.OutcomeDecoder;
import io.seriba.sbe.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the audit log: that each row's hash covers its events and the row before, that its other
 * columns say what its events say, and that it ends where the watermark says. Where time passed and
 * nobody is told an outcome, no event says the command's name and time.
 */
public final class AuditVerifier {
  private static final int OUTCOME_LENGTH =
      MessageHeaderDecoder.ENCODED_LENGTH + OutcomeDecoder.BLOCK_LENGTH;
  private static final String SAYS = "%s by %d: %s, %d, at %d us";
  private static final String NO_OUTCOME = "no outcome";
  private static final int MOST_PROBLEMS = 16;
  private static final int FETCH = 5_000;

  private final MessageDigest digest = AuditChain.digest();
  private final ByteBuffer sequenceBytes = ByteBuffer.allocate(Long.BYTES);
  private final OutcomeDecoder outcome = new OutcomeDecoder();
  private final List<String> problems = new ArrayList<>();
  private byte[] last = new byte[AuditChain.HASH_LENGTH];
  private long lastSequence;
  private long rows;

  private AuditVerifier() {}

  /**
   * Reads the whole audit log as it is at one moment; others may read and write meanwhile.
   *
   * @param schema where the tables are
   * @throws SQLException if it can't be read
   */
  public static AuditReport verify(DataSource source, String schema) throws SQLException {
    AuditVerifier verifier = new AuditVerifier();
    try (Connection connection = source.getConnection()) {
      connection.setSchema(schema);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try {
        verifier.readRows(connection);
        verifier.readEnd(connection);
      } finally {
        connection.rollback();
      }
    }
    return new AuditReport(
        verifier.rows,
        verifier.lastSequence,
        HexFormat.of().formatHex(verifier.last),
        List.copyOf(verifier.problems));
  }

  private void readRows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      try (ResultSet row =
          statement.executeQuery(
              "select sequence, account, command, outcome, result, events, hash,"
                  + " (extract(epoch from at) * 1000000)::bigint from audit_log"
                  + " order by sequence")) {
        while (row.next()) {
          check(row);
        }
      }
    }
  }

  private void check(ResultSet row) throws SQLException {
    long sequence = row.getLong(1);
    byte[] events = row.getBytes(6);
    byte[] hash = row.getBytes(7);
    digest.update(last);
    digest.update(sequenceBytes.putLong(0, sequence).array());
    if (!Arrays.equals(digest.digest(events), hash)) {
      problem(
          "sequence " + sequence + ": its hash doesn't fit: it, or a row before it, was changed");
    }
    String said = describe(events);
    String stands =
        row.getString(4) == null && row.getLong(2) == 0 && row.getLong(5) == 0
            ? NO_OUTCOME
            : SAYS.formatted(
                row.getString(3), row.getLong(2), row.getString(4), row.getLong(5), row.getLong(8));
    if (said == null) {
      problem("sequence " + sequence + ": its events can't be read");
    } else if (!said.equals(stands)) {
      problem("sequence %d: it says %s, and its events %s".formatted(sequence, stands, said));
    }
    last = hash;
    lastSequence = sequence;
    rows++;
  }

  /**
   * Returns command, account, outcome, result and time as the events have them; null if they can't
   * be read.
   */
  private @Nullable String describe(byte[] events) {
    UnsafeBuffer buffer = new UnsafeBuffer(events);
    String said = NO_OUTCOME;
    int at = 0;
    while (at < events.length) {
      if (at + AuditChain.MESSAGE + MessageHeaderDecoder.ENCODED_LENGTH > events.length) {
        return null;
      }
      int length = buffer.getInt(at, ByteOrder.LITTLE_ENDIAN);
      int message = at + AuditChain.MESSAGE;
      if (length < Long.BYTES + MessageHeaderDecoder.ENCODED_LENGTH
          || length > events.length - at - Integer.BYTES) {
        return null;
      }
      at += Integer.BYTES + length;
      if (EventFrame.templateId(buffer, message - EventFrame.MESSAGE)
          == OutcomeDecoder.TEMPLATE_ID) {
        outcome.wrap(
            buffer,
            message + MessageHeaderDecoder.ENCODED_LENGTH,
            buffer.getShort(message, ByteOrder.LITTLE_ENDIAN) & 0xFFFF,
            buffer.getShort(message + 6, ByteOrder.LITTLE_ENDIAN) & 0xFFFF);
        String reason = at - message < OUTCOME_LENGTH ? null : reason(outcome.reasonRaw());
        if (reason == null) {
          return null;
        }
        said =
            SAYS.formatted(
                TableRows.commandName(outcome.command()),
                outcome.account(),
                reason,
                outcome.result(),
                buffer.getLong(message - Long.BYTES, ByteOrder.LITTLE_ENDIAN));
      }
    }
    return said;
  }

  private static @Nullable String reason(int value) {
    for (Reason reason : Reason.values()) {
      if (reason.value() == value) {
        return reason.name();
      }
    }
    return null;
  }

  private void readEnd(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select sequence, audit_hash from watermark")) {
      if (!row.next()) {
        problem("there is no watermark");
      } else if (!Arrays.equals(row.getBytes(2), last)) {
        problem(
            "the log ends with sequence %d, and the watermark, at sequence %d, says that another row is its last"
                .formatted(lastSequence, row.getLong(1)));
      }
    }
  }

  private void problem(String what) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(what);
    }
  }
}
