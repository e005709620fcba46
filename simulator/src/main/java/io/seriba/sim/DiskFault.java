package io.seriba.sim;

/** What the operating system says when a disk fails. */
final class DiskFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  DiskFault(String what) {
    super(what, null, false, false);
  }
}
