package io.seriba.engine;

import org.jspecify.annotations.Nullable;

/** A snapshot's records can't be true; its message names the first one that can't. */
public final class BadStateException extends IllegalStateException {
  BadStateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
