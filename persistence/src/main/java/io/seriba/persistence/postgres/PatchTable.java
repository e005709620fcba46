package io.seriba.persistence.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows change: of each row, a batch writes only what it has come to at its end.
 *
 * <p>The changes of a batch are copied to a temporary table, {@code patch_NAME}, and go from there
 * to the table itself with one statement for new rows and one for others.
 */
final class PatchTable implements Table {
  /** About what a row takes besides its values. */
  private static final int ROW_BYTES = 150;

  private enum Mode {
    KEY,
    /** Set to a value. */
    SET,
    /** Set to a value, or to null by the value that the schema has for none. */
    CLEARABLE,
    /** Set to a value or changed by an amount. */
    TALLY
  }

  /** A column; its place is that of its value in a row. */
  record Column(String name, ColumnType type, Mode mode, int place) {
    private String patched() {
      return switch (mode) {
        case KEY, SET -> "coalesce(p.%1$s, t.%1$s)".formatted(name);
        case CLEARABLE -> "nullif(coalesce(p.%1$s, t.%1$s), %2$s)".formatted(name, type.none);
        case TALLY -> "coalesce(p.%1$s, t.%1$s) + p.%1$s_add".formatted(name);
      };
    }

    private String fresh() {
      return switch (mode) {
        case KEY, SET -> "p." + name;
        case CLEARABLE -> "nullif(p.%s, %s)".formatted(name, type.none);
        case TALLY -> "coalesce(p.%1$s, 0) + p.%1$s_add".formatted(name);
      };
    }
  }

  private record TextKey(long id, String text) {}

  private record PairKey(long id, long second) {}

  /** A row's changes. */
  final class Row {
    private final long[] values = new long[columns.size()];
    private final @Nullable String[] texts = new @Nullable String[columns.size()];
    private final long[] added = new long[columns.size()];
    private long isSet;
    private boolean isFresh;

    /** Sets a column that isn't text; true is 1. */
    Row set(Column column, long value) {
      assert column.type != ColumnType.TEXT && columns.get(column.place).equals(column) : column;
      values[column.place] = value;
      added[column.place] = 0;
      isSet |= 1L << column.place;
      return this;
    }

    Row set(Column column, boolean value) {
      return set(column, value ? 1 : 0);
    }

    Row set(Column column, String value) {
      assert column.type == ColumnType.TEXT && columns.get(column.place).equals(column) : column;
      texts[column.place] = value;
      isSet |= 1L << column.place;
      return this;
    }

    Row add(Column column, long amount) {
      assert column.mode == Mode.TALLY && columns.get(column.place).equals(column) : column;
      added[column.place] += amount;
      return this;
    }

    private boolean has(Column column) {
      return (isSet & 1L << column.place) != 0;
    }
  }

  private final String name;
  private final boolean isImplicit;
  private final boolean isRedefinable;
  private final List<Column> columns = new ArrayList<>();
  private Map<Object, Row> rows = new HashMap<>();
  private Map<Object, Row> sealed = new HashMap<>();
  private @Nullable CopyBuffer encoded;
  private String copy = "";
  private String insert = "";
  private String update = "";

  private PatchTable(String name, boolean isImplicit, boolean isRedefinable) {
    this.name = name;
    this.isImplicit = isImplicit;
    this.isRedefinable = isRedefinable;
  }

  /** Makes one whose rows come to be by {@link #fresh}, once. */
  static PatchTable of(String name) {
    return new PatchTable(name, false, false);
  }

  /** Makes one whose rows come to be by {@link #fresh}, and can be made anew. */
  static PatchTable redefinable(String name) {
    return new PatchTable(name, false, true);
  }

  /** Makes one whose rows come to be when they are first changed, all else by default. */
  static PatchTable implicit(String name) {
    return new PatchTable(name, true, false);
  }

  Column key(String column, ColumnType type) {
    return add(column, type, Mode.KEY);
  }

  Column set(String column, ColumnType type) {
    return add(column, type, Mode.SET);
  }

  Column clearable(String column, ColumnType type) {
    return add(column, type, Mode.CLEARABLE);
  }

  Column tally(String column, ColumnType type) {
    return add(column, type, Mode.TALLY);
  }

  private Column add(String column, ColumnType type, Mode mode) {
    if (columns.size() == Long.SIZE) {
      throw new IllegalArgumentException(name + " has too many columns");
    }
    Column added = new Column(column, type, mode, columns.size());
    columns.add(added);
    return added;
  }

  /** Makes a new row, all of whose columns that can't be null are then set. */
  Row fresh(long key) {
    return begun(row(key));
  }

  Row fresh(long key, long second) {
    return begun(row(key, second));
  }

  private Row begun(Row row) {
    row.isSet &= keys().stream().mapToLong(key -> 1L << key.place).sum();
    Arrays.fill(row.added, 0);
    row.isFresh = true;
    return row;
  }

