package io.seriba.host;

/** What must have happened to a command's journal record before its events are released. */
public enum Durability {
  /**
   * It is written: it survives the death of the process, but not that of the machine. The journal
   * is forced only when the host closes.
   */
  MEMORY,
  /**
   * A force of the disk covers it. A thread of its own forces all the time, while the engine goes
   * on deciding: one force covers whatever was decided since the last one.
   */
  BATCH,
  /**
   * As {@link #BATCH}, but the engine's thread itself forces each batch before it takes another.
   */
  EACH
}
