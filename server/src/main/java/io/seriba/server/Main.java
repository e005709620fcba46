package io.seriba.server;

import io.seriba.server.cli.Seriba;

/** Where the process starts. */
public final class Main {
  static {
    // before the first class of Chronicle loads: else it calls home and writes files there
    System.setProperty("chronicle.analytics.disable", "true");
    System.setProperty("chronicle.announcer.disable", "true");
  }

  private Main() {}

  /** Runs the command line, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(Seriba.execute(arguments));
  }
}
