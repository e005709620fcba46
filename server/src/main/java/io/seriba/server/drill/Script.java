package io.seriba.server.drill;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands in a given order, each of which must be accepted. */
final class Script implements Part {
  private final Iterator<Command> commands;
  private @Nullable Answer refused;

  Script(List<Command> commands) {
    this.commands = commands.iterator();
  }

  @Override
  public @Nullable Command next() {
    return commands.hasNext() ? commands.next() : null;
  }

  @Override
  public void answered(Answer answer) {
    if (refused == null && !answer.reason().equals("ACCEPTED")) {
      refused = answer;
    }
  }

  /** Throws if one was refused. After the last answer. */
  void check() throws DrillException {
    if (refused != null) {
      throw new DrillException("the drill's own preparation was refused: " + refused);
    }
  }
}
