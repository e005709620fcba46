package io.seriba.oracle;

/** The engine did other than the oracle says, or what no engine may do. */
final class Mismatch extends AssertionError {
  Mismatch(String what) {
    super(what);
  }

  Mismatch(String what, Throwable cause) {
    super(what, cause);
  }

  /** Says what the oracle expected and what the engine did, one event a line. */
  static Mismatch of(String what, Object expected, Object actual) {
    return new Mismatch(what + "\n  oracle: " + lines(expected) + "\n  engine: " + lines(actual));
  }

  private static String lines(Object value) {
    return value.toString().replace("), ", "),\n          ").replace("], ", "],\n          ");
  }
}
