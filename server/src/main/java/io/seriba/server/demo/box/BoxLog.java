package io.seriba.server.demo.box;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the clients of act two asked for and were told.
 *
 * @param players how many there were
 * @param accepted bundles that were accepted
 * @param refusals bundles that were refused
 * @param events what clients got of pool and medals, each event once, in any order
 */
record BoxLog(int players, int accepted, List<Refusal> refusals, List<JsonNode> events) {

  /**
   * A bundle that was refused.
   *
   * @param sequence at which it was decided
   * @param account who wanted it
   * @param count draws in it
   * @param reason why not
   */
  record Refusal(long sequence, long account, int count, String reason) {}

  /** Returns the events of a type, in the order of the log. */
  List<JsonNode> inOrder(String type) {
    return inOrder().stream().filter(event -> event.path("type").asText().equals(type)).toList();
  }

  /** Returns all events in the order of the log. */
  List<JsonNode> inOrder() {
    List<JsonNode> sorted = new ArrayList<>(events);
    sorted.sort(
        Comparator.comparingLong((JsonNode event) -> event.path("sequence").asLong())
            .thenComparingInt(event -> event.path("index").asInt()));
    return sorted;
  }
}
