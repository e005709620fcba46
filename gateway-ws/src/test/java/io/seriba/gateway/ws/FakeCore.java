package io.seriba.gateway.ws;

import io.seriba.client.CoreClient;
import io.seriba.client.EventFrame;
import io.seriba.client.EventHandler;
import io.seriba.client.EventReader;
import io.seriba.sbe.BalanceChangedEncoder;
import io.seriba.sbe.BidVoidedEncoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.LotStateEncoder;
import io.seriba.sbe.LotStatus;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OutcomeEncoder;
import io.seriba.sbe.PriceChangedEncoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.SaleStateEncoder;
import io.seriba.sbe.Settlement;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A core that decides nothing: tests say what happens. Every command gets an outcome, ACCEPTED, at
 * once. Thread-safe.
 */
final class FakeCore implements CoreClient {
  static final long NOW = 1_700_000_000_000_000L;
  private static final long MOST = 1_000_000_000_000_000L;
  private static final MessageHeaderEncoder HEADER = new MessageHeaderEncoder();

  /** A command that came in. */
  record Command(int templateId, long account, long replyTo) {}

  /** Encodes a message with its header at an offset and tells its length. */
  @FunctionalInterface
  interface Encoding {
    int encode(ExpandableArrayBuffer buffer, int offset);
  }

  private final List<byte[]> frames = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private final Map<String, Long> topicOffsets = new HashMap<>();
  private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer(4096);
  private long sequence;
  private int index;
  private boolean lapped;
  private Submission answer = Submission.TAKEN;

  // ---- CoreClient

