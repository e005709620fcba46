package io.seriba.persistence;

import java.nio.file.Path;

/**
 * Something in a journal's directory that isn't as it was written.
 *
 * @param file the file or directory
 * @param offset where in the file the bad entry begins, in bytes
 * @param sequence the first sequence that can't be had because of it
 * @param what what is wrong
 * @param remedy what to do about it
 */
public record JournalDamage(Path file, long offset, long sequence, String what, String remedy) {
  @Override
  public String toString() {
    return file + " at byte " + offset + ", sequence " + sequence + ": " + what + ". " + remedy;
  }
}
