package io.seriba.host;

/** The host's only source of time; a test or the simulator brings its own. */
@FunctionalInterface
public interface Clock {

  /**
   * Returns microseconds since 1970-01-01T00:00Z. May step back; the host repeats its last stamp
   * then.
   */
  long micros();
}