  /** Returns the changes of a row, which is there. */
  Row row(long key) {
    Row row = rows.get(key);
    if (row == null) {
      row = new Row().set(columns.get(0), key);
      rows.put(key, row);
    }
    return row;
  }

  Row row(long key, long second) {
    return rows.computeIfAbsent(
        new PairKey(key, second),
        absent -> new Row().set(columns.get(0), key).set(columns.get(1), second));
  }

  Row row(long key, String text) {
    return rows.computeIfAbsent(
        new TextKey(key, text),
        absent -> new Row().set(columns.get(0), key).set(columns.get(1), text));
  }

  @Override
  public void prepare(Statement statement) throws SQLException {
    statement.execute(
        "create temporary table if not exists patch_%s (%s, fresh boolean) on commit delete rows"
            .formatted(
                name,
                list(
                    columns,
                    c ->
                        c.name
                            + " "
                            + c.type.sql
                            + (c.mode == Mode.TALLY ? ", " + c.name + "_add bigint" : ""))));
    List<Column> keys = keys();
    copy =
        "copy patch_%s (%s, fresh) from stdin binary"
            .formatted(
                name,
                list(columns, c -> c.name + (c.mode == Mode.TALLY ? ", " + c.name + "_add" : "")));
    insert = isImplicit ? insertKeys(keys) : insertAll(keys);
    List<Column> others = columns.stream().filter(c -> c.mode != Mode.KEY).toList();
    update =
        "update %s t set %s from patch_%1$s p where %s%s"
            .formatted(
                name,
                list(others, c -> c.name + " = " + c.patched()),
                keys.stream()
                    .map(c -> "t.%1$s = p.%1$s".formatted(c.name))
                    .collect(Collectors.joining(" and ")),
                isImplicit ? "" : " and not p.fresh");
  }

  private List<Column> keys() {
    return columns.stream().filter(c -> c.mode == Mode.KEY).toList();
  }

  private String insertKeys(List<Column> keys) {
    return "insert into %s (%s) select %2$s from patch_%1$s on conflict do nothing"
        .formatted(name, list(keys, Column::name));
  }

  private String insertAll(List<Column> keys) {
    String sql =
        "insert into %s (%s) select %s from patch_%1$s p where p.fresh"
            .formatted(name, list(columns, Column::name), list(columns, Column::fresh));
    return isRedefinable
        ? sql
            + " on conflict (%s) do update set %s"
                .formatted(
                    list(keys, Column::name), list(columns, c -> c.name + " = excluded." + c.name))
        : sql;
  }

  private static String list(List<Column> columns, Function<Column, String> each) {
    return columns.stream().map(each).collect(Collectors.joining(", "));
  }

  @Override
  public void seal() {
    Map<Object, Row> empty = sealed;
    sealed = rows;
    rows = empty;
  }

  @Override
  public void write(Connection connection) throws SQLException {
    if (sealed.isEmpty()) {
      return;
    }
    if (encoded == null) {
      encoded = encode();
    }
    encoded.copyTo(connection, copy);
    long fresh = sealed.values().stream().filter(row -> row.isFresh).count();
    try (Statement statement = connection.createStatement()) {
      if (isImplicit || fresh > 0) {
        statement.executeUpdate(insert);
      }
      if (isImplicit || fresh < sealed.size()) {
        int updated = statement.executeUpdate(update);
        long due = isImplicit ? sealed.size() : sealed.size() - fresh;
        if (updated != due) {
          throw new SQLException(
              "%s has %d of %d rows that were to be changed".formatted(name, updated, due));
        }
      }
    }
  }

  private CopyBuffer encode() {
    int tallies = (int) columns.stream().filter(c -> c.mode == Mode.TALLY).count();
    CopyBuffer buffer = new CopyBuffer(columns.size() + tallies + 1);
    for (Row row : sealed.values()) {
      buffer.row();
      for (Column column : columns) {
        put(buffer, row, column);
        if (column.mode == Mode.TALLY) {
          buffer.bigint(row.added[column.place]);
        }
      }
      buffer.bool(row.isFresh);
    }
    return buffer;
  }

  private static void put(CopyBuffer buffer, Row row, Column column) {
    if (!row.has(column)) {
      buffer.none();
      return;
    }
    long value = row.values[column.place];
    switch (column.type) {
      case BIGINT -> buffer.bigint(value);
      case INTEGER -> buffer.integer(value);
      case BOOLEAN -> buffer.bool(value != 0);
      case TIME -> buffer.time(value);
      case INTERVAL -> buffer.interval(value);
      case TEXT -> buffer.ascii(row.texts[column.place]);
    }
  }

  @Override
  public int bytes() {
    return rows.size() * (ROW_BYTES + 2 * Long.BYTES * columns.size());
  }

  @Override
  public void clear() {
    sealed.clear();
    encoded = null;
  }
}
