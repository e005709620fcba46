package io.seriba.gateway.ws;

import io.seriba.sbe.SessionError;
import java.util.Map;

/**
 * What a gateway has done since it was made, over all event loops. A moment's picture: the figures
 * are read one after the other.
 *
 * @param connections open now, those in the handshake included
 * @param sessions open now, behind a handshake
 * @param messagesIn whole text messages from clients
 * @param commands messages that the core took
 * @param refusals messages that were refused, by reason; only reasons that occurred
 * @param handshakesRefused connections that got an HTTP error, or were cut off, before a session
 * @param framesOut text frames to clients, one per receiver
 * @param eventsEncoded events that were turned into JSON, once for all receivers of a loop
 * @param bytesOut bytes of these text frames, one count per receiver
 * @param closes close frames that the gateway sent, by code; only codes that occurred
 */
public record Stats(
    int connections,
    int sessions,
    long messagesIn,
    long commands,
    Map<SessionError, Long> refusals,
    long handshakesRefused,
    long framesOut,
    long eventsEncoded,
    long bytesOut,
    Map<CloseCode, Long> closes) {

  /** Copies the maps. */
  public Stats {
    refusals = Map.copyOf(refusals);
    closes = Map.copyOf(closes);
  }

  /** Returns how many messages were refused for this reason. */
  public long refusals(SessionError code) {
    return refusals.getOrDefault(code, 0L);
  }

  /** Returns how many connections the gateway closed with this code. */
  public long closes(CloseCode code) {
    return closes.getOrDefault(code, 0L);
  }
}
