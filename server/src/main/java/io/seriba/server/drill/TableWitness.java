package io.seriba.server.drill;

import io.seriba.server.Server;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tables: for every answer they must have, once, what it says, as soon as their watermark is
 * past it. They can't always be asked, and are behind; what they can't be asked about now waits for
 * the next time. One thread.
 */
final class TableWitness implements Witness {
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();
  private static final String ACCEPTED = "ACCEPTED";

  /** Each command that was answered, and what there is of it in each table. */
  private static final String ROWS =
      """
      select a.sequence, a.account, a.command, a.outcome, coalesce(a.result, 0),
        (select count(*) from bids b where b.sequence = a.sequence and b.account = a.account
          and b.outcome = a.outcome),
        (select b.request_id from bids b where b.sequence = a.sequence),
        (select count(*) from ledger_entries e where e.sequence = a.sequence
          and e.cause = 'TRANSFER'),
        (select count(*) from holds h where h.hold = a.sequence),
        (select count(*) from bookings b where b.booking = a.sequence and b.account = a.account),
        (select count(*) from draw_bundles d where d.sequence = a.sequence
          and d.account = a.account
          and d.count = (select count(*) from draws where draws.sequence = a.sequence))
      from audit_log a where a.sequence between ? and ?
      """;

  private final Postgres database;
  private final LogWitness log;
  private final Map<Long, Answer> open = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private Postgres.@Nullable Mark mark;
  private long lookedNanos = System.nanoTime() - LOOK_NANOS;
  private long compared;
  private int asked;
  private int unreachable;

  /**
   * Begins to listen.
   *
   * @param log catches up first, always
   */
  TableWitness(Postgres database, LogWitness log) {
    this.database = database;
    this.log = log;
  }

  /** Finds out how far the tables are; they must be on the log's own way. */
  @Override
  public void catchUp() {
    Postgres.Mark now = database.mark();
    if (now == null) {
      unreachable++;
      return;
    }
    asked++;
    mark = now;
    long sequence = now.sequence();
    if (sequence > log.sequence()) {
      problems.add(
          "AHEAD: the tables are at sequence %d, and the journal ends with %d"
              .formatted(sequence, log.sequence()));
    } else if (sequence > 0 && now.stateHash() != log.stateHash(sequence)) {
      problems.add(
          "OTHER TABLES: at sequence %d they have state hash %s, and the journal leads to %s"
              .formatted(
                  sequence, Server.hash(now.stateHash()), Server.hash(log.stateHash(sequence))));
    }
  }

  /** Tells whether the tables have come to a sequence; asks them every so often. */
  boolean isAt(long sequence) {
    if (System.nanoTime() - lookedNanos >= LOOK_NANOS) {
      lookedNanos = System.nanoTime();
      Postgres.Mark now = database.mark();
      return now != null && now.sequence() >= sequence;
    }
    return false;
  }

  @Override
  public List<String> contradictions(List<Answer> answers) throws DrillException {
    answers.forEach(answer -> open.put(answer.decidedAt(), answer));
    if (mark != null && !open.isEmpty()) {
      try {
        compare(mark.sequence());
      } catch (SQLException e) {
        throw new DrillException("the tables can't be read: " + e);
      } catch (IOException e) {
        throw new DrillException("there are no tables: " + e);
      }
    }
    List<String> found = List.copyOf(problems);
    problems.clear();
    return found;
  }

  private void compare(long last) throws SQLException, IOException {
    long first = open.keySet().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    if (first > last) {
      return;
    }
    try (PreparedStatement statement = database.connection().prepareStatement(ROWS)) {
      statement.setLong(1, first);
      statement.setLong(2, last);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          compare(row);
        }
      }
    }
    open.values()
        .removeIf(
            answer -> {
              if (answer.decidedAt() <= last) {
                problems.add(
                    "LOST: the client was told %s, and the tables don't have it".formatted(answer));
                return true;
              }
              return false;
            });
  }

  private void compare(ResultSet row) throws SQLException {
    Answer answer = open.remove(row.getLong(1));
    if (answer == null) {
      return; // nobody was told
    }
    compared++;
    if (row.getLong(2) != answer.account()
        || !answer.reason().equals(row.getString(4))
        || row.getLong(5) != answer.result()) {
      problems.add(
          "OTHERWISE: the client was told %s, and the tables say account %d, %s, result %d"
              .formatted(answer, row.getLong(2), row.getString(4), row.getLong(5)));
    }
    String command = row.getString(3);
    boolean isAccepted = answer.reason().equals(ACCEPTED);
    boolean isBid = command.equals("PlaceBid");
    require(answer, "bids", row.getLong(6), isBid ? 1 : 0);
    if (isBid && !answer.request().equals(row.getObject(7, UUID.class))) {
      problems.add(
          "OTHERWISE: the client was told %s, and the bid has request id %s"
              .formatted(answer, row.getString(7)));
    }
    require(answer, "ledger_entries", row.getLong(8), is(command, "Transfer", isAccepted) * 2);
    require(answer, "holds", row.getLong(9), is(command, "PlaceHold", isAccepted));
    require(answer, "bookings", row.getLong(10), is(command, "HoldSlots", isAccepted));
    require(answer, "draw_bundles", row.getLong(11), is(command, "Draw", isAccepted));
  }

  private static int is(String command, String name, boolean isAccepted) {
    return isAccepted && command.equals(name) ? 1 : 0;
  }

  private void require(Answer answer, String table, long rows, int expected) {
    if (rows != expected) {
      problems.add(
          "%s: the client was told %s, and %s has %d rows of it, not %d"
              .formatted(rows > expected ? "DOUBLE" : "LOST", answer, table, rows, expected));
    }
  }

  /** Returns how many answers were found in the tables. */
  long compared() {
    return compared;
  }

  /** Returns how many answers the tables were not asked about yet. */
  int open() {
    return open.size();
  }

  /** Returns how often the tables could be asked. */
  int asked() {
    return asked;
  }

  /** Returns how often they couldn't. */
  int unreachable() {
    return unreachable;
  }
}
