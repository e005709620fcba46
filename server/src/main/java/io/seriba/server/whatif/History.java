package io.seriba.server.whatif;

import io.seriba.client.EventFrame;
import io.seriba.engine.Engine;
import io.seriba.engine.EventSink;
import io.seriba.sbe.BalanceChangedDecoder;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.OutcomeDecoder;
import io.seriba.sbe.Reason;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** One course of events: an engine, and what it came to. */
final class History implements EventSink {
  private final Engine engine = new Engine();
  private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(MAX_FRAME_LENGTH);
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final OutcomeDecoder outcome = new OutcomeDecoder();
  private final BalanceChangedDecoder balance = new BalanceChangedDecoder();
  private final Map<Integer, Map<Reason, Long>> outcomes = new TreeMap<>();
  private final Map<Holding, Long> posted = new TreeMap<>();

  /** Whose balance in which currency. */
  record Holding(long account, String currency) implements Comparable<Holding> {
    @Override
    public int compareTo(Holding other) {
      int byAccount = Long.compare(account, other.account);
      return byAccount != 0 ? byAccount : currency.compareTo(other.currency);
    }
  }

  Engine engine() {
    return engine;
  }

  /** Returns how often commands of a kind came out how. */
  Map<Integer, Map<Reason, Long>> outcomes() {
    return outcomes;
  }

  /** Returns what is posted, of all balances that ever moved. */
  Map<Holding, Long> posted() {
    return posted;
  }

  @Override
  public int claim(int length) {
    return 0;
  }

  @Override
  public MutableDirectBuffer buffer() {
    return frame;
  }

  @Override
  public void commit(int length) {
    switch (EventFrame.templateId(frame, 0)) {
      case OutcomeDecoder.TEMPLATE_ID -> {
        outcome.wrapAndApplyHeader(frame, EventFrame.MESSAGE, header);
        outcomes
            .computeIfAbsent(outcome.command(), command -> new TreeMap<>())
            .merge(outcome.reason(), 1L, Long::sum);
      }
      case BalanceChangedDecoder.TEMPLATE_ID -> {
        balance.wrapAndApplyHeader(frame, EventFrame.MESSAGE, header);
        posted.put(new Holding(balance.account(), balance.currency()), balance.posted());
      }
      default -> {
        // what else happened shows in the states at the end
      }
    }
  }
}
