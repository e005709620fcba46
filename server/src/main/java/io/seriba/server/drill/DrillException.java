package io.seriba.server.drill;

/** A drill can't go on, or shows that a promise wasn't kept; the message says which. */
public final class DrillException extends Exception {
  private static final long serialVersionUID = 1;

  /** Makes one with a message for people. */
  public DrillException(String message) {
    super(message);
  }
}
