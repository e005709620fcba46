package io.seriba.server.demo.stage;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sends many commands over one connection, a bounded number of them unanswered at a time. Each must
 * be accepted. On the event loop.
 */
public final class Pipeline {
  private static final int WINDOW = 128;

  private record Command(String type, String fields) {}

  private final Connection connection;
  private final Connections all;
  private final Deque<Command> waiting = new ArrayDeque<>();
  private int unanswered;

  Pipeline(Connection connection, Connections all) {
    this.connection = connection;
    this.all = all;
  }

  /** Puts a command behind the others; before it is started only. */
  public Pipeline add(String type, String fields) {
    waiting.add(new Command(type, fields));
    return this;
  }

  /** Sends all of it; {@code done} is called when the last command was answered. */
  void start(Runnable done) {
    if (waiting.isEmpty()) {
      done.run();
    }
    while (unanswered < WINDOW && !waiting.isEmpty()) {
      sendNext(done);
    }
  }

  private void sendNext(Runnable done) {
    Command command = waiting.remove();
    unanswered++;
    connection.request(
        command.type,
        command.fields,
        reply -> {
          unanswered--;
          if (!reply.reason.equals("ACCEPTED")) {
            all.failed("%s was refused: %s".formatted(command.type, reply.reason));
          } else if (!waiting.isEmpty()) {
            sendNext(done);
          } else if (unanswered == 0) {
            done.run();
          }
        });
  }
}
