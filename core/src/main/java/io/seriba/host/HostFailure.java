package io.seriba.host;

/**
 * Why a host stopped by itself. Nothing was released or acknowledged after it; what it had taken
 * and not acknowledged may or may not be in the journal.
 *
 * @param sequence the command at which it happened; for a failed force, the last one that was
 *     decided
 * @param step what the host was doing, as in "deciding"
 * @param cause what was thrown
 */
public record HostFailure(long sequence, String step, Throwable cause) {

  /** Returns one line for people: position, step and cause. */
  public String message() {
    return "The host stopped at sequence " + sequence + " while " + step + ": " + cause;
  }
}
