package io.seriba.engine;

import io.seriba.sbe.Reason;
import io.seriba.schema.Catalog;
import io.seriba.schema.MessageCheck;
import org.jspecify.annotations.Nullable;

/** What each command must look like before anything is decided about it. Immutable. */
final class Shapes {
  private final int schemaId;
  private final int version;
  private final @Nullable MessageCheck[] byTemplate;
  private final int[] contentOffsets;

  Shapes(Catalog catalog) {
    schemaId = catalog.schemaId();
    version = catalog.version();
    int last = catalog.messages().getLast().id();
    byTemplate = new @Nullable MessageCheck[last + 1];
    contentOffsets = new int[last + 1];
    for (Catalog.Message message : catalog.messages()) {
      if (message.isCommand()) {
        byTemplate[message.id()] = new MessageCheck(message);
        contentOffsets[message.id()] = message.contentOffset();
      }
    }
  }

  /** Returns where a well-formed command's own content starts, bytes behind the header. */
  int contentOffset(Command command) {
    return contentOffsets[command.templateId()];
  }

  /** Returns {@code ACCEPTED}, {@code UNKNOWN_COMMAND} or {@code MALFORMED}. */
  Reason check(Command command) {
    if (command.bodyLength() < 0) {
      return Reason.MALFORMED;
    }
    int template = command.templateId();
    MessageCheck check = template < byTemplate.length ? byTemplate[template] : null;
    if (check == null || command.schemaId() != schemaId || command.version() < 1) {
      return Reason.UNKNOWN_COMMAND;
    }
    return check.passes(
            command.buffer(),
            command.body(),
            command.bodyLength(),
            command.blockLength(),
            command.version() > version)
        ? Reason.ACCEPTED
        : Reason.MALFORMED;
  }
}
