package io.seriba.oracle;

import static io.seriba.oracle.Event.field;

import io.seriba.oracle.Event.Field;
import io.seriba.sbe.Reason;
import java.util.List;

/** What became of a command: the one reply to its sender. */
record Outcome(
    long account, RequestId requestId, long decidedAt, long result, int command, Reason reason) {

  List<Field> fields() {
    return List.of(
        field("account", account),
        field("requestId", requestId.text()),
        field("decidedAt", decidedAt),
        field("result", result),
        field("command", command),
        field("reason", reason.name()));
  }
}
