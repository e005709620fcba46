package io.seriba.persistence;

import java.util.List;

/**
 * The journal can't be opened or can't go on. The message says what is wrong, where, and what to
 * do.
 */
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<JournalDamage> damage;

  /** Says what is wrong and what to do. */
  public JournalException(String message) {
    super(message);
    this.damage = List.of();
  }

  /** Says what is wrong and what to do. */
  public JournalException(String message, Throwable cause) {
    super(message, cause);
    this.damage = List.of();
  }

  JournalException(String message, List<JournalDamage> damage) {
    super(message);
    this.damage = damage;
  }

  /** Returns the damage that the message speaks of; empty if it speaks of something else. */
  public List<JournalDamage> damage() {
    return damage == null ? List.of() : damage;
  }
}
