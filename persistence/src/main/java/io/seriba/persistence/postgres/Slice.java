package io.seriba.persistence.postgres;

import java.util.List;

/** The tables of one domain, and what its events do to them. */
interface Slice {
  /** Returns its tables in the order in which they are written. */
  List<Table> tables();

  /**
   * Takes the event at hand.
   *
   * @return false if it is none of this domain's
   */
  boolean event(Current current);
}
