package io.seriba.server.drill;

import java.util.UUID;

/**
 * A command as a client sends it, and again if need be.
 *
 * @param id the sender's number, and the command's among the sender's
 * @param text the whole message
 * @param begunNanos when it was sent first, in {@link System#nanoTime}
 */
record Request(UUID id, String text, long begunNanos) {
  static Request of(int sender, long number, String type, String fields) {
    UUID id = new UUID(sender, number);
    return new Request(
        id,
        "{\"type\":\"%s\",\"requestId\":\"%s\"%s%s}"
            .formatted(type, id, fields.isEmpty() ? "" : ",", fields),
        System.nanoTime());
  }
}
