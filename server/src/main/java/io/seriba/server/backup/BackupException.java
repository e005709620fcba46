package io.seriba.server.backup;

/** A backup can't be made or restored; the message says why and what to do about it. */
public final class BackupException extends Exception {
  private static final long serialVersionUID = 1;

  BackupException(String message) {
    super(message);
  }

  BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
