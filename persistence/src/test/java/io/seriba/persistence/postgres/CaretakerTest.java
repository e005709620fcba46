package io.seriba.persistence.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** PostgreSQL ends under a server that goes on. */
class CaretakerTest {
  private static final Path OWN = Path.of("target", "cared-for-database");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void whatEndsIsStartedAgainWithAllThatWasCommittedUntilItIsClosed() throws Exception {
    try (Database database = Database.open(DatabaseOptions.embedded(OWN), "public")) {
      execute(database, "create table if not exists kept (id int)");
      execute(database, "insert into kept values (1)");
      long rows = rows(database);
      long killed = postmaster().orElseThrow();
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();
      await(() -> database.restarts() == 1);
      assertEquals(rows, rows(database));
      long stopped = postmaster().orElseThrow();
      assertNotEquals(killed, stopped);
      new ProcessBuilder("kill", "-INT", Long.toString(stopped)).start().waitFor();
      await(() -> database.restarts() == 2);
      assertEquals(rows, rows(database));
      assertTrue(new ServerLog(OWN.resolve("log")).said().contains("fast shutdown request"));
    }
    assertTrue(postmaster().isEmpty());
    assertFalse(
        new Postmaster(EmbeddedServer.cluster(OWN), new ServerLog(OWN.resolve("log"))).isRunning());
  }

  private static Optional<Long> postmaster() throws IOException {
    Path file = OWN.resolve("cluster").resolve("postmaster.pid");
    return Files.exists(file)
        ? Files.readString(file).lines().findFirst().map(Long::parseLong)
        : Optional.empty();
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.direct().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long rows(Database database) throws SQLException {
    try (Connection connection = database.direct().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from kept")) {
      return row.next() ? row.getLong(1) : -1;
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - end < 0, "in vain");
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
