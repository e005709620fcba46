package io.seriba.persistence.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What a batch does to one table. Kept until it is cleared, so that it can be written again. */
interface Table {
  /** Makes what writing needs for as long as a connection is open. */
  default void prepare(Statement statement) throws SQLException {}

  /** Writes it all, in the transaction at hand. */
  void write(Connection connection) throws SQLException;

  /** Returns about how many bytes of memory it takes. */
  int bytes();

  void clear();
}
