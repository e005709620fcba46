package io.seriba.engine;

import org.agrona.DirectBuffer;

/** Where {@link Engine#save} puts a snapshot's records. Called on the saving thread only. */
public interface StateSink {

  /** The longest record, in bytes, header included. */
  int MAX_RECORD_LENGTH = 65_536;

  /**
   * Takes the next record.
   *
   * @param buffer holds it; the caller's again when this returns
   * @param length bytes, header included; from 8 to {@link #MAX_RECORD_LENGTH}
   */
  void write(DirectBuffer buffer, int offset, int length);
}
