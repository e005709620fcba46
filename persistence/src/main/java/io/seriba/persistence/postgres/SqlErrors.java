package io.seriba.persistence.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells errors that pass, or that an operator mends in the database, from those that don't. */
final class SqlErrors {
  /** Connection, authentication, no such database, resources, conflict, shutdown, its disk. */
  private static final Set<String> PASSING_CLASSES =
      Set.of("08", "28", "3D", "53", "40", "57", "58");

  /**
   * A lock that wasn't had in time; a server that only reads, for it was failed over from; a
   * transaction that its operator's timeouts have ended.
   */
  private static final Set<String> PASSING = Set.of("55P03", "25006", "25P03", "25P04");

  /** No password was given, or none will do; the user may not connect to the database. */
  private static final Set<String> REFUSALS = Set.of("08004", "42501");

  private SqlErrors() {}

  /** Tells whether it is worth trying again. */
  static boolean pass(SQLException error) {
    if (error instanceof SQLTransientException || error instanceof SQLRecoverableException) {
      return true;
    }
    String state = error.getSQLState();
    if (state == null || state.length() != 5) {
      return isIo(error.getCause());
    }
    return PASSING_CLASSES.contains(state.substring(0, 2))
        || PASSING.contains(state)
        || isIo(error.getCause());
  }

  /** Tells whether the database is there and won't have this user, or has no such database. */
  static boolean isRefusal(SQLException error) {
    String state = String.valueOf(error.getSQLState());
    return state.startsWith("28") || state.startsWith("3D") || REFUSALS.contains(state);
  }

  private static boolean isIo(@Nullable Throwable cause) {
    return cause instanceof IOException;
  }

  /** Finds the database's error behind another exception. */
  static @Nullable SQLException in(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
