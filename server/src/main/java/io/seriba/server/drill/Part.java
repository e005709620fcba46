package io.seriba.server.drill;

import org.jspecify.annotations.Nullable;

/** What one connection has to say. On the event loop of its {@link Load}. */
interface Part {
  /** A command: the message's name, and its fields besides type and request id, as JSON. */
  record Command(String type, String fields) {}

  /** Returns the next command; null: there is none, now or ever. */
  @Nullable Command next();

  /** Learns what became of one. */
  default void answered(Answer answer) {
    // most have nothing to learn
  }
}
