package io.seriba.server.demo.stage;

/** The demo can't go on; the message says why. */
public final class DemoException extends Exception {
  private static final long serialVersionUID = 1;

  /** Makes one with a message for people. */
  public DemoException(String message) {
    super(message);
  }
}
