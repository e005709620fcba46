package io.seriba.schema;

/** Placeholder for the first commit's constants. */
final class JsonCodec {
  static final int MAX_MESSAGE_LENGTH = 4096;

  private JsonCodec() {}
}
