package io.seriba.sim;

import static io.seriba.sim.Violation.unless;

import io.seriba.client.CoreClient.Submission;
import io.seriba.client.EventFrame;
import io.seriba.oracle.Line;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Clients that hand the core binary commands over a network that loses, doubles and reorders: what
 * another gateway may be. They repeat a call until it is answered, if it has a request id.
 */
final class Caller {
  /** Above all ids of a gateway's sessions. */
  private static final long FIRST = 1L << 62;

  private static final class Call {
    final long id;
    final Line line;

    Call(long id, Line line) {
      this.id = id;
      this.line = line;
    }
  }

  private final List<Call> unanswered = new ArrayList<>();
  private final List<Call> up = new ArrayList<>();
  private final List<Server.Reply> down = new ArrayList<>();
  private long calls;

  static boolean isCaller(long replyTo) {
    return replyTo >= FIRST;
  }

  void call(Line line) {
    Call call = new Call(FIRST + calls++, line);
    unanswered.add(call);
    up.add(call);
  }

  int sent() {
    return up.size();
  }

  int answers() {
    return down.size();
  }

  int unanswered() {
    return unanswered.size();
  }

  /** A call arrives; whichever was sent first isn't always. */
  void arrive(int which, Server server) {
    if (which < up.size()) {
      Call call = up.remove(which);
      byte[] bytes = call.line.bytes();
      PlantedCore core = server.core();
      core.carry(
          call.line,
          () -> {
            Submission submission = core.submit(new UnsafeBuffer(bytes), 0, bytes.length, call.id);
            unless(
                submission != Submission.CLOSED || server.hasFailed(),
                "a host that runs takes commands",
                submission);
            if (submission == Submission.TOO_LONG) {
              answered(call);
            }
          });
    }
  }

  void lose(int which) {
    if (which < up.size()) {
      up.remove(which);
    }
  }

  void twice(int which) {
    if (which < up.size()) {
      up.add(up.get(which));
    }
  }

  void again(int which) {
    if (which < unanswered.size() && unanswered.get(which).line.hasRequestId()) {
      up.add(unanswered.get(which));
    }
  }

  /** Takes what the server has for these clients onto the network. */
  void fetch(Server server) {
    down.addAll(server.replies());
  }

  void answer(int which, Truth truth) {
    if (which < down.size()) {
      Server.Reply reply = down.remove(which);
      UnsafeBuffer frame = new UnsafeBuffer(reply.frame());
      long sequence = EventFrame.sequence(frame, 0);
      unless(sequence <= truth.acknowledged(), "what is answered is released", sequence);
      byte[] expected = truth.frame(sequence, EventFrame.index(frame, 0));
      unless(
          truth.topics().json(expected).equals(truth.topics().json(reply.frame())),
          "an answer is the log's",
          sequence);
      unanswered.stream()
          .filter(call -> call.id == reply.replyTo())
          .toList()
          .forEach(this::answered);
    }
  }

  private void answered(Call call) {
    unanswered.remove(call);
  }

  void loseAnswer(int which) {
    if (which < down.size()) {
      down.remove(which);
    }
  }

  void answerTwice(int which) {
    if (which < down.size()) {
      down.add(down.get(which));
    }
  }

  /** Gives up what can't be repeated, and is on no way any more. */
  void giveUpUnrepeatable() {
    unanswered.removeIf(call -> !call.line.hasRequestId() && !up.contains(call));
  }

  @Override
  public String toString() {
    return unanswered.stream().map(call -> call.line.toString()).toList().toString();
  }
}
