package io.seriba.persistence.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Converts the log's times to those of JDBC. */
final class Times {
  private Times() {}

  /** Returns microseconds since 1970 as a value for a {@code timestamptz}. */
  static OffsetDateTime sql(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
