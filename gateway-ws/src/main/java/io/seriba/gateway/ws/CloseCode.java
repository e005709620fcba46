package io.seriba.gateway.ws;

import java.util.Locale;

/**
 * Every code that the gateway closes a WebSocket with. 1xxx are RFC 6455's, 4xxx are ours.
 *
 * <p>A client that comes back joins its topics anew: the state that a join gives makes up for all
 * that it missed.
 */
public enum CloseCode {
  /** The client closed; this answers it. */
  NORMAL(1000, false, "closed by the client"),
  /** The gateway stops. */
  GOING_AWAY(1001, true, "the gateway stops"),
  /** The bytes aren't WebSocket as RFC 6455 has it. */
  PROTOCOL_ERROR(1002, false, "not a valid WebSocket frame"),
  /** A binary frame; this sub-protocol is JSON in text frames. */
  UNSUPPORTED_DATA(1003, false, "only text frames are taken"),
  /** A text frame that isn't UTF-8. */
  INVALID_UTF8(1007, false, "a text frame must be UTF-8"),
  /** A message longer than {@link GatewayOptions#maxFrameBytes}. */
  TOO_BIG(1009, false, "the message is too long"),
  /** A fault of the gateway's own; it is in the log. */
  INTERNAL_ERROR(1011, true, "internal error"),
  /** The core takes no more commands. */
  SERVICE_RESTART(1012, true, "the core has stopped"),
  /** The token that opened the session has expired: come back with a new one. */
  TOKEN_EXPIRED(4001, true, "token expired"),
  /**
   * The client doesn't read as fast as it is written to: more than {@link
   * GatewayOptions#unwrittenBytesPerConnection} were waiting for it.
   */
  TOO_SLOW(4008, true, "too slow"),
  /**
   * The gateway itself fell so far behind the core that events are lost to it. Nothing is wrong
   * with the client; until the gateway is restarted, the connections of that event loop are
   * refused.
   */
  LAPPED(4009, true, "the gateway fell behind"),
  /** A ping stayed unanswered for {@link GatewayOptions#idleTime}. */
  IDLE(4010, true, "no answer to a ping"),
  /** The client went on sending more than {@link GatewayOptions#messagesPerSecond}. */
  TOO_MANY_MESSAGES(4029, false, "too many messages");

  private final int code;
  private final boolean comeBack;
  private final String text;

  CloseCode(int code, boolean comeBack, String text) {
    this.code = code;
    this.comeBack = comeBack;
    this.text = text;
  }

  /** Returns the number in the close frame. */
  public int code() {
    return code;
  }

  /** Tells whether a client does well to connect again by itself. */
  public boolean comeBack() {
    return comeBack;
  }

  /** Returns the close frame's reason, ASCII, at most 123 bytes. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return code + " " + name().toLowerCase(Locale.ROOT);
  }
}
