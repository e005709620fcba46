package io.seriba.persistence.follower;

/** What keeps a projection can't be had now; it is worth trying again. */
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says why. */
  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
