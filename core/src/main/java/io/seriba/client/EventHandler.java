package io.seriba.client;

import org.agrona.DirectBuffer;

/** Takes one event at a time. */
@FunctionalInterface
public interface EventHandler {

  /**
   * Called for each event in order.
   *
   * @param frame the buffer that holds the frame; its content is valid only during the call
   * @param offset where the frame starts, laid out as {@link EventFrame} says
   */
  void onEvent(DirectBuffer frame, int offset);
}
