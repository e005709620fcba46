package io.seriba.client;

/** One thread's place in the stream of released events. Not thread-safe. */
public interface EventReader extends AutoCloseable {

  /**
   * Returned by {@link #poll} when the writer has overtaken this reader: events are lost to it for
   * good.
   */
  int LAPPED = -1;

  /**
   * Gives the handler what is released and not yet read.
   *
   * @param handler gets each event; what it throws comes out of this method, and that event counts
   *     as read
   * @param limit the most events to give
   * @return how many were given, or {@link #LAPPED}; after that every poll returns it again
   */
  int poll(EventHandler handler, int limit);

  /** Ends the reader's wakeups. */
  @Override
  void close();
}
