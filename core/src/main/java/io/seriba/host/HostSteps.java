package io.seriba.host;

/**
 * The work of a host's threads, one step at a time on the caller's: see {@link Host#startStepped}.
 *
 * <p>The steps are those that the threads themselves repeat. What one throws stops the host, as it
 * would with threads; nothing comes out of these methods.
 */
public final class HostSteps {
  private final EngineLoop loop;
  private final Syncer syncer;
  private final Gate gate;

  HostSteps(EngineLoop loop, Syncer syncer, Gate gate) {
    this.loop = loop;
    this.syncer = syncer;
    this.gate = gate;
  }

  void begin() {
    try {
      loop.configure();
    } catch (Throwable e) {
      loop.fail(e);
    }
  }

  /**
   * Does what the engine's thread does next: takes a batch, stamps, journals and decides it, or
   * appends the tick that is due.
   *
   * @return false if there was nothing to do, or the host has failed
   */
  public boolean engine() {
    if (gate.hasFailed()) {
      return false;
    }
    try {
      return loop.turn();
    } catch (Throwable e) {
      loop.fail(e);
      return true;
    }
  }

  /**
   * Does what the syncer's thread does next: forces the journal and releases what that covers. At
   * the durabilities that have no such thread there is never anything to do.
   *
   * @return false if there was nothing to do, or the host has failed
   */
  public boolean syncer() {
    return syncer.turn();
  }

  /** Does all that is left, after the gate was closed. */
  void finish() {
    while (engine() || syncer()) {
      // each of them has done something
    }
  }
}
