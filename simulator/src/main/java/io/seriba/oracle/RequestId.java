package io.seriba.oracle;

/** 128 bits chosen by a client. */
record RequestId(long high, long low) {
  static final RequestId NONE = new RequestId(0, 0);

  boolean isNone() {
    return high == 0 && low == 0;
  }

  /** Returns the form that it has in an {@link Event}'s fields. */
  String text() {
    return high + ":" + low;
  }
}
