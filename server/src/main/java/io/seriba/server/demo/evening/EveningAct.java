package io.seriba.server.demo.evening;

import io.seriba.server.demo.stage.Act;
import io.seriba.server.demo.stage.Venue;

/** Placeholder. */
public final class EveningAct implements Act {
  public EveningAct(int guests, double seconds) {}

  @Override
  public int connections() {
    return 0;
  }

  @Override
  public void play(Venue venue) {}
}
