package io.seriba.bench;

import io.seriba.client.EventFrame;
import io.seriba.sbe.Flag;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.PriceChangedEncoder;
import io.seriba.schema.Catalog;
import io.seriba.schema.JsonCodec;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** JSON to a bid, and a change of price to JSON. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class JsonBench {
  private static final byte[] BID =
      """
      {"type":"auction:bid","requestId":"8a5f0d0e-3f59-4d6e-9a53-0a64a1d3a001","lot":104729,"max":20000451}"""
          .getBytes(StandardCharsets.UTF_8);

  private final JsonCodec codec = new JsonCodec(Catalog.load());
  private final UnsafeBuffer json = new UnsafeBuffer(BID);
  private final MutableDirectBuffer message = new ExpandableArrayBuffer(4_096);
  private final MutableDirectBuffer frame = priceChanged();
  private final UnsafeBuffer text = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);

  private static MutableDirectBuffer priceChanged() {
    MutableDirectBuffer frame = new ExpandableArrayBuffer(256);
    PriceChangedEncoder event =
        new PriceChangedEncoder()
            .wrapAndApplyHeader(frame, EventFrame.MESSAGE, new MessageHeaderEncoder())
            .lot(104_729)
            .price(19_500_000)
            .leader(7_919)
            .bidder(7_919)
            .amount(19_500_000)
            .end(1_700_000_300_000_000L)
            .bidCount(41)
            .reserveMet(Flag.YES);
    int length = EventFrame.MESSAGE + MessageHeaderEncoder.ENCODED_LENGTH + event.encodedLength();
    frame.putInt(EventFrame.LENGTH, length, ByteOrder.LITTLE_ENDIAN);
    frame.putLong(EventFrame.SEQUENCE, 1_234_567, ByteOrder.LITTLE_ENDIAN);
    frame.putLong(EventFrame.TIME, 1_700_000_000_000_000L, ByteOrder.LITTLE_ENDIAN);
    frame.putLong(EventFrame.TOPIC, 104_729, ByteOrder.LITTLE_ENDIAN);
    frame.putLong(EventFrame.PARENT, 1, ByteOrder.LITTLE_ENDIAN);
    frame.putLong(EventFrame.TOPIC_OFFSET, 42, ByteOrder.LITTLE_ENDIAN);
    return frame;
  }

  /** Reads a bid. */
  @Benchmark
  public int decodeBid() {
    if (!codec.decode(json, 0, BID.length, 7_919, message, 0)) {
      throw new AssertionError(codec.errorText());
    }
    return codec.decodedLength();
  }

  /** Writes a change of price. */
  @Benchmark
  public int encodePriceChanged() {
    return codec.encodeEvent(frame, 0, text, 0);
  }
}
