package io.seriba.persistence.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The server's own PostgreSQL can't be started, or the one that was given can't be the right one.
 * The message says what is wrong and what to do.
 */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
