package io.seriba.server.drill;

import io.seriba.client.EventFrame;
import io.seriba.sbe.AccountOpenedDecoder;
import io.seriba.sbe.BalanceChangedDecoder;
import io.seriba.sbe.BookingHeldDecoder;
import io.seriba.sbe.BuyNowDecoder;
import io.seriba.sbe.DrawnDecoder;
import io.seriba.sbe.HoldPlacedDecoder;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.OutcomeDecoder;
import io.seriba.sbe.PlaceBidDecoder;
import io.seriba.sbe.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * What the tables must add up to, counted from what the drill's own engine decides, without the
 * code that writes them.
 */
final class Tally {
  private final Map<String, Long> rows = new TreeMap<>();
  private final Map<String, Long> posted = new HashMap<>();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final OutcomeDecoder outcome = new OutcomeDecoder();
  private final BalanceChangedDecoder balance = new BalanceChangedDecoder();
  private final DrawnDecoder drawn = new DrawnDecoder();
  private boolean isBid;
  private boolean hasEvents;

  /** Takes a command; its events follow. */
  void command(int templateId) {
    isBid = templateId == PlaceBidDecoder.TEMPLATE_ID || templateId == BuyNowDecoder.TEMPLATE_ID;
    hasEvents = false;
  }

  /** Takes an event's frame. */
  void event(DirectBuffer frame, int offset) {
    if (!hasEvents) {
      hasEvents = true;
      count("audit_log", 1);
    }
    switch (EventFrame.templateId(frame, offset)) {
      case OutcomeDecoder.TEMPLATE_ID -> {
        outcome.wrapAndApplyHeader(frame, offset + EventFrame.MESSAGE, header);
        if (isBid && outcome.decidedAt() == EventFrame.sequence(frame, offset)) {
          count("bids", 1);
          count("bids where outcome = 'ACCEPTED'", outcome.reason() == Reason.ACCEPTED ? 1 : 0);
        }
      }
      case AccountOpenedDecoder.TEMPLATE_ID -> count("accounts where account > 0", 1);
      case BalanceChangedDecoder.TEMPLATE_ID -> {
        balance.wrapAndApplyHeader(frame, offset + EventFrame.MESSAGE, header);
        count("ledger_entries", 1);
        posted.put(balance.account() + " " + balance.currency(), balance.posted());
      }
      case HoldPlacedDecoder.TEMPLATE_ID -> count("holds", 1);
      case BookingHeldDecoder.TEMPLATE_ID -> count("bookings", 1);
      case DrawnDecoder.TEMPLATE_ID -> {
        drawn.wrapAndApplyHeader(frame, offset + EventFrame.MESSAGE, header);
        count("draw_bundles", 1);
        count("draws", drawn.results().count());
      }
      default -> {
        // counted in the audit log
      }
    }
  }

  private void count(String table, long more) {
    rows.merge(table, more, Long::sum);
  }

  /** Returns how many rows there must be, by what stands behind {@code from}. */
  Map<String, Long> rows() {
    return rows;
  }

  /** Returns what must be posted, by account and currency with a space between. */
  Map<String, Long> posted() {
    return posted;
  }
}
