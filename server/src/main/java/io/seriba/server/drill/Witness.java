package io.seriba.server.drill;

import java.util.List;

/** Something that is still there after a server was killed, and must agree with what it said. */
interface Witness {
  /** Takes in what happened since the last time; a server may run. */
  void catchUp() throws DrillException;

  /** Returns in what answers and this disagree, now or, of earlier ones, since the last time. */
  List<String> contradictions(List<Answer> answers) throws DrillException;
}
