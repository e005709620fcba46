package io.seriba.server.demo.stage;

import java.io.IOException;

/** One act of the demo. */
public interface Act {
  /** Returns how many clients are connected at a time. */
  int connections();

  /**
   * Plays it, shows on the way what happens, and leaves its checks with the venue.
   *
   * @throws DemoException if it can't be played to its end
   */
  void play(Venue venue) throws DemoException, IOException;
}
