package io.seriba.server.demo.evening;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What the clients of act three were told.
 *
 * @param store the account that is paid
 * @param published the slots' states as the hall saw them before the first guest came
 * @param events what clients got afterwards of slots, bookings, waitlists and money; each event
 *     once, in any order
 * @param refusals what was refused
 * @param last the slots' states as somebody sees them who joins at the end
 */
record EveningLog(
    long store,
    List<JsonNode> published,
    List<JsonNode> events,
    List<Refusal> refusals,
    List<JsonNode> last) {

  /**
   * A command that was refused.
   *
   * @param sequence at which it was decided
   * @param index of its outcome among what happened at this sequence
   * @param command its wire name
   * @param account the guest's
   * @param slots that it named, if any
   * @param seats that it wanted, if any
   * @param booking that it named, or 0
   * @param reason why not
   */
  record Refusal(
      long sequence,
      int index,
      String command,
      long account,
      List<Long> slots,
      int seats,
      long booking,
      String reason) {}
}
