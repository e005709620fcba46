package io.seriba.gateway.ws;

import static java.util.Objects.requireNonNull;

import io.seriba.sbe.SessionError;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** The gateway's figures; any thread counts and reads. */
final class Counters {
  final LongAdder sessions = new LongAdder();
  final LongAdder messagesIn = new LongAdder();
  final LongAdder commands = new LongAdder();
  final LongAdder handshakesRefused = new LongAdder();
  final LongAdder framesOut = new LongAdder();
  final LongAdder eventsEncoded = new LongAdder();
  final LongAdder bytesOut = new LongAdder();

  private final Map<SessionError, LongAdder> refusals = adders(SessionError.class);
  private final Map<CloseCode, LongAdder> closes = adders(CloseCode.class);

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
    Map<E, LongAdder> adders = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      adders.put(constant, new LongAdder());
    }
    return adders;
  }

  void refused(SessionError code) {
    requireNonNull(refusals.get(code)).increment();
  }

  void closed(CloseCode code) {
    requireNonNull(closes.get(code)).increment();
  }

  Stats stats(int connections) {
    return new Stats(
        connections,
        sessions.intValue(),
        messagesIn.sum(),
        commands.sum(),
        sums(refusals),
        handshakesRefused.sum(),
        framesOut.sum(),
        eventsEncoded.sum(),
        bytesOut.sum(),
        sums(closes));
  }

  private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> adders) {
    return adders.entrySet().stream()
        .filter(entry -> entry.getValue().sum() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
  }
}
