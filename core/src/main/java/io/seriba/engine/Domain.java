package io.seriba.engine;

import io.seriba.sbe.Reason;
import io.seriba.timer.Timer;

/**
 * A vertical slice of the engine: ledger, auctions, later bookings and gacha. Each owns the
 * commands of one range of the schema's ids.
 *
 * <p>A command is first checked, then applied. Engine's thread only; nothing may depend on anything
 * but the commands so far.
 */
public interface Domain {

  /**
   * Decides whether a command is accepted; changes nothing. Its fields lie within the ranges that
   * the schema declares.
   *
   * @return {@link Reason#ACCEPTED}, or the first reason against it in the documented order
   */
  Reason check(Command command);

  /**
   * Carries out the command that was just checked and accepted, and writes its events. Can't fail.
   */
  void apply(Command command);

  /**
   * Returns the id that an accepted command will make, or 0; asked between check and apply, goes
   * into the outcome.
   */
  default long result(Command command) {
    return 0;
  }

  /** Fires a timer of one of this domain's kinds, at its deadline. */
  void fire(Timer timer);

  /** Takes new limits: the log said so. */
  void configure(Limits limits);

  /** Writes a state record for every topic of this domain that has one, in the order they came. */
  void describe();

  /**
   * Writes all state that deciding on needs, in an order that follows from the log alone: two
   * replicas at the same sequence write the same.
   */
  void save(StateWriter out);

  /**
   * Takes the state that was saved, all its records. Nothing was decided before; the limits are
   * there already, and so are the ledger's accounts and currencies for the others.
   *
   * @throws RuntimeException if what it reads can't be true
   */
  void load(StateReader in);
}
