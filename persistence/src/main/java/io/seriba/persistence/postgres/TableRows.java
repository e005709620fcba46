package io.seriba.persistence.postgres;

import io.seriba.sbe.OutcomeDecoder;
import io.seriba.schema.Catalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Turns commands and events into rows of all tables: the changes of one batch, while those of the
 * batch before are written. For two threads, as {@link Table} is.
 */
final class TableRows {
  private static final Catalog CATALOG = Catalog.load();

  private final Current current = new Current();
  private final Balances balances = new Balances();
  private final LedgerSlice ledger = new LedgerSlice(balances);
  private final MedalSlice medals = new MedalSlice(ledger);
  private final AuctionSlice auctions = new AuctionSlice(new LotRows(balances, ledger));
  private final BookingSlice bookings = new BookingSlice(new SlotRows(balances), balances, ledger);
  private final GachaSlice gacha = new GachaSlice(new PoolRows(), ledger);
  private final AuditChain chain = new AuditChain();
  private final AppendTable audit =
      new AppendTable(
          "audit_log",
          "sequence",
          "at",
          "account",
          "command",
          "outcome",
          "result",
          "events",
          "hash");
  private final List<Table> tables = new ArrayList<>();
  private final OutcomeDecoder outcome = new OutcomeDecoder();
  private boolean hasOutcome;
  private long account;
  private long result;
  private String reason = "";
  private int commands;

  TableRows() {
    for (Slice slice : List.of(ledger, medals, auctions, bookings, gacha)) {
      tables.addAll(slice.tables());
    }
    tables.add(audit);
  }

  void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (Table table : tables) {
        table.prepare(statement);
      }
    }
  }

  /** Reads what must be known of what is in the tables; the connection isn't in auto-commit. */
  void load(Connection connection, byte[] lastAuditHash) throws SQLException {
    balances.load(connection);
    chain.resume(lastAuditHash);
  }

  void command(long sequence, long timestamp, DirectBuffer command, int offset, int length) {
    current.command(sequence, timestamp, command, offset, length);
    chain.command();
    hasOutcome = false;
    commands++;
  }

  void event(DirectBuffer buffer, int frame) {
    current.event(buffer, frame);
    chain.event(buffer, frame);
    int id = current.eventId();
    if (id == OutcomeDecoder.TEMPLATE_ID) {
      outcome();
    } else if (!isTaken(id)) {
      throw new IllegalStateException(
          "events with message id " + id + " are projected to no table");
    }
  }

  private boolean isTaken(int id) {
    return switch (id / 100) {
      case 2 -> ledger.event(current) || medals.event(current);
      case 3 -> auctions.event(current);
      case 4 -> bookings.event(current);
      case 5 -> gacha.event(current);
      default -> false;
    };
  }

  private void outcome() {
    current.readEvent(outcome);
    hasOutcome = true;
    account = outcome.account();
    result = outcome.result();
    reason = outcome.reason().name();
    current.outcome(outcome.reason(), outcome.decidedAt());
    ledger.outcome();
    auctions.outcome(outcome, current);
  }

  void endOfCommand() {
    auctions.endOfCommand(current);
    if (!chain.hasEvents()) {
      return;
    }
    chain.end(current.sequence());
    CopyBuffer row = audit.row().bigint(current.sequence()).time(current.commandTime());
    if (hasOutcome) {
      row.bigint(account)
          .ascii(commandName(current.commandId()))
          .ascii(reason)
          .bigintOrNone(result);
    } else {
      row.bigint(0).ascii(commandName(current.commandId())).none().none();
    }
    row.binary(chain.events(), 0, chain.length()).binary(chain.last(), 0, AuditChain.HASH_LENGTH);
  }

  /** Returns what the audit log calls a command. */
  static String commandName(int id) {
    Catalog.Message message = CATALOG.byId(id);
    return message == null ? "Unknown" : message.name();
  }

  /** Seals the batch, and begins the next. */
  void seal() {
    tables.forEach(Table::seal);
    commands = 0;
  }

  /** Writes the sealed batch, in the transaction at hand. */
  void write(Connection connection) throws SQLException {
    for (Table table : tables) {
      table.write(connection);
    }
  }

  /** Lets go of the sealed batch. */
  void clear() {
    tables.forEach(Table::clear);
  }

  /** Returns how many commands the batch has that is being made. */
  int commands() {
    return commands;
  }

  /** Returns about how many bytes of memory it takes. */
  long bytes() {
    long sum = 0;
    for (Table table : tables) {
      sum += table.bytes();
    }
    return sum;
  }

  byte[] lastAuditHash() {
    return chain.last();
  }
}
