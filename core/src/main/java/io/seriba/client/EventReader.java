package io.seriba.client;

/** One thread's place in the stream of released events. Not thread-safe. */
public interface EventReader extends AutoCloseable {

  /**
   * Returned by {@link #poll} when the writer has overtaken this reader: events are lost to it for
   * good.
   */
  int LAPPED = -1;

  /**
   * Gives the handler what is released and not yet read. The frames that it gets are the reader's
   * own copy: they stay as they are during the call, however far behind the reader is.
   *
   * @param handler gets each event; what it throws comes out of this method, and that event counts
   *     as read
   * @param limit the most events to give
   * @return how many were given; if that is the limit, there may be more, and no wakeup will tell:
   *     poll again. Or {@link #LAPPED}; after that every poll returns it again
   */
  int poll(EventHandler handler, int limit);

  /** Ends the reader's wakeups; one may still be under way. Any thread. */
  @Override
  void close();
}
