package io.seriba.sim;

/** The machine or the process dies right here, in the middle of an operation of the disk. */
final class PowerCut extends Error {
  private static final long serialVersionUID = 1;

  PowerCut() {
    super("the process dies here", null, false, false);
  }
}
