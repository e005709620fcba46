package io.seriba.client;

import java.util.List;
import org.agrona.DirectBuffer;

/**
 * All that a gateway sees of the core: commands go in, events come out.
 *
 * <p>Implemented by the single-machine host and, later, by a client of the cluster. Identity is in
 * the command (account and request id); {@code replyTo} is only the route that the outcome takes
 * back.
 */
public interface CoreClient {

  /** The longest command that can be submitted, in bytes, message header included. */
  int MAX_COMMAND_LENGTH = 4096;

  /**
   * Hands a command to the engine. Thread-safe; never blocks. The bytes are copied before this
   * returns.
   *
   * @param command holds one command of the schema, message header included
   * @param offset where it starts
   * @param length its bytes
   * @param replyTo the session that gets the outcome, not 0
   * @return what became of it; only {@link Submission#TAKEN} leads to an outcome
   */
  Submission submit(DirectBuffer command, int offset, int length, long replyTo);

  /**
   * Opens readers of all released events, for a thread each. Only before the core takes its first
   * command: the present state of every topic is handed to {@code state} on the calling thread, as
   * state records, before this returns; each reader then gives every event after it.
   *
   * @param state gets one frame for each sale, lot or whatever else has a state record
   * @param wakeups one for each reader: called from the core's threads, at most once between two
   *     polls, when there is something to read; it must return at once. Not called after a poll
   *     that gave as many events as it was allowed to: there may be more, so poll again. It may
   *     throw only once the reader is closed
   * @return the readers, in the order of their wakeups
   */
  List<EventReader> openReaders(EventHandler state, List<Runnable> wakeups);

  /** Opens one reader: see {@link #openReaders}. */
  default EventReader openReader(EventHandler state, Runnable wakeup) {
    return openReaders(state, List.of(wakeup)).getFirst();
  }

  /** What became of a submitted command. */
  enum Submission {
    /**
     * It is on its way; exactly one outcome follows, unless the core fails before: then ask again
     * with the same request id after its restart.
     */
    TAKEN,
    /** The queue is full: nothing happened, try again with the same request id. */
    BUSY,
    /** The journal's disk is nearly full: nothing happened. */
    STORAGE_FULL,
    /** Longer than {@link #MAX_COMMAND_LENGTH}: nothing happened, and it never will. */
    TOO_LONG,
    /** The core isn't started, is shutting down, or has failed: nothing happened. */
    CLOSED
  }
}
