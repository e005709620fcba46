package io.seriba.persistence.follower;

import org.agrona.DirectBuffer;

/**
 * Something that is made of the log's commands and events, and keeps what it makes: tables,
 * snapshots.
 *
 * <p>First {@link #open}, until it succeeds; when the follower's engine has come to the watermark,
 * {@link #begin}; then, for each command behind the watermark and in the log's order, {@link
 * #command}, its {@link #event}s, {@link #endOfCommand}; every so often {@link #flush}; at last
 * {@link #close}. All but {@link #abandon} on the follower's thread, and between two commands the
 * follower's engine is at rest.
 *
 * <p>Any method but {@link #close} may throw a {@link ProjectionException}, whose message says what
 * to do: it ends the follower.
 */
public interface Projection extends AutoCloseable {

  /** Returns what it is called in messages: {@code the database}. */
  String name();

  /**
   * Makes contact with what keeps it, and begins anew: whatever it was given before and doesn't
   * keep it will be given again.
   *
   * @return the watermark: the last sequence whose effects are kept for good, 0 if there is none
   * @throws UnavailableException if that can't be had now; called again later
   */
  long open() throws UnavailableException;

  /**
   * The follower has come to the watermark; the next command is the one behind it.
   *
   * @param stateHash of the follower's engine at the watermark
   */
  void begin(long stateHash);

  /**
   * Takes a command. Its events follow.
   *
   * @param timestamp microseconds
   * @param command holds it, message header included; valid only during the call
   */
  void command(long sequence, long timestamp, DirectBuffer command, int offset, int length);

  /**
   * Takes an event of the last command.
   *
   * @param buffer holds its frame; valid only during the call
   * @param frame where the frame starts, laid out as {@link io.seriba.client.EventFrame} says
   */
  void event(DirectBuffer buffer, int frame);

  /** All events of the last command were given. */
  void endOfCommand(long stateHash);

  /** Tells whether it wants to be flushed before it takes more: so its memory stays bounded. */
  boolean isFull();

  /**
   * Keeps for good what it was given so far, and then moves the watermark there.
   *
   * @throws UnavailableException if that can't be done now. Nothing is lost: called again later, or
   *     opened anew after the next start
   */
  void flush() throws UnavailableException;

  /**
   * Begins to keep what it was given so far, and may go on with that while it is given more: for
   * one that is full, and will be full again soon. Returns when what it began before is kept.
   *
   * @return the watermark: up to where all is kept for good by now. The rest is by the next call of
   *     this, or of {@link #flush}
   * @throws UnavailableException as {@link #flush} does
   */
  long keep() throws UnavailableException;

  /**
   * Gives up what it is keeping or opening at the moment, for nobody waits for it any longer: the
   * call that does so throws {@link UnavailableException}, as all later ones do. Any thread.
   */
  void abandon();

  /** Lets go of all it uses, without flushing. */
  @Override
  void close();
}
