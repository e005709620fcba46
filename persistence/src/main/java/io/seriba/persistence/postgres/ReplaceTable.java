package io.seriba.persistence.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A table of members, in which a group's rows are replaced as a whole. */
final class ReplaceTable implements Table {
  private static final int ROW_BYTES = 100;

  private final String name;
  private final String group;
  private final String member;
  private Batch batch = new Batch(new HashMap<>(), new HashSet<>());
  private Batch sealed = new Batch(new HashMap<>(), new HashSet<>());

  /**
   * The changes of one.
   *
   * @param groups their members
   * @param replaced which of them may have had others
   */
  private record Batch(Map<Long, long[]> groups, Set<Long> replaced) {}

  ReplaceTable(String name, String group, String member) {
    this.name = name;
    this.group = group;
    this.member = member;
  }

  /** Gives a group its members, in place of any that it has. */
  void replace(long id, long[] members) {
    batch.groups.put(id, members);
    batch.replaced.add(id);
  }

  /** Gives a new group its members. */
  void add(long id, long[] members) {
    batch.groups.put(id, members);
  }

  @Override
  public void seal() {
    Batch empty = sealed;
    sealed = batch;
    batch = empty;
  }

  @Override
  public void write(Connection connection) throws SQLException {
    if (sealed.groups.isEmpty()) {
      return;
    }
    if (!sealed.replaced.isEmpty()) {
      try (PreparedStatement delete =
          connection.prepareStatement("delete from %s where %s = any(?)".formatted(name, group))) {
        delete.setArray(1, connection.createArrayOf("bigint", sealed.replaced.toArray()));
        delete.executeUpdate();
      }
    }
    CopyBuffer rows = new CopyBuffer(2);
    for (Map.Entry<Long, long[]> each : sealed.groups.entrySet()) {
      for (long id : each.getValue()) {
        rows.row().bigint(each.getKey()).bigint(id);
      }
    }
    rows.copyTo(connection, "copy %s (%s, %s) from stdin binary".formatted(name, group, member));
  }

  @Override
  public int bytes() {
    return batch.groups.size() * ROW_BYTES;
  }

  @Override
  public void clear() {
    sealed.groups.clear();
    sealed.replaced.clear();
  }
}
