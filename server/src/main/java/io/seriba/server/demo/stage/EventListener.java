package io.seriba.server.demo.stage;

/** Takes an event that a client got; the message is valid only during the call. */
public interface EventListener {
  /** On the clients' event loop. */
  void onEvent(Connection receiver, Incoming message);
}
