package io.seriba.server.whatif;

import io.seriba.client.EventFrame;
import io.seriba.engine.Engine;
import io.seriba.host.ScratchSink;
import io.seriba.sbe.BalanceChangedDecoder;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.OutcomeDecoder;
import io.seriba.sbe.Reason;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/** One course of events: an engine, and what it came to. */
final class History {
  private final Engine engine = new Engine();
  private final ScratchSink sink = new ScratchSink(this::onEvent);
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

  /** Decides the next command, and counts what comes of it. */
  void apply(long sequence, long time, DirectBuffer command, int offset, int length) {
    engine.apply(sequence, time, 0, command, offset, length, sink);
  }

  /** Returns how often commands of a kind came out how. */
  Map<Integer, Map<Reason, Long>> outcomes() {
    return outcomes;
  }

  /** Returns what is posted, of all balances that ever moved. */
  Map<Holding, Long> posted() {
    return posted;
  }

  private void onEvent(DirectBuffer frame, int offset) {
    switch (EventFrame.templateId(frame, offset)) {
      case OutcomeDecoder.TEMPLATE_ID -> {
        outcome.wrapAndApplyHeader(frame, offset + EventFrame.MESSAGE, header);
        outcomes
            .computeIfAbsent(outcome.command(), command -> new TreeMap<>())
            .merge(outcome.reason(), 1L, Long::sum);
      }
      case BalanceChangedDecoder.TEMPLATE_ID -> {
        balance.wrapAndApplyHeader(frame, offset + EventFrame.MESSAGE, header);
        posted.put(new Holding(balance.account(), balance.currency()), balance.posted());
      }
      default -> {
        // what else happened shows in the states at the end
      }
    }
  }
}
