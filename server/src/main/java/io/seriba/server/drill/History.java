package io.seriba.server.drill;

import io.seriba.client.EventFrame;
import io.seriba.client.EventHandler;
import io.seriba.engine.Engine;
import io.seriba.engine.Limits;
import io.seriba.host.ScratchSink;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalOptions;
import io.seriba.persistence.snapshot.SnapshotInfo;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.sbe.ConfigureEncoder;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OutcomeDecoder;
import io.seriba.sbe.Reason;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * Writes the data directory of a server that has done a lot, without the server: an engine, a
 * journal and snapshots. One thread.
 */
final class History implements AutoCloseable {
  private static final int COMMANDS_PER_COMMIT = 500;
  private static final long MICROS_PER_COMMAND = 2;

  private final Path data;
  private final JournalOptions options;
  private final Engine engine = new Engine();
  private final ExpandableArrayBuffer command = new ExpandableArrayBuffer(4_096);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final Sink sink = new Sink();
  private final ScratchSink events = new ScratchSink(sink);
  private ChronicleJournal journal;
  private long time;

  /**
   * Begins one.
   *
   * @param data the directory, without a journal yet
   * @param start the first command's time, microseconds
   */
  History(Path data, JournalOptions options, Limits limits, long start) {
    this.data = data;
    this.options = options;
    time = start;
    journal = ChronicleJournal.open(data.resolve("journal"), options);
    ConfigureEncoder configure = begin(new ConfigureEncoder());
    limits.writeTo(configure);
    append(configure);
  }

  /** Starts a command whose fields are all zero; the caller fills in the rest. */
  <E extends MessageEncoderFlyweight> E begin(E encoder) {
    command.setMemory(0, MessageHeaderEncoder.ENCODED_LENGTH + encoder.sbeBlockLength(), (byte) 0);
    header
        .wrap(command, 0)
        .blockLength(encoder.sbeBlockLength())
        .templateId(encoder.sbeTemplateId())
        .schemaId(encoder.sbeSchemaId())
        .version(encoder.sbeSchemaVersion());
    encoder.wrap(command, MessageHeaderEncoder.ENCODED_LENGTH);
    return encoder;
  }

  /** Appends the command that was begun last, and decides it. */
  Reason append(MessageEncoderFlyweight encoder) {
    long sequence = engine.sequence() + 1;
    time += MICROS_PER_COMMAND;
    journal.append(sequence, time, command, 0, encoder.limit());
    sink.reason = Reason.ACCEPTED;
    engine.apply(sequence, time, 0, command, 0, encoder.limit(), events);
    if (sequence % COMMANDS_PER_COMMIT == 0) {
      journal.commit();
    }
    return sink.reason;
  }

  /** Appends a command that must be accepted. */
  void require(MessageEncoderFlyweight encoder) {
    Reason reason = append(encoder);
    if (reason != Reason.ACCEPTED) {
      throw new IllegalStateException("the drill's own history was refused: " + encoder + reason);
    }
  }

  /** Takes a snapshot of all so far. */
  SnapshotInfo snapshot() {
    sync();
    return new SnapshotStore(data.resolve("snapshots"), 0).write(journal.id(), engine, time);
  }

  /** Removes the journal's files that hold only what lies before the present. */
  void prune() {
    sync();
    journal.removeCyclesBefore(engine.sequence() + 1);
  }

  /** Closes the journal and opens it again, as a server that is started anew does. */
  void restart() {
    journal.close();
    journal = ChronicleJournal.open(data.resolve("journal"), options);
  }

  private void sync() {
    journal.commit();
    journal.force();
  }

  long sequence() {
    return engine.sequence();
  }

  long stateHash() {
    return engine.stateHash();
  }

  long time() {
    return time;
  }

  @Override
  public void close() {
    journal.close();
  }

  /** Sees what was decided. */
  private static final class Sink implements EventHandler {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final OutcomeDecoder outcome = new OutcomeDecoder();
    private Reason reason = Reason.ACCEPTED;

    @Override
    public void onEvent(DirectBuffer frame, int offset) {
      if (EventFrame.templateId(frame, offset) == OutcomeDecoder.TEMPLATE_ID) {
        reason = outcome.wrapAndApplyHeader(frame, offset + EventFrame.MESSAGE, header).reason();
      }
    }
  }
}
