package io.seriba.persistence.postgres;

/**
 * How the tables are written. Immutable; checked when it is made.
 *
 * @param schema the schema that they are in: 1 to 40 of a-z, 0-9 and _, beginning with a letter
 * @param batchCommands most commands that are written with one commit, 1 to 1,000,000
 * @param batchBytes most memory that a batch takes, about, 64 KiB to 1 GiB; there are two
 */
public record ProjectionOptions(String schema, int batchCommands, long batchBytes) {
  /** Schema seriba, batches of 50,000 commands and 64 MiB. */
  public static final ProjectionOptions DEFAULT =
      new ProjectionOptions("seriba", 50_000, 64L << 20);

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the field, its value, and what is allowed
   */
  public ProjectionOptions {
    if (!schema.matches("[a-z][a-z0-9_]{0,39}")) {
      throw new IllegalArgumentException(
          "schema must be 1 to 40 of a-z, 0-9 and _, beginning with a letter, not " + schema);
    }
    within("batchCommands", batchCommands, 1, 1_000_000);
    within("batchBytes", batchBytes, 64 << 10, 1 << 30);
  }

  /** Returns the same with another schema. */
  public ProjectionOptions withSchema(String another) {
    return new ProjectionOptions(another, batchCommands, batchBytes);
  }

  /** Returns the same with other batches. */
  public ProjectionOptions withBatchCommands(int commands) {
    return new ProjectionOptions(schema, commands, batchBytes);
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
