package io.seriba.engine;

import io.seriba.sbe.snapshot.MessageHeaderDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageDecoderFlyweight;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot's records, one at a time.
 *
 * <p>The domains use it like this: {@code while (in.next())}, switch on {@link #templateId}, {@code
 * record = in.read(decoder)}, get all fields, groups and data. {@link #next} ends with the domain's
 * last record. A record that isn't what its header says is refused.
 */
public final class StateReader {
  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

  private final StateSource source;
  private final UnsafeBuffer record = new UnsafeBuffer(new byte[HEADER]);
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private @Nullable MessageDecoderFlyweight decoder;
  private int section;
  private int templateId;
  private long records;

  /** The present record was seen, but belongs to a section that comes later. */
  private boolean isAhead;

  private boolean isOver;

  StateReader(StateSource source) {
    this.source = source;
  }

  /** Says whose records {@link #next} gives from now on: those with ids of this hundred. */
  void section(int hundred) {
    section = hundred;
  }

  /** Moves to the domain's next record; returns false if there is none. */
  public boolean next() {
    if (!isAhead && !advance()) {
      return false;
    }
    isAhead = templateId / 100 != section;
    return !isAhead;
  }

  private boolean advance() {
    checkThatAllWasRead();
    isOver = isOver || !source.next();
    if (isOver) {
      return false;
    }
    records++;
    record.wrap(source.buffer(), source.offset(), source.length());
    if (source.length() < HEADER) {
      templateId = 0;
      throw bad("has %d bytes, less than a header".formatted(source.length()));
    }
    templateId = header.wrap(record, 0).templateId();
    return true;
  }

  private void checkThatAllWasRead() {
    MessageDecoderFlyweight last = decoder;
    decoder = null;
    if (last != null && last.limit() != record.capacity()) {
      throw bad("has %d bytes, %d of them read".formatted(record.capacity(), last.limit()));
    }
  }

  /** Returns what kind of record it is. */
  public int templateId() {
    return templateId;
  }

  /** Wraps a decoder of the present record's kind around its fields, and returns it. */
  public <D extends MessageDecoderFlyweight> D read(D fields) {
    int version = header.version();
    int length = header.blockLength();
    boolean isLength =
        version == fields.sbeSchemaVersion()
            ? length == fields.sbeBlockLength()
            : length <= fields.sbeBlockLength();
    if (header.schemaId() != fields.sbeSchemaId() || version < 1) {
      throw bad("is of schema %d version %d".formatted(header.schemaId(), version));
    }
    if (version > fields.sbeSchemaVersion()) {
      throw bad(
          "was written by a later version of Seriba: schema version %d, and this knows %d"
              .formatted(version, fields.sbeSchemaVersion()));
    }
    if (!isLength || HEADER + length > record.capacity()) {
      throw bad("has a block of %d bytes in %d".formatted(length, record.capacity()));
    }
    decoder = fields;
    fields.wrap(record, HEADER, length, version);
    return fields;
  }

  /** Makes what to throw if the present record can't be true, or isn't expected here. */
  public BadStateException bad(String why) {
    return new BadStateException(name() + " " + why, null);
  }

  /** Makes what to throw if the present record can't be taken, for a reason that was thrown. */
  BadStateException bad(Throwable cause) {
    return new BadStateException(name() + " can't be taken: " + cause, cause);
  }

  private String name() {
    return isOver
        ? "the snapshot, which ends after record %d,".formatted(records)
        : "the snapshot's record %d, of kind %d,".formatted(records, templateId);
  }

  /** Returns how many records were read or seen ahead. */
  long records() {
    return records;
  }

  /** Tells whether there is no record behind the present one. */
  boolean endsHere() {
    return isOver || !(isAhead || advance());
  }
}
