package io.seriba.oracle;

/** One line of a script: a command and its timestamp, microseconds. */
record Step(long time, Cmd cmd) {
  /** Returns the line that applies it in a test. */
  @Override
  public String toString() {
    return "duel.apply(" + time + "L, " + cmd + ");";
  }
}
