package io.seriba.server.cli;

/** A command can't do what it was asked to; the message is for people and says what to do. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