  @Override
  public synchronized Submission submit(
      DirectBuffer command, int offset, int length, long replyTo) {
    if (answer != Submission.TAKEN) {
      return answer;
    }
    int templateId = command.getShort(offset + 2, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    int block = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    long account = command.getLong(block, ByteOrder.LITTLE_ENDIAN);
    long high = command.getLong(block + 8, ByteOrder.LITTLE_ENDIAN);
    long low = command.getLong(block + 16, ByteOrder.LITTLE_ENDIAN);
    commands.add(new Command(templateId, account, replyTo));
    next();
    event(
        "",
        0,
        0,
        replyTo,
        (buffer, at) -> {
          OutcomeEncoder outcome = new OutcomeEncoder().wrapAndApplyHeader(buffer, at, HEADER);
          outcome.account(account).decidedAt(sequence).result(0).command(templateId);
          outcome.reason(Reason.ACCEPTED).requestId().high(high).low(low);
          return outcome.encodedLength();
        });
    return Submission.TAKEN;
  }

  @Override
  public synchronized List<EventReader> openReaders(EventHandler state, List<Runnable> wakeups) {
    for (byte[] frame : frames) {
      state.onEvent(new UnsafeBuffer(frame), 0);
    }
    return wakeups.stream().map(this::reader).toList();
  }

  private EventReader reader(Runnable wakeup) {
    Reader reader = new Reader(wakeup);
    reader.next = frames.size();
    reader.handled = frames.size();
    readers.add(reader);
    return reader;
  }

  private final class Reader implements EventReader {
    private final Runnable wakeup;
    private int next;
    private int handled;
    private boolean closed;

    Reader(Runnable wakeup) {
      this.wakeup = wakeup;
    }

    @Override
    public int poll(EventHandler handler, int limit) {
      List<byte[]> batch;
      synchronized (FakeCore.this) {
        if (lapped) {
          return LAPPED;
        }
        batch = List.copyOf(frames.subList(next, Math.min(frames.size(), next + limit)));
        next += batch.size();
      }
      for (byte[] frame : batch) {
        handler.onEvent(new UnsafeBuffer(frame), 0);
      }
      synchronized (FakeCore.this) {
        handled += batch.size();
      }
      return batch.size();
    }

    @Override
    public void close() {
      synchronized (FakeCore.this) {
        closed = true;
      }
    }
  }

  // ---- what tests say

  /** What is defined can be joined: waits until every reader has read all. */
  private void awaitRead() {
    Await.until("all readers have read", this::isAllRead);
  }

  private synchronized boolean isAllRead() {
    return readers.stream().allMatch(reader -> reader.closed || reader.handled == frames.size());
  }

  synchronized void answerWith(Submission submission) {
    answer = submission;
  }

  synchronized List<Command> commands() {
    return List.copyOf(commands);
  }

  synchronized boolean allReadersClosed() {
    return readers.stream().allMatch(reader -> reader.closed);
  }

  synchronized void lapReaders() {
    lapped = true;
    wake();
  }

  void defineSale(long sale) {
    synchronized (this) {
      next();
      event(
          "sale",
          sale,
          0,
          0,
          (buffer, at) ->
              new SaleStateEncoder()
                  .wrapAndApplyHeader(buffer, at, HEADER)
                  .sale(sale)
                  .gap(SaleStateEncoder.gapNullValue())
                  .approvalRequired(Flag.NO)
                  .encodedLength());
    }
    awaitRead();
  }

  void defineLot(long lot, long sale) {
    synchronized (this) {
      next();
      event(
          "lot",
          lot,
          sale,
          0,
          (buffer, at) ->
              new LotStateEncoder()
                  .wrapAndApplyHeader(buffer, at, HEADER)
                  .lot(lot)
                  .sale(sale)
                  .seller(7)
                  .openingPrice(100)
                  .position(1)
                  .incrementTable(1)
                  .status(LotStatus.OPEN)
                  .currency("EUR")
                  .encodedLength());
    }
    awaitRead();
  }

  /** A lot of sale 1 with every number as long as it can be. */
  void fullLot() {
    synchronized (this) {
      long id = Long.MAX_VALUE - 1;
      next();
      event(
          "lot",
          id,
          1,
          0,
          (buffer, at) -> {
            LotStateEncoder lot = new LotStateEncoder().wrapAndApplyHeader(buffer, at, HEADER);
            lot.lot(id).sale(id).seller(id).leader(id).winner(id);
            lot.openingPrice(MOST).buyNow(MOST).price(MOST).hammerPrice(MOST);
            lot.duration(MOST).window(MOST).extension(MOST).remaining(MOST);
            lot.opensAt(9 * MOST).latestEnd(9 * MOST).end(9 * MOST);
            lot.position(Integer.MAX_VALUE).bidCount(Integer.MAX_VALUE - 1);
            lot.incrementTable(1000).deposit(10_000).status(LotStatus.SCHEDULED);
            lot.settlement(Settlement.UNSETTLED).currency("MEDAL_FREE_X");
            return lot.encodedLength();
          });
    }
    awaitRead();
  }

  /** A bid of {@code bidder} makes the price. */
  synchronized void price(long lot, long sale, long price, long bidder) {
    next();
    event(
        "lot",
        lot,
        sale,
        0,
        (buffer, at) ->
            new PriceChangedEncoder()
                .wrapAndApplyHeader(buffer, at, HEADER)
                .lot(lot)
                .price(price)
                .leader(bidder)
                .bidder(bidder)
                .amount(price)
                .end(NOW + 1)
                .bidCount((int) price)
                .reserveMet(Flag.YES)
                .encodedLength());
  }

  /** An event of more than a thousand bytes. */
  synchronized void longEvent(long lot, long sale) {
    next();
    event(
        "lot",
        lot,
        sale,
        0,
        (buffer, at) ->
            new BidVoidedEncoder()
                .wrapAndApplyHeader(buffer, at, HEADER)
                .lot(lot)
                .bidder(7)
                .text("a".repeat(1000))
                .encodedLength());
  }

  /** A private event. */
  synchronized void balance(long account, long posted) {
    next();
    event(
        "account",
        account,
        0,
        0,
        (buffer, at) ->
            new BalanceChangedEncoder()
                .wrapAndApplyHeader(buffer, at, HEADER)
                .account(account)
                .counterparty(0)
                .change(1)
                .posted(posted)
                .held(0)
                .currency("EUR")
                .encodedLength());
  }

  /** Any event. */
  synchronized void event(String kind, long topic, long parent, long replyTo, Encoding encoding) {
    int length =
        EventFrame.MESSAGE
            + MessageHeaderEncoder.ENCODED_LENGTH
            + encoding.encode(scratch, EventFrame.MESSAGE);
    scratch.putInt(EventFrame.LENGTH, length, ByteOrder.LITTLE_ENDIAN);
    scratch.putInt(EventFrame.INDEX, index++, ByteOrder.LITTLE_ENDIAN);
    scratch.putLong(EventFrame.REPLY_TO, replyTo, ByteOrder.LITTLE_ENDIAN);
    scratch.putLong(EventFrame.SEQUENCE, sequence, ByteOrder.LITTLE_ENDIAN);
    scratch.putLong(EventFrame.TIME, NOW + sequence, ByteOrder.LITTLE_ENDIAN);
    scratch.putLong(EventFrame.TOPIC, topic, ByteOrder.LITTLE_ENDIAN);
    scratch.putLong(EventFrame.PARENT, parent, ByteOrder.LITTLE_ENDIAN);
    long offset = kind.isEmpty() ? 0 : topicOffsets.merge(kind + topic, 1L, Long::sum);
    scratch.putLong(EventFrame.TOPIC_OFFSET, offset, ByteOrder.LITTLE_ENDIAN);
    byte[] frame = new byte[length];
    scratch.getBytes(0, frame);
    frames.add(frame);
    wake();
  }

  private void next() {
    sequence++;
    index = 0;
  }

  private void wake() {
    readers.stream().filter(reader -> !reader.closed).forEach(reader -> reader.wakeup.run());
  }
}
