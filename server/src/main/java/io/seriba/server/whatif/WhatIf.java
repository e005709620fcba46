package io.seriba.server.whatif;

import io.seriba.client.EventFrame;
import io.seriba.host.ScratchSink;
import io.seriba.persistence.JournalReport;
import io.seriba.persistence.JournalVerifier;
import io.seriba.sbe.Reason;
import io.seriba.schema.Catalog;
import io.seriba.schema.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decides a journal's commands twice, as they are and with one term changed, and tells what came
 * out differently: outcomes, the states of sales, lots, stores, slots and pools, and balances.
 *
 * <p>People would have acted differently too: it tells what the rules would have made of the same
 * acts, no more.
 *
 * @param report what the journal's files are like
 * @param changed how many commands were changed
 * @param outcomes how often commands came out how, where that differs
 * @param states the states that differ
 * @param balances the balances that differ
 */
public record WhatIf(
    JournalReport report,
    long changed,
    List<Outcomes> outcomes,
    List<State> states,
    List<Posted> balances) {

  /** How often a kind of command came out in a way, as it was and as it would have been. */
  public record Outcomes(String command, Reason reason, long was, long wouldBe) {}

  /** A state, as it is and as it would be, in JSON; null: there is none. */
  public record State(@Nullable String is, @Nullable String wouldBe) {}

  /** What is posted to an account, minor units, as it is and as it would be. */
  public record Posted(long account, String currency, long is, long wouldBe) {}

  /** Which state. */
  private record Key(int template, long topic) {}

  /**
   * Replays the journal in a directory, which no server may have open.
   *
   * @throws io.seriba.persistence.JournalException if it can't be read at all
   * @throws Change.ImpossibleChangeException if a command couldn't be as the change says
   */
  public static WhatIf run(Path directory, Catalog catalog, Change change) {
    JournalVerifier.requireWhole(directory, "what-if");
    History is = new History();
    History wouldBe = new History();
    JournalReport report =
        JournalVerifier.verify(
            directory,
            (sequence, timestamp, command, offset, length) -> {
              is.apply(sequence, timestamp, command, offset, length);
              int changed = change.apply(command, offset, length);
              if (changed > 0) {
                wouldBe.apply(sequence, timestamp, change.changed(), 0, changed);
              } else {
                wouldBe.apply(sequence, timestamp, command, offset, length);
              }
            });
    return new WhatIf(
        report,
        change.matched(),
        outcomes(catalog, is, wouldBe),
        states(catalog, is, wouldBe),
        balances(is, wouldBe));
  }

  private static List<Outcomes> outcomes(Catalog catalog, History is, History wouldBe) {
    List<Outcomes> all = new ArrayList<>();
    Set<Integer> commands = new TreeSet<>(is.outcomes().keySet());
    commands.addAll(wouldBe.outcomes().keySet());
    for (int command : commands) {
      Map<Reason, Long> before = is.outcomes().getOrDefault(command, Map.of());
      Map<Reason, Long> after = wouldBe.outcomes().getOrDefault(command, Map.of());
      Catalog.Message message = catalog.byId(command);
      String wire = message == null ? "message " + command : message.wire();
      Set<Reason> reasons = new TreeSet<>(before.keySet());
      reasons.addAll(after.keySet());
      for (Reason reason : reasons) {
        long was = before.getOrDefault(reason, 0L);
        long then = after.getOrDefault(reason, 0L);
        if (was != then) {
          all.add(new Outcomes(wire, reason, was, then));
        }
      }
    }
    return all;
  }

  private static List<State> states(Catalog catalog, History is, History wouldBe) {
    JsonCodec codec = new JsonCodec(catalog);
    Map<Key, byte[]> before = new LinkedHashMap<>();
    is.engine().describe(frames(before::put));
    List<State> all = new ArrayList<>();
    wouldBe
        .engine()
        .describe(
            frames(
                (key, message) -> {
                  byte[] former = before.remove(key);
                  if (!Arrays.equals(former, message)) {
                    all.add(
                        new State(
                            former == null ? null : json(codec, former), json(codec, message)));
                  }
                }));
    before.values().forEach(message -> all.add(new State(json(codec, message), null)));
    return all;
  }

  private static String json(JsonCodec codec, byte[] message) {
    UnsafeBuffer json = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
    int length = codec.encode(new UnsafeBuffer(message), 0, message.length, json, 0);
    return new String(json.byteArray(), 0, length, StandardCharsets.UTF_8);
  }

  private static List<Posted> balances(History is, History wouldBe) {
    List<Posted> all = new ArrayList<>();
    Map<History.Holding, Long> holdings = new TreeMap<>(is.posted());
    holdings.putAll(wouldBe.posted());
    for (History.Holding holding : holdings.keySet()) {
      long before = is.posted().getOrDefault(holding, 0L);
      long after = wouldBe.posted().getOrDefault(holding, 0L);
      if (before != after) {
        all.add(new Posted(holding.account(), holding.currency(), before, after));
      }
    }
    return all;
  }

  /** Gives state records to a taker, without what says when they were so. */
  private static ScratchSink frames(BiConsumer<Key, byte[]> taker) {
    return new ScratchSink(
        (frame, offset) -> {
          byte[] message = new byte[EventFrame.length(frame, offset) - EventFrame.MESSAGE];
          frame.getBytes(offset + EventFrame.MESSAGE, message);
          taker.accept(
              new Key(EventFrame.templateId(frame, offset), EventFrame.topic(frame, offset)),
              message);
        });
  }
}
