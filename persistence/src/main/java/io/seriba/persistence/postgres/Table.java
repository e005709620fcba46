package io.seriba.persistence.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What batches do to one table: one that is being made, and one that is sealed and written. What is
 * sealed is kept until it is let go of, so that it can be written again.
 *
 * <p>Two threads may use it, one that makes a batch and one that writes the one before; but not
 * while it is sealed or let go of.
 */
interface Table {
  /** Makes what writing needs for as long as a connection is open. With those who write. */
  default void prepare(Statement statement) throws SQLException {}

  /** Seals the batch that was made, and begins the next. Nothing must be sealed. */
  void seal();

  /** Writes all that is sealed, in the transaction at hand. */
  void write(Connection connection) throws SQLException;

  /** Lets go of what is sealed. */
  void clear();

  /** Returns about how many bytes of memory the batch takes that is being made. */
  int bytes();
}
