package io.seriba.oracle;

/**
 * What was done to a command's bytes after they were encoded, so that the engine gets something
 * that no encoder makes.
 *
 * @param value bytes for the lengths, else the value that is written over the right one
 */
record Damage(Kind kind, int value) {
  static final Damage NONE = new Damage(Kind.NONE, 0);

  enum Kind {
    NONE,
    /** The last {@code value} bytes are cut off. */
    CUT_OFF,
    /** {@code value} bytes follow the message. */
    TRAILING,
    /** The header says {@code value} as the block length. */
    BLOCK_LENGTH,
    /** The header says {@code value} as the message's id. */
    TEMPLATE,
    /** The header says {@code value} as the schema's id. */
    SCHEMA,
    /** The header says 0 as the schema's version, which never was. */
    VERSION,
    /**
     * A later version of the schema has {@code value} more bytes in the block: no damage, but other
     * content.
     */
    LATER_VERSION,
    /** The dimension of the first group's rows says {@code value} as their block length. */
    ROW_LENGTH,
    /** The dimension of the first group's rows says {@code value} as their number. */
    ROW_COUNT,
    /** The length of the void's text says {@code value}. */
    TEXT_LENGTH
  }

  /** Returns whether the message can still be read. */
  boolean readable() {
    return kind == Kind.NONE || kind == Kind.LATER_VERSION;
  }

  boolean unknownCommand() {
    return kind == Kind.TEMPLATE || kind == Kind.SCHEMA || kind == Kind.VERSION;
  }
}
