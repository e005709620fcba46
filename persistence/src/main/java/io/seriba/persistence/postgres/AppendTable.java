package io.seriba.persistence.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** A table that rows are only added to. */
final class AppendTable implements Table {
  private final String copy;
  private CopyBuffer rows;
  private CopyBuffer sealed;

  /**
   * Makes an empty one.
   *
   * @param columns their names, in the order in which each row gives its fields
   */
  AppendTable(String name, String... columns) {
    copy = "copy %s (%s) from stdin binary".formatted(name, String.join(", ", columns));
    rows = new CopyBuffer(columns.length);
    sealed = new CopyBuffer(columns.length);
  }

  /** Begins a row; its fields follow, in the order of the columns. */
  CopyBuffer row() {
    return rows.row();
  }

  @Override
  public void seal() {
    CopyBuffer empty = sealed;
    sealed = rows;
    rows = empty;
  }

  @Override
  public void write(Connection connection) throws SQLException {
    if (sealed.rows() > 0) {
      sealed.copyTo(connection, copy);
    }
  }

  @Override
  public int bytes() {
    return rows.length();
  }

  @Override
  public void clear() {
    sealed.clear();
  }
}
