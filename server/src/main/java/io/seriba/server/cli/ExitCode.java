package io.seriba.server.cli;

/** What the process ends with. */
final class ExitCode {
  /** All is well. */
  static final int OK = 0;

  /** It couldn't be done, or what was checked isn't as it should be; stderr says why. */
  static final int FAILED = 1;

  /** The command line or the configuration can't be right. */
  static final int USAGE = 2;

  /** A fault of Seriba's own, or the server can't go on (sysexits.h: EX_SOFTWARE). */
  static final int FAULT = 70;

  private ExitCode() {}
}
