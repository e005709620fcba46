package io.seriba.persistence.postgres;

/** Types of columns that rows are copied into. */
enum ColumnType {
  BIGINT("bigint", "0"),
  INTEGER("integer", "0"),
  BOOLEAN("boolean", "false"),
  /** In Java microseconds since 1970-01-01T00:00Z. */
  TIME("timestamptz", "timestamptz 'epoch'"),
  /** In Java microseconds. */
  INTERVAL("interval", "interval '0'"),
  TEXT("text", "''");

  final String sql;

  /** What the schema of commands and events says for none. */
  final String none;

  ColumnType(String sql, String none) {
    this.sql = sql;
    this.none = none;
  }
}
