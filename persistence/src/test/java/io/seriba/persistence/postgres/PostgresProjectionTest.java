package io.seriba.persistence.postgres;

import static io.seriba.persistence.follower.FollowedLog.await;
import static io.seriba.persistence.postgres.TestDatabase.contents;
import static io.seriba.persistence.postgres.TestDatabase.count;
import static io.seriba.persistence.postgres.TestDatabase.execute;
import static io.seriba.persistence.postgres.TestDatabase.query;
import static io.seriba.persistence.postgres.TestDatabase.schema;
import static io.seriba.persistence.postgres.TestDatabase.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.persistence.follower.FollowedLog;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import io.seriba.persistence.follower.FollowerState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresProjectionTest {
  private static final FollowerOptions QUICK =
      new FollowerOptions(1_000, 2_000, 1_000, 20_000, 1_000_000, 60_000_000, stop -> {});

  @TempDir private Path directory;

  private static PostgresProjection projection(
      DataSource source, FollowedLog log, ProjectionOptions options) {
    return new PostgresProjection(source, log.journal().id(), options);
  }

  /** Follows the whole log into a schema, without faults. */
  private static void follow(FollowedLog log, ProjectionOptions options) {
    long last = log.settled();
    try (Follower follower = log.follower(projection(source(), log, options), QUICK)) {
      follower.start();
      await(() -> follower.watermark() == last || follower.stop() != null);
      assertNull(follower.stop());
    }
  }

  @Test
  void effectsAreThereOnceWhereverTheConnectionDies() throws SQLException {
    ProjectionOptions options = schema("faulty").withBatchCommands(100);
    FaultySource faulty = new FaultySource(source(), 7, 30);
    try (FollowedLog log = new FollowedLog(directory).opened();
        Follower follower = log.follower(projection(faulty, log, options), QUICK)) {
      follower.start();
      for (int i = 0; i < 30 || (i < 300 && !faulty.hasShownAll()); i++) {
        log.bid(40);
        long sequence = log.limit();
        await(() -> follower.watermark() >= sequence - 400 || follower.stop() != null);
        if (i % 10 == 5) {
          await(faulty::killSession);
        }
      }
      long last = log.settled();
      await(() -> follower.watermark() == last || follower.stop() != null);
      assertNull(follower.stop());
      assertTrue(faulty.hasShownAll());
      ProjectionOptions clean = schema("faulty_clean");
      follow(log, clean);
      assertEquals(contents(source(), clean.schema()), contents(source(), options.schema()));
      assertTrue(AuditVerifier.verify(source(), options.schema()).isIntact());
    }
  }

  @Test
  void ofTwoFollowersOneStopsAndEffectsAreThereOnce() throws SQLException {
    ProjectionOptions options = schema("twice");
    try (FollowedLog log = new FollowedLog(directory).opened();
        Follower first = log.follower(projection(source(), log, options), QUICK);
        Follower second = log.follower(projection(source(), log, options), QUICK)) {
      first.start();
      second.start();
      await(
          () ->
              (first.watermark() > 0 || first.stop() != null)
                  && (second.watermark() > 0 || second.stop() != null));
      for (int i = 0; i < 200 && first.stop() == null && second.stop() == null; i++) {
        log.bid(50);
        long sequence = log.settled();
        await(
            () ->
                first.watermark() >= sequence
                    || second.watermark() >= sequence
                    || (first.stop() != null && second.stop() != null));
      }
      Follower stopped = first.stop() != null ? first : second;
      Follower running = first.stop() != null ? second : first;
      String problem = String.valueOf(stopped.stats().problem());
      assertTrue(problem.contains("another follower"), problem);
      log.bid(500);
      long last = log.settled();
      await(() -> running.watermark() == last || running.stop() != null);
      assertNull(running.stop());
      ProjectionOptions clean = schema("twice_clean");
      follow(log, clean);
      assertEquals(contents(source(), clean.schema()), contents(source(), options.schema()));
    }
  }

  @Test
  void aDatabaseOfAnotherJournalStopsTheFollowerAndNotTheEngine() throws SQLException {
    ProjectionOptions options = schema("another");
    try (FollowedLog log = new FollowedLog(directory.resolve("one")).opened()) {
      follow(log, options);
    }
    try (FollowedLog log = new FollowedLog(directory.resolve("other")).opened()) {
      refused(log, options, "was made of journal");
      log.bid(100);
      log.settled();
    }
  }

  @Test
  void aDatabaseAheadOfTheJournalStopsTheFollower() throws SQLException {
    ProjectionOptions options = schema("ahead");
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      follow(log, options);
      execute(source(), "update ahead.watermark set sequence = 1000000");
      refused(log, options, "rebuild-db");
    }
  }

  @Test
  void aDatabaseMadeOfOtherCommandsStopsTheFollower() throws SQLException {
    ProjectionOptions options = schema("diverged");
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      follow(log, options);
      execute(source(), "update diverged.watermark set state_hash = state_hash + 1");
      refused(log, options, "made of other commands");
    }
  }

  @Test
  void tablesThatSomebodyChangedStopTheFollowerWithWhatToDo() throws SQLException {
    ProjectionOptions options = schema("changed");
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      follow(log, options);
      execute(source(), "delete from changed.lots");
      log.bid(20);
      refused(log, options, "rebuild-db");
      assertFalse(query(source(), "changed", "select 1 from watermark").isEmpty());
    }
  }

  private static void refused(FollowedLog log, ProjectionOptions options, String why) {
    log.settled();
    try (Follower follower = log.follower(projection(source(), log, options), QUICK)) {
      follower.start();
      await(() -> follower.stats().state() == FollowerState.STOPPED);
      String problem = String.valueOf(follower.stats().problem());
      assertTrue(problem.contains(why), problem);
    }
  }

  @Test
  void textsThatAreNoneAreWrittenAllTheSame() throws SQLException {
    ProjectionOptions options = schema("texts");
    byte[] reason = {'n', 0, (byte) 0xFF, (byte) 0xC3, 'o'};
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      log.bid(60);
      log.submit(log.world().voidBid(1, reason));
      log.submit(log.world().voidBid(2, "too late; 遅い".getBytes(StandardCharsets.UTF_8)));
      follow(log, options);
    }
    assertEquals(
        List.of("n\uFFFD\uFFFD\uFFFDo", "too late; 遅い"),
        query(
            source(),
            "texts",
            "select void_reason from bids where voided_at is not null order by lot"));
  }

  @Test
  void everyAttemptIsThereWithItsOutcome() throws SQLException {
    ProjectionOptions options = schema("attempts");
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      log.bid(300);
      byte[] again = log.world().bid(1_000);
      log.submit(again);
      log.submit(again);
      follow(log, options);
      assertEquals(301, count("attempts", "bids"));
      assertEquals(
          100,
          count("attempts", "bids where max = 1 and outcome in ('BID_TOO_LOW', 'MAX_NOT_RAISED')"));
      assertEquals(count("attempts", "audit_log"), log.limit() - 1);
    }
  }

  @Test
  void whatIsChangedInTheAuditLogIsFound() throws SQLException {
    ProjectionOptions options = schema("audited");
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      log.bid(50);
      follow(log, options);
    }
    AuditReport intact = AuditVerifier.verify(source(), "audited");
    assertTrue(intact.isIntact(), intact::toString);
    assertEquals(count("audited", "audit_log"), intact.rows());
    for (String change :
        List.of(
            "update audit_log set outcome = 'ACCEPTED' where outcome = 'BID_TOO_LOW'",
            "update audit_log set account = 3 where sequence = 80",
            "update audit_log set command = 'BuyNow' where sequence = 80",
            "update audit_log set at = at + interval '1 microsecond' where sequence = 80",
            "update audit_log set events = set_byte(events, 40, 77) where sequence = 80",
            "update audit_log set hash = sha256(hash) where sequence = 80",
            "delete from audit_log where sequence = 80",
            "delete from audit_log where sequence > 80",
            "delete from audit_log",
            "insert into audit_log select 1, at, account, command, outcome, result, events, hash"
                + " from audit_log where sequence = 80",
            "update audit_log set sequence = 100000 where sequence = 80")) {
      execute(source(), "create schema tampered");
      execute(
          source(),
          Stream.of("audit_log", "watermark")
              .map("create table tampered.%1$s as table audited.%1$s;"::formatted)
              .reduce("", String::concat));
      execute(source(), "set search_path = tampered; " + change);
      AuditReport report = AuditVerifier.verify(source(), "tampered");
      execute(source(), "drop schema tampered cascade");
      assertFalse(report.isIntact(), change);
    }
  }

  @Test
  void aFirstOpeningThatFailsIsTriedAgain() throws SQLException {
    ProjectionOptions options = schema("first");
    Database nowhere =
        Database.open(
            new DatabaseOptions(
                "jdbc:postgresql://localhost:1/none", "nobody", "", directory, 0, 4),
            options.schema());
    try (FollowedLog log = new FollowedLog(directory).opened();
        Follower follower =
            log.follower(
                new PostgresProjection(nowhere.direct(), new UUID(0, 1), options), QUICK)) {
      follower.start();
      await(() -> follower.stats().state() == FollowerState.WAITING_FOR_DATABASE);
      log.bid(100);
      log.settled();
      assertNull(follower.stop());
    } finally {
      nowhere.close();
    }
  }
}
