package io.seriba.server.history;

import io.seriba.client.EventFrame;
import io.seriba.client.EventHandler;
import io.seriba.engine.Engine;
import io.seriba.engine.Limits;
import io.seriba.host.ScratchSink;
import io.seriba.sbe.ConfigureEncoder;
import io.seriba.sbe.DeclareCurrencyEncoder;
import io.seriba.sbe.DefineLotEncoder;
import io.seriba.sbe.DefineSaleEncoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.LotClosedDecoder;
import io.seriba.sbe.LotFormat;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OpenAccountEncoder;
import io.seriba.sbe.OpenLotEncoder;
import io.seriba.sbe.OutcomeDecoder;
import io.seriba.sbe.PlaceBidEncoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.SoftClose;
import io.seriba.sbe.TickEncoder;
import io.seriba.server.history.BidHistory.Auction;
import io.seriba.server.history.BidHistory.Bid;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * An engine of its own with one sale, driven on the recording's time. Lot and bidder are given by
 * their place in the recording, from 0. Every command but a bid must be accepted.
 */
final class EngineDriver {
  /** Increment table 1 has the eBay-like steps, in cents. */
  private static final int INCREMENT_TABLE = 1;

  private static final long SALE = 1;
  private static final long SELLER = 1;
  private static final long FIRST_BIDDER = 2;
  private static final String CURRENCY = "USD";

  /** When all auctions start: some moment, microseconds. */
  private static final long START = 1_000_000_000_000_000L;

  private final Engine engine = new Engine();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final PlaceBidEncoder placeBid = new PlaceBidEncoder();
  private final Sink sink = new Sink();
  private final ScratchSink events = new ScratchSink(sink);
  private final long[] prices;
  private final int[] winners;
  private long sequence;
  private long lastEnd = START;

  EngineDriver(int bidders, int lots) {
    prices = new long[lots];
    winners = new int[lots];
    Arrays.fill(winners, -1);
    ConfigureEncoder configure = wrap(new ConfigureEncoder()).account(0);
    Limits.DEFAULT.writeTo(configure);
    apply(
        configure
            .requestIds(1)
            .accounts(bidders + 1)
            .holds(1)
            .sales(1)
            .lots(Math.max(lots, 1))
            .lotsPerSale(Math.max(lots, 1))
            .approvals(1)
            .voidableBids(1),
        START);
    require(
        wrap(new DeclareCurrencyEncoder()).account(SELLER).currency(CURRENCY).exponent((short) 2));
    for (long account = SELLER; account < FIRST_BIDDER + bidders; account++) {
      require(wrap(new OpenAccountEncoder()).account(SELLER).holder(account));
    }
    require(
        wrap(new DefineSaleEncoder())
            .account(SELLER)
            .sale(SALE)
            .gap(DefineSaleEncoder.gapNullValue())
            .approvalRequired(Flag.NO));
  }

  /** Defines a lot with an auction's terms and opens it. */
  void openLot(int lot, Auction auction, long reserve) {
    require(
        wrap(new DefineLotEncoder())
            .account(SELLER)
            .lot(lot + 1)
            .sale(SALE)
            .seller(SELLER)
            .openingPrice(auction.openingPrice())
            .reserve(reserve)
            .duration(auction.duration())
            .window(0)
            .extension(0)
            .incrementTable(INCREMENT_TABLE)
            .deposit(0)
            .softClose(SoftClose.RESET)
            .format(LotFormat.ENGLISH)
            .currency(CURRENCY));
    require(wrap(new OpenLotEncoder()).account(SELLER).lot(lot + 1));
    lastEnd = Math.max(lastEnd, START + auction.duration());
  }

  /** Places a bid at its time, which must not be before the last one's. */
  Reason bid(int lot, Bid bid) {
    apply(
        wrap(placeBid).account(FIRST_BIDDER + bid.bidder()).lot(lot + 1).max(bid.max()),
        START + bid.at());
    return sink.reason;
  }

  /** Lets the time go on until every lot has closed. */
  void closeAll() {
    apply(wrap(new TickEncoder()).account(0), Math.max(lastEnd, engine.time()));
  }

  /** Returns the closed lots' hammer prices, cents; 0: passed. */
  long[] prices() {
    return prices;
  }

  /** Returns the closed lots' winners; -1: passed. */
  int[] winners() {
    return winners;
  }

  /** Starts a message whose fields are all zero. */
  private <E extends MessageEncoderFlyweight> E wrap(E encoder) {
    buffer.setMemory(0, MessageHeaderEncoder.ENCODED_LENGTH + encoder.sbeBlockLength(), (byte) 0);
    header
        .wrap(buffer, 0)
        .blockLength(encoder.sbeBlockLength())
        .templateId(encoder.sbeTemplateId())
        .schemaId(encoder.sbeSchemaId())
        .version(encoder.sbeSchemaVersion());
    encoder.wrap(buffer, MessageHeaderEncoder.ENCODED_LENGTH);
    return encoder;
  }

  private void require(MessageEncoderFlyweight command) {
    apply(command, START);
    if (sink.reason != Reason.ACCEPTED) {
      throw new IllegalStateException("the engine refused " + command + ": " + sink.reason);
    }
  }

  private void apply(MessageEncoderFlyweight command, long time) {
    engine.apply(++sequence, time, 0, buffer, 0, command.limit(), events);
  }

  /** Notes the outcome, and how lots close. */
  private final class Sink implements EventHandler {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final OutcomeDecoder outcome = new OutcomeDecoder();
    private final LotClosedDecoder closed = new LotClosedDecoder();
    private Reason reason = Reason.ACCEPTED;

    @Override
    public void onEvent(DirectBuffer frame, int offset) {
      int template = EventFrame.templateId(frame, offset);
      if (template == OutcomeDecoder.TEMPLATE_ID) {
        reason = outcome.wrapAndApplyHeader(frame, offset + EventFrame.MESSAGE, header).reason();
      } else if (template == LotClosedDecoder.TEMPLATE_ID) {
        closed.wrapAndApplyHeader(frame, offset + EventFrame.MESSAGE, header);
        int lot = (int) closed.lot() - 1;
        prices[lot] = closed.hammerPrice();
        winners[lot] = closed.winner() == 0 ? -1 : (int) (closed.winner() - FIRST_BIDDER);
      }
    }
  }
}
