package io.seriba.engine;

import org.agrona.DirectBuffer;

/**
 * Where {@link Engine#load} gets a snapshot's records from: those that a {@link StateSink} took, in
 * the same order. Called on the loading thread only.
 */
public interface StateSource {

  /** Moves to the next record, at first to the first; returns false if there is none. */
  boolean next();

  /** Returns what holds the present record, until the next {@link #next}. */
  DirectBuffer buffer();

  /** Returns where the present record starts, header first. */
  int offset();

  /** Returns the bytes of the present record, header included. */
  int length();
}
