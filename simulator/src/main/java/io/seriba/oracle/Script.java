package io.seriba.oracle;

/** Makes commands for a world that a {@link Follower} tells about, from a seed. */
public final class Script {
  /** Seeds at other places of their hundred start with 4,000 transfers. */
  private static final int PLACES = 48;

  private final Generator generator;
  private final long mark;

  /**
   * Starts a script.
   *
   * @param world tells the present state; whoever plays the script keeps it up to date
   * @param part which part of a longer script this is, 0 for the first: only that makes the
   *     accounts and all else that the others need, and no two parts share a request id
   * @param now the time, microseconds
   */
  public Script(long seed, Follower world, int part, long now) {
    long place = 1L + Math.floorMod(seed, PLACES);
    generator = new Generator(Math.floorMod(seed, 1_000_000_000L) * 100 + place, world.oracle());
    mark = (long) part << 40;
    if (part > 0) {
      for (int i = generator.preludeLength(); i > 0; i--) {
        generator.next();
      }
    }
    generator.at(now);
  }

  /** Returns how many of the first commands make the world that the others need. */
  public int preludeLength() {
    return generator.preludeLength();
  }

  /** Says what time it is, if it is later than the script knows. */
  public void at(long now) {
    generator.at(now);
  }

  /** Returns the next command and when it is to be sent, not earlier than the last. */
  public Cue next() {
    Step step = generator.next();
    Cmd cmd = step.cmd();
    RequestId id = cmd.requestId();
    if (!id.isNone()) {
      cmd =
          new Cmd(
              cmd.account(), new RequestId(id.high() + mark, id.low()), cmd.body(), cmd.damage());
    }
    return new Cue(step.time(), new Line(cmd));
  }

  /**
   * A command and its time.
   *
   * @param time microseconds
   */
  public record Cue(long time, Line line) {}
}
