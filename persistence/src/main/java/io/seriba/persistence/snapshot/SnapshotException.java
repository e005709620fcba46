package io.seriba.persistence.snapshot;

/** A snapshot can't be written or used. The message says which, what is wrong, and where. */
public final class SnapshotException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SnapshotException(String message) {
    super(message);
  }

  SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
