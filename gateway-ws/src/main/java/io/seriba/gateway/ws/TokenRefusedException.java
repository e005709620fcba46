package io.seriba.gateway.ws;

/** Why a token doesn't open a session. */
public final class TokenRefusedException extends Exception {

  private static final long serialVersionUID = 1;

  private final String reason;

  TokenRefusedException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** Returns why, in a few words that the client may see. */
  public String reason() {
    return reason;
  }
}
