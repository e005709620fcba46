package io.seriba.persistence.postgres;

import static io.seriba.persistence.follower.FollowedLog.await;
import static io.seriba.persistence.postgres.TestDatabase.contents;
import static io.seriba.persistence.postgres.TestDatabase.execute;
import static io.seriba.persistence.postgres.TestDatabase.query;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.persistence.follower.FollowedLog;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL of these tests' own, which they may stop and kill. */
class EmbeddedServerTest {
  private static final Path OWN = Path.of("target", "killed-database");
  private static final FollowerOptions QUICK =
      new FollowerOptions(1_000, 2_000, 5_000, 50_000, 500, 60_000_000, stop -> {});

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
  void whatAnInterruptedFirstStartHasLeftIsMadeAnew() throws Exception {
    try (Database database = open()) {
      execute(database.direct(), "select 1");
    }
    Path programs = onlyOneIn(OWN.resolve("bin"));
    Path draft = programs.resolveSibling("unpacked1");
    Files.move(programs, draft);
    Path library = draft.resolve("lib").resolve("libpq.so.5");
    Files.deleteIfExists(library);
    Files.createSymbolicLink(library, Path.of("libpq.so.gone"));
    Files.createDirectories(OWN.resolve(".initdb-1").resolve("base"));
    Path aside = Files.createDirectories(OWN.resolve("cluster-old"));
    Files.createFile(OWN.resolve("cluster").resolve("postmaster.pid"));
    try (Database database = open()) {
      execute(database.direct(), "select 1");
    }
    assertEquals(programs, onlyOneIn(OWN.resolve("bin")));
    assertFalse(Files.exists(OWN.resolve(".initdb-1")));
    assertTrue(Files.exists(aside), "what somebody put there stays");
  }

  @Test
  void whatItSaysIsKeptWithinBounds() throws Exception {
    open().close();
    Path log = OWN.resolve("log");
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(32 << 20);
    }
    open().close();
    assertTrue(Files.size(log) < 1 << 20);
    assertEquals(16 << 20, Files.size(OWN.resolve("log.1")));
    Files.delete(OWN.resolve("log.1"));
  }

  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // it hangs for two minutes
  void aCloseDoesntWaitForADatabaseThatHangs() throws Exception {
    FollowerOptions impatient =
        new FollowerOptions(1_000, 2_000, 5_000, 50_000, 1_000_000, 100_000, s -> {});
    try (Database database = open();
        FollowedLog log = new FollowedLog(directory).opened()) {
      execute(database.direct(), "drop schema if exists hung cascade");
      execute(database.direct(), "drop schema if exists hung_clean cascade");
      ProjectionOptions options = new ProjectionOptions("hung", 200, 1 << 20);
      Follower follower = log.follower(projection(database, log, options), impatient);
      follower.start();
      log.bid(500);
      await(() -> follower.watermark() > 0);
      List<String> sessions =
          query(
              database.direct(),
              "public",
              "select pid from pg_stat_activity where application_name = 'seriba'"
                  + " and pid <> pg_backend_pid()");
      signal("-STOP", sessions);
      try {
        log.bid(500);
        log.settled();
        follower.close();
        assertNull(follower.stop());
        assertTrue(follower.watermark() < log.limit());
      } finally {
        signal("-CONT", sessions);
      }
      for (ProjectionOptions each : List.of(options, options.withSchema("hung_clean"))) {
        try (Follower other = log.follower(projection(database, log, each), QUICK)) {
          other.start();
          await(() -> other.watermark() == log.limit());
        }
      }
      assertEquals(contents(database.direct(), "hung_clean"), contents(database.direct(), "hung"));
    }
  }

  private static PostgresProjection projection(
      Database database, FollowedLog log, ProjectionOptions options) {
    return new PostgresProjection(database.direct(), log.journal().id(), options);
  }

  private static void signal(String signal, List<String> processes) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    command.addAll(processes);
    assertEquals(0, new ProcessBuilder(command).start().waitFor());
  }

  private static Path onlyOneIn(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> all = entries.toList();
      assertEquals(1, all.size(), all::toString);
      return all.getFirst();
    }
  }

  @Test
  void aStartThatIsInterruptedLeavesNothingRunning() throws Exception {
    open().close();
    Path pid = OWN.resolve("cluster").resolve("postmaster.pid");
    FutureTask<Database> start = new FutureTask<>(EmbeddedServerTest::open);
    Thread starter = Thread.ofPlatform().start(start);
    await(() -> Files.exists(pid) || start.isDone());
    starter.interrupt();
    starter.join();
    try {
      start.get().close(); // the interrupt came too late
    } catch (ExecutionException e) {
      assertInstanceOf(DatabaseException.class, e.getCause());
    }
    assertFalse(Files.exists(pid));
    assertFalse(
        new Postmaster(EmbeddedServer.cluster(OWN), new ServerLog(OWN.resolve("log"))).isRunning());
  }

  @Test
  void aStartThatFailsTellsWhatPostgresqlSaid() throws Exception {
    open().close();
    Path version = OWN.resolve("cluster").resolve("PG_VERSION");
    String before = Files.readString(version);
    Files.writeString(version, "9.6\n");
    try {
      DatabaseException refused = assertThrows(DatabaseException.class, EmbeddedServerTest::open);
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("initialized by PostgreSQL version 9.6"), message);
    } finally {
      Files.writeString(version, before);
    }
  }
}
