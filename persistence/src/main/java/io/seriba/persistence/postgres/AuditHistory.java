package io.seriba.persistence.postgres;

import io.seriba.client.EventFrame;
import io.seriba.engine.EventSink;
import io.seriba.persistence.follower.ProjectionException;
import io.seriba.persistence.follower.UnavailableException;
import io.seriba.sbe.BuyNowDecoder;
import io.seriba.sbe.BuyNowEncoder;
import io.seriba.sbe.IncrementTableDeclaredDecoder;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OutcomeDecoder;
import io.seriba.sbe.PlaceBidDecoder;
import io.seriba.sbe.PlaceBidEncoder;
import io.seriba.sbe.Reason;
import io.seriba.schema.Catalog;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes tables of other tables: of the events in their audit log, in place of the part of the
 * journal that was removed.
 *
 * <p>The chain of the audit log covers every event, so what is made is what was decided. Of the
 * commands themselves the events don't tell all; that is taken from where the old tables have it:
 * from {@code bids} the lot, max and request id of each attempt, reserves of lots, buffers of
 * slots, and the steps of increment tables. Nothing else of the old tables counts.
 */
public final class AuditHistory {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;
  private static final int FETCH = 5_000;

  /** More than the fields of any command take; those that aren't known are zero. */
  private static final int COMMAND_LENGTH = 1_024;

  private final DataSource source;
  private final String schema;
  private final Map<String, Integer> ids = new HashMap<>();
  private final Set<Integer> incrementTables = new HashSet<>();
  private final UnsafeBuffer command = new UnsafeBuffer(new byte[COMMAND_LENGTH]);
  private final UnsafeBuffer frame = new UnsafeBuffer(new byte[EventSink.MAX_FRAME_LENGTH]);
  private final UnsafeBuffer events = new UnsafeBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final PlaceBidEncoder placeBid = new PlaceBidEncoder();
  private final BuyNowEncoder buyNow = new BuyNowEncoder();
  private final OutcomeDecoder outcome = new OutcomeDecoder();
  private final IncrementTableDeclaredDecoder declared = new IncrementTableDeclaredDecoder();

  /**
   * Where the part ends that is taken from the audit log.
   *
   * @param sequence the last command
   * @param time of that command, microseconds
   * @param stateHash of the engine after it
   */
  public record End(long sequence, long time, long stateHash) {}

  /**
   * Takes tables.
   *
   * @param source gives connections to their database
   * @param schema where they are; their audit log was found intact
   */
  public AuditHistory(DataSource source, String schema) {
    this.source = source;
    this.schema = schema;
    // An event that was sent as a command stands there under its name, too.
    for (Catalog.Message message : Catalog.load().messages()) {
      ids.put(message.name(), message.id());
    }
  }

  /**
   * Makes the tables of an empty schema, in the same database, as they were after a sequence.
   *
   * @param into a projection into that schema, which has begun at sequence 0
   * @param fresh that schema
   * @param end not behind the old tables' watermark
   * @throws ProjectionException if the old tables lack what is needed
   * @throws UnavailableException if the database can't be written
   */
  public void replay(PostgresProjection into, String fresh, End end)
      throws SQLException, UnavailableException {
    try (Connection connection = source.getConnection()) {
      connection.setSchema(schema);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      long last = events(connection, into, end);
      if (last < end.sequence) {
        command(0, 0);
        into.command(end.sequence, end.time, command, 0, COMMAND_LENGTH);
        into.endOfCommand(end.stateHash);
      }
      into.flush();
      connection.commit(); // so that what was made is seen
      complete(connection, fresh);
      connection.commit();
    }
  }

