package io.seriba.persistence.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement that a batch executes with one list of values after the other, in their order. Each
 * time there must be something to change.
 */
final class OrderedUpdates implements Table {
  private static final int ROW_BYTES = 300;

  private final String sql;
  private List<Object[]> rows = new ArrayList<>();
  private List<Object[]> sealed = new ArrayList<>();

  OrderedUpdates(String sql) {
    this.sql = sql;
  }

  /**
   * Adds an execution.
   *
   * @param values of the statement's parameters: Long, String or {@link OffsetDateTime}
   */
  void add(Object... values) {
    rows.add(values);
  }

  @Override
  public void seal() {
    List<Object[]> empty = sealed;
    sealed = rows;
    rows = empty;
  }

  @Override
  public void write(Connection connection) throws SQLException {
    if (sealed.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Object[] row : sealed) {
        for (int i = 0; i < row.length; i++) {
          statement.setObject(i + 1, row[i]);
        }
        statement.addBatch();
      }
      for (int changed : statement.executeBatch()) {
        if (changed == 0) {
          throw new SQLException("no row is there for: " + sql.strip());
        }
      }
    }
  }

  @Override
  public int bytes() {
    return rows.size() * ROW_BYTES;
  }

  @Override
  public void clear() {
    sealed.clear();
  }
}
