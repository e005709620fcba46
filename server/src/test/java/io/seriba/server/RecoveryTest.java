package io.seriba.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.persistence.JournalVerifier;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.sbe.Role;
import io.seriba.server.backup.Backup;
import io.seriba.server.backup.BackupException;
import io.seriba.server.backup.Restore;
import io.seriba.server.config.ServerConfig;
import io.seriba.server.past.PastState;
import io.seriba.server.past.PastState.Point;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots, states of the past and backups of a real server, under a little load. */
class RecoveryTest {
  @TempDir Path directory;

  private long nextHolder = 5;

  private ServerConfig config(String... more) {
    List<String> settings = new ArrayList<>(List.of("snapshots.every-commands=1000"));
    settings.addAll(List.of(more));
    return TestServers.config(directory.resolve("data"), settings.toArray(String[]::new));
  }

  private void openAccounts(Server server, int count) {
    try (TestClient client = new TestClient(server.address(), TestServers.token(1, Role.ADMIN))) {
      List<CompletableFuture<JsonNode>> replies = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        replies.add(
            client.send(UUID.randomUUID(), "ledger:open-account", "\"holder\":" + nextHolder++));
      }
      replies.forEach(TestClient::get);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static void awaitFollower(Server server) {
    await(
        "the follower follows",
        () -> server.followerStats().watermark() == server.hostStats().sequence());
  }

  @Test
  void howFarTheFollowerIsCanBeReadOverJmxWhileTheServerRuns() throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = FollowerGauges.name(config().dataDirectory());
    try (Server server = TestServers.start(config())) {
      openAccounts(server, 10);
      awaitFollower(server);
      assertEquals("RUNNING", beans.getAttribute(name, "State"));
      assertEquals(server.hostStats().sequence(), beans.getAttribute(name, "Watermark"));
      assertEquals(0L, beans.getAttribute(name, "LagCommands"));
      assertEquals(0.0, beans.getAttribute(name, "LagSeconds"));
    }
    assertFalse(beans.isRegistered(name));
  }

  @Test
  void aStartReplaysOnlyWhatTheNewestWholeSnapshotLacks() throws StartException, IOException {
    Server first = TestServers.start(config());
    openAccounts(first, 1_500);
    awaitFollower(first);
    openAccounts(first, 1_500);
    awaitFollower(first);
    first.close();
    assertTrue(first.snapshotsTaken() >= 2);
    assertTrue(first.followerStats().hashesCompared() > 0);

    Server second = TestServers.start(config());
    second.close();
    assertTrue(second.recovery().records() <= 1_500, second.recovery().toString());
    assertEquals(first.stateHash(), second.recovery().stateHash());

    SnapshotStore store = new SnapshotStore(config().snapshotDirectory(), 0);
    for (SnapshotStore.Found found : store.list()) {
      byte[] bytes = Files.readAllBytes(found.file());
      bytes[bytes.length / 2] ^= 1;
      Files.write(found.file(), bytes);
    }
    Server third = TestServers.start(config());
    third.close();
    assertEquals(third.recovery().lastSequence(), third.recovery().records());
    assertEquals(first.stateHash(), third.recovery().stateHash());
  }

  @Test
  void aPrunedJournalStartsFromItsSnapshotsAndNotWithoutThem() throws StartException, IOException {
    ServerConfig config =
        config("snapshots.prune-journal=true", "snapshots.keep=1", "journal.cycle=64 KiB");
    Server first = TestServers.start(config);
    for (int i = 0; i < 4; i++) {
      openAccounts(first, 1_200);
      awaitFollower(first);
    }
    await("files are removed", () -> JournalVerifier.firstSequence(config.journalDirectory()) > 1);
    first.close();

    Server second = TestServers.start(config);
    second.close();
    assertEquals(first.stateHash(), second.recovery().stateHash());

    for (SnapshotStore.Found found : new SnapshotStore(config.snapshotDirectory(), 0).list()) {
      Files.delete(found.file());
    }
    StartException e = assertThrows(StartException.class, () -> TestServers.start(config));
    assertTrue(String.valueOf(e.getMessage()).contains("backup"), e.getMessage());
  }

  @Test
  void aBackupOfARunningServerIsRestoredAsOfItsEndOrAnyPointBefore()
      throws StartException, BackupException {
    Path file = directory.resolve("backup.zip");
    Path all = directory.resolve("all");
    Path half = directory.resolve("half");
    Server server = TestServers.start(config());
    openAccounts(server, 1_200);
    long middle = server.hostStats().sequence();
    openAccounts(server, 600);
    long sequence = server.hostStats().sequence();
    Backup.write(config().dataDirectory(), file);
    PastState past = PastState.at(config().dataDirectory(), Point.END);
    openAccounts(server, 300);
    server.close();

    assertEquals(sequence, Restore.run(file, all, Point.END).lastSequence());
    Server restored = TestServers.start(TestServers.config(all));
    restored.close();
    assertEquals(sequence, restored.recovery().lastSequence());
    assertEquals(past.engine().stateHash(), restored.recovery().stateHash());

    Point point = new Point(middle, Long.MAX_VALUE);
    assertEquals(middle, Restore.run(file, half, point).lastSequence());
    Server earlier = TestServers.start(TestServers.config(half));
    earlier.close();
    assertEquals(middle, earlier.recovery().lastSequence());
    assertEquals(
        PastState.at(config().dataDirectory(), point).engine().stateHash(),
        earlier.recovery().stateHash());
    assertThrows(BackupException.class, () -> Restore.run(file, half, point), "not empty");
  }

  @Test
  void aFileThatIsNoBackupIsRefusedAndLeavesNothing() throws IOException {
    Path file = directory.resolve("some.zip");
    Files.write(file, new byte[100]);

    assertThrows(BackupException.class, () -> Restore.run(file, directory.resolve("x"), Point.END));
    assertThrows(BackupException.class, () -> Backup.write(directory, directory.resolve("y.zip")));
  }
}
