package io.seriba.persistence;

import io.seriba.host.Journal.RecordHandler;

/** Reads a log while it is written, from some sequence on. For one thread. */
public interface LogTail extends AutoCloseable {

  /**
   * Gives the next records to the handler, a bounded number of them.
   *
   * @param limit the last sequence that may be read: one that is known to be written
   * @return how many records there were, 0 if all up to the limit were read before
   * @throws JournalException if a record up to the limit can't be read as it was written
   */
  int read(long limit, RecordHandler handler);

  /** Stops keeping what is still to be read from being removed. */
  @Override
  void close();
}
