package io.seriba.engine;

import io.seriba.sbe.snapshot.MessageHeaderEncoder;
import java.util.Arrays;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * Encodes a snapshot's records, one at a time.
 *
 * <p>The domains use it like this: {@code record = out.open(encoder)}, set all fields, {@code
 * out.close(record)}.
 */
public final class StateWriter {
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[StateSink.MAX_RECORD_LENGTH]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final StateSink sink;
  private long records;

  StateWriter(StateSink sink) {
    this.sink = sink;
  }

  /** Returns ids in ascending order, where a map has them in none. */
  public static long[] inOrder(Long2ObjectHashMap<?>.KeySet ids) {
    long[] sorted = new long[ids.size()];
    Long2ObjectHashMap<?>.KeyIterator keys = ids.iterator();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = keys.nextLong();
    }
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * Opens the next record.
   *
   * @param record is wrapped around the writer's memory; one that grows beyond {@link
   *     StateSink#MAX_RECORD_LENGTH} throws
   * @return {@code record}
   */
  public <E extends MessageEncoderFlyweight> E open(E record) {
    header
        .wrap(buffer, 0)
        .blockLength(record.sbeBlockLength())
        .templateId(record.sbeTemplateId())
        .schemaId(record.sbeSchemaId())
        .version(record.sbeSchemaVersion());
    record.wrap(buffer, MessageHeaderEncoder.ENCODED_LENGTH);
    return record;
  }

  /** Ends the open record; all its fields are set. */
  public void close(MessageEncoderFlyweight record) {
    records++;
    sink.write(buffer, 0, record.limit());
  }

  /** Returns how many records were closed. */
  long records() {
    return records;
  }
}