  private long events(Connection connection, PostgresProjection into, End end)
      throws SQLException, UnavailableException {
    long last = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select a.sequence, (extract(epoch from a.at) * 1000000)::bigint, a.account, a.command,
              a.events, b.lot, b.max, b.request_id
            from audit_log a left join bids b using (sequence)
            where a.sequence <= ? order by a.sequence
            """)) {
      select.setLong(1, end.sequence);
      select.setFetchSize(FETCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          last = row.getLong(1);
          byte[] bytes = row.getBytes(5);
          events.wrap(bytes);
          encode(row);
          into.command(last, row.getLong(2), command, 0, COMMAND_LENGTH);
          give(into, last, bytes.length);
          into.endOfCommand(last == end.sequence ? end.stateHash : 0);
          if (into.isFull()) {
            into.flush();
          }
        }
      }
    }
    return last;
  }

  /** Makes a command that says what is known of the one that was decided. */
  private void encode(ResultSet row) throws SQLException {
    int id = ids.getOrDefault(row.getString(4), 0);
    long account = row.getLong(3);
    command(id, account);
    if (id != PlaceBidDecoder.TEMPLATE_ID && id != BuyNowDecoder.TEMPLATE_ID) {
      return;
    }
    long lot = row.getLong(6);
    if (row.wasNull()) {
      requireNoAttempt(row.getLong(1));
      return;
    }
    UUID request = row.getObject(8, UUID.class);
    long high = request.getMostSignificantBits();
    long low = request.getLeastSignificantBits();
    if (id == PlaceBidDecoder.TEMPLATE_ID) {
      placeBid.wrapAndApplyHeader(command, 0, header).account(account);
      placeBid.requestId().high(high).low(low);
      placeBid.lot(lot).max(row.getLong(7));
    } else {
      buyNow.wrapAndApplyHeader(command, 0, header).account(account);
      buyNow.requestId().high(high).low(low);
      buyNow.lot(lot);
    }
  }

  private void command(int id, long account) {
    command.setMemory(0, COMMAND_LENGTH, (byte) 0);
    header
        .wrap(command, 0)
        .blockLength(0)
        .templateId(id)
        .schemaId(MessageHeaderDecoder.SCHEMA_ID)
        .version(MessageHeaderDecoder.SCHEMA_VERSION);
    command.putLong(HEADER, account, ORDER);
  }

  /** A request that was repeated, or couldn't be read, is no attempt; any other has its row. */
  private void requireNoAttempt(long sequence) {
    for (int at = 0; at < events.capacity(); at += Integer.BYTES + events.getInt(at, ORDER)) {
      int message = at + AuditChain.MESSAGE;
      if (id(message) != OutcomeDecoder.TEMPLATE_ID) {
        continue;
      }
      outcome.wrapAndApplyHeader(events, message, new MessageHeaderDecoder());
      boolean isRead =
          outcome.reason() != Reason.MALFORMED && outcome.reason() != Reason.UNKNOWN_COMMAND;
      if (isRead && outcome.decidedAt() == sequence) {
        throw new ProjectionException(
            ("the journal begins later, and the old tables lack the bid of sequence %d: what was bid"
                    + " then can't be known. Restore the database from a backup")
                .formatted(sequence));
      }
    }
  }

  private int id(int message) {
    return events.getShort(message + 2, ORDER) & 0xFFFF;
  }

  private void give(PostgresProjection into, long sequence, int end) {
    int index = 0;
    int at = 0;
    while (at < end) {
      int length = events.getInt(at, ORDER);
      int message = at + AuditChain.MESSAGE;
      int messageLength = length - Long.BYTES;
      frame.putInt(EventFrame.LENGTH, EventFrame.MESSAGE + messageLength, ORDER);
      frame.putInt(EventFrame.INDEX, index++, ORDER);
      frame.putLong(EventFrame.SEQUENCE, sequence, ORDER);
      frame.putLong(EventFrame.TIME, events.getLong(at + Integer.BYTES, ORDER), ORDER);
      frame.putBytes(EventFrame.MESSAGE, events, message, messageLength);
      into.event(frame, 0);
      if (id(message) == IncrementTableDeclaredDecoder.TEMPLATE_ID) {
        declared.wrapAndApplyHeader(events, message, new MessageHeaderDecoder());
        incrementTables.add(declared.incrementTable());
      }
      at += Integer.BYTES + length;
    }
  }

  /** Adds what only commands said. */
  private void complete(Connection connection, String fresh) throws SQLException {
    try (PreparedStatement steps =
        connection.prepareStatement(
            "insert into %s.increment_steps select * from increment_steps where increment_table = any(?)"
                .formatted(fresh))) {
      steps.setArray(1, connection.createArrayOf("integer", incrementTables.toArray()));
      steps.executeUpdate();
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "update %s.lots n set reserve = o.reserve from lots o where o.lot = n.lot and o.reserve is not null"
              .formatted(fresh));
      // A slot that was removed and defined again later gets its own from the journal.
      statement.executeUpdate(
          """
          update %s.slots n set buffer_before = o.buffer_before, buffer_after = o.buffer_after
          from slots o where o.slot = n.slot and o.defined_at = n.defined_at
          """
              .formatted(fresh));
    }
  }
}
