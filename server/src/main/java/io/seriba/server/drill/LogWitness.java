package io.seriba.server.drill;

import io.seriba.client.EventFrame;
import io.seriba.client.EventHandler;
import io.seriba.engine.Engine;
import io.seriba.host.ScratchSink;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.JournalVerifier;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.OutcomeDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongArrayList;

/** The journal, and what an engine of the drill's own decides by it. One thread. */
final class LogWitness implements Witness {
  private final Path journal;
  private final Engine engine = new Engine();
  private final ScratchSink sink = new ScratchSink(new Sink());
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final Map<UUID, Answer> decisions = new HashMap<>();
  private final Map<Long, BitSet> decided = new HashMap<>();
  private final List<String> doubles = new ArrayList<>();
  private final Tally tally = new Tally();

  /** State hashes; that of sequence 1 comes first. */
  private final LongArrayList hashes = new LongArrayList();

  LogWitness(Path journal) {
    this.journal = journal;
  }

  @Override
  public void catchUp() throws DrillException {
    try {
      JournalVerifier.read(
          journal,
          engine.sequence() + 1,
          (sequence, timestamp, command, offset, length) -> {
            if (sequence > engine.sequence()) {
              tally.command(header.wrap(command, offset).templateId());
              engine.apply(sequence, timestamp, 0, command, offset, length, sink);
              hashes.addLong(engine.stateHash());
            }
          });
    } catch (JournalException e) {
      throw new DrillException("the journal can't be followed: " + e.getMessage());
    }
  }

  /** Each answer must be what was decided first for that account and request id. */
  @Override
  public List<String> contradictions(List<Answer> answers) {
    List<String> wrong = new ArrayList<>();
    for (Answer answer : answers) {
      Answer decision = decisions.remove(answer.request());
      if (!answer.equals(decision)) {
        wrong.add(
            "LOST: the client was told %s, and the journal %s"
                .formatted(answer, decision == null ? "has no such decision" : "says " + decision));
      }
    }
    return wrong;
  }

  /** Returns the request ids that were decided more than once. */
  List<String> doubles() {
    return doubles;
  }

  /** Returns how many commands were decided for which nobody got an answer. */
  int unanswered() {
    return decisions.size();
  }

  long sequence() {
    return engine.sequence();
  }

  long stateHash() {
    return engine.stateHash();
  }

  /** Returns the state hash after a sequence that it has come to, 1 or more. */
  long stateHash(long sequence) {
    return hashes.getLong(Math.toIntExact(sequence - 1));
  }

  /** Returns what the tables must add up to. */
  Tally tally() {
    return tally;
  }

  private void onOutcome(long sequence, OutcomeDecoder outcome) {
    UUID id = new UUID(outcome.requestId().high(), outcome.requestId().low());
    if (outcome.decidedAt() == sequence) {
      Answer answer =
          new Answer(
              id, outcome.account(), sequence, outcome.result(), outcome.reason().toString());
      BitSet ofSender =
          decided.computeIfAbsent(id.getMostSignificantBits(), sender -> new BitSet());
      int number = (int) id.getLeastSignificantBits();
      if (ofSender.get(number)) {
        doubles.add("DOUBLE: %s, decided before already".formatted(answer));
      }
      ofSender.set(number);
      decisions.put(id, answer);
    }
  }

  /** Sees what is decided. */
  private final class Sink implements EventHandler {
    private final OutcomeDecoder outcome = new OutcomeDecoder();

    @Override
    public void onEvent(DirectBuffer frame, int offset) {
      tally.event(frame, offset);
      if (EventFrame.templateId(frame, offset) == OutcomeDecoder.TEMPLATE_ID) {
        onOutcome(
            EventFrame.sequence(frame, offset),
            outcome.wrapAndApplyHeader(frame, offset + EventFrame.MESSAGE, header));
      }
    }
  }
}
