package io.seriba.persistence.postgres;

import static io.seriba.persistence.follower.FollowedLog.await;
import static io.seriba.persistence.postgres.TestDatabase.contents;
import static io.seriba.persistence.postgres.TestDatabase.execute;
import static io.seriba.persistence.postgres.TestDatabase.query;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.persistence.follower.FollowedLog;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL of these tests' own, which they may stop and kill. */
class EmbeddedServerTest {
  private static final Path OWN = Path.of("target", "killed-database");
  private static final FollowerOptions QUICK =
      new FollowerOptions(1_000, 2_000, 5_000, 50_000, stop -> {});

  @TempDir private Path directory;

  private static Database open() {
    return Database.open(DatabaseOptions.embedded(OWN), "public");
  }

  private static ProcessHandle postmaster() throws Exception {
    String pid = Files.readString(OWN.resolve("cluster").resolve("postmaster.pid"));
    return ProcessHandle.of(Long.parseLong(pid.lines().findFirst().orElseThrow())).orElseThrow();
  }

  @Test
  void itWritesThroughToTheDiskAndAsksForThePassword() throws Exception {
    try (Database database = open()) {
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(OWN)));
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        assertEquals(List.of("on"), query(database.direct(), "public", "show " + setting));
      }
      assertEquals(
          List.of("localhost"), query(database.direct(), "public", "show listen_addresses"));
      PGSimpleDataSource stranger = new PGSimpleDataSource();
      stranger.setUrl(database.url());
      stranger.setUser("postgres");
      assertThrows(SQLException.class, stranger::getConnection);
      stranger.setPassword("postgres");
      assertThrows(SQLException.class, stranger::getConnection);
    }
  }

  @Test
  void itIsStoppedAndKilledUnderLoadAndTheTablesAreExactAfterwards() throws Exception {
    Database database = open();
    DataSource source = database.direct(); // the port stays the same
    execute(source, "drop schema if exists killed cascade");
    execute(source, "drop schema if exists killed_clean cascade");
    ProjectionOptions options = new ProjectionOptions("killed", 200, 1 << 20);
    try (FollowedLog log = new FollowedLog(directory).opened();
        Follower follower =
            log.follower(new PostgresProjection(source, log.journal().id(), options), QUICK)) {
      follower.start();
      for (int i = 0; i < 2; i++) {
        log.bid(500);
        await(() -> follower.watermark() > 0);
        long retries = follower.stats().retries();
        if (i == 0) {
          database.close();
        } else {
          postmaster().destroyForcibly(); // and it is started again by itself
        }
        log.bid(1_000);
        log.settled();
        await(() -> follower.stats().retries() > retries);
        if (i == 0) {
          database = open();
        }
        long last = log.settled();
        await(() -> follower.watermark() == last || follower.stop() != null);
        assertNull(follower.stop());
      }
      ProjectionOptions clean = options.withSchema("killed_clean");
      try (Follower other =
          log.follower(new PostgresProjection(source, log.journal().id(), clean), QUICK)) {
        other.start();
        await(() -> other.watermark() == log.limit());
      }
      assertEquals(contents(source, "killed_clean"), contents(source, "killed"));
    } finally {
      database.close();
    }
  }

  @Test
  void whatAKilledServerLeftRunningIsStoppedFirst() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> !argument.startsWith("-javaagent"))
            .toList());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(EmbeddedServerTest.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader output = process.inputReader(UTF_8)) {
      assertEquals("open", output.readLine());
      ProcessHandle orphan = postmaster();
      process.toHandle().destroyForcibly();
      process.waitFor();
      assertTrue(orphan.isAlive());
      try (Database database = open()) {
        assertNotEquals(orphan.pid(), postmaster().pid());
        assertEquals(List.of("1"), query(database.direct(), "public", "select 1"));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** The process that is killed. */
  public static void main(String[] args) throws Exception {
    Database database = open();
    execute(database.direct(), "select 1");
    System.out.println("open");
    Thread.currentThread().join();
  }

  @Test
  void afterAFirstStartThatWasInterruptedItStartsAnew() throws Exception {
    try (Database database = open()) {
      execute(database.direct(), "create table if not exists public.lost (x int)");
    }
    Files.delete(OWN.resolve("ready"));
    try (Database database = open()) {
      assertEquals(
          List.of(),
          query(database.direct(), "public", "select 1 from pg_tables where tablename = 'lost'"));
    }
  }
}
