package io.seriba.persistence.follower;

import org.jspecify.annotations.Nullable;

/** A projection can't go on, and trying again won't help. The message says what to do. */
public final class ProjectionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong and what to do. */
  public ProjectionException(String message) {
    super(message);
  }

  /** Says what is wrong and what to do. */
  public ProjectionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
