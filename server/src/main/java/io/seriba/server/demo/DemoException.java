package io.seriba.server.demo;

/** The demo can't go on; the message says why. */
public final class DemoException extends Exception {
  private static final long serialVersionUID = 1;

  DemoException(String message) {
    super(message);
  }
}
