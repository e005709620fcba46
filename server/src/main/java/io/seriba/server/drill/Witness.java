package io.seriba.server.drill;

import java.util.List;

/** Something that is still there after a server was killed, and must agree with what it said. */
interface Witness {
  /** Takes in what happened since the last time; no server runs. */
  void catchUp() throws DrillException;

  /** Returns in what an answer and this disagree; each answer is asked about once. */
  List<String> contradictions(List<Answer> answers);
}
